"""Reading exams, attempts and answers. An attempt past its deadline and grace counts as closed for every reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import joinedload

from elearn.db import session
from elearn.exams.models import Answer, Attempt, AttemptState, Exam, Paper
from elearn.exams.paper import Item
from elearn.questions.models import QuestionVersion

GRACE = timedelta(seconds=30)
"""What was on its way at the deadline still counts, by server receipt."""


def exam_by_slug(slug: str) -> Exam | None:
    """Return an exam."""
    return session.scalar(select(Exam).where(Exam.slug == slug))


def attempts(exam_id: int, user_id: int) -> Sequence[Attempt]:
    """Return a person's tries in order."""
    return session.scalars(
        select(Attempt).where(Attempt.exam_id == exam_id, Attempt.user_id == user_id).order_by(Attempt.number)
    ).all()


def own_attempt(attempt_id: int, user_id: int) -> Attempt | None:
    """Return an attempt with exam and paper if it is this person's."""
    return session.scalar(
        select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.user_id == user_id)
        .options(joinedload(Attempt.exam), joinedload(Attempt.paper))
    )


def is_open(attempt: Attempt, now: datetime) -> bool:
    """Say whether answers are still taken."""
    return attempt.state is AttemptState.OPEN and now <= attempt.deadline_at + GRACE


def items(attempt: Attempt) -> list[Item]:
    """Return the frozen paper of an attempt (loaded with its paper)."""
    return [Item.from_json(each) for each in attempt.paper.items]


def answers(attempt_id: int) -> dict[int, Answer]:
    """Return the stored answers by question number."""
    found = session.scalars(select(Answer).where(Answer.attempt_id == attempt_id))
    return {answer.number: answer for answer in found}


def overdue(now: datetime, limit: int) -> Sequence[Attempt]:
    """Return open attempts past deadline and grace, for automatic hand-in."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.state == AttemptState.OPEN, Attempt.deadline_at < now - GRACE)
        .order_by(Attempt.deadline_at)
        .limit(limit)
        .options(joinedload(Attempt.exam), joinedload(Attempt.paper))
    ).all()


def best_score(exam_id: int, user_id: int) -> Decimal | None:
    """Return the best mark of a person's tries that were handed in; None when there is none."""
    return session.scalar(select(func.max(Attempt.score)).where(Attempt.exam_id == exam_id, Attempt.user_id == user_id))


@dataclass(frozen=True)
class Touched:
    """How many attempts of an exam hold a question: all of them, and those still open."""

    title: str
    attempts: int
    open: int


def touched(question_id: int) -> list[Touched]:
    """Return the exams whose papers hold a version of a question, with how many attempts that touches."""
    used = select(QuestionVersion.id).where(
        QuestionVersion.question_id == question_id, QuestionVersion.used_at.is_not(None)
    )
    ids = list(session.scalars(used))
    if not ids:
        return []
    holds = or_(*(cast(Paper.items, String).like(f'%"version": {key},%') for key in ids))
    rows = session.execute(
        select(Exam.title, func.count(), func.count().filter(Attempt.state == AttemptState.OPEN))
        .select_from(Attempt)
        .join(Attempt.paper)
        .join(Attempt.exam)
        .where(holds)
        .group_by(Exam.id, Exam.title)
        .order_by(Exam.id)
    )
    return [Touched(*row) for row in rows]
