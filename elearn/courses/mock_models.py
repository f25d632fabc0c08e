"""Tables of mock exams. They are practice: no roster, statistics or completion ever reads them."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base
from elearn.exams.models import Exam


class MockRun(Base):
    """One mock exam of one learner, its questions frozen."""

    __tablename__ = "mock_run"
    __table_args__ = (Index(None, "user_id", "exam_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    items: Mapped[list[Any]]
    """In order, as in a paper: {"version": id, "order": "CADB", "marks": "5"}."""
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    marks: Mapped[list[Any] | None]
    """For each question its marks as a string, None where only a person could mark it; None while open."""
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))

    exam: Mapped[Exam] = relationship(lazy="raise_on_sql")


class MockAnswer(Base):
    """The last response to one question of a mock exam."""

    __tablename__ = "mock_answer"

    run_id: Mapped[int] = mapped_column(ForeignKey("mock_run.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    response: Mapped[dict[str, Any]]
    """{"value": in the letters shown}"""
    saved_at: Mapped[datetime]
