"""Tables of the sessions of a class (集中培训、视频会、宣讲) and of who attended them."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base, enum_column
from elearn.people.models import Unit, UnitCode, User
from elearn.training.check_in import (
    FACE_TO_FACE,
    AttendanceAct,
    AttendanceState,
    Direction,
    SessionKind,
    Times,
    Way,
)
from elearn.training.models import TrainingClass


class ClassSession(Base):
    """One meeting of a class for the people of a unit and of everything below it."""

    __tablename__ = "class_session"
    __table_args__ = (
        Index(None, "class_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
        CheckConstraint("cancelled_at IS NULL OR cancel_reason <> ''", name="cancelled_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"), index=True)
    """Whose session it is: their officials run it, their people are expected."""
    kind: Mapped[SessionKind] = mapped_column(enum_column(SessionKind, 12))
    title: Mapped[str] = mapped_column(String(80))
    place: Mapped[str] = mapped_column(String(120), default="")
    link: Mapped[str] = mapped_column(String(300), default="")
    speaker: Mapped[str] = mapped_column(String(60), default="")
    bring: Mapped[str] = mapped_column(String(200), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    hours: Mapped[Decimal] = mapped_column(Numeric(5, 2), default=Decimal(0))
    needs_check_out: Mapped[bool] = mapped_column(default=False)
    """Whether the hours count only for those who checked out as well."""
    spoken_at: Mapped[datetime | None]
    """When a code to read aloud was last given out; the code itself is nowhere stored."""
    spoken_for: Mapped[Direction] = mapped_column(enum_column(Direction, 3), default=Direction.IN)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(String(200), default="")
    decide_from: Mapped[int | None] = mapped_column(index=True)
    """The last enrolment that was decided anew after a change of this session; None when nothing is left to do."""

    training_class: Mapped[TrainingClass] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")

    @property
    def times(self) -> Times:
        """What follows from its beginning and end."""
        return Times(self.starts_at, self.ends_at)

    @property
    def is_face_to_face(self) -> bool:
        """Whether its hours count as face-to-face ones."""
        return self.kind in FACE_TO_FACE


class Attendance(Base):
    """How one person stands at one session: the present state, equal to the last of its changes."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("session_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[AttendanceState] = mapped_column(enum_column(AttendanceState, 8))
    in_at: Mapped[datetime | None]
    in_way: Mapped[Way | None] = mapped_column(enum_column(Way, 6))
    is_late: Mapped[bool] = mapped_column(default=False)
    out_at: Mapped[datetime | None]
    out_way: Mapped[Way | None] = mapped_column(enum_column(Way, 6))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who wrote the present state: the person, or an official."""
    reason: Mapped[str] = mapped_column(String(200), default="")
    """Why on leave, entered afterwards, or taken back."""
    changed_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[user_id])


class AttendanceChange(Base):
    """Everything that ever happened to a person's attendance, in order; rows are only added."""

    __tablename__ = "attendance_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id"), index=True)
    act: Mapped[AttendanceAct] = mapped_column(enum_column(AttendanceAct, 8))
    at: Mapped[datetime]
    way: Mapped[Way] = mapped_column(enum_column(Way, 6))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")


class CheckInTry(Base):
    """Wrong six-digit codes of one person at one session: after some of them no further one is taken for a while."""

    __tablename__ = "check_in_try"

    session_id: Mapped[int] = mapped_column(ForeignKey("class_session.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    wrong: Mapped[int] = mapped_column(default=0)
    at: Mapped[datetime]
    """When the first of them was."""
