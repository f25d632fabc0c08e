"""Deciding a person's enrolments, in the transaction of whatever may have changed them: facts read, decided, stored."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from elearn.exams.scoring import CountedTry, Try, counted
from elearn.quick import Rows, Statement, Writer, moment
from elearn.training.completion import Facts, decide

_PLACES_TEXT = """
SELECT e.id, c.course_id, c.exam_id, e.completed_at FROM enrolment e JOIN training_class c ON c.id = e.class_id
WHERE e.user_id = :user AND (c.course_id = :course OR c.exam_id = :exam) ORDER BY e.id {lock}
"""
# Two acts of one person at once (the last lesson, the hand-in) wait for each other: each must see the other's facts.
_PLACES = Statement(_PLACES_TEXT.format(lock=""), _PLACES_TEXT.format(lock="FOR UPDATE OF e"))
_LESSONS = Statement(
    "SELECT count(*), count(p.finished_at) FROM lesson l "
    "LEFT JOIN progress p ON p.lesson_id = l.id AND p.user_id = :user WHERE l.course_id = :course"
)
_EXAM = Statement("SELECT pass_mark, counted FROM exam WHERE id = :exam")
_TRIES = Statement(
    "SELECT number, score, handed_in_at FROM attempt "
    "WHERE exam_id = :exam AND user_id = :user AND state = 'handed_in' ORDER BY number"
)
_STORE_TEXT = """
UPDATE enrolment SET lessons_done = :lessons, best_score = {score}, passed = :passed, completed_at = :done_time
WHERE id = :enrolment
"""
_STORE = Statement(_STORE_TEXT.format(score=":score"), _STORE_TEXT.format(score="CAST(:score AS NUMERIC)"))
_BEGIN = Statement(
    "UPDATE enrolment SET started_at = :now_time WHERE user_id = :user AND started_at IS NULL "
    "AND class_id IN (SELECT id FROM training_class WHERE course_id = :course OR exam_id = :exam)"
)


def begin(writer: Writer, user_id: int, at: datetime, *, course_id: int = 0, exam_id: int = 0) -> Rows:
    """Note a person's first study or attempt, which makes them a participant (参训)."""
    return writer.execute(_BEGIN, {"user": user_id, "now_time": at, "course": course_id, "exam": exam_id})


def decide_places(
    writer: Writer, user_id: int, at: datetime, *, course_id: int = 0, exam_id: int = 0, may_revoke: bool = False
) -> None:
    """Decide a person's enrolments that hang on a course or an exam.

    Completion once reached stays, as the moment at which it was reached. Only marking again may revoke it
    (`may_revoke`), since then it was never rightly reached.
    """
    places = writer.execute(_PLACES, {"user": user_id, "course": course_id, "exam": exam_id})
    for enrolment_id, course, exam, completed_at in places:
        facts = _facts(writer, user_id, course, exam)
        decision = decide(facts)
        done = moment(completed_at) if completed_at else None
        if decision.completed:
            done = done or at
        elif may_revoke:
            done = None
        stored = {
            "enrolment": enrolment_id,
            "lessons": facts.lessons_done,
            "score": None if facts.best_score is None else str(facts.best_score),
            "passed": decision.passed,
            "done_time": done,
        }
        writer.execute(_STORE, stored)


def _facts(writer: Writer, user_id: int, course_id: int, exam_id: int) -> Facts:
    lessons, finished = writer.execute(_LESSONS, {"user": user_id, "course": course_id})[0]
    pass_mark, rule = writer.execute(_EXAM, {"exam": exam_id})[0]
    tries = [
        Try(number, None if score is None else Decimal(str(score)), moment(handed_in_at))
        for number, score, handed_in_at in writer.execute(_TRIES, {"exam": exam_id, "user": user_id})
    ]
    return Facts(lessons, finished, counted(tries, CountedTry(rule)), Decimal(str(pass_mark)))


def after_marking(exam_id: int, *, may_revoke: bool = False) -> Callable[[Writer, int, datetime], Any]:
    """Return what follows when an attempt of an exam gets its marks."""

    def follow(writer: Writer, user_id: int, at: datetime) -> None:
        decide_places(writer, user_id, at, exam_id=exam_id, may_revoke=may_revoke)

    return follow
