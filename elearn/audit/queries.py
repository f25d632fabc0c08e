"""Reading the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from elearn.audit.models import AuditEntry
from elearn.db import session, upper_bound

PAGE = 50


@dataclass(frozen=True)
class Entries:
    """One page of the trail, newest first."""

    rows: Sequence[AuditEntry]
    page: int
    pages: int
    total: int


def recent(unit_codes: Sequence[str], page: int = 1, acts: Sequence[str] = ()) -> Entries:
    """Return the newest entries about some units and all below them; with `acts`, only of these acts."""
    where: list[Any] = [or_(*(_below(code) for code in unit_codes))]
    if acts:
        where.append(AuditEntry.act.in_(acts))
    total = session.scalar(select(func.count()).select_from(AuditEntry).where(*where)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = session.scalars(
        select(AuditEntry).where(*where).order_by(AuditEntry.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    return Entries(rows, page, pages, total)


def _below(code: str) -> ColumnElement[bool]:
    return and_(AuditEntry.unit_code >= code, AuditEntry.unit_code < upper_bound(code))
