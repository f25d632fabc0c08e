"""How one person counts in a class from day to day: pure. Dated facts in, stretches of days out.

A day counts what its end knew of dates: entries of the roster, study, completion and tries whose date is that day or an
earlier one. Marks are those of today, since a corrected mark was never rightly another.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from elearn.exams.scoring import CountedTry, Try, counted_try

FOREVER = date(9999, 12, 31)
COUNTED = ("required", "deducted", "started", "completed", "examined", "passed", "merit", "tenths")
"""What is counted of a unit, in this order everywhere. Marks are added up as tenths, in whole numbers."""
Vector = tuple[int, ...]
NOTHING: Vector = (0,) * len(COUNTED)


@dataclass(frozen=True)
class Entry:
    """A stretch of the roster, as a RosterEntry holds it."""

    unit_code: str
    entered_on: date
    left_on: date | None = None
    moved: bool = False


@dataclass(frozen=True)
class Dated:
    """A handed-in try with the day on which it was handed in."""

    day: date
    tried: Try


@dataclass(frozen=True)
class ExamRule:
    """What the closing exam says of its tries."""

    counted: CountedTry
    pass_mark: Decimal
    merit_mark: Decimal


@dataclass(frozen=True)
class Known:
    """Everything dated that is known of one person in one class. Entries in the order of their days."""

    entries: Sequence[Entry]
    started_on: date | None = None
    completed_on: date | None = None
    tries: Sequence[Dated] = ()
    rule: ExamRule | None = None


@dataclass(frozen=True)
class Standing:
    """How a person counts from a day on, until the next standing begins."""

    since: date
    unit_code: str
    deducted: bool
    started: bool = False
    completed: bool = False
    tenths: int | None = None
    passed: bool = False
    merit: bool = False

    def vector(self) -> Vector:
        """Return what the person adds to their unit; who is deducted counts nowhere else."""
        if self.deducted:
            return (0, 1, 0, 0, 0, 0, 0, 0)
        examined = self.tenths is not None
        return (1, 0, self.started, self.completed, examined, self.passed, self.merit, self.tenths or 0)


def standings(known: Known) -> list[Standing]:
    """Return how a person counts, in order of days; each differs from the one before."""
    days = {entry.entered_on for entry in known.entries}
    days |= {entry.left_on for entry in known.entries if entry.left_on}
    days |= {day for day in (known.started_on, known.completed_on) if day}
    days |= {each.day for each in known.tries}
    days.discard(FOREVER)  # a place that is still being written counts on no day
    found: list[Standing] = []
    for day in sorted(days):
        now = _on(known, day)
        if now is not None and (not found or _differs(found[-1], now)):
            found.append(now)
    return found


def _differs(one: Standing, other: Standing) -> bool:
    return (one.unit_code, one.vector()) != (other.unit_code, other.vector())


def _on(known: Known, day: date) -> Standing | None:
    begun = [entry for entry in known.entries if entry.entered_on <= day]
    if not begun:
        return None
    entry = begun[-1]
    if entry.left_on is not None and entry.left_on <= day:
        return Standing(day, entry.unit_code, deducted=True)
    score = _score(known, day)
    rule = known.rule
    return Standing(
        day,
        entry.unit_code,
        deducted=False,
        started=known.started_on is not None and known.started_on <= day,
        completed=known.completed_on is not None and known.completed_on <= day,
        tenths=None if score is None else int(score * 10),
        passed=score is not None and rule is not None and score >= rule.pass_mark,
        merit=score is not None and rule is not None and score >= rule.merit_mark,
    )


def _score(known: Known, day: date) -> Decimal | None:
    if known.rule is None:
        return None
    found = counted_try([each.tried for each in known.tries if each.day <= day], known.rule.counted)
    return found.score if found else None


Change = dict[tuple[str, date], Vector]


def changes(before: Iterable[Standing], after: Iterable[Standing]) -> Change:
    """Return what has to be added to units on days when a person's standings change from one list to another."""
    found: Change = {}
    for sign, rows in ((-1, before), (1, after)):
        last: Standing | None = None
        for row in rows:
            if last is not None:
                _add(found, (last.unit_code, row.since), last.vector(), -sign)
            _add(found, (row.unit_code, row.since), row.vector(), sign)
            last = row
    return {key: vector for key, vector in found.items() if any(vector)}


def _add(found: Change, key: tuple[str, date], vector: Vector, sign: int) -> None:
    found[key] = plus(found.get(key, NOTHING), tuple(sign * each for each in vector))


def plus(one: Vector, other: Vector) -> Vector:
    """Add two vectors."""
    return tuple(a + b for a, b in zip(one, other, strict=True))
