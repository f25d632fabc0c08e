"""The ledger of many people at once: for the demo, for databases from before there was one, and to check it."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import insert, select

from elearn import clock, db
from elearn.db import session
from elearn.quick import ThroughSession
from elearn.training import hours
from elearn.training.hour_actions import (
    ALL_LESSONS,
    EXAMS,
    LESSONS,
    SESSIONS,
    SUMS,
    credit_of,
    exam_credits,
    lesson_credits,
    session_credits,
)
from elearn.training.hour_book import book
from elearn.training.hour_models import HourCatchUp, HourEntry, HourYear
from elearn.training.hours import Credit, Mode, What

NOTED = 200
"""People in one transaction: it stays below 200 ms."""
_COLUMNS = ("source", "turn", "what", "title", "mode", "hours", "day", "year", "rule", "minutes")


def note(low: int, high: int, *, sums: bool = False) -> int:
    """Add what is missing for people by their numbers, in the current transaction; return how many entries.

    `sums`: add their years up anew even where nothing was missing.
    """
    params = {"low": low, "high": high, "course": 0, "exam": 0, "class": 0}
    writer = ThroughSession()
    known = select(HourEntry.user_id, HourEntry.source).where(
        HourEntry.user_id >= low, HourEntry.user_id <= high, HourEntry.what.in_((What.EXAM, What.SESSION))
    )
    noted = {tuple(row) for row in session.execute(known)}
    others = exam_credits(writer.execute(EXAMS, params)) + session_credits(writer.execute(SESSIONS, params))
    missing = lesson_credits(writer.execute(LESSONS, params))
    missing += [(user_id, credit) for user_id, credit in others if (user_id, credit.source) not in noted]
    if missing:
        session.execute(insert(HourEntry.__table__), [_row(user_id, credit) for user_id, credit in missing])  # type: ignore[arg-type]
    if missing or sums:
        writer.execute(SUMS, {"low": low, "high": high})
    return len(missing)


def _row(user_id: int, credit: Credit) -> dict[str, object]:
    found: dict[str, object] = {name: getattr(credit, name) for name in _COLUMNS if name != "day"}
    return found | {"day": credit.on, "user_id": user_id, "at": clock.now(), "reason": ""}


def catch_up(limit: int = NOTED) -> int:
    """Add what is missing for the next people since the update that brought the ledger; return how many people."""
    work = session.scalars(select(HourCatchUp)).first()
    if work is None:
        return 0
    session.rollback()
    with db.writing():
        again = session.scalars(select(HourCatchUp).with_for_update()).first()
        if again is None:
            return 0
        last = min(again.after + limit, again.until)
        note(again.after + 1, last)
        again.after = last
        if last >= again.until:
            session.delete(again)
        return limit


def differing(user_ids: Iterable[int] | None = None) -> list[int]:
    """Return the people whose ledger is not what a recount from the facts says, or whose sums are not its own."""
    chosen = None if user_ids is None else set(user_ids)
    wanted = _wanted()
    stored: dict[int, list[Credit]] = defaultdict(list)
    columns = [getattr(HourEntry, name) for name in _COLUMNS]
    for user_id, *row in session.execute(select(HourEntry.user_id, *columns).order_by(HourEntry.user_id)):
        stored[user_id].append(credit_of(row))
    years: dict[int, dict[tuple[int, Mode], object]] = defaultdict(dict)
    for each in session.scalars(select(HourYear)):
        years[each.user_id] |= {(each.year, Mode.ONLINE): each.online, (each.year, Mode.FACE): each.face}
    everybody = {*wanted, *stored, *years}
    return sorted(
        user_id
        for user_id in (everybody if chosen is None else everybody & chosen)
        if not _agrees(wanted[user_id], stored[user_id], years[user_id])
    )


def _wanted() -> dict[int, dict[str, Credit]]:
    """What all facts give by the rules, from scratch."""
    found: dict[int, dict[str, Credit]] = defaultdict(dict)
    everything = {"low": 0, "high": 2**31 - 1, "course": 0, "exam": 0, "class": 0}
    for user_id, credit in [
        *lesson_credits(ThroughSession().execute(ALL_LESSONS, everything)),
        *exam_credits(ThroughSession().execute(EXAMS, everything)),
        *session_credits(ThroughSession().execute(SESSIONS, everything)),
    ]:
        found[user_id][credit.source] = credit
    return found


def _agrees(wanted: dict[str, Credit], stored: list[Credit], year: dict[tuple[int, Mode], object]) -> bool:
    net: dict[str, list[Credit]] = defaultdict(list)
    for each in stored:
        if each.what is not What.CORRECTION:
            net[each.source].append(each)
    held = {source: sum((each.hours for each in rows), hours.NOTHING) for source, rows in net.items()}
    given = {source: (amount, net[source][0].year) for source, amount in held.items() if amount}
    due = {source: (_as_noted(credit, net[source]), credit.year) for source, credit in wanted.items()}
    totals = {key: amount for key, amount in hours.sums(stored).items() if amount}
    return given == due and totals == {key: amount for key, amount in year.items() if amount}


def _as_noted(credit: Credit, entries: list[Credit]) -> object:
    """A lesson whose length was changed since keeps what it gave: the minutes that were noted are converted again."""
    if credit.what is What.LESSON and entries and entries[0].minutes is not None:
        return hours.lesson_hours(hours.version_on(book(), credit.on), entries[0].minutes)
    return credit.hours
