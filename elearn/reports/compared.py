"""What a table is compared with: the same class a week before, or another class on the same day of its course."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from elearn.reports import tallies
from elearn.reports.indicators import Counts, Indicators, indicators
from elearn.training.models import TrainingClass

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Compared:
    """Figures to compare with, as they stood on a day; `other` is None for the class itself."""

    day: date
    other: TrainingClass | None
    whole: Indicators
    below: Mapping[str, Indicators]
    """By code; under the unit's own code its own people."""

    def change(self, now: Indicators, key: str, code: str = "") -> Decimal | None:
        """Return by how much a rate or mean (`key`) is higher now, for one line or the whole."""
        before = getattr(self.below.get(code), key, None) if code else getattr(self.whole, key)
        present = getattr(now, key)
        return None if present is None or before is None else present - before


def last_week(training_class: TrainingClass, unit_code: str, day: date) -> Compared | None:
    """Return the figures of seven days before, None where the class had not begun."""
    before = day - WEEK
    return _compared(training_class, unit_code, before, None) if before >= training_class.starts_on else None


def same_day(training_class: TrainingClass, other: TrainingClass, unit_code: str, day: date) -> Compared:
    """Return another class's figures after as many days of its course."""
    return _compared(other, unit_code, other.starts_on + (day - training_class.starts_on), other)


def _compared(of: TrainingClass, unit_code: str, day: date, other: TrainingClass | None) -> Compared:
    found = tallies.figures(of.id, unit_code, [day])[0]
    below = {code: indicators(counts) for code, counts in found.below.items()}
    if found.own != Counts():
        below[unit_code] = indicators(found.own)
    return Compared(day=day, other=other, whole=indicators(found.whole), below=below)
