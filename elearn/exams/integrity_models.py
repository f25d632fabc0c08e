"""The table of what a person has looked at on the integrity lists."""

import enum
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base, enum_column


class Sign(enum.StrEnum):
    """The four lists."""

    SPEED = "speed"
    EQUAL = "equal"
    DEVICE = "device"
    LEFT = "left"


class IntegrityNote(Base):
    """A row of a list that somebody has looked at, with what they found; it leaves the list and stays here."""

    __tablename__ = "integrity_note"
    __table_args__ = (
        UniqueConstraint("exam_id", "sign", "subject"),
        CheckConstraint("note <> ''", name="has_note"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    sign: Mapped[Sign] = mapped_column(enum_column(Sign, 8))
    subject: Mapped[str] = mapped_column(String(60))
    """The attempt, both attempts, or the device with how many people had used it."""
    note: Mapped[str] = mapped_column(String(300))
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
