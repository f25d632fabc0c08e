"""The audit trail. Rows are added and never changed; nothing in the program updates or deletes them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base


class AuditEntry(Base):
    """One act of a person with a role, or one event of safety such as a refused sign-in."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "unit_code", "at"), Index(None, "target"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    """Who did it; None for the program itself. No foreign key: the trail outlives accounts."""
    act: Mapped[str] = mapped_column(String(60))
    target: Mapped[str] = mapped_column(String(120))
    unit_code: Mapped[str] = mapped_column(String(12))
    """The unit whose officials may read the entry."""
    details: Mapped[dict[str, Any]]
