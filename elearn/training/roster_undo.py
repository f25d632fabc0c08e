"""Taking a roster file back, while nobody of it has begun: in short steps, like taking over."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, String, cast, delete, func, literal, or_, select, update

from elearn import clock, db
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.people.models import ActivationCode, Appointment, SignIn, SignInFailure, Transfer, User
from elearn.questions.import_models import ImportState
from elearn.training import roster_actions, roster_import, roster_take_over, tally_bulk
from elearn.training.models import Enrolment, RosterEntry
from elearn.training.roster_judge import Act, RowState
from elearn.training.roster_models import RosterImport, RosterRow, TransferAsk
from elearn.training.transfers import AskState

AT_ONCE, SINGLE = 250, 25
BEGUN = marked(
    "%(count)s people of this file have signed in or begun already. Take single people off the roster instead, with a "
    "date and a reason."
)
CHANGED = marked("Somebody of this file has been moved since. Correct single people instead.")


def begun(import_id: int) -> int:
    """Return how many people of a file have signed in for the first time or begun to learn."""
    rows = (
        select(func.count())
        .select_from(RosterRow)
        .join(User, User.id == RosterRow.user_id)
        .outerjoin(Enrolment, Enrolment.id == RosterRow.enrolment_id)
        .where(RosterRow.import_id == import_id, RosterRow.state.in_([RowState.DONE, RowState.SOUND]), _has_begun())
    )
    return session.scalar(rows) or 0


def _has_begun() -> ColumnElement[bool]:
    learnt = or_(
        Enrolment.started_at.is_not(None),
        Enrolment.attended > 0,
        Enrolment.best_score.is_not(None),
        Enrolment.completed_at.is_not(None),
    )
    added = RosterRow.act.in_([Act.NEW, Act.ENROL])
    return or_((RosterRow.act == Act.NEW) & User.password_hash.is_not(None), added & learnt)


def undo(import_id: int, by_id: int | None) -> int:
    """Take a file back; return how many rows it was. Raises RuleBroken."""
    with db.writing():
        made = roster_take_over.roster_import_by_id(import_id)
        roster_import.must_be(made, ImportState.ACCEPTED, ImportState.COMING, ImportState.LEAVING)
        if count := begun(import_id):
            raise RuleBroken("begun", BEGUN, count=count)
        if made.state is ImportState.ACCEPTED:
            _must_stand_as_left(made)
        made.state = ImportState.LEAVING
        total = roster_take_over.counted(import_id).get(RowState.DONE, 0)
    while step(import_id):
        pass
    with db.writing():
        made = roster_take_over.roster_import_by_id(import_id)
        made.state = ImportState.UNDONE
        details = {"people": total, "file": made.file_name}
        target = f"class:{made.training_class.slug}"
        record("undo_roster", target, actor_id=by_id, unit_code=made.unit_code, **details)
    return total


def step(import_id: int) -> bool:
    """Take some rows back in one short transaction; say whether there were any."""
    with db.writing():
        made = roster_take_over.roster_import_by_id(import_id)
        roster_import.must_be(made, ImportState.LEAVING)
        rows = _rows(made, RosterRow.act.not_in([Act.NEW, Act.ENROL]), SINGLE)
        for row in rows:
            _take_back(made, row)
        if not rows:
            rows = _rows(made, RosterRow.act.in_([Act.NEW, Act.ENROL]), AT_ONCE)
            _remove(made, rows)
        return bool(rows)


def _rows(made: RosterImport, condition: ColumnElement[bool], limit: int) -> Sequence[RosterRow]:
    """Rows that have done something: on the roster, or with an account of their own."""
    acted = or_(RosterRow.state == RowState.DONE, (RosterRow.state == RowState.SOUND) & RosterRow.user_id.is_not(None))
    statement = select(RosterRow).where(RosterRow.import_id == made.id, acted, condition)
    return session.scalars(statement.order_by(RosterRow.position).limit(limit)).all()


def _must_stand_as_left(made: RosterImport) -> None:
    """Whoever was moved, taken off or brought back since can't be put back where they were by this."""
    changed = session.scalar(
        select(func.count())
        .select_from(RosterRow)
        .join(Enrolment, Enrolment.id == RosterRow.enrolment_id)
        .join(User, User.id == RosterRow.user_id)
        .where(
            RosterRow.import_id == made.id,
            RosterRow.state == RowState.DONE,
            or_(
                Enrolment.unit_code != RosterRow.unit_code,
                Enrolment.left_on.is_not(None),
                Enrolment.entered_on != made.effective_on,
                User.unit_code != RosterRow.unit_code,
            ),
        )
    )
    if changed:
        raise RuleBroken("changed-since", CHANGED)


def _take_back(made: RosterImport, row: RosterRow) -> None:
    place = session.get(Enrolment, row.enrolment_id) if row.enrolment_id else None
    if row.state is RowState.DONE and place is not None:
        roster_actions.take_back(place)
    if row.act is Act.ASK_OTHER and row.state is RowState.DONE:
        session.execute(
            update(TransferAsk)
            .where(
                TransferAsk.user_id == row.user_id,
                TransferAsk.state == AskState.ASKED,
                TransferAsk.to_code == row.unit_code,
                TransferAsk.asked_by_id == made.by_id,
            )
            .values(state=AskState.DECLINED, answered_by_id=made.by_id, answered_at=clock.now())
        )
    _unit_back(made, row)
    row.state, row.enrolment_id, row.user_id = RowState.DROPPED, None, None


def _unit_back(made: RosterImport, row: RosterRow) -> None:
    if not row.came_from or row.user_id is None:
        return
    session.execute(
        delete(Transfer).where(
            Transfer.user_id == row.user_id,
            Transfer.from_code == row.came_from,
            Transfer.to_code == row.unit_code,
            Transfer.effective_on == made.effective_on,
        )
    )
    session.execute(update(User).where(User.id == row.user_id).values(unit_code=row.came_from))
    row.came_from = None


def _remove(made: RosterImport, rows: Sequence[RosterRow]) -> None:
    """Take places off the roster, and accounts that this file has made and that nothing else needs."""
    places = [row.enrolment_id for row in rows if row.enrolment_id]
    accounts = [row.user_id for row in rows if row.user_id and row.act is Act.NEW]
    for row in rows:
        _unit_back(made, row)
        row.state, row.enrolment_id, row.user_id = RowState.DROPPED, None, None
    session.flush()
    _forget(RosterRow.enrolment_id, places)
    tally_bulk.forget(places)
    session.execute(delete(RosterEntry).where(RosterEntry.enrolment_id.in_(places)))
    session.execute(delete(Enrolment).where(Enrolment.id.in_(places)))
    _remove_accounts(accounts)


def _forget(column: Any, ids: Sequence[int]) -> None:
    """Rows of other files may point at what goes now."""
    statement = update(RosterRow).where(column.in_(ids)).values({column.key: None})
    session.execute(statement.execution_options(synchronize_session=False))


def _remove_accounts(ids: Sequence[int]) -> None:
    """Empty and close accounts that nothing else needs: number and name are free again at once.

    A row would have to be looked for in every table that names people before it could be deleted.
    """
    _forget(RosterRow.user_id, ids)
    needed: set[int] = set()
    for column in (Enrolment.user_id, Appointment.user_id, TransferAsk.user_id, SignIn.user_id):
        needed |= set(session.scalars(select(column).where(column.in_(ids)).distinct()))
    free = [key for key in ids if key not in needed]
    mobiles = select(User.mobile).where(User.id.in_(free))
    session.execute(delete(SignInFailure).where(SignInFailure.account.in_(mobiles)))
    session.execute(delete(ActivationCode).where(ActivationCode.user_id.in_(free)))
    emptied = {"name": "—", "mobile": literal("x").concat(cast(User.id, String)), "post": "", "closed_at": clock.now()}
    statement = update(User).where(User.id.in_(free)).values(emptied)
    session.execute(statement.execution_options(synchronize_session=False))
