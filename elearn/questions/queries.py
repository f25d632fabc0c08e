"""Reading banks, questions and versions."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from elearn.db import session
from elearn.people.access import ancestors
from elearn.people.models import User
from elearn.questions.grading import Difficulty, Kind, Use
from elearn.questions.models import Bank, Question, QuestionComment, QuestionVersion, Status


def bank_by_slug(slug: str) -> Bank | None:
    """Return a bank."""
    return session.scalar(select(Bank).where(Bank.slug == slug))


def question(bank_id: int, question_id: int) -> Question | None:
    """Return a question of a bank with its current version and its bank."""
    return session.scalar(
        select(Question)
        .where(Question.id == question_id, Question.bank_id == bank_id)
        .options(joinedload(Question.current), joinedload(Question.bank))
    )


def questions_of(bank_id: int, ids: Sequence[int]) -> list[Question]:
    """Return questions of a bank by number, with current versions and bank; ids of other banks give none."""
    return list(
        session.scalars(
            select(Question)
            .where(Question.bank_id == bank_id, Question.id.in_(ids))
            .options(joinedload(Question.current), joinedload(Question.bank))
            .order_by(Question.ref)
        )
    )


def next_ref(bank: Bank) -> str:
    """Return the next free number of a bank, such as wushe-088."""
    used = set(session.scalars(select(Question.ref).where(Question.bank_id == bank.id)))
    last = max((int(found[1]) for ref in used if (found := re.fullmatch(rf"{bank.slug}-(\d{{1,6}})", ref))), default=0)
    return f"{bank.slug}-{last + 1:03d}"


def same_question(bank_id: int, fingerprint: str, own_id: int | None) -> str | None:
    """Return the number of another question of a bank, not retired, with this fingerprint."""
    return session.scalar(
        select(Question.ref)
        .join(Question.current)
        .where(
            Question.bank_id == bank_id,
            Question.status != Status.RETIRED,
            QuestionVersion.fingerprint == fingerprint,
            Question.id != (own_id or 0),
        )
        .limit(1)
    )


def free_slug() -> str:
    """Return a slug that no bank has."""
    count = session.scalar(select(func.count()).select_from(Bank)) or 0
    while bank_by_slug(f"tiku-{(count := count + 1)}"):
        pass
    return f"tiku-{count}"


def comments(question_id: int) -> list[tuple[QuestionComment, str]]:
    """Return what trainers said of a question, the newest first, each with the name of who said it."""
    rows = session.execute(
        select(QuestionComment, User.name)
        .join(User, User.id == QuestionComment.by_id)
        .where(QuestionComment.question_id == question_id)
        .order_by(QuestionComment.id.desc())
    )
    return [(comment, name) for comment, name in rows]


def next_in_review(bank_id: int, after: int, reader_id: int) -> int | None:
    """Return the next question of a bank that waits for a second person and that this reader did not write."""
    waiting = list(
        session.scalars(
            select(Question.id)
            .join(Question.current)
            .where(
                Question.bank_id == bank_id,
                Question.status == Status.IN_REVIEW,
                or_(QuestionVersion.created_by_id.is_(None), QuestionVersion.created_by_id != reader_id),
            )
            .order_by(Question.id)
        )
    )
    return next((key for key in waiting if key > after), waiting[0] if waiting else None)


def history(question_id: int) -> list[tuple[QuestionVersion, str | None]]:
    """Return all versions of a question, the newest first, each with the name of who wrote it."""
    rows = session.execute(
        select(QuestionVersion, User.name)
        .outerjoin(User, User.id == QuestionVersion.created_by_id)
        .where(QuestionVersion.question_id == question_id)
        .order_by(QuestionVersion.number.desc())
    )
    return [(version, name) for version, name in rows]


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


def exam_pool(
    unit_code: str, kind: Kind, bank_slug: str, topic: str, difficulty: Difficulty | None, use: Use
) -> list[int]:
    """Return the current versions of published questions that an activity of a unit may draw, in a fixed order.

    Banks of the unit itself and of those above it count; questions kept for exams alone only in the unit's own banks.
    Empty bank and topic mean any.
    """
    statement = (
        select(QuestionVersion.id, QuestionVersion.uses, Bank.unit_code)
        .join(QuestionVersion.question)
        .join(Question.bank)
        .where(
            Bank.unit_code.in_(ancestors(unit_code)),
            Question.status == Status.PUBLISHED,
            QuestionVersion.number == Question.current_number,
            QuestionVersion.kind == kind,
        )
        .order_by(Bank.slug, Question.ref)
    )
    if bank_slug:
        statement = statement.where(Bank.slug == bank_slug)
    if topic:
        statement = statement.where(QuestionVersion.topic == topic)
    if difficulty:
        statement = statement.where(QuestionVersion.difficulty == difficulty)
    rows = session.execute(statement)
    return [key for key, uses, owner in rows if use.value in uses and (owner == unit_code or len(uses) > 1)]


def versions(ids: Sequence[int]) -> dict[int, QuestionVersion]:
    """Return versions by id, with question and bank."""
    found = session.scalars(
        select(QuestionVersion)
        .where(QuestionVersion.id.in_(ids))
        .options(joinedload(QuestionVersion.question).joinedload(Question.bank))
    )
    return {version.id: version for version in found}
