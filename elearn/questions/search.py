"""Finding banks and questions: reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, false, func, or_, select, true
from sqlalchemy.orm import joinedload

from elearn.db import session, upper_bound
from elearn.people.access import ancestors
from elearn.questions import grams
from elearn.questions.grading import Difficulty, Kind, Use
from elearn.questions.models import Bank, Question, QuestionGram, QuestionVersion, Status

PAGE = 25


@dataclass(frozen=True)
class Filters:
    """What a list of questions is narrowed down to; None and "" narrow nothing."""

    text: str = ""
    kind: Kind | None = None
    status: Status | None = None
    difficulty: Difficulty | None = None
    use: Use | None = None
    topic: str = ""
    due: bool = False

    @property
    def any(self) -> bool:
        """Say whether anything is narrowed down."""
        return self != Filters()


@dataclass(frozen=True)
class BankRow:
    """A bank of a list with how many questions it has by status, and how many are due for review."""

    bank: Bank
    by_status: dict[Status, int]
    due: int

    @property
    def total(self) -> int:
        """Return how many questions are not retired."""
        return sum(count for status, count in self.by_status.items() if status is not Status.RETIRED)

    @property
    def waiting(self) -> int:
        """Return how many wait for a second person."""
        return self.by_status.get(Status.IN_REVIEW, 0)


@dataclass(frozen=True)
class Found:
    """One page of questions, each with its current version."""

    rows: Sequence[Question]
    total: int
    page: int
    pages: int


def banks(unit_codes: Iterable[str], today: date) -> list[BankRow]:
    """Return the banks of some units, of the units below them and of those above, by unit and slug."""
    codes = list(unit_codes)
    above = {code for each in codes for code in ancestors(each)}
    below = [and_(Bank.unit_code >= code, Bank.unit_code < upper_bound(code)) for code in codes]
    found = session.scalars(
        select(Bank).where(or_(Bank.unit_code.in_(sorted(above)), *below)).order_by(Bank.unit_code, Bank.slug)
    ).all()
    counts: dict[int, dict[Status, int]] = {}
    due: dict[int, int] = {}
    ids = [bank.id for bank in found]
    for bank_id, status, count in session.execute(
        select(Question.bank_id, Question.status, func.count())
        .where(Question.bank_id.in_(ids))
        .group_by(Question.bank_id, Question.status)
    ):
        counts.setdefault(bank_id, {})[status] = count
    for bank_id, count in session.execute(
        select(Question.bank_id, func.count())
        .join(Question.current)
        .where(Question.bank_id.in_(ids), _is_due(today))
        .group_by(Question.bank_id)
    ):
        due[bank_id] = count
    return [BankRow(bank, counts.get(bank.id, {}), due.get(bank.id, 0)) for bank in found]


def questions(own: Sequence[int], above: Sequence[int], filters: Filters, today: date, *, page: int = 1) -> Found:
    """Return one page of questions by number, of `own` banks and, where open to all, of those `above`."""
    joined = _matching(own, above, filters, today)
    total = session.scalar(select(func.count()).select_from(joined.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = session.scalars(
        joined.options(joinedload(Question.current), joinedload(Question.bank))
        .order_by(Question.bank_id, Question.ref)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    return Found(list(rows), total, page, pages)


def matching_ids(bank_id: int, filters: Filters, today: date) -> list[int]:
    """Return the ids of all questions of an own bank that fit, by number."""
    matching = _matching([bank_id], [], filters, today)
    return list(session.scalars(matching.with_only_columns(Question.id).order_by(Question.ref)))


def own_ids(bank_id: int, ids: Sequence[int]) -> list[int]:
    """Return those of these questions that belong to a bank, by number."""
    own = select(Question.id).where(Question.bank_id == bank_id, Question.id.in_(ids))
    return list(session.scalars(own.order_by(Question.ref)))


def _matching(own: Sequence[int], above: Sequence[int], filters: Filters, today: date) -> Select[Any]:
    """Of banks above, only what is published and not kept for exams alone."""
    shown = and_(Question.bank_id.in_(above), Question.status == Status.PUBLISHED, is_open()) if above else false()
    return (
        select(Question)
        .join(Question.current)
        .where(or_(Question.bank_id.in_(own), shown), *_conditions(filters, today))
    )


def topics(bank: Bank) -> list[str]:
    """Return the 知识点 of a bank's questions that are not retired."""
    statement = (
        select(QuestionVersion.topic)
        .join(Question, and_(Question.id == QuestionVersion.question_id, _is_current()))
        .where(Question.bank_id == bank.id, Question.status != Status.RETIRED, QuestionVersion.topic != "")
        .distinct()
        .order_by(QuestionVersion.topic)
    )
    return list(session.scalars(statement))


def is_open() -> ColumnElement[bool]:
    """A question whose current version is not kept for exams alone."""
    return or_(_names_use(Use.PRACTICE), _names_use(Use.GAME))


def _conditions(filters: Filters, today: date) -> list[ColumnElement[bool]]:
    version = QuestionVersion
    where: list[ColumnElement[bool]] = []
    if filters.text:
        held = [_has_word(word) for word in grams.words(filters.text)]
        where.append(or_(and_(true(), *held), _is_numbered(filters.text)) if held else _is_numbered(filters.text))
    if filters.kind:
        where.append(version.kind == filters.kind)
    where.append(Question.status == filters.status if filters.status else Question.status != Status.RETIRED)
    if filters.difficulty:
        where.append(version.difficulty == filters.difficulty)
    if filters.use:
        where.append(_names_use(filters.use))
    if filters.topic:
        where.append(version.topic == filters.topic)
    if filters.due:
        where.append(_is_due(today))
    return where


def _has_word(word: str) -> ColumnElement[bool]:
    """The pairs of signs find the candidates, the text decides: it has the signs of the word in a row."""
    pairs = sorted(grams.grams(word)) if len(word) > 1 else []
    held = QuestionVersion.search_text.like(f"%{word}%")
    if not pairs:
        return held
    candidates = (
        select(QuestionGram.question_id)
        .where(QuestionGram.gram.in_(pairs))
        .group_by(QuestionGram.question_id)
        .having(func.count() == len(pairs))
    )
    return and_(Question.id.in_(candidates), held)


def _is_numbered(text: str) -> ColumnElement[bool]:
    pattern = text.strip().lower().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return func.lower(Question.ref).like(f"%{pattern}%", "\\")


def _names_use(use: Use) -> ColumnElement[bool]:
    return cast(QuestionVersion.uses, String).like(f'%"{use.value}"%')


def _is_due(today: date) -> ColumnElement[bool]:
    return and_(Question.status != Status.RETIRED, QuestionVersion.review_on <= today)


def _is_current() -> ColumnElement[bool]:
    return QuestionVersion.number == Question.current_number
