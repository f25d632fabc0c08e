"""What an invigilator does: more time, a device let go, a word to everybody; each leaves a trail."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from elearn import clock
from elearn.audit import actions as audit
from elearn.db import session, upper_bound
from elearn.errors import RuleBroken, marked
from elearn.exams.event_models import Accommodation, Announcement, AttemptEvent, EventKind, ExamChange
from elearn.exams.integrity_models import IntegrityNote, Sign
from elearn.exams.models import Attempt, AttemptState, Exam
from elearn.exams.terms import GRACE
from elearn.people.access import ancestors
from elearn.people.models import User
from elearn.quick import Statement, ThroughSession

MOST_MINUTES = 240
MOST_SIGNS = 300


class Reach(enum.StrEnum):
    """Whom an act concerns."""

    PERSON = "person"
    UNIT = "unit"
    ALL = "all"


@dataclass(frozen=True)
class Target:
    """A person, a unit with all below it, or everybody (both empty)."""

    user_id: int | None = None
    unit_code: str | None = None

    @property
    def reach(self) -> Reach:
        """Say which of the three it is."""
        return Reach.PERSON if self.user_id else Reach.UNIT if self.unit_code else Reach.ALL


# An attempt past deadline and grace is closed for every reader, and no act opens it again.
_MOVE_TEXT = """
UPDATE attempt SET deadline_at = {later}
WHERE exam_id = :exam AND state = 'open' AND deadline_at >= :latest_time AND {whose}
RETURNING id
"""
# The part of a second stays as it is.
_LATER = "datetime(substr(deadline_at, 1, 19), :minutes || ' minutes') || substr(deadline_at, 20)"
_LATER_PG = "deadline_at + :minutes * interval '1 minute'"
_WHOSE = {
    Reach.PERSON: "user_id = :user",
    Reach.UNIT: 'user_id IN (SELECT u.id FROM "user" u WHERE u.unit_code >= :low AND u.unit_code < :high)',
    Reach.ALL: "1 = 1",
}
_MOVE = {
    reach: Statement(_MOVE_TEXT.format(later=_LATER, whose=whose), _MOVE_TEXT.format(later=_LATER_PG, whose=whose))
    for reach, whose in _WHOSE.items()
}
# On PostgreSQL the rows are locked in the order of hand-ins, so that neither waits for the other for ever.
_LOCK_TEXT = """
SELECT id FROM attempt WHERE exam_id = :exam AND state = 'open' AND deadline_at >= :latest_time AND {whose}
ORDER BY deadline_at, id FOR UPDATE
"""
_LOCK = {
    reach: Statement(
        "SELECT 1",
        _LOCK_TEXT.format(whose=whose),
    )
    for reach, whose in _WHOSE.items()
}


def running(exam_id: int, target: Target, now: datetime) -> int:
    """Count the attempts that an act would touch."""
    conditions: list[ColumnElement[bool]] = [
        Attempt.exam_id == exam_id,
        Attempt.state == AttemptState.OPEN,
        Attempt.deadline_at >= now - GRACE,
    ]
    if target.user_id:
        conditions.append(Attempt.user_id == target.user_id)
    if target.unit_code:
        low, high = target.unit_code, upper_bound(target.unit_code)
        conditions.append(Attempt.user_id.in_(select(User.id).where(User.unit_code >= low, User.unit_code < high)))
    return session.scalar(select(func.count()).select_from(Attempt).where(*conditions)) or 0


def extend(exam: Exam, target: Target, minutes: int, reason: str, by_id: int) -> int:
    """Give running attempts more time, and those of the same people who start later; return how many were running."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise RuleBroken("minutes", marked("Enter 1 to %(most)s minutes."), most=MOST_MINUTES)
    _must_say(reason)
    now = clock.now()
    params: dict[str, Any] = {"exam": exam.id, "latest_time": now - GRACE, "user": target.user_id, "minutes": minutes}
    if target.unit_code:
        params |= {"low": target.unit_code, "high": upper_bound(target.unit_code)}
    writer = ThroughSession()
    writer.execute(_LOCK[target.reach], params)
    touched = [row[0] for row in writer.execute(_MOVE[target.reach], params)]
    _note_all(touched, EventKind.EXTENDED, now, by_id, {"minutes": minutes, "reason": reason})
    if target.reach is Reach.ALL:
        _move_window(exam, minutes, reason, by_id, now)
    else:
        _grant(exam, target, minutes, reason, by_id, now)
    session.expire_all()
    audit.record(
        "extend_time",
        _whom(exam, target),
        actor_id=by_id,
        unit_code=_unit_of(exam, target),
        minutes=minutes,
        reason=reason,
        attempts=len(touched),
    )
    return len(touched)


def _move_window(exam: Exam, minutes: int, reason: str, by_id: int, now: datetime) -> None:
    """The window ends later, so that whoever has not begun loses nothing; it is written down as a change."""
    before, after = exam.closes_at, exam.closes_at + timedelta(minutes=minutes)
    attempts = session.scalar(select(func.count()).select_from(Attempt).where(Attempt.exam_id == exam.id)) or 0
    change = {"closes_at": [before.isoformat(), after.isoformat()]}
    session.add(ExamChange(exam_id=exam.id, by_id=by_id, at=now, reason=reason, changes=change, attempts=attempts))
    session.execute(update(Exam).where(Exam.id == exam.id).values(closes_at=after))


def _grant(exam: Exam, target: Target, minutes: int, reason: str, by_id: int, now: datetime) -> None:
    """Of several grants the largest counts, so the new one holds what was there before and the new minutes."""
    mine = [Accommodation.user_id == target.user_id] if target.user_id else []
    unit_code = target.unit_code or session.scalar(select(User.unit_code).where(User.id == target.user_id)) or ""
    before = session.scalar(
        select(func.max(Accommodation.extra_minutes)).where(
            Accommodation.exam_id == exam.id,
            Accommodation.ended_at.is_(None),
            or_(Accommodation.unit_code.in_(ancestors(unit_code)), *mine),
        )
    )
    session.add(
        Accommodation(
            exam_id=exam.id,
            user_id=target.user_id,
            unit_code=target.unit_code,
            extra_minutes=(before or 0) + minutes,
            reason=reason,
            by_id=by_id,
            at=now,
        )
    )


def release_device(attempt: Attempt, by_id: int, unit_code: str) -> None:
    """Let go of the browser that holds an attempt: it can change no answer any more, the next one takes over."""
    _must_run(attempt)
    former = attempt.device
    attempt.device = ""
    _note_all([attempt.id], EventKind.RELEASED, clock.now(), by_id, {"device": former})
    audit.record("release_device", f"attempt:{attempt.id}", actor_id=by_id, unit_code=unit_code)


def note_ending(attempt: Attempt, reason: str, by_id: int, unit_code: str) -> None:
    """Write down that an invigilator ends an attempt, and why; training.actions hands it in."""
    _must_say(reason)
    _must_run(attempt)
    _note_all([attempt.id], EventKind.ENDED, clock.now(), by_id, {"reason": reason})
    audit.record("end_attempt", f"attempt:{attempt.id}", actor_id=by_id, unit_code=unit_code, reason=reason)
    session.flush()


def announce(exam: Exam, unit_code: str | None, text: str, by_id: int) -> Announcement:
    """Say something to everybody who sits, or to one unit's people; their pages show it with the next contact."""
    if not text:
        raise RuleBroken("no-text", marked("Please write what to announce."))
    if len(text) > MOST_SIGNS:
        raise RuleBroken("too-long", marked("At most %(most)s characters."), most=MOST_SIGNS)
    made = Announcement(exam_id=exam.id, unit_code=unit_code, text=text, by_id=by_id, at=clock.now())
    session.add(made)
    target = Target(unit_code=unit_code)
    audit.record("announce", _whom(exam, target), actor_id=by_id, unit_code=_unit_of(exam, target), text=text)
    return made


def note_seen(exam: Exam, sign: Sign, subject: str, note: str, by_id: int, unit_code: str) -> None:
    """Take a row off an integrity list, with what a person found; once more does no harm."""
    if not note:
        raise RuleBroken("no-note", marked("Please write what you found, in a few words."))
    known = select(IntegrityNote.id).where(
        IntegrityNote.exam_id == exam.id, IntegrityNote.sign == sign, IntegrityNote.subject == subject
    )
    if session.scalar(known) is not None:
        return
    session.add(IntegrityNote(exam_id=exam.id, sign=sign, subject=subject, note=note, by_id=by_id, at=clock.now()))
    audit.record(
        "note_integrity", f"exam:{exam.slug}", actor_id=by_id, unit_code=unit_code, sign=sign.value, reason=note
    )


def _note_all(attempt_ids: Sequence[int], kind: EventKind, at: datetime, by_id: int, data: dict[str, Any]) -> None:
    if attempt_ids:
        rows = [{"attempt_id": each, "kind": kind, "at": at, "by_id": by_id, "data": data} for each in attempt_ids]
        session.execute(insert(AttemptEvent), rows)


def _must_run(attempt: Attempt) -> None:
    """Wait for whoever is handing it in at this moment, then say whether it still runs."""
    session.refresh(attempt, with_for_update=True)
    if attempt.state is not AttemptState.OPEN or clock.now() > attempt.deadline_at + GRACE:
        raise RuleBroken("not-running", marked("This attempt has been handed in already."))


def _must_say(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))


def _whom(exam: Exam, target: Target) -> str:
    return f"user:{target.user_id}" if target.user_id else f"exam:{exam.slug}"


def _unit_of(exam: Exam, target: Target) -> str:
    if target.user_id:
        return session.scalar(select(User.unit_code).where(User.id == target.user_id)) or exam.unit_code
    return target.unit_code or exam.unit_code
