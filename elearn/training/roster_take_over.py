"""Taking a roster file over, in steps that let other writers in between: writes only, each step commits.

New accounts are made some at a time, closed, so that nobody sees them. Moves and returns follow, then places on the
roster from a day that never comes; one short step opens the accounts and sets the day.
Whoever is interrupted goes on by doing the same again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Update, func, insert, literal, select, update
from sqlalchemy import types as sa_types

from elearn import clock, db
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.people.access import covered_by_any
from elearn.people.models import User
from elearn.questions.import_models import ImportState
from elearn.training import roster_actions, roster_import, roster_queries, transfer_actions
from elearn.training.models import Enrolment, RosterEntry
from elearn.training.roster_judge import Act, RowState
from elearn.training.roster_models import RosterImport, RosterRow

ACCOUNTS, SINGLE, PLACES = 500, 25, 500
"""So many new accounts, so many moves, so many places on the roster are written within some 100 ms."""
NEVER = date(9999, 12, 31)
MEANWHILE = marked("Somebody entered this number meanwhile. Look at the row again.")


@dataclass(frozen=True)
class Progress:
    """How far taking over is."""

    done: int
    total: int

    @property
    def percent(self) -> int:
        """Whole percent, for the bar."""
        return 100 * self.done // self.total if self.total else 100


def begin(import_id: int, *, only_sound: bool) -> None:
    """Judge all rows against what is there by now, and start taking over. Raises RuleBroken where rows are left."""
    made = roster_import_by_id(import_id)
    if made.state is ImportState.COMING:
        return
    roster_import.judge_all(made)
    with db.writing():
        made = roster_import_by_id(import_id)
        roster_import.must_be(made, ImportState.OPEN)
        counts = counted(import_id)
        left = counts.get(RowState.REFUSED, 0) + counts.get(RowState.ASK, 0)
        if left and not only_sound:
            raise RuleBroken("left", marked("%(count)s rows still have to be mended or decided."), count=left)
        if not counts.get(RowState.SOUND):
            raise RuleBroken("nothing", marked("There is nothing to take over."))
        made.state = ImportState.COMING


def step(import_id: int) -> bool:
    """Do one short step of taking over; say whether there is more to do."""
    with db.writing():
        made = roster_import_by_id(import_id)
        roster_import.must_be(made, ImportState.COMING, ImportState.ACCEPTED)
        if made.state is ImportState.ACCEPTED:
            return False
        return _accounts(made) or _singles(made) or _places(made)


def accept(import_id: int, *, only_sound: bool) -> int:
    """Take a file over from begin to end; return how many rows did something."""
    begin(import_id, only_sound=only_sound)
    while step(import_id):
        pass
    return counted(import_id).get(RowState.DONE, 0)


def counted(import_id: int) -> dict[RowState, int]:
    """Return how many rows of a file stand where."""
    statement = select(RosterRow.state, func.count()).where(RosterRow.import_id == import_id).group_by(RosterRow.state)
    return dict(session.execute(statement).all())


def progress(import_id: int) -> Progress:
    """Return how far taking over is: an account made counts half."""
    half = select(func.count(RosterRow.user_id)).where(
        RosterRow.import_id == import_id, RosterRow.state == RowState.SOUND
    )
    counts, accounts = counted(import_id), session.scalar(half) or 0
    done, sound = counts.get(RowState.DONE, 0), counts.get(RowState.SOUND, 0)
    return Progress(2 * done + accounts, 2 * (done + sound))


def _waiting(
    made: RosterImport, acts: Sequence[Act], limit: int, *, has_account: bool | None = None
) -> Sequence[RosterRow]:
    statement = select(RosterRow).where(
        RosterRow.import_id == made.id, RosterRow.state == RowState.SOUND, RosterRow.act.in_(acts)
    )
    if has_account is not None:
        statement = statement.where(RosterRow.user_id.is_not(None) if has_account else RosterRow.user_id.is_(None))
    return session.scalars(statement.order_by(RosterRow.position).limit(limit)).all()


def _accounts(made: RosterImport) -> bool:
    """Make closed accounts; a number that somebody took meanwhile keeps its row out, to be looked at again."""
    rows = _waiting(made, [Act.NEW], ACCOUNTS, has_account=False)
    if not rows:
        return False
    taken = set(session.scalars(select(User.mobile).where(User.mobile.in_([row.mobile for row in rows]))))
    fresh = [row for row in rows if row.mobile not in taken]
    for row in rows:
        if row.mobile in taken:
            row.state = RowState.ASK
            row.doubts = [{"code": "meanwhile", "message": MEANWHILE, "params": {}}]
    now = clock.now()
    if fresh:
        values = [
            {
                "name": row.name,
                "mobile": row.mobile,
                "unit_code": row.unit_code,
                "post": row.post,
                "created_at": now,
                "closed_at": now,
            }
            for row in fresh
        ]
        ids = list(session.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), values))
        for row, key in zip(fresh, ids, strict=True):
            row.user_id = key
    return True


def _singles(made: RosterImport) -> bool:
    """Carry out moves, returns and transfers of accounts that exist, one by one."""
    rows = _waiting(made, [Act.MOVE, Act.BACK, Act.ASK_OTHER], SINGLE)
    for row in rows:
        _single(made, row)
    movers = [] if rows else _movers(made)
    for row, user in movers:
        row.came_from = user.unit_code
        transfer_actions.set_unit(user, str(row.unit_code), made.effective_on, _reason(made), made.by_id)
    return bool(rows or movers)


def _movers(made: RosterImport) -> list[tuple[RosterRow, User]]:
    """Return accounts that come onto the roster in another unit than the one they had."""
    found = session.execute(
        select(RosterRow, User)
        .join(User, User.id == RosterRow.user_id)
        .where(
            RosterRow.import_id == made.id,
            RosterRow.state == RowState.SOUND,
            RosterRow.act == Act.ENROL,
            User.unit_code != RosterRow.unit_code,
        )
        .order_by(RosterRow.position)
        .limit(SINGLE)
    )
    return [(row, user) for row, user in found]


def _single(made: RosterImport, row: RosterRow) -> None:
    user, to_code, on = session.get_one(User, row.user_id), str(row.unit_code), made.effective_on
    reason = _reason(made)
    place = session.scalar(select(Enrolment).where(Enrolment.class_id == made.class_id, Enrolment.user_id == user.id))
    try:
        if row.act is Act.ASK_OTHER:
            transfer_actions.ask(
                user, to_code, user.unit_code, min(on, clock.today()), reason, made.by_id, made.class_id
            )
        else:
            _change_place(row, user, place, to_code, made)
    except RuleBroken as refusal:
        row.state = RowState.ASK
        row.doubts = [{"code": refusal.code, "message": refusal.message, "params": refusal.params}]
        return
    row.state = RowState.DONE


def _change_place(row: RosterRow, user: User, place: Enrolment | None, to_code: str, made: RosterImport) -> None:
    on, reason = made.effective_on, _reason(made)
    if not covered_by_any(roster_queries.codes_of(made.by_id), user.unit_code):
        raise RuleBroken("moved-meanwhile", MEANWHILE)
    if place is not None and row.act is Act.BACK:
        roster_actions.come_back(place, to_code, on, reason, made.by_id)
        row.enrolment_id = place.id
    elif place is not None and place.unit_code != to_code:
        roster_actions.move(place, to_code, on, reason, made.by_id)
        row.enrolment_id = place.id
    if user.unit_code != to_code:
        row.came_from = user.unit_code
        transfer_actions.set_unit(user, to_code, on, reason, made.by_id)


def _reason(made: RosterImport) -> str:
    return f"花名册：{made.file_name}"[:200]


def _places(made: RosterImport) -> bool:
    """Write places on the roster from a day on that never comes, so that no report of any day counts them yet."""
    place = select(Enrolment.id).where(Enrolment.class_id == made.class_id, Enrolment.user_id == RosterRow.user_id)
    waiting = select(RosterRow.id).where(*_added(made), RosterRow.state == RowState.SOUND)
    ids = list(session.scalars(waiting.order_by(RosterRow.position).limit(PLACES)))
    if not ids:
        return _show(made)
    some = (RosterRow.id.in_(ids), RosterRow.state == RowState.SOUND)
    # Whoever was entered by hand meanwhile stays as they are.
    session.execute(_quietly(update(RosterRow).where(*some, place.exists()).values(state=RowState.SAME)))
    class_id, by = literal(made.class_id, sa_types.Integer()), literal(made.by_id, sa_types.Integer())
    never, empty = literal(NEVER, sa_types.Date()), literal("")
    no, none = literal(False, sa_types.Boolean()), literal(0, sa_types.Integer())
    hours = literal(0, Enrolment.__table__.c.online_hours.type)
    columns = ["class_id", "user_id", "unit_code", "entered_on", "left_reason", "entered_by_id", "lessons_done"]
    columns += ["passed", "attended", "online_hours", "face_hours"]
    values = (class_id, RosterRow.user_id, RosterRow.unit_code, never, empty, by, none, no, none, hours, hours)
    session.execute(insert(Enrolment).from_select(columns, select(*values).where(*some), include_defaults=False))
    found = place.scalar_subquery()
    session.execute(_quietly(update(RosterRow).where(*some).values(enrolment_id=found)))
    entry = ["enrolment_id", "class_id", "unit_code", "entered_on", "entered_reason", "entered_by_id", "left_reason"]
    first = (RosterRow.enrolment_id, class_id, RosterRow.unit_code, never, literal(_reason(made)), by, empty, no)
    rows = select(*first).where(*some)
    session.execute(insert(RosterEntry).from_select([*entry, "moved"], rows, include_defaults=False))
    session.execute(_quietly(update(RosterRow).where(*some).values(state=RowState.DONE)))
    return True


def _added(made: RosterImport) -> tuple[ColumnElement[bool], ...]:
    return (
        RosterRow.import_id == made.id,
        RosterRow.act.in_([Act.NEW, Act.ENROL]),
        RosterRow.user_id.is_not(None),
    )


def _quietly(statement: Update) -> Update:
    return statement.execution_options(synchronize_session=False)


def _show(made: RosterImport) -> bool:
    """Open the accounts and let everybody be on the roster from the day of the file: one short step."""
    people = select(RosterRow.user_id).where(*_added(made), RosterRow.state == RowState.DONE, RosterRow.act == Act.NEW)
    places = select(RosterRow.enrolment_id).where(*_added(made), RosterRow.state == RowState.DONE)
    day = made.effective_on
    session.execute(_quietly(update(User).where(User.id.in_(people)).values(closed_at=None)))
    session.execute(_quietly(update(Enrolment).where(Enrolment.id.in_(places)).values(entered_on=day)))
    session.execute(_quietly(update(RosterEntry).where(RosterEntry.enrolment_id.in_(places)).values(entered_on=day)))
    session.flush()
    roster_actions.count_newcomers(places, day)
    made.state = ImportState.ACCEPTED
    done = counted(made.id).get(RowState.DONE, 0)
    details = {"people": done, "file": made.file_name}
    record(
        "import_roster", f"class:{made.training_class.slug}", actor_id=made.by_id, unit_code=made.unit_code, **details
    )
    return False


def roster_import_by_id(import_id: int) -> RosterImport:
    """Return an import with its class and unit. Raises RuleBroken."""
    found = roster_queries.import_by_id(import_id)
    if found is None:
        raise RuleBroken("import-state", marked("This import has been closed already."))
    return found
