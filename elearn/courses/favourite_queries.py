"""Reading favourites. What may not be asked for practice any more is not there."""

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from elearn.courses.favourite_models import Favourite
from elearn.courses.mock_models import MockRun
from elearn.courses.models import PracticeAnswer, PracticeRun
from elearn.courses.review_models import ReviewCard
from elearn.courses.review_queries import is_askable
from elearn.db import session
from elearn.questions.models import Question, QuestionVersion


def current(question_id: int) -> QuestionVersion | None:
    """Return the version of a question that may be asked for practice now."""
    return session.scalar(
        select(QuestionVersion)
        .join(QuestionVersion.question)
        .where(Question.id == question_id, is_askable())
        .options(contains_eager(QuestionVersion.question))
    )


def is_favourite(user_id: int, question_id: int) -> bool:
    """Say whether a person marked a question."""
    return session.get(Favourite, (user_id, question_id)) is not None


def all_of(user_id: int, limit: int, offset: int = 0) -> list[QuestionVersion]:
    """Return a person's favourites, the last one first."""
    return list(
        session.scalars(
            select(QuestionVersion)
            .join(QuestionVersion.question)
            .join(Favourite, Favourite.question_id == Question.id)
            .where(Favourite.user_id == user_id, is_askable())
            .order_by(Favourite.at.desc(), Favourite.question_id)
            .limit(limit)
            .offset(offset)
        )
    )


def count(user_id: int) -> int:
    """Return how many favourites a person has."""
    own = (
        select(func.count())
        .select_from(Favourite)
        .join(Question, Question.id == Favourite.question_id)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .where(Favourite.user_id == user_id, is_askable())
    )
    return session.scalar(own) or 0


def was_answered(user_id: int, question_id: int) -> bool:
    """Say whether a person has answered a question in practice, a mock exam or a review, so that they know its key."""
    if session.scalar(
        select(ReviewCard.id).where(ReviewCard.user_id == user_id, ReviewCard.question_id == question_id)
    ):
        return True
    ids = set(session.scalars(select(QuestionVersion.id).where(QuestionVersion.question_id == question_id)))
    practised = session.execute(
        select(PracticeRun.version_ids, PracticeAnswer.number)
        .join(PracticeAnswer, PracticeAnswer.run_id == PracticeRun.id)
        .where(PracticeRun.user_id == user_id)
    )
    if any(versions[number - 1] in ids for versions, number in practised):
        return True
    papers = session.scalars(select(MockRun.items).where(MockRun.user_id == user_id, MockRun.handed_in_at.is_not(None)))
    return any(item["version"] in ids for items in papers for item in items)
