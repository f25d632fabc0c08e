"""Tables of chasing (催学): who was reminded in a class, when and by whom."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base
from elearn.people.models import UnitCode


class Reminder(Base):
    """One round of reminding people of a unit; one noted by mistake stays, with the moment it was taken back."""

    __tablename__ = "reminder"
    __table_args__ = (Index(None, "class_id", "unit_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    """The unit whose list it was."""
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    taken_back_at: Mapped[datetime | None]


class Reminded(Base):
    """A person's place on the roster that was reminded."""

    __tablename__ = "reminded"

    reminder_id: Mapped[int] = mapped_column(ForeignKey("reminder.id"), primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True, index=True)
