"""What an address of the completion pages asks for beside class and unit: the day, the order, what to compare with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, request

from elearn import clock
from elearn.errors import RuleBroken, marked
from elearn.reports.columns import BY_KEY
from elearn.training.models import TrainingClass


@dataclass(frozen=True)
class Asked:
    """`day` is None for the present moment; `sort` is a column, with "-" in front for the largest first."""

    day: date | None = None
    sort: str = ""
    against: TrainingClass | None = None

    @property
    def column(self) -> str:
        """The column to sort by."""
        return self.sort.lstrip("-")

    def kept(self, **other: Any) -> dict[str, str]:
        """Return what links carry on; `other` replaces, an empty value leaves out."""
        values = {
            "as_of": self.day.isoformat() if self.day else "",
            "sort": self.sort,
            "against": self.against.slug if self.against else "",
        }
        return {name: value for name, value in (values | other).items() if value}


def asked_day() -> date | None:
    """Return the day that `as_of` asks for, None for now. Raises RuleBroken for what is no day, or lies ahead."""
    text = request.values.get("as_of", "").strip()
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise RuleBroken("no-day", marked("“%(text)s” is no day. Write it like 2026-11-23."), text=text[:20]) from None
    if day > clock.today():
        raise RuleBroken("future", marked("%(day)s lies in the future."), day=day.isoformat())
    return None if day == clock.today() else day


def asked(training_class: TrainingClass, classes: Sequence[TrainingClass]) -> Asked:
    """Read day, order and comparison; a column or class that is not there does not exist (404)."""
    sort = request.args.get("sort", "")
    if sort and sort.lstrip("-") not in BY_KEY:
        abort(404)
    slug = request.args.get("against", "")
    against = next((each for each in classes if each.slug == slug and each.id != training_class.id), None)
    if slug and against is None:
        abort(404)
    return Asked(asked_day(), sort, against)
