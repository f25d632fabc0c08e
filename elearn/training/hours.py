"""Hours (学时) of learning: pure. Facts in, entries of the ledger out. Online and face-to-face hours are kept apart.

What a fact once gave stays in the ledger. When the fact falls away or changes, a counter-entry follows; nothing is
deleted.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

NOTHING = Decimal("0.00")


class Mode(enum.StrEnum):
    """How it was learnt; the two are never added up into one."""

    ONLINE = "online"
    FACE = "face"


class What(enum.StrEnum):
    """What an entry is for."""

    LESSON = "lesson"
    EXAM = "exam"
    SESSION = "session"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Rate:
    """One line of a version: from how many minutes on a lesson gives how many hours."""

    minutes: int
    reached: bool
    """Whether the minutes themselves are enough, or must be exceeded."""
    hours: Decimal


@dataclass(frozen=True)
class Version:
    """The rates that hold from a day on."""

    name: str
    since: date
    source: str
    review_on: date
    exam_passed: Decimal
    rates: Sequence[Rate]


@dataclass(frozen=True)
class Norm:
    """What is asked in a year, of whom, and where that stands. For information only."""

    mode: Mode
    hours: Decimal
    days: int
    whom: str
    source: str
    review_on: date


@dataclass(frozen=True)
class Book:
    """The rules as they are shipped."""

    versions: Sequence[Version]
    norms: Sequence[Norm]


@dataclass(frozen=True)
class Credit:
    """One entry of the ledger. `turn` counts the entries of one source: the odd ones give, the even ones take back."""

    source: str
    """What it hangs on, such as lesson:12; gives hours once only."""
    what: What
    title: str
    mode: Mode
    hours: Decimal
    on: date
    year: int
    rule: str
    minutes: int | None = None
    turn: int = 1


@dataclass(frozen=True)
class Held:
    """How a source stands in the ledger: the last of its entries, and what all of them give together."""

    last: Credit
    net: Decimal


def read_book(data: Mapping[str, Any]) -> Book:
    """Read the rules from parsed TOML; raises KeyError or ValueError where they are incomplete or out of order."""
    versions = [_version(each) for each in data["rules"]]
    if not versions or [each.since for each in versions] != sorted({each.since for each in versions}):
        raise ValueError("versions must be in the order of their days")
    norms = [
        Norm(Mode(each["mode"]), Decimal(each["hours"]), each["days"], each["whom"], each["source"], each["review_on"])
        for each in data["norms"]
    ]
    return Book(versions, norms)


def _version(data: Mapping[str, Any]) -> Version:
    rates = [
        Rate(each.get("at_least", each.get("more_than")), "at_least" in each, Decimal(each["hours"]))
        for each in data["lessons"]
    ]
    if any(rate.hours < 0 for rate in rates) or Decimal(data["exam_passed"]) < 0:
        raise ValueError("hours are never negative")
    return Version(
        data["version"], data["since"], data["source"], data["review_on"], Decimal(data["exam_passed"]), rates
    )


def version_on(book: Book, day: date) -> Version:
    """Return the version that holds on a day; days before the first one go by the first."""
    return [book.versions[0], *(each for each in book.versions if each.since <= day)][-1]


def lesson_hours(version: Version, minutes: int) -> Decimal:
    """Convert a lesson's minutes: the first rate that they reach."""
    for rate in version.rates:
        if minutes > rate.minutes or (rate.reached and minutes == rate.minutes):
            return rate.hours
    return NOTHING


def for_lesson(book: Book, lesson_id: int, title: str, minutes: int, day: date) -> Credit:
    """Return what a lesson finished on a day gives."""
    version = version_on(book, day)
    hours = lesson_hours(version, minutes)
    return Credit(f"lesson:{lesson_id}", What.LESSON, title, Mode.ONLINE, hours, day, day.year, version.name, minutes)


def for_exam(book: Book, exam_id: int, title: str, day: date) -> Credit:
    """Return what an exam passed on a day gives."""
    version = version_on(book, day)
    return Credit(f"exam:{exam_id}", What.EXAM, title, Mode.ONLINE, version.exam_passed, day, day.year, version.name)


def for_session(session_id: int, title: str, mode: Mode, hours: Decimal, day: date) -> Credit:
    """Return what a session attended on a day gives: the hours that the class plans for it."""
    return Credit(f"session:{session_id}", What.SESSION, title, mode, hours, day, day.year, "planned")


def follow(wanted: Iterable[Credit], held: Mapping[str, Held], today: date) -> list[Credit]:
    """Return the entries to add so that each source gives what is wanted now; none where nothing changed.

    A lesson or exam that has its hours keeps them, whatever the rates are now; only a fact that fell away takes them
    back. `held`: the sources that are looked at; those that are not wanted any more are taken back.
    """
    found: list[Credit] = []
    by_source = {each.source: each for each in wanted}
    for source, state in held.items():
        credit = by_source.get(source)
        stays = credit is not None and state.net and _same(credit, state)
        if state.net and not stays:
            found.append(_taken_back(state, today))
    for source, credit in by_source.items():
        given = held.get(source)
        if credit.hours <= 0 or (given and given.net and _same(credit, given)):
            continue
        taken = 1 if given and given.net else 0
        found.append(replace(credit, turn=(given.last.turn if given else 0) + taken + 1))
    return found


def _same(credit: Credit, state: Held) -> bool:
    if credit.what is not What.SESSION:
        return True
    return (credit.mode, credit.hours, credit.year) == (state.last.mode, state.net, state.last.year)


def _taken_back(state: Held, today: date) -> Credit:
    """A counter-entry belongs to the year that it corrects, whenever it is made."""
    return replace(state.last, hours=-state.net, on=today, turn=state.last.turn + 1)


def sums(entries: Iterable[Credit]) -> dict[tuple[int, Mode], Decimal]:
    """Add entries up by year and mode."""
    found: dict[tuple[int, Mode], Decimal] = {}
    for each in entries:
        found[each.year, each.mode] = found.get((each.year, each.mode), NOTHING) + each.hours
    return found
