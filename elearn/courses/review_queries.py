"""Reading the book of wrong answers. What is retired, being edited or kept for exams alone is not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, select
from sqlalchemy.orm import contains_eager, joinedload

from elearn import clock
from elearn.courses import practice, review
from elearn.courses.review_models import Left, Origin, ReviewCard, ReviewIntake, ReviewLog
from elearn.db import session
from elearn.exams import queries as exam_queries
from elearn.exams import sitting
from elearn.exams.models import Attempt, AttemptState, Exam
from elearn.exams.terms import Reveal
from elearn.questions.grading import Kind, Use, to_own
from elearn.questions.models import Question, QuestionVersion, Status

Ts = TypeVarTuple("Ts")
TAKEN_FOR = timedelta(days=60)
"""So long after an exam's end its attempts are still looked at: essays are marked late, answers shown late."""


@dataclass(frozen=True)
class Today:
    """What today asks of a person."""

    due: int
    done: int

    @property
    def left(self) -> int:
        """How many questions are still asked for today."""
        return review.left_today(self.due, self.done)


@dataclass(frozen=True)
class Wrong:
    """An answer that was wrong, in the version's own letters."""

    question_id: int
    version_id: int
    response: Any


def is_askable() -> ColumnElement[bool]:
    """Return the condition under which the current version of a question may be asked for practice."""
    return and_(
        Question.status == Status.PUBLISHED,
        QuestionVersion.number == Question.current_number,
        cast(QuestionVersion.uses, String).like(f'%"{Use.PRACTICE.value}"%'),
        QuestionVersion.kind != Kind.ESSAY,
    )


def _joined(statement: Select[*Ts], user_id: int) -> Select[*Ts]:
    """Narrow a statement down to one person's cards and the versions of their questions that may be asked."""
    return (
        statement.select_from(ReviewCard)
        .join(Question, Question.id == ReviewCard.question_id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(ReviewCard.user_id == user_id, is_askable())
    )


def _rows(user_id: int) -> Select[ReviewCard, QuestionVersion]:
    whole = contains_eager(QuestionVersion.question)
    return _joined(select(ReviewCard, QuestionVersion), user_id).options(whole)


def _is_due() -> ColumnElement[bool]:
    return and_(ReviewCard.left.is_(None), ReviewCard.due_on <= clock.today())


def today(user_id: int) -> Today:
    """Return how many questions are due and how many were reviewed today."""
    done = (
        select(func.count())
        .select_from(ReviewLog)
        .join(ReviewCard, ReviewCard.id == ReviewLog.card_id)
        .where(
            ReviewCard.user_id == user_id,
            ReviewLog.origin == Origin.REVIEW,
            ReviewLog.at >= clock.start_of_day(clock.today()),
        )
        .scalar_subquery()
    )
    due = _joined(select(func.count()), user_id).where(_is_due()).scalar_subquery()
    row = session.execute(select(due, done)).one()
    return Today(*row)


def next_due(user_id: int) -> tuple[ReviewCard, QuestionVersion] | None:
    """Return the question that has waited longest, in the version that is valid now."""
    row = session.execute(_rows(user_id).where(_is_due()).order_by(ReviewCard.due_on, ReviewCard.id).limit(1)).first()
    return (row[0], row[1]) if row else None


def own_card(card_id: int, user_id: int) -> tuple[ReviewCard, QuestionVersion] | None:
    """Return a card with its current version if it is this person's and may be asked."""
    row = session.execute(_rows(user_id).where(ReviewCard.id == card_id)).first()
    return (row[0], row[1]) if row else None


def book(user_id: int, *, left: bool, limit: int, offset: int = 0) -> list[tuple[ReviewCard, QuestionVersion]]:
    """Return what is in a person's book, due first, or what they took out by hand, the last one first."""
    if left:
        rows = _rows(user_id).where(ReviewCard.left == Left.BY_HAND).order_by(ReviewCard.id.desc())
    else:
        rows = _rows(user_id).where(ReviewCard.left.is_(None)).order_by(ReviewCard.due_on, ReviewCard.id)
    return [(card, version) for card, version in session.execute(rows.limit(limit).offset(offset))]


def counts(user_id: int) -> dict[Left | None, int]:
    """Return how many questions are in a person's book (None), learnt, and taken out by hand."""
    rows = _joined(select(ReviewCard.left, func.count()), user_id).group_by(ReviewCard.left)
    return {row[0]: row[1] for row in session.execute(rows)}


def log(card_id: int, turn: int) -> ReviewLog | None:
    """Return an answer to a card with the version that was answered."""
    whole = joinedload(ReviewLog.version).joinedload(QuestionVersion.question)
    return session.scalar(select(ReviewLog).where(ReviewLog.card_id == card_id, ReviewLog.turn == turn).options(whole))


def logs(card_id: int) -> Sequence[ReviewLog]:
    """Return all answers to a card in order."""
    return session.scalars(select(ReviewLog).where(ReviewLog.card_id == card_id).order_by(ReviewLog.turn)).all()


def askable(question_ids: Sequence[int]) -> set[int]:
    """Return those of some questions that may be asked for practice."""
    rows = select(Question.id).join(Question.versions).where(Question.id.in_(question_ids), is_askable())
    return set(session.scalars(rows))


def not_taken_in(now: datetime, limit: int) -> Sequence[Attempt]:
    """Return marked attempts with wrong answers that may be seen by now and are not in the book yet."""
    exams = session.scalars(
        select(Exam).where(Exam.show_answers != Reveal.NEVER, Exam.opens_at <= now, Exam.closes_at > now - TAKEN_FOR)
    )
    ids = [exam.id for exam in exams if exam_queries.may_see_now(exam, exam.show_answers, now)]
    return session.scalars(
        select(Attempt)
        .outerjoin(ReviewIntake, ReviewIntake.attempt_id == Attempt.id)
        .where(
            Attempt.exam_id.in_(ids),
            Attempt.state == AttemptState.HANDED_IN,
            Attempt.score < 100,
            ReviewIntake.attempt_id.is_(None),
        )
        .options(joinedload(Attempt.paper))
        .order_by(Attempt.id)
        .limit(limit)
    ).all()


def wrong_answers(attempt: Attempt) -> list[Wrong]:
    """Return what was answered wrongly in an attempt (loaded with its paper); what was left open is no wrong answer."""
    items = exam_queries.items(attempt)
    responses = exam_queries.responses(attempt.id)
    wrong = [
        (responses[number], item)
        for number, (item, marks) in enumerate(zip(items, attempt.marks or [], strict=False), 1)
        if marks is not None and Decimal(marks) < item.marks and responses.get(number) is not None
    ]
    rows = session.execute(
        select(QuestionVersion.id, QuestionVersion.question_id).where(
            QuestionVersion.id.in_([item.version for _, item in wrong])
        )
    )
    questions = {row[0]: row[1] for row in rows}
    shapes = {item.version: sitting.shape(item.version) for _, item in wrong}
    return [
        Wrong(questions[item.version], item.version, to_own(shapes[item.version], item.order, response))
        for response, item in wrong
        if not practice.is_read_only(shapes[item.version])
    ]


def answered_version(card_id: int, version_id: int) -> QuestionVersion | None:
    """Return a version that was answered at one of a card's turns."""
    return session.scalar(
        select(QuestionVersion)
        .join(ReviewLog, ReviewLog.version_id == QuestionVersion.id)
        .where(ReviewLog.card_id == card_id, QuestionVersion.id == version_id)
        .options(joinedload(QuestionVersion.question))
        .limit(1)
    )
