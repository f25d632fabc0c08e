"""Reading exams for those who set them: lists, counts, accommodations, changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from elearn.db import session, upper_bound
from elearn.exams.event_models import Accommodation, ExamChange
from elearn.exams.models import Attempt, AttemptState, Exam, ExamState
from elearn.exams.terms import Extra
from elearn.people.access import ancestors
from elearn.people.models import User
from elearn.questions.models import Bank, Question, QuestionVersion, Status


@dataclass(frozen=True)
class Counts:
    """Attempts of an exam: all that were started, and those of them that are open, or wait for a marker."""

    started: int = 0
    open: int = 0
    waiting: int = 0

    @property
    def handed_in(self) -> int:
        """Return how many have been handed in."""
        return self.started - self.open


@dataclass(frozen=True)
class ExamRow:
    """An exam of a list with its counts."""

    exam: Exam
    counts: Counts


def free_slug() -> str:
    """Return a slug that no exam has."""
    number = session.scalar(select(func.count()).select_from(Exam)) or 0
    while session.scalar(select(Exam.id).where(Exam.slug == f"kaoshi-{(number := number + 1)}")):
        pass
    return f"kaoshi-{number}"


def exams(unit_codes: Iterable[str]) -> list[ExamRow]:
    """Return the exams of some units and of those below, and what is published by those above; the latest first."""
    codes = list(unit_codes)
    above = sorted({code for each in codes for code in ancestors(each)})
    below = [and_(Exam.unit_code >= code, Exam.unit_code < upper_bound(code)) for code in codes]
    published = and_(Exam.unit_code.in_(above), Exam.state != ExamState.DRAFT)
    found = session.scalars(select(Exam).where(or_(published, *below)).order_by(Exam.opens_at.desc(), Exam.id.desc()))
    rows = list(found)
    counted = _counts([exam.id for exam in rows])
    return [ExamRow(exam, counted.get(exam.id, Counts())) for exam in rows]


def counts(exam_id: int) -> Counts:
    """Return how many attempts an exam has."""
    return _counts([exam_id]).get(exam_id, Counts())


def _counts(ids: Sequence[int]) -> dict[int, Counts]:
    is_open = Attempt.state == AttemptState.OPEN
    rows = session.execute(
        select(
            Attempt.exam_id,
            func.count(),
            func.count().filter(is_open),
            func.count().filter(~is_open, Attempt.score.is_(None)),
        )
        .where(Attempt.exam_id.in_(ids))
        .group_by(Attempt.exam_id)
    )
    return {exam_id: Counts(*each) for exam_id, *each in rows}


def to_judge(exam: Exam, limit: int) -> list[int]:
    """Return handed-in attempts that were judged under an older revision of their exam."""
    return list(
        session.scalars(
            select(Attempt.id)
            .where(
                Attempt.exam_id == exam.id,
                Attempt.state == AttemptState.HANDED_IN,
                Attempt.revision < exam.revision,
            )
            .order_by(Attempt.id)
            .limit(limit)
        )
    )


def changes(exam_id: int) -> list[tuple[ExamChange, str]]:
    """Return the changes of a published exam, the newest first, each with the name of who made it."""
    rows = session.execute(
        select(ExamChange, User.name)
        .outerjoin(User, User.id == ExamChange.by_id)
        .where(ExamChange.exam_id == exam_id)
        .order_by(ExamChange.id.desc())
    )
    return [(change, name or "") for change, name in rows]


def accommodations(exam_id: int) -> list[Accommodation]:
    """Return the accommodations that are no resit, those that hold first, then the newest."""
    return list(
        session.scalars(
            select(Accommodation)
            .where(Accommodation.exam_id == exam_id, Accommodation.is_resit.is_(False))
            .order_by(Accommodation.ended_at.is_not(None), Accommodation.id.desc())
            .options(joinedload(Accommodation.user))
        )
    )


def accommodation(exam_id: int, term_id: int) -> Accommodation | None:
    """Return an accommodation of an exam."""
    return session.scalar(
        select(Accommodation)
        .where(Accommodation.id == term_id, Accommodation.exam_id == exam_id)
        .options(joinedload(Accommodation.user))
    )


def extras(exam_id: int, user_id: int, unit_code: str) -> list[Extra]:
    """Return what the accommodations that hold give a person of a unit."""
    rows = session.scalars(
        select(Accommodation).where(
            Accommodation.exam_id == exam_id,
            Accommodation.ended_at.is_(None),
            or_(Accommodation.user_id == user_id, Accommodation.unit_code.in_(ancestors(unit_code))),
        )
    )
    return [Extra(row.extra_minutes, row.extra_tries, row.opens_at, row.closes_at) for row in rows]


def topics(unit_codes: Iterable[str]) -> list[str]:
    """Return the 知识点 of published questions that exams of some units may draw."""
    above = sorted({code for each in unit_codes for code in ancestors(each)})
    statement = (
        select(QuestionVersion.topic)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Bank, Bank.id == Question.bank_id)
        .where(
            Bank.unit_code.in_(above),
            Question.status == Status.PUBLISHED,
            QuestionVersion.number == Question.current_number,
            QuestionVersion.topic != "",
        )
        .distinct()
        .order_by(QuestionVersion.topic)
    )
    return list(session.scalars(statement))


def banks(unit_codes: Iterable[str]) -> list[Bank]:
    """Return the banks that exams of some units may draw from."""
    above = sorted({code for each in unit_codes for code in ancestors(each)})
    return list(session.scalars(select(Bank).where(Bank.unit_code.in_(above)).order_by(Bank.unit_code, Bank.title)))
