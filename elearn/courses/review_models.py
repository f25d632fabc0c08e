"""Tables of the book of wrong answers: a card for each question, and every answer that made it what it is."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base, enum_column
from elearn.questions.models import QuestionVersion


class Origin(enum.StrEnum):
    """Where an answer was given."""

    PRACTICE = "practice"
    EXAM = "exam"
    MOCK = "mock"
    REVIEW = "review"


class Left(enum.StrEnum):
    """Why a card is out of the book."""

    LEARNT = "learnt"
    BY_HAND = "by_hand"


class ReviewCard(Base):
    """One question in one person's book. All but `left` follows from its logs; see review_actions.rebuild()."""

    __tablename__ = "review_card"
    __table_args__ = (UniqueConstraint("user_id", "question_id"), Index(None, "user_id", "due_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    turns: Mapped[int]
    """How many answers it has had, the wrong one that brought it here included."""
    stability: Mapped[float]
    difficulty: Mapped[float]
    last_on: Mapped[date]
    due_on: Mapped[date]
    left: Mapped[Left | None] = mapped_column(enum_column(Left, 8))


class ReviewLog(Base):
    """One answer to a question of the book. Never changed, never deleted."""

    __tablename__ = "review_log"
    __table_args__ = (UniqueConstraint("card_id", "turn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("review_card.id"))
    turn: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    response: Mapped[dict[str, Any]]
    """{"value": in the version's own letters}"""
    right: Mapped[bool]
    origin: Mapped[Origin] = mapped_column(enum_column(Origin, 8))
    at: Mapped[datetime]

    version: Mapped[QuestionVersion] = relationship(lazy="raise_on_sql")


class ReviewIntake(Base):
    """An attempt whose wrong answers have been put into the book."""

    __tablename__ = "review_intake"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    at: Mapped[datetime]
