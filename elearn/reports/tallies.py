"""Reading the roll-ups: figures of a unit and of those below it on any days, and a unit's figures day by day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import case, func, literal_column, or_, select, union_all

from elearn.db import session, upper_bound
from elearn.people.access import LEVEL_BY_LENGTH
from elearn.people.models import Unit
from elearn.reports.indicators import Counts, total
from elearn.training.standing import COUNTED, NOTHING, Vector, plus
from elearn.training.tally_models import ClassTally, TallyChange


@dataclass(frozen=True)
class Figures:
    """What is counted on one day: `whole` for the unit with all below it, `below` for each unit of the next level."""

    whole: Counts
    below: Mapping[str, Counts]

    @property
    def own(self) -> Counts:
        """The people of the unit itself (本级): what the units below do not account for."""
        return self.whole - total(self.below.values())


def child_length(unit_code: str) -> int | None:
    """Return how long the codes of the units below are, None for a village."""
    longer = [length for length in LEVEL_BY_LENGTH if length > len(unit_code)]
    return min(longer) if longer else None


def counts_of(vector: Sequence[int]) -> Counts:
    """Turn what was added up into counts; marks come back from tenths."""
    required, deducted, started, completed, examined, passed, merit, tenths = (int(each) for each in vector)
    return Counts(required, deducted, started, completed, examined, passed, merit, Decimal(tenths) / 10)


def figures(class_id: int, unit_code: str, days: Sequence[date]) -> list[Figures]:
    """Return a class's figures in a unit for each of some days: one statement, which sees folded and waiting alike."""
    found = _sums(class_id, unit_code, days)
    return [_figures(unit_code, {code: vectors[at] for code, vectors in found.items()}) for at in range(len(days))]


def _figures(unit_code: str, sums: Mapping[str, Vector]) -> Figures:
    below = {code: counts_of(vector) for code, vector in sums.items() if code != unit_code and any(vector)}
    return Figures(whole=counts_of(sums.get(unit_code, NOTHING)), below=below)


def _sums(class_id: int, unit_code: str, days: Sequence[date]) -> dict[str, list[Vector]]:
    def columns(table: Any) -> list[Any]:
        return [
            func.sum(case((table.day <= day, getattr(table, name)), else_=literal_column("0")))
            for day in days
            for name in COUNTED
        ]

    units = select(Unit.code).where(or_(Unit.parent_code == unit_code, Unit.code == unit_code))
    folded = (
        select(ClassTally.unit_code, literal_column("0"), *columns(ClassTally))
        .where(ClassTally.class_id == class_id, ClassTally.unit_code.in_(units), ClassTally.day <= max(days))
        .group_by(ClassTally.unit_code)
    )
    # The length is written into the statement: as a parameter PostgreSQL would not see that SELECT and GROUP BY agree.
    length = child_length(unit_code) or len(unit_code)
    prefix = func.substr(TallyChange.unit_code, literal_column("1"), literal_column(str(length)))
    waiting = (
        select(prefix, literal_column("1"), *columns(TallyChange))
        .where(TallyChange.class_id == class_id, *_within(TallyChange, unit_code), TallyChange.day <= max(days))
        .group_by(prefix)
    )
    found: dict[str, list[Vector]] = {}
    for code, waits, *values in session.execute(union_all(folded, waiting)):
        vectors = [tuple(values[at : at + len(COUNTED)]) for at in range(0, len(values), len(COUNTED))]
        for each in {code, unit_code} if waits else {code}:
            known = found.get(each, [NOTHING] * len(days))
            found[each] = [plus(one, other) for one, other in zip(known, vectors, strict=True)]
    return found


def _within(table: Any, unit_code: str) -> tuple[Any, Any]:
    return table.unit_code >= unit_code, table.unit_code < upper_bound(unit_code)


def day_by_day(class_id: int, unit_code: str, until: date) -> list[tuple[date, Counts]]:
    """Return a unit's figures at the end of each day on which something changed, in order. One statement."""
    folded = select(ClassTally.day, *(getattr(ClassTally, name) for name in COUNTED)).where(
        ClassTally.class_id == class_id, ClassTally.unit_code == unit_code, ClassTally.day <= until
    )
    waiting = (
        select(TallyChange.day, *(func.sum(getattr(TallyChange, name)) for name in COUNTED))
        .where(TallyChange.class_id == class_id, *_within(TallyChange, unit_code), TallyChange.day <= until)
        .group_by(TallyChange.day)
    )
    added: dict[date, Vector] = {}
    for day, *values in session.execute(union_all(folded, waiting)):
        added[day] = plus(added.get(day, NOTHING), tuple(int(each) for each in values))
    found, sums = [], NOTHING
    for day in sorted(added):
        sums = plus(sums, added[day])
        found.append((day, counts_of(sums)))
    return found
