"""Roll-ups of a class: how each person counts from day to day, and what follows for each unit.

A figure of any day is the sum of a unit's rows up to that day. Whoever writes a fact adds one row to TallyChange in the
same transaction and waits for nobody; `elearn tick` folds those rows into ClassTally, where they are added up the tree.
Readers add both.
"""

from datetime import date

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base
from elearn.people.models import UnitCode


class PlaceStanding(Base):
    """How one person counts from a day on until another: what has been put into the tallies for them."""

    __tablename__ = "place_standing"
    __table_args__ = (Index(None, "class_id", "unit_code"),)

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), primary_key=True)
    since: Mapped[date] = mapped_column(primary_key=True)
    until: Mapped[date]
    """The day on which the next one begins; 9999-12-31 for the last."""
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    unit_code: Mapped[str] = mapped_column(UnitCode)
    deducted: Mapped[bool]
    started: Mapped[bool]
    completed: Mapped[bool]
    tenths: Mapped[int | None]
    """The score that counted then, in tenths of a mark; None for who had not sat the exam."""
    passed: Mapped[bool]
    merit: Mapped[bool]


class _Counted:
    """What is counted, in the order of standing.COUNTED: how much more or less there is from the row's day on."""

    required: Mapped[int] = mapped_column(default=0)
    deducted: Mapped[int] = mapped_column(default=0)
    started: Mapped[int] = mapped_column(default=0)
    completed: Mapped[int] = mapped_column(default=0)
    examined: Mapped[int] = mapped_column(default=0)
    passed: Mapped[int] = mapped_column(default=0)
    merit: Mapped[int] = mapped_column(default=0)
    tenths: Mapped[int] = mapped_column(default=0)


class TallyChange(_Counted, Base):
    """What a written fact changes of the people of one unit itself; waits to be folded into the tallies."""

    __tablename__ = "tally_change"
    __table_args__ = (Index(None, "class_id", "unit_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    unit_code: Mapped[str] = mapped_column(UnitCode)
    day: Mapped[date]


class ClassTally(_Counted, Base):
    """What changed on one day in a unit and everything below it."""

    __tablename__ = "class_tally"

    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(UnitCode, primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
