"""Reading the ledger of one person."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from elearn import clock
from elearn.db import session
from elearn.exams import queries as exam_queries
from elearn.exams.models import Exam
from elearn.people.models import User
from elearn.training.hour_models import HourEntry
from elearn.training.hours import NOTHING, Mode, What


@dataclass(frozen=True)
class Ledger:
    """The entries of a person in a year, with what they come to; the two sums are never added up."""

    year: int
    entries: Sequence[HourEntry]
    online: Decimal
    face: Decimal
    by: dict[int, str]
    """Who made corrections, by number."""


def years(user_id: int) -> list[int]:
    """Return the years for which a person has entries, with the present one, the latest first."""
    found = session.scalars(select(HourEntry.year).where(HourEntry.user_id == user_id).distinct())
    return sorted({*found, clock.today().year}, reverse=True)


def ledger(user_id: int, year: int, *, own: bool = False) -> Ledger:
    """Return a person's ledger of a year. `own`: the person looks; exams whose marks they may not see yet are left out.

    A counter-entry follows the one that it takes back, wherever it was made.
    """
    entries = session.scalars(
        select(HourEntry)
        .where(HourEntry.user_id == user_id, HourEntry.year == year)
        .order_by(HourEntry.day, HourEntry.id)
    ).all()
    if own:
        hidden = _hidden(entries)
        entries = [each for each in entries if each.source not in hidden]
    makers = {each.by_id for each in entries if each.by_id}
    by: dict[int, str] = dict(session.execute(select(User.id, User.name).where(User.id.in_(makers))).all())
    return Ledger(year, entries, _sum(entries, Mode.ONLINE), _sum(entries, Mode.FACE), by)


def _sum(entries: Sequence[HourEntry], mode: Mode) -> Decimal:
    return sum((each.hours for each in entries if each.mode is mode), NOTHING)


def _hidden(entries: Sequence[HourEntry]) -> set[str]:
    """Whether an exam was passed is not known before its marks are."""
    ids = {int(each.source.partition(":")[2]) for each in entries if each.what is What.EXAM}
    if not ids:
        return set()
    now = clock.now()
    exams = session.scalars(select(Exam).where(Exam.id.in_(ids)))
    return {f"exam:{each.id}" for each in exams if not exam_queries.may_see_now(each, each.show_score, now)}
