"""Tables of what happens around an exam: accommodations, changes, announcements, events, marks given by people."""

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base, enum_column
from elearn.exams.models import Attempt, Exam
from elearn.people.models import UnitCode, User
from elearn.questions.models import QuestionVersion


class Accommodation(Base):
    """Extra time, extra tries or another window for a person or a unit's people, with the reason. A resit is one."""

    __tablename__ = "accommodation"
    __table_args__ = (
        Index(None, "exam_id", "user_id"),
        CheckConstraint("(user_id IS NULL) <> (unit_code IS NULL)", name="person_or_unit"),
        CheckConstraint("reason <> ''", name="has_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    unit_code: Mapped[str | None] = mapped_column(UnitCode, ForeignKey("unit.code"))
    extra_minutes: Mapped[int] = mapped_column(default=0)
    extra_tries: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime | None]
    """With closes_at: a window of its own beside the exam's."""
    closes_at: Mapped[datetime | None]
    is_resit: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    exam: Mapped[Exam] = relationship(lazy="raise_on_sql")
    user: Mapped[User | None] = relationship(lazy="raise_on_sql", foreign_keys=[user_id])


class ExamChange(Base):
    """A change of a published exam: which settings, from what to what, and how many attempts were there."""

    __tablename__ = "exam_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200))
    changes: Mapped[dict[str, Any]]
    """{setting: [before, after]}"""
    attempts: Mapped[int]
    """Attempts that had been started by then."""


class Announcement(Base):
    """What the invigilator says to everybody who is sitting, or to one unit's people."""

    __tablename__ = "announcement"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    unit_code: Mapped[str | None] = mapped_column(UnitCode, ForeignKey("unit.code"))
    text: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class EventKind(enum.StrEnum):
    """What can happen to an attempt besides answers."""

    STARTED = "started"
    TOOK_OVER = "took_over"
    EXTENDED = "extended"
    RELEASED = "released"
    ENDED = "ended"
    """An invigilator handed it in; HANDED_IN follows."""
    HANDED_IN = "handed_in"
    CLOSED = "closed"


class AttemptEvent(Base):
    """One line of an attempt's trail: started on which device, taken over, extended by whom, handed in."""

    __tablename__ = "attempt_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    kind: Mapped[EventKind] = mapped_column(enum_column(EventKind, 10))
    at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(24), default="", index=True)
    """A random name that a browser was given; the same name in two people's attempts is a shared device."""
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)


class MarkerTurn(enum.StrEnum):
    """Whose marks: the first marker's, the second one's, or the decision where the two differ."""

    FIRST = "first"
    SECOND = "second"
    DECISION = "decision"


class EssayMark(Base):
    """The marks that a person gave to one essay; `part` is the sub-question of a case, else 0."""

    __tablename__ = "essay_mark"
    __table_args__ = (UniqueConstraint("attempt_id", "number", "part", "turn"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    number: Mapped[int]
    part: Mapped[int] = mapped_column(default=0)
    turn: Mapped[MarkerTurn] = mapped_column(enum_column(MarkerTurn, 8))
    marks: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    points: Mapped[list[Any]] = mapped_column(default=list)
    """Marks given for each point to mark by, as strings."""
    comment: Mapped[str] = mapped_column(String(300), default="")
    marker_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    attempt: Mapped[Attempt] = relationship(lazy="raise_on_sql")


class KeyCorrection(Base):
    """A corrected key of a question in one exam. The version and the papers stay as they were."""

    __tablename__ = "key_correction"
    __table_args__ = (UniqueConstraint("exam_id", "revision"), Index(None, "exam_id", "version_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    part: Mapped[int | None]
    """The sub-question of a case; None for any other question."""
    revision: Mapped[int]
    """The exam's revision that it made."""
    key: Mapped[dict[str, Any] | None]
    """{"answer": …} like the version's own; None: everybody gets full marks."""
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]

    version: Mapped[QuestionVersion] = relationship(lazy="raise_on_sql")


class FormerMarks(Base):
    """The marks that an attempt had before it was marked again."""

    __tablename__ = "former_marks"

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    revision: Mapped[int]
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    marks: Mapped[list[Any]]
    replaced_at: Mapped[datetime]
