"""Reading banks, questions and versions."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from elearn.db import session
from elearn.questions.grading import Kind, Use
from elearn.questions.models import Bank, Question, QuestionVersion, Status


def bank_by_slug(slug: str) -> Bank | None:
    """Return a bank."""
    return session.scalar(select(Bank).where(Bank.slug == slug))


def pool(
    bank_slug: str,
    *,
    kinds: Iterable[Kind] | None = None,
    use: Use = Use.EXAM,
    topics: Iterable[str] | None = None,
) -> list[int]:
    """Return the ids of the current versions of published questions that an activity may draw, in a fixed order."""
    statement = (
        select(QuestionVersion.id, QuestionVersion.uses)
        .join(QuestionVersion.question)
        .join(Question.bank)
        .where(
            Bank.slug == bank_slug,
            Question.status == Status.PUBLISHED,
            QuestionVersion.number == Question.current_number,
        )
        .order_by(QuestionVersion.id)
    )
    if kinds is not None:
        statement = statement.where(QuestionVersion.kind.in_(list(kinds)))
    if topics is not None:
        statement = statement.where(QuestionVersion.topic.in_(list(topics)))
    return [key for key, uses in session.execute(statement) if use.value in uses]


def versions(ids: Sequence[int]) -> dict[int, QuestionVersion]:
    """Return versions by id, with question and bank."""
    found = session.scalars(
        select(QuestionVersion)
        .where(QuestionVersion.id.in_(ids))
        .options(joinedload(QuestionVersion.question).joinedload(Question.bank))
    )
    return {version.id: version for version in found}
