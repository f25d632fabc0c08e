"""Writing the audit trail."""

from typing import Any

from elearn import clock
from elearn.audit.models import AuditEntry
from elearn.db import session


def record(act: str, target: str, *, actor_id: int | None, unit_code: str = "", **details: Any) -> None:
    """Add an entry in the current transaction, so that act and trail are stored together or not at all."""
    session.add(
        AuditEntry(at=clock.now(), actor_id=actor_id, act=act, target=target, unit_code=unit_code, details=details)
    )
