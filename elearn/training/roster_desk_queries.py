"""Reading the rows of a roster file for its desk, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from elearn.db import session
from elearn.people import unit_queries
from elearn.training.roster_judge import RowState
from elearn.training.roster_models import RosterRow

PAGE = 50
_ORDER = {RowState.REFUSED: 0, RowState.ASK: 1}


@dataclass(frozen=True)
class DeskPage:
    """Some rows, and where they stand among all."""

    rows: Sequence[RosterRow]
    page: int
    pages: int


def rows(import_id: int, state: RowState | None, page: int, position: int = 0) -> DeskPage:
    """Return a page of rows, problems first; of one state, or one row, on demand."""
    conditions = [RosterRow.import_id == import_id]
    if state is not None:
        conditions.append(RosterRow.state == state)
    if position:
        conditions.append(RosterRow.position == position)
    total = session.scalar(select(func.count()).select_from(RosterRow).where(*conditions)) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    order = case(*[(RosterRow.state == each, rank) for each, rank in _ORDER.items()], else_=2)
    found = session.scalars(
        select(RosterRow).where(*conditions).order_by(order, RosterRow.position).limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    return DeskPage(found, page, pages)


def left(import_id: int) -> Sequence[RosterRow]:
    """Return the rows that are still to mend or to decide, in the order of the file."""
    return session.scalars(
        select(RosterRow)
        .where(RosterRow.import_id == import_id, RosterRow.state.in_([RowState.REFUSED, RowState.ASK]))
        .order_by(RosterRow.position)
    ).all()


def unit_names(rows: Sequence[RosterRow]) -> dict[str, str]:
    """Return the names of all units that rows name or offer; a village with its township."""
    codes = {row.unit_code for row in rows if row.unit_code} | {code for row in rows for code in row.units}
    found = unit_queries.names(codes | {code[:9] for code in codes})
    return {
        code: f"{found.get(code[:9], '')}{name}" if len(code) > len(code[:9]) else name for code, name in found.items()
    }
