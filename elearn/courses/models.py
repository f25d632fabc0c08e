"""Tables of courses, lessons, progress and practice."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base
from elearn.people.models import UnitCode


class Course(Base):
    """A course of lessons in order."""

    __tablename__ = "course"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(String(300))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    credit_hours: Mapped[Decimal] = mapped_column(Numeric(5, 2))

    lessons: Mapped[list["Lesson"]] = relationship(
        lazy="raise_on_sql", back_populates="course", order_by="Lesson.position"
    )


class Lesson(Base):
    """One lesson: text kept as HTML that was rendered and cleaned when it was loaded."""

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("course_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), index=True)
    position: Mapped[int]
    slug: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(80))
    module: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int]
    html: Mapped[str]
    sources: Mapped[list[Any]]
    bank_slug: Mapped[str] = mapped_column(String(40))
    points: Mapped[list[Any]]
    """知识点 that the practice quiz draws from."""

    course: Mapped[Course] = relationship(lazy="raise_on_sql", back_populates="lessons")


class Progress(Base):
    """How far one learner is in one lesson."""

    __tablename__ = "progress"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), primary_key=True)
    opened_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class PracticeRun(Base):
    """One practice quiz after a lesson, its question versions frozen."""

    __tablename__ = "practice_run"
    __table_args__ = (Index(None, "user_id", "lesson_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    version_ids: Mapped[list[Any]]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    right_count: Mapped[int] = mapped_column(default=0)


class PracticeAnswer(Base):
    """The first response to one question of a practice run; the first one counts."""

    __tablename__ = "practice_answer"

    run_id: Mapped[int] = mapped_column(ForeignKey("practice_run.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    response: Mapped[dict[str, Any]]
    """{"value": in the version's own letters}, with "read": true where only a person could judge it."""
    right: Mapped[bool]
    answered_at: Mapped[datetime]
