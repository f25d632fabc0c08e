"""The trail of one attempt: what happened to it, when each answer came, which marks it had before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from elearn.db import session
from elearn.exams.event_models import AttemptEvent, FormerMarks
from elearn.exams.models import Answer, Attempt, Exam
from elearn.people.models import User


@dataclass(frozen=True)
class AnswerLine:
    """One stored answer; `changes`: how often it was changed after the first time."""

    number: int
    changes: int
    saved_at: datetime
    after: timedelta
    """Since the answer before, or since the start."""
    is_empty: bool


@dataclass(frozen=True)
class Trail:
    """All of it, in order of time."""

    events: Sequence[AttemptEvent]
    answers: Sequence[AnswerLine]
    former: Sequence[FormerMarks]


def attempt_with_person(exam: Exam, attempt_id: int) -> tuple[Attempt, User] | None:
    """Return an attempt of an exam, with its paper, and whose it is."""
    row = session.execute(
        select(Attempt, User)
        .join(User, User.id == Attempt.user_id)
        .join(Attempt.paper)
        .where(Attempt.id == attempt_id, Attempt.exam_id == exam.id)
        .options(contains_eager(Attempt.paper))
    ).first()
    return (row[0], row[1]) if row else None


def trail(attempt: Attempt) -> Trail:
    """Return the trail of an attempt."""
    events = session.scalars(
        select(AttemptEvent).where(AttemptEvent.attempt_id == attempt.id).order_by(AttemptEvent.at, AttemptEvent.id)
    ).all()
    former = session.scalars(
        select(FormerMarks).where(FormerMarks.attempt_id == attempt.id).order_by(FormerMarks.id)
    ).all()
    stored = session.scalars(
        select(Answer).where(Answer.attempt_id == attempt.id).order_by(Answer.saved_at, Answer.number)
    ).all()
    before = [attempt.started_at, *(answer.saved_at for answer in stored)]
    lines = [
        AnswerLine(
            number=answer.number,
            changes=answer.step - 1,
            saved_at=answer.saved_at,
            after=answer.saved_at - earlier,
            is_empty=answer.response["value"] is None,
        )
        for answer, earlier in zip(stored, before, strict=False)
    ]
    return Trail(events, lines, former)
