"""Tables of training classes, what completes them, and their rosters."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.courses.models import Course
from elearn.db import Base, enum_column
from elearn.exams.models import Exam
from elearn.people.models import UnitCode, User
from elearn.training.completion import Audience, ClassState, ConditionKind


class TrainingClass(Base):
    """A training class (培训班): what has to be learnt, sat and attended between two days, for whom."""

    __tablename__ = "training_class"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    organiser: Mapped[str] = mapped_column(String(80))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"), index=True)
    audience: Mapped[Audience] = mapped_column(enum_column(Audience, 10), default=Audience.CADRES)
    state: Mapped[ClassState] = mapped_column(enum_column(ClassState, 10), default=ClassState.OPEN)
    exam_id: Mapped[int | None] = mapped_column(ForeignKey("exam.id"), index=True)
    """The closing exam (结业考试), whose marks the reports show."""
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day, included."""
    online_hours: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(0))
    face_hours: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(0))
    """Planned hours of each kind; the two are never added up."""
    project: Mapped[str] = mapped_column(String(10), default="SG")
    """The project in the numbers of its certificates."""
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("training_class.id"))
    decide_from: Mapped[int | None] = mapped_column(index=True)
    """The last enrolment that was decided anew (class_actions.decide_some); None when nothing is left to do."""

    exam: Mapped[Exam | None] = relationship(lazy="raise_on_sql")
    courses: Mapped[list[Course]] = relationship(
        lazy="raise_on_sql", secondary="class_course", order_by="ClassCourse.position", viewonly=True
    )
    conditions: Mapped[list["ClassCondition"]] = relationship(
        lazy="raise_on_sql", order_by="ClassCondition.kind", viewonly=True
    )


class ClassCourse(Base):
    """A course that a class requires, in the order in which it is to be learnt."""

    __tablename__ = "class_course"

    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=1)


class ClassUnit(Base):
    """A unit that a class is for, with everything below it."""

    __tablename__ = "class_unit"

    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"), primary_key=True, index=True)


class ClassCondition(Base):
    """One condition of completing a class; all of them must be met."""

    __tablename__ = "class_condition"
    __table_args__ = (CheckConstraint("threshold > 0 AND threshold <= 100", name="threshold_is_percent"),)

    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    kind: Mapped[ConditionKind] = mapped_column(enum_column(ConditionKind, 12), primary_key=True)
    threshold: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(100))
    """Percent of what the class plans."""


class ClassExam(Base):
    """An exam that a class offers beside the one that completes it (结业考试)."""

    __tablename__ = "class_exam"

    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), primary_key=True, index=True)
    required: Mapped[bool] = mapped_column(default=False)
    """Whether it must be passed as well."""

    training_class: Mapped[TrainingClass] = relationship(lazy="raise_on_sql")
    exam: Mapped[Exam] = relationship(lazy="raise_on_sql")


class Enrolment(Base):
    """One person on a class's roster, with the facts that reports count; decided when something is written.

    A person leaves with a date and a reason and is then deducted, never deleted. Unit and dates are those of the last
    of its roster entries.
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
    """The score that counts in the closing exam (by its rule best, last or first try); None for 缺考."""
    score_at: Mapped[datetime | None]
    """When the try that counts was handed in."""
    passed: Mapped[bool] = mapped_column(default=False)
    attended: Mapped[int] = mapped_column(default=0)
    """Sessions attended."""
    online_hours: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(0))
    face_hours: Mapped[Decimal] = mapped_column(Numeric(6, 2), default=Decimal(0))
    completed_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[user_id])
    training_class: Mapped[TrainingClass] = relationship(lazy="raise_on_sql")


class RosterEntry(Base):
    """A stretch of days that a person belonged to a unit on a class's roster: the dated history of an enrolment.

    A day belongs to the entry with entered_on <= day and (left_on is empty or left_on > day). A move ends one entry and
    begins the next on the same day; who left otherwise is deducted.
    """

    __tablename__ = "roster_entry"
    __table_args__ = (
        Index(None, "enrolment_id", "entered_on"),
        Index(None, "class_id", "unit_code"),
        CheckConstraint("left_on IS NULL OR left_on >= entered_on", name="leaves_after_entering"),
        CheckConstraint("left_on IS NULL OR left_reason <> ''", name="leaves_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    entered_on: Mapped[date]
    entered_reason: Mapped[str] = mapped_column(String(200), default="")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    left_on: Mapped[date | None]
    left_reason: Mapped[str] = mapped_column(String(200), default="")
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    moved: Mapped[bool] = mapped_column(default=False)
    """Whether the person left for another unit of the same roster."""
