"""Deciding a person's enrolments, in the transaction of whatever may have changed them: facts read, decided, stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from elearn.exams.scoring import CountedTry, Try, counted_try
from elearn.quick import Rows, Statement, Writer, moment
from elearn.training import hour_actions, tally
from elearn.training.completion import Condition, ConditionKind, Facts, decide

_HANGS = """
c.id = :class OR c.exam_id = :exam
OR EXISTS (SELECT 1 FROM class_course k WHERE k.class_id = c.id AND k.course_id = :course)
OR EXISTS (SELECT 1 FROM class_exam x WHERE x.class_id = c.id AND x.exam_id = :exam AND x.required)
"""
_PLACES_TEXT = """
SELECT e.id, e.completed_at, e.unit_code, c.id, c.exam_id, c.online_hours, c.face_hours
FROM enrolment e JOIN training_class c ON c.id = e.class_id
WHERE e.user_id = :user AND ({hangs}) ORDER BY e.id {lock}
"""
# Two acts of one person at once (the last lesson, the hand-in) wait for each other: each must see the other's facts.
_PLACES = Statement(
    _PLACES_TEXT.format(hangs=_HANGS, lock=""), _PLACES_TEXT.format(hangs=_HANGS, lock="FOR UPDATE OF e")
)
_CONDITIONS = Statement("SELECT kind, threshold FROM class_condition WHERE class_id = :class ORDER BY kind")
_LESSONS = Statement(
    "SELECT count(*), count(p.finished_at) FROM class_course k JOIN lesson l ON l.course_id = k.course_id "
    "LEFT JOIN progress p ON p.lesson_id = l.id AND p.user_id = :user WHERE k.class_id = :class"
)
_EXAMS = Statement(
    "SELECT x.id, x.pass_mark, x.counted FROM exam x WHERE x.id = :exam "
    "OR x.id IN (SELECT exam_id FROM class_exam WHERE class_id = :class AND required)"
)
_TRIES = Statement(
    "SELECT number, score, handed_in_at FROM attempt "
    "WHERE exam_id = :exam AND user_id = :user AND state = 'handed_in' ORDER BY number"
)
# Planned are the sessions that stand, for the person's unit. Attended counts wherever in the class it was.
_SESSIONS = Statement("""
SELECT sum(CASE WHEN substr(CAST(:unit AS TEXT), 1, length(s.unit_code)) = s.unit_code THEN 1 ELSE 0 END),
count(a.id),
sum(CASE WHEN a.id IS NOT NULL AND s.kind = 'video_own' THEN s.hours ELSE 0 END),
sum(CASE WHEN a.id IS NOT NULL AND s.kind <> 'video_own' THEN s.hours ELSE 0 END)
FROM class_session s LEFT JOIN attendance a ON a.session_id = s.id AND a.user_id = :user
AND a.state = 'present' AND (a.out_at IS NOT NULL OR NOT s.needs_check_out)
WHERE s.class_id = :class AND s.cancelled_at IS NULL
""")
_STORE_TEXT = """
UPDATE enrolment SET lessons_done = :lessons, best_score = {score}, score_at = :score_time, passed = :passed,
attended = :attended, online_hours = {online}, face_hours = {face}, completed_at = :done_time WHERE id = :enrolment
"""
_NUMBERS = ("score", "online", "face")
_STORE = Statement(
    _STORE_TEXT.format(**{name: f":{name}" for name in _NUMBERS}),
    _STORE_TEXT.format(**{name: f"CAST(:{name} AS NUMERIC)" for name in _NUMBERS}),
)
_BEGIN_TEXT = """
UPDATE enrolment SET started_at = :now_time WHERE user_id = :user AND started_at IS NULL
AND class_id IN (SELECT c.id FROM training_class c WHERE {hangs})
RETURNING id
"""
_BEGIN = Statement(_BEGIN_TEXT.format(hangs=_HANGS))


@dataclass(frozen=True)
class _Place:
    """One enrolment to decide, with what its class plans."""

    enrolment: int
    completed_at: datetime | None
    unit_code: str
    class_id: int
    exam_id: int | None
    planned: tuple[Decimal, Decimal]


def begin(
    writer: Writer, user_id: int, at: datetime, *, course_id: int = 0, exam_id: int = 0, class_id: int = 0
) -> Rows:
    """Note a person's first study or attempt, which makes them a participant (参训)."""
    params = {"user": user_id, "now_time": at, "course": course_id, "exam": exam_id, "class": class_id}
    begun = writer.execute(_BEGIN, params)
    for (enrolment,) in sorted(begun):
        tally.again(writer, enrolment)
    return begun


def decide_places(
    writer: Writer,
    user_id: int,
    at: datetime,
    *,
    course_id: int = 0,
    exam_id: int = 0,
    class_id: int = 0,
    may_revoke: bool = False,
) -> None:
    """Decide a person's enrolments that hang on a course, an exam or a class.

    Completion once reached stays, as the moment at which it was reached. Only marking again may revoke it
    (`may_revoke`), since then it was never rightly reached. The ledger of hours follows in the same transaction.
    """
    params = {"user": user_id, "course": course_id, "exam": exam_id, "class": class_id}
    for place in [_place(row) for row in writer.execute(_PLACES, params)]:
        facts, score_at = _facts(writer, user_id, place)
        decision = decide(facts, _conditions(writer, place.class_id))
        done = place.completed_at
        if decision.completed:
            done = done or at
        elif may_revoke:
            done = None
        stored = {
            "enrolment": place.enrolment,
            "lessons": facts.lessons_done,
            "score": None if facts.score is None else str(facts.score),
            "score_time": score_at,
            "passed": decision.passed,
            "attended": facts.attended,
            "online": str(facts.online_hours),
            "face": str(facts.face_hours),
            "done_time": done,
        }
        writer.execute(_STORE, stored)
        tally.again(writer, place.enrolment)
    hour_actions.follow(writer, user_id, at, course_id=course_id, exam_id=exam_id, class_id=class_id)


def _place(row: tuple[Any, ...]) -> _Place:
    enrolment, completed_at, unit_code, class_id, exam_id, online_planned, face_planned = row
    return _Place(
        enrolment=enrolment,
        completed_at=moment(completed_at) if completed_at else None,
        unit_code=unit_code,
        class_id=class_id,
        exam_id=exam_id,
        planned=(Decimal(str(online_planned)), Decimal(str(face_planned))),
    )


def _conditions(writer: Writer, class_id: int) -> list[Condition]:
    rows = writer.execute(_CONDITIONS, {"class": class_id})
    return [Condition(ConditionKind(kind), Decimal(str(threshold))) for kind, threshold in rows]


def _facts(writer: Writer, user_id: int, place: _Place) -> tuple[Facts, datetime | None]:
    """Return the facts, and when the try that counts was handed in."""
    lessons, finished = writer.execute(_LESSONS, {"user": user_id, "class": place.class_id})[0]
    score = pass_mark = score_at = None
    missing = 0
    for exam_id, mark, rule in writer.execute(_EXAMS, {"exam": place.exam_id or 0, "class": place.class_id}):
        counts = _counted(writer, user_id, exam_id, rule)
        if exam_id == place.exam_id:
            pass_mark = Decimal(str(mark))
            score, score_at = (counts.score, counts.handed_in_at) if counts else (None, None)
        elif counts is None or counts.score is None or counts.score < Decimal(str(mark)):
            missing += 1
    sessions, attended, online, face = _attended(writer, user_id, place)
    facts = Facts(
        lessons=lessons,
        lessons_done=finished,
        score=score,
        pass_mark=pass_mark,
        exams_missing=missing,
        online_planned=place.planned[0],
        online_hours=online,
        face_planned=place.planned[1],
        face_hours=face,
        sessions=sessions,
        attended=attended,
    )
    return facts, score_at if score is not None else None


def _attended(writer: Writer, user_id: int, place: _Place) -> tuple[int, int, Decimal, Decimal]:
    """Return how many sessions there are for the person, how many were attended, and the hours of each kind."""
    params = {"user": user_id, "class": place.class_id, "unit": place.unit_code}
    planned, attended, online, face = writer.execute(_SESSIONS, params)[0]
    return planned or 0, attended or 0, _hours(online), _hours(face)


def _hours(value: Any) -> Decimal:
    """Return a sum of hours to two places; SQLite adds them up as floating-point numbers."""
    return Decimal(str(value or 0)).quantize(Decimal("0.01"))


def _counted(writer: Writer, user_id: int, exam_id: int, rule: str) -> Try | None:
    tries = [
        Try(number, None if score is None else Decimal(str(score)), moment(handed_in_at))
        for number, score, handed_in_at in writer.execute(_TRIES, {"exam": exam_id, "user": user_id})
    ]
    return counted_try(tries, CountedTry(rule))


def after_marking(exam_id: int, *, may_revoke: bool = False) -> Callable[[Writer, int, datetime], Any]:
    """Return what follows when an attempt of an exam gets its marks."""

    def follow(writer: Writer, user_id: int, at: datetime) -> None:
        decide_places(writer, user_id, at, exam_id=exam_id, may_revoke=may_revoke)

    return follow
