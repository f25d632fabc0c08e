"""Tables of exams, papers, attempts and answers."""

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base, enum_column
from elearn.people.models import UnitCode


class AttemptState(enum.StrEnum):
    """An attempt is open until it is handed in, by the learner or at the deadline."""

    OPEN = "open"
    HANDED_IN = "handed_in"


class Exam(Base):
    """An exam: drawing rules, time, tries and marks."""

    __tablename__ = "exam"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    rules: Mapped[list[Any]]
    """Drawing rules in order: {"bank": slug, "kind": kind, "count": n, "marks": "5"}."""
    minutes: Mapped[int]
    tries: Mapped[int]
    pass_mark: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    merit_mark: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]


class Paper(Base):
    """One drawn set of question versions with option order, frozen into an attempt."""

    __tablename__ = "paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    items: Mapped[list[Any]]
    """In order: {"version": id, "order": "CADB", "marks": "5"}; order maps shown letters to the version's own."""
    drawn_at: Mapped[datetime]


class Attempt(Base):
    """One try of one learner."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("exam_id", "user_id", "number"),
        Index(None, "user_id"),
        Index(None, "state", "deadline_at"),
        CheckConstraint("(state = 'open') = (handed_in_at IS NULL)", name="handed_in_when_closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    state: Mapped[AttemptState] = mapped_column(enum_column(AttemptState, 10))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))

    exam: Mapped[Exam] = relationship(lazy="raise_on_sql")
    paper: Mapped[Paper] = relationship(lazy="raise_on_sql")


class Answer(Base):
    """The stored response to one question of an attempt; `step` counts its changes."""

    __tablename__ = "answer"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[int]
    response: Mapped[dict[str, Any]]
    """{"value": …} in the letters that the learner saw."""
    saved_at: Mapped[datetime]
    marks: Mapped[Decimal | None] = mapped_column(Numeric(4, 1))
