"""Reading courses, progress and practice."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from elearn.courses.models import Course, Lesson, PracticeAnswer, PracticeRun, Progress
from elearn.db import session


@dataclass(frozen=True)
class LessonRow:
    """One lesson as its learner's list shows it."""

    lesson: Lesson
    opened: bool
    finished: bool
    practice_right: int | None
    """Most questions right in one practice, None without a finished one."""
    practice_total: int
    """Questions of that practice that could be right or wrong: all but essays."""


def course_by_slug(slug: str) -> Course | None:
    """Return a course."""
    return session.scalar(select(Course).where(Course.slug == slug))


def lesson(course_slug: str, slug: str) -> Lesson | None:
    """Return a lesson with its course."""
    return session.scalar(
        select(Lesson)
        .join(Lesson.course)
        .where(Course.slug == course_slug, Lesson.slug == slug)
        .options(joinedload(Lesson.course))
    )


def lesson_list(user_id: int, course: Course) -> list[LessonRow]:
    """Return a course's lessons in order, each with how far a person is."""
    progress = (Progress.lesson_id == Lesson.id) & (Progress.user_id == user_id)
    rows = session.execute(
        select(Lesson, Progress)
        .outerjoin(Progress, progress)
        .where(Lesson.course_id == course.id)
        .order_by(Lesson.position)
        # The texts of fifty lessons are half a megabyte, and a list shows none of them.
        .options(defer(Lesson.html), defer(Lesson.sources))
    )
    best = _best_practice(user_id, course.id)
    return [
        LessonRow(
            lesson=each,
            opened=own is not None,
            finished=own is not None and own.finished_at is not None,
            practice_right=best[each.id][0] if each.id in best else None,
            practice_total=best[each.id][1] if each.id in best else 0,
        )
        for each, own in rows
    ]


def _best_practice(user_id: int, course_id: int) -> dict[int, tuple[int, int]]:
    read = (
        select(func.count())
        .where(PracticeAnswer.run_id == PracticeRun.id, PracticeAnswer.response["read"].as_boolean())
        .scalar_subquery()
    )
    runs = session.execute(
        select(PracticeRun.lesson_id, PracticeRun.right_count, PracticeRun.version_ids, read)
        .join(Lesson, Lesson.id == PracticeRun.lesson_id)
        .where(PracticeRun.user_id == user_id, Lesson.course_id == course_id, PracticeRun.finished_at.is_not(None))
        .order_by(PracticeRun.right_count)
    )
    # A run of essays alone has nothing to be right in.
    return {
        lesson_id: (right, len(versions) - reads) for lesson_id, right, versions, reads in runs if len(versions) > reads
    }


def lesson_count(course_id: int) -> int:
    """Return how many lessons a course has."""
    return session.scalar(select(func.count()).select_from(Lesson).where(Lesson.course_id == course_id)) or 0


def finished_count(user_id: int, course_id: int) -> int:
    """Return how many lessons of a course a person has finished."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Progress)
            .join(Lesson, Lesson.id == Progress.lesson_id)
            .where(Progress.user_id == user_id, Lesson.course_id == course_id, Progress.finished_at.is_not(None))
        )
        or 0
    )


def own_run(run_id: int, user_id: int) -> PracticeRun | None:
    """Return a practice run if it is this person's."""
    return session.scalar(select(PracticeRun).where(PracticeRun.id == run_id, PracticeRun.user_id == user_id))


def lesson_of_run(run: PracticeRun) -> Lesson:
    """Return the lesson of a practice run, with its course."""
    return session.scalars(select(Lesson).where(Lesson.id == run.lesson_id).options(joinedload(Lesson.course))).one()


def practice_answers(run_id: int) -> dict[int, PracticeAnswer]:
    """Return the answers of a practice run by question number."""
    found: Sequence[PracticeAnswer] = session.scalars(
        select(PracticeAnswer).where(PracticeAnswer.run_id == run_id)
    ).all()
    return {answer.number: answer for answer in found}


def open_run(user_id: int, lesson_id: int) -> PracticeRun | None:
    """Return the practice run that a person began and did not finish."""
    return session.scalar(
        select(PracticeRun)
        .where(PracticeRun.user_id == user_id, PracticeRun.lesson_id == lesson_id, PracticeRun.finished_at.is_(None))
        .order_by(PracticeRun.id.desc())
        .limit(1)
    )
