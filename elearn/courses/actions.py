"""Writing courses, progress and practice. What may change completion is called through training.actions."""

import secrets
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from elearn import clock
from elearn.courses import practice, queries, review_actions
from elearn.courses.lesson_text import CourseText
from elearn.courses.models import Course, Lesson, PracticeAnswer, PracticeRun, Progress
from elearn.courses.review_models import Origin
from elearn.courses.review_queries import Wrong
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.questions import actions as question_actions
from elearn.questions import queries as question_queries
from elearn.questions.grading import Use, shape_of

PRACTICE_LENGTH = 6


def load_course(text: CourseText, unit_code: str) -> Course:
    """Store a course or bring the stored one up to its text; progress is kept.

    Raises RuleBroken where the text drops a lesson that somebody has begun: their progress would be lost.
    """
    course = queries.course_by_slug(text.slug)
    if course is None:
        course = Course(slug=text.slug, unit_code=unit_code)
        session.add(course)
    course.title, course.summary, course.credit_hours = text.title, text.summary, text.credit_hours
    session.flush()
    stored = {each.slug: each for each in session.scalars(select(Lesson).where(Lesson.course_id == course.id))}
    _drop(stored, {slug for slug, _ in text.lessons})
    for position, (slug, each) in enumerate(text.lessons, 1):
        lesson = stored.get(slug) or Lesson(course_id=course.id, slug=slug)
        session.add(lesson)
        lesson.position, lesson.title, lesson.module, lesson.kind = position, each.title, each.module, each.kind
        lesson.minutes, lesson.html, lesson.sources = each.minutes, each.html, list(each.sources)
        lesson.bank_slug, lesson.points = each.bank, list(each.points)
    session.flush()
    return course


def _drop(stored: dict[str, Lesson], wanted: set[str]) -> None:
    for slug in set(stored) - wanted:
        lesson = stored[slug]
        if session.scalar(select(Progress.user_id).where(Progress.lesson_id == lesson.id).limit(1)):
            raise RuleBroken(
                "lesson-in-use",
                marked("The lesson “%(title)s” can't be dropped: people have begun it."),
                title=lesson.title,
            )
        session.delete(lesson)


def open_lesson(user_id: int, lesson: Lesson) -> None:
    """Note that a person began a lesson; once more changes nothing."""
    _insert_once(Progress, user_id=user_id, lesson_id=lesson.id, opened_at=clock.now(), finished_at=None)


def finish_lesson(user_id: int, lesson: Lesson) -> None:
    """Note that a person finished a lesson (opened before); once more changes nothing."""
    progress = session.get_one(Progress, (user_id, lesson.id))
    progress.finished_at = progress.finished_at or clock.now()


def start_practice(user_id: int, lesson: Lesson, seed: str = "") -> PracticeRun:
    """Draw a practice quiz from what the lesson teaches, or go on with the one that was begun.

    Raises RuleBroken where the bank has no question for it.
    """
    if running := queries.open_run(user_id, lesson.id):
        return running
    pool = question_queries.pool(lesson.bank_slug, use=Use.PRACTICE, topics=lesson.points)
    if not pool:
        raise RuleBroken("no-practice", marked("There are no practice questions for this lesson yet."))
    source = Random(seed or secrets.token_hex(16))  # noqa: S311  (not for secrets; the seed is)
    drawn = source.sample(sorted(pool), min(PRACTICE_LENGTH, len(pool)))
    now = clock.now()
    question_actions.mark_used(drawn, now)
    run = PracticeRun(user_id=user_id, lesson_id=lesson.id, version_ids=drawn, started_at=now, right_count=0)
    session.add(run)
    session.flush()
    return run


def answer_practice(run: PracticeRun, number: int, response: Any) -> bool:
    """Judge and store the answer to one question, in own letters; the first one counts. Return whether it was right.

    An essay is not judged: it counts as read, and run.right_count passes over it. A wrong answer enters the book.
    """
    version = question_queries.versions([run.version_ids[number - 1]])[run.version_ids[number - 1]]
    shape = shape_of(version.kind, version.options, version.answer, version.children)
    right = practice.is_right(shape, version.answer, version.children, response)
    stored = _insert_once(
        PracticeAnswer,
        run_id=run.id,
        number=number,
        response={"value": response} | ({"read": True} if practice.is_read_only(shape) else {}),
        right=right,
        answered_at=clock.now(),
    )
    if not stored:
        session.expire_all()
        return session.get_one(PracticeAnswer, (run.id, number)).right
    if not right and not practice.is_read_only(shape):
        wrong = Wrong(version.question_id, version.id, response)
        review_actions.enter(run.user_id, [wrong], Origin.PRACTICE, clock.now())
    answers = queries.practice_answers(run.id)
    run.right_count = sum(answer.right for answer in answers.values())
    if len(answers) == len(run.version_ids):
        run.finished_at = clock.now()
    return right


def _insert_once(table: type[Progress] | type[PracticeAnswer], **values: Any) -> bool:
    """Insert a row unless it is there (two presses, two phones); say whether it was inserted."""
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(table)
    key = table.user_id if table is Progress else PracticeAnswer.run_id
    return session.scalar(insert.values(**values).on_conflict_do_nothing().returning(key)) is not None
