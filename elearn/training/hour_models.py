"""The ledger of hours (学时): entries that are only added, and what they come to in a year."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base, enum_column
from elearn.training.hours import Mode, What


class HourEntry(Base):
    """One entry: what a person learnt on a day and the hours it gives; or a counter-entry that takes them back."""

    __tablename__ = "hour_entry"
    __table_args__ = (
        UniqueConstraint("user_id", "source", "turn"),
        Index(None, "user_id", "year"),
        CheckConstraint("hours <> 0", name="gives_or_takes"),
        CheckConstraint("what <> 'correction' OR (reason <> '' AND by_id IS NOT NULL)", name="corrected_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    source: Mapped[str] = mapped_column(String(40))
    """What it hangs on: lesson:12, exam:3, session:4, or correction."""
    turn: Mapped[int]
    """Counts the entries of one source; the unique constraint keeps anything from being counted twice."""
    what: Mapped[What] = mapped_column(enum_column(What, 10))
    title: Mapped[str] = mapped_column(String(120))
    mode: Mapped[Mode] = mapped_column(enum_column(Mode, 6))
    hours: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    day: Mapped[date]
    year: Mapped[int]
    """The year for which it counts; a counter-entry counts for the year that it corrects."""
    rule: Mapped[str] = mapped_column(String(20))
    """The version of the rules by which it was converted; planned for a session's own hours."""
    minutes: Mapped[int | None]
    """What was converted."""
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(String(200), default="")


class HourYear(Base):
    """What a person's entries of a year come to, kept in the transaction that adds them."""

    __tablename__ = "hour_year"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, index=True)
    online: Mapped[Decimal] = mapped_column(Numeric(7, 2))
    face: Mapped[Decimal] = mapped_column(Numeric(7, 2))


class HourCatchUp(Base):
    """Work left by the update that brought the ledger: people from `after` to `until` have facts without entries."""

    __tablename__ = "hour_catch_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    after: Mapped[int]
    until: Mapped[int]
