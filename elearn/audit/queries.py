"""Reading the audit trail."""

from collections.abc import Sequence

from sqlalchemy import select

from elearn.audit.models import AuditEntry
from elearn.db import session, upper_bound


def recent(unit_code: str, *, limit: int = 50, offset: int = 0) -> Sequence[AuditEntry]:
    """Return the newest entries about a unit and all below it."""
    return session.scalars(
        select(AuditEntry)
        .where(AuditEntry.unit_code >= unit_code, AuditEntry.unit_code < upper_bound(unit_code))
        .order_by(AuditEntry.id.desc())
        .limit(limit)
        .offset(offset)
    ).all()
