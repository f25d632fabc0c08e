"""Adding to the ledger of hours, in the transaction of whatever changed a fact; and corrections by officials."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from elearn import clock
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.people.models import User
from elearn.quick import Rows, Statement, ThroughSession, Writer, moment
from elearn.training import hours
from elearn.training.check_in import FACE_TO_FACE, SessionKind
from elearn.training.hour_book import book
from elearn.training.hour_models import HourEntry
from elearn.training.hours import Credit, Held, Mode, What

MOST = Decimal(200)
"""Hours that one correction may add or take."""

_LESSONS_TEXT = """
SELECT p.user_id, l.id, l.title, l.minutes, p.finished_at FROM progress p JOIN lesson l ON l.id = p.lesson_id
WHERE p.user_id >= :low AND p.user_id <= :high AND (:course = 0 OR l.course_id = :course) AND p.finished_at IS NOT NULL
{missing} ORDER BY p.user_id, p.finished_at, l.id
"""
_MISSING = "AND NOT EXISTS (SELECT 1 FROM hour_entry h WHERE h.user_id = p.user_id AND h.source = 'lesson:' || l.id)"
LESSONS = Statement(_LESSONS_TEXT.format(missing=_MISSING))
"""Lessons that are finished and stand in no ledger."""
ALL_LESSONS = Statement(_LESSONS_TEXT.format(missing=""))
EXAMS = Statement("""
SELECT a.user_id, x.id, x.title, min(a.handed_in_at) FROM attempt a JOIN exam x ON x.id = a.exam_id
WHERE a.user_id >= :low AND a.user_id <= :high AND (:exam = 0 OR x.id = :exam) AND a.state = 'handed_in'
AND a.score >= x.pass_mark GROUP BY a.user_id, x.id, x.title ORDER BY a.user_id, x.id
""")
SESSIONS = Statement("""
SELECT a.user_id, s.id, s.title, s.kind, s.hours, s.starts_at
FROM attendance a JOIN class_session s ON s.id = a.session_id
WHERE a.user_id >= :low AND a.user_id <= :high AND (:class = 0 OR s.class_id = :class) AND a.state = 'present'
AND (a.out_at IS NOT NULL OR NOT s.needs_check_out) AND s.cancelled_at IS NULL AND s.hours > 0
ORDER BY a.user_id, s.starts_at, s.id
""")
_COLUMNS = "h.source, h.turn, h.what, h.title, h.mode, h.hours, h.day, h.year, h.rule, h.minutes"
_HELD = Statement(
    f"SELECT {_COLUMNS} FROM hour_entry h WHERE h.user_id = :user AND h.source = :source ORDER BY h.turn"  # noqa: S608
)
_HELD_SESSIONS = Statement(
    f"SELECT {_COLUMNS} FROM class_session s JOIN hour_entry h ON h.source = 'session:' || s.id "  # noqa: S608
    "WHERE s.class_id = :class AND h.user_id = :user ORDER BY h.turn"
)
_ADD_TEXT = """
INSERT INTO hour_entry (user_id, source, turn, what, title, mode, hours, day, year, rule, minutes, at, reason)
VALUES (:user, :source, :turn, :what, :title, :mode, {hours}, :day, :year, :rule, :minutes, :now_time, '')
ON CONFLICT (user_id, source, turn) DO NOTHING
"""
_ADD = Statement(_ADD_TEXT.format(hours=":hours"), _ADD_TEXT.format(hours="CAST(:hours AS NUMERIC)"))
SUMS = Statement("""
INSERT INTO hour_year (user_id, year, online, face)
SELECT user_id, year, sum(CASE WHEN mode = 'online' THEN hours ELSE 0 END),
sum(CASE WHEN mode = 'face' THEN hours ELSE 0 END)
FROM hour_entry WHERE user_id >= :low AND user_id <= :high GROUP BY user_id, year
ON CONFLICT (user_id, year) DO UPDATE SET online = excluded.online, face = excluded.face
""")


def follow(
    writer: Writer, user_id: int, at: datetime, *, course_id: int = 0, exam_id: int = 0, class_id: int = 0
) -> None:
    """Bring a person's ledger up to the lessons of a course, an exam, the sessions of a class; nothing changed, nothing
    is written.
    """
    mine: dict[str, Any] = {"low": user_id, "high": user_id, "user": user_id}
    today = clock.local_date(at)
    found: list[Credit] = []
    if course_id:
        found += _own(lesson_credits(writer.execute(LESSONS, mine | {"course": course_id})))
    if exam_id:
        passed = _own(exam_credits(writer.execute(EXAMS, mine | {"exam": exam_id})))
        stored = writer.execute(_HELD, {"user": user_id, "source": f"exam:{exam_id}"})
        found += hours.follow(passed, held(map(credit_of, stored)), today)
    if class_id:
        attended = _own(session_credits(writer.execute(SESSIONS, mine | {"class": class_id})))
        stored = writer.execute(_HELD_SESSIONS, {"user": user_id, "class": class_id})
        found += hours.follow(attended, held(map(credit_of, stored)), today)
    _add(writer, user_id, found, at)


def _own(found: Iterable[tuple[int, Credit]]) -> list[Credit]:
    return [credit for _, credit in found]


def lesson_credits(rows: Rows) -> list[tuple[int, Credit]]:
    """Turn finished lessons into what they give, with whose it is."""
    return [
        (user_id, credit)
        for user_id, lesson_id, title, minutes, finished_at in rows
        if (credit := hours.for_lesson(book(), lesson_id, title, minutes, clock.local_date(moment(finished_at)))).hours
    ]


def exam_credits(rows: Rows) -> list[tuple[int, Credit]]:
    """Turn passed exams into what they give, with whose it is."""
    return [
        (user_id, hours.for_exam(book(), exam_id, title, clock.local_date(moment(passed_at))))
        for user_id, exam_id, title, passed_at in rows
    ]


def session_credits(rows: Rows) -> list[tuple[int, Credit]]:
    """Turn attended sessions into what they give, with whose it is."""
    return [
        (
            user_id,
            hours.for_session(
                session_id,
                title,
                Mode.FACE if SessionKind(kind) in FACE_TO_FACE else Mode.ONLINE,
                Decimal(str(amount)).quantize(hours.NOTHING),
                clock.local_date(moment(starts_at)),
            ),
        )
        for user_id, session_id, title, kind, amount, starts_at in rows
    ]


def held(entries: Iterable[Credit]) -> dict[str, Held]:
    """Return how each source stands; entries in the order of their turns."""
    found: dict[str, Held] = {}
    for each in entries:
        before = found[each.source].net if each.source in found else hours.NOTHING
        found[each.source] = Held(each, before + each.hours)
    return found


def credit_of(row: Iterable[Any]) -> Credit:
    """Turn a stored entry into what the rules work with."""
    source, turn, what, title, mode, amount, day, year, rule, minutes = row
    return Credit(
        source=source,
        what=What(what),
        title=title,
        mode=Mode(mode),
        hours=Decimal(str(amount)).quantize(hours.NOTHING),
        on=day if isinstance(day, date) else date.fromisoformat(day),
        year=year,
        rule=rule,
        minutes=minutes,
        turn=turn,
    )


def _add(writer: Writer, user_id: int, entries: Iterable[Credit], at: datetime) -> None:
    added = False
    for each in entries:
        params = {
            "user": user_id,
            "source": each.source,
            "turn": each.turn,
            "what": each.what.value,
            "title": each.title,
            "mode": each.mode.value,
            "hours": str(each.hours),
            "day": each.on.isoformat(),
            "year": each.year,
            "rule": each.rule,
            "minutes": each.minutes,
            "now_time": at,
        }
        writer.execute(_ADD, params)
        added = True
    if added:
        writer.execute(SUMS, {"low": user_id, "high": user_id})


def correct(user: User, year: int, mode: Mode, amount: Decimal, title: str, reason: str, by_id: int) -> HourEntry:
    """Add hours that were learnt elsewhere, or take back what was wrong. Raises RuleBroken with what to do."""
    if not reason.strip() or not title.strip():
        raise RuleBroken("no-reason", marked("Please say what it is for, and give the reason."))
    if not amount or abs(amount) > MOST or amount != amount.quantize(hours.NOTHING):
        raise RuleBroken(
            "hours-wrong", marked("Enter hours between -200 and 200, with two decimal places at most, and not 0.")
        )
    if year not in (clock.today().year, clock.today().year - 1):
        raise RuleBroken("year-closed", marked("Only this year and the last one can be corrected."))
    mine = select(HourEntry).where(HourEntry.user_id == user.id)
    total = select(func.coalesce(func.sum(HourEntry.hours), 0)).where(
        HourEntry.user_id == user.id, HourEntry.year == year, HourEntry.mode == mode
    )
    if Decimal(str(session.scalar(total))).quantize(hours.NOTHING) + amount < 0:
        raise RuleBroken("hours-negative", marked("The person does not have so many hours of this kind in that year."))
    last = session.scalars(mine.where(HourEntry.source == "correction").order_by(HourEntry.turn.desc())).first()
    made = HourEntry(
        user_id=user.id,
        source="correction",
        turn=(last.turn if last else 0) + 1,
        what=What.CORRECTION,
        title=title.strip(),
        mode=mode,
        hours=amount,
        day=clock.today(),
        year=year,
        rule="official",
        at=clock.now(),
        by_id=by_id,
        reason=reason.strip(),
    )
    session.add(made)
    ThroughSession().execute(SUMS, {"low": user.id, "high": user.id})
    record(
        "correct_hours",
        f"user:{user.id}",
        actor_id=by_id,
        unit_code=user.unit_code,
        year=year,
        mode=mode.value,
        hours=str(amount),
        reason=reason.strip(),
    )
    return made
