"""Writing who attended a session: one row a person, and every change of it. training.actions calls these and decides.

Each act is one statement that writes only where something changes, so a repeat, from whatever phone, does no harm.
"""

from datetime import datetime
from typing import Any

from elearn.errors import RuleBroken, marked
from elearn.quick import Statement, Writer
from elearn.training.check_in import (
    WRONG_TRIES,
    WRONG_WINDOW,
    AttendanceAct,
    AttendanceState,
    Direction,
    Way,
)
from elearn.training.completion import ClassState
from elearn.training.session_models import ClassSession

_COME = Statement(
    "INSERT INTO attendance (session_id, user_id, state, in_at, in_way, is_late, by_id, reason, changed_at) "
    "VALUES (:session, :user, 'present', :in_time, :way, :late, :by, :reason, :now_time) "
    "ON CONFLICT (session_id, user_id) DO UPDATE SET state = 'present', in_at = excluded.in_at, "
    "in_way = excluded.in_way, is_late = excluded.is_late, out_at = NULL, out_way = NULL, by_id = excluded.by_id, "
    "reason = excluded.reason, changed_at = excluded.changed_at WHERE attendance.state <> 'present' RETURNING id"
)
_GO = Statement(
    "UPDATE attendance SET out_at = :out_time, out_way = :way, by_id = :by, changed_at = :now_time, "
    "reason = CASE WHEN CAST(:reason AS TEXT) = '' THEN reason ELSE CAST(:reason AS TEXT) END "
    "WHERE session_id = :session AND user_id = :user AND state = 'present' AND out_at IS NULL RETURNING id"
)
_LEAVE = Statement(
    "INSERT INTO attendance (session_id, user_id, state, is_late, by_id, reason, changed_at) "
    "VALUES (:session, :user, 'leave', :late, :by, :reason, :now_time) "
    "ON CONFLICT (session_id, user_id) DO UPDATE SET state = 'leave', by_id = excluded.by_id, "
    "reason = excluded.reason, changed_at = excluded.changed_at WHERE attendance.state = 'struck' RETURNING id"
)
_STRIKE = Statement(
    "UPDATE attendance SET state = 'struck', by_id = :by, reason = :reason, changed_at = :now_time "
    "WHERE session_id = :session AND user_id = :user AND state <> 'struck' RETURNING id"
)
_NOTE = Statement(
    "INSERT INTO attendance_change (attendance_id, act, at, way, by_id, reason) "
    "VALUES (:attendance, :act, :now_time, :way, :by, :reason)"
)
_STATE = Statement("SELECT state, out_at FROM attendance WHERE session_id = :session AND user_id = :user")
_WRONG = Statement(
    "INSERT INTO check_in_try (session_id, user_id, wrong, at) VALUES (:session, :user, 1, :now_time) "
    "ON CONFLICT (session_id, user_id) DO UPDATE SET "
    "wrong = CASE WHEN check_in_try.at <= :old_time THEN 1 ELSE check_in_try.wrong + 1 END, "
    "at = CASE WHEN check_in_try.at <= :old_time THEN excluded.at ELSE check_in_try.at END"
)
_TRIES = Statement("SELECT wrong FROM check_in_try WHERE session_id = :session AND user_id = :user AND at > :old_time")


def come(
    writer: Writer, session: ClassSession, user_id: int, way: Way, at: datetime, by_id: int | None, reason: str = ""
) -> bool:
    """Note that a person is there; False where that stood there already. Who was on leave and came is there."""
    begins_late = way is not Way.ROSTER and session.times.is_late(at)
    # Whoever is entered from the list of names was there from the beginning, as far as anybody knows.
    came_at = min(max(at, session.starts_at), session.ends_at) if way is Way.ROSTER else at
    params = _params(session.id, user_id, way, at, by_id, reason) | {"in_time": came_at, "late": begins_late}
    return _noted(writer, writer.execute(_COME, params), AttendanceAct.CAME, params)


def go(
    writer: Writer, session: ClassSession, user_id: int, way: Way, at: datetime, by_id: int | None, reason: str = ""
) -> bool:
    """Note that a person checked out; False where that stood there already. Refused where nobody checked in."""
    out_at = min(at, session.ends_at) if way is Way.ROSTER else at
    params = _params(session.id, user_id, way, at, by_id, reason) | {"out_time": out_at}
    if _noted(writer, writer.execute(_GO, params), AttendanceAct.WENT, params):
        return True
    stored = writer.execute(_STATE, {"session": session.id, "user": user_id})
    if not stored or stored[0][0] != AttendanceState.PRESENT:
        raise RuleBroken("not-in", marked("You have not checked in, so there is nothing to check out of."))
    return False


def give_leave(
    writer: Writer, session: ClassSession, user_id: int, at: datetime, by_id: int | None, reason: str
) -> bool:
    """Put a person on leave; False for somebody who is there or on leave already."""
    params = _params(session.id, user_id, Way.ROSTER, at, by_id, reason) | {"late": False}
    return _noted(writer, writer.execute(_LEAVE, params), AttendanceAct.LEAVE, params)


def strike(writer: Writer, session: ClassSession, user_id: int, at: datetime, by_id: int | None, reason: str) -> bool:
    """Take back what was entered by mistake; the row and its history stay."""
    params = _params(session.id, user_id, Way.ROSTER, at, by_id, reason)
    return _noted(writer, writer.execute(_STRIKE, params), AttendanceAct.STRUCK, params)


def enter(
    writer: Writer,
    session: ClassSession,
    user_id: int,
    act: AttendanceAct,
    at: datetime,
    by_id: int | None,
    reason: str,
) -> bool:
    """Enter one person from the list of names; False where nothing changes, as for who never came and is to go."""
    if act in (AttendanceAct.LEAVE, AttendanceAct.STRUCK):
        if not reason.strip():
            raise RuleBroken("no-reason", marked("Please give the reason."))
        return (give_leave if act is AttendanceAct.LEAVE else strike)(writer, session, user_id, at, by_id, reason)
    if act is AttendanceAct.CAME:
        return come(writer, session, user_id, Way.ROSTER, at, by_id, reason)
    stored = writer.execute(_STATE, {"session": session.id, "user": user_id})
    is_there = bool(stored) and stored[0][0] == AttendanceState.PRESENT
    return is_there and go(writer, session, user_id, Way.ROSTER, at, by_id, reason)


def note_wrong_code(writer: Writer, session_id: int, user_id: int, at: datetime) -> None:
    """Count a wrong code; the count begins anew after a while."""
    params = {"session": session_id, "user": user_id, "now_time": at, "old_time": at - WRONG_WINDOW}
    writer.execute(_WRONG, params)


def is_locked(writer: Writer, session_id: int, user_id: int, at: datetime) -> bool:
    """Say whether a person has typed too many wrong codes lately."""
    found = writer.execute(_TRIES, {"session": session_id, "user": user_id, "old_time": at - WRONG_WINDOW})
    return bool(found) and found[0][0] >= WRONG_TRIES


def must_take_own(session: ClassSession, direction: Direction, at: datetime) -> None:
    """Refuse a person's own check-in or check-out outside of its time."""
    _must_be_on(session)
    times = session.times
    if direction is Direction.IN and not times.may_come(at):
        if at < times.opens_at:
            raise RuleBroken("too-early", marked("It is too early: checking in opens an hour before the beginning."))
        raise RuleBroken(
            "over", marked("The session is over. If you were there, ask your official to enter you with the reason.")
        )
    if direction is Direction.OUT:
        if not session.needs_check_out:
            raise RuleBroken("no-check-out", marked("Nobody has to check out of this session."))
        if not times.may_go(at):
            raise RuleBroken(
                "out-closed", marked("Checking out is possible from the beginning until an hour after the end.")
            )


def must_take_entry(session: ClassSession, at: datetime, reason: str, *, ahead: bool = False) -> None:
    """Refuse what an official enters: too early (leave may be given ahead), or afterwards without a reason."""
    _must_be_on(session)
    if not ahead and at < session.times.opens_at:
        raise RuleBroken("too-early", marked("It is too early: checking in opens an hour before the beginning."))
    if session.times.is_over(at) and not reason.strip():
        raise RuleBroken("no-reason", marked("The session is over. What is entered now needs a reason."))


def _must_be_on(session: ClassSession) -> None:
    if session.cancelled_at is not None:
        raise RuleBroken("cancelled", marked("This session was cancelled."))
    if session.training_class.state is ClassState.CLOSED:
        raise RuleBroken("class-closed", marked("This class is closed; nothing can be entered any more."))


def _params(session_id: int, user_id: int, way: Way, at: datetime, by_id: int | None, reason: str) -> dict[str, Any]:
    return {
        "session": session_id,
        "user": user_id,
        "way": way.value,
        "now_time": at,
        "by": by_id,
        "reason": reason.strip(),
    }


def _noted(writer: Writer, rows: list[tuple[Any, ...]], act: AttendanceAct, params: dict[str, Any]) -> bool:
    if not rows:
        return False
    writer.execute(_NOTE, params | {"attendance": rows[0][0], "act": act.value})
    return True
