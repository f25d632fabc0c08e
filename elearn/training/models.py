"""Tables of training classes and their rosters."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.courses.models import Course
from elearn.db import Base
from elearn.exams.models import Exam
from elearn.people.models import UnitCode, User


class TrainingClass(Base):
    """A training class (培训班): required course and exam between two days."""

    __tablename__ = "training_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    organiser: Mapped[str] = mapped_column(String(80))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day, included."""

    course: Mapped[Course] = relationship(lazy="raise_on_sql")
    exam: Mapped[Exam] = relationship(lazy="raise_on_sql")


class ClassExam(Base):
    """An exam that a class offers beside the one that completes it (结业考试)."""

    __tablename__ = "class_exam"

    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), primary_key=True, index=True)

    training_class: Mapped[TrainingClass] = relationship(lazy="raise_on_sql")
    exam: Mapped[Exam] = relationship(lazy="raise_on_sql")


class Enrolment(Base):
    """One person on a class's roster, with the facts that reports count; decided when something is written.

    A person leaves with a date and a reason and is then deducted, never deleted.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("class_id", "user_id"),
        Index(None, "class_id", "unit_code"),
        CheckConstraint("left_on IS NULL OR left_reason <> ''", name="leaves_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    """Where the person counts."""
    entered_on: Mapped[date]
    left_on: Mapped[date | None]
    left_reason: Mapped[str] = mapped_column(String(200), default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime | None]
    """First study after signing in (参训)."""
    lessons_done: Mapped[int] = mapped_column(default=0)
    best_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    """The score that counts in the class's exam (by its rule best, last or first try); None for 缺考."""
    passed: Mapped[bool] = mapped_column(default=False)
    completed_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[user_id])
    training_class: Mapped[TrainingClass] = relationship(lazy="raise_on_sql")
