"""Reading rosters: who belongs where on a day, the history of a person, and what a file's rows are judged against."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from elearn import clock
from elearn.db import session, upper_bound
from elearn.people import names
from elearn.people import queries as people_queries
from elearn.people.access import Role, ancestors, covered_by_any
from elearn.people.models import Unit, UnitChange, User
from elearn.questions.import_models import ImportState
from elearn.training.models import Enrolment, RosterEntry
from elearn.training.roster_judge import Around, Known
from elearn.training.roster_models import RosterImport, TransferAsk
from elearn.training.roster_units import Named, Units
from elearn.training.transfers import AskState

FORMER = Path(__file__).parents[1] / "data" / "former_townships.csv"
AT_ONCE = 500


def places_on(class_id: int, day: date) -> dict[int, str]:
    """Return the unit of everybody who is on a roster on a day, by enrolment: the denominator (应训)."""
    rows = session.execute(
        select(RosterEntry.enrolment_id, RosterEntry.unit_code).where(
            RosterEntry.class_id == class_id,
            RosterEntry.entered_on <= day,
            or_(RosterEntry.left_on.is_(None), RosterEntry.left_on > day),
        )
    )
    return dict(rows.all())


def deducted_on(class_id: int, day: date) -> dict[int, RosterEntry]:
    """Return the entries of those who have left by a day and not come back, by enrolment (核减), with the reason."""
    later = aliased(RosterEntry)
    is_followed = (
        select(later.id)
        .where(
            later.enrolment_id == RosterEntry.enrolment_id,
            later.entered_on <= day,
            or_(
                later.entered_on > RosterEntry.entered_on,
                and_(later.entered_on == RosterEntry.entered_on, later.id > RosterEntry.id),
            ),
        )
        .exists()
    )
    rows = session.scalars(
        select(RosterEntry).where(
            RosterEntry.class_id == class_id,
            RosterEntry.entered_on <= day,
            RosterEntry.left_on <= day,
            RosterEntry.moved.is_(False),
            ~is_followed,
        )
    )
    return {entry.enrolment_id: entry for entry in rows}


def history(enrolment_ids: Sequence[int]) -> dict[int, list[tuple[RosterEntry, str, str]]]:
    """Return the entries of enrolments in order, each with the names of who entered it and who ended it."""
    by, until = aliased(User), aliased(User)
    rows = session.execute(
        select(RosterEntry, func.coalesce(by.name, ""), func.coalesce(until.name, ""))
        .outerjoin(by, by.id == RosterEntry.entered_by_id)
        .outerjoin(until, until.id == RosterEntry.left_by_id)
        .where(RosterEntry.enrolment_id.in_(enrolment_ids))
        .order_by(RosterEntry.entered_on, RosterEntry.id)
    )
    found: dict[int, list[tuple[RosterEntry, str, str]]] = {}
    for entry, entered_by, left_by in rows:
        found.setdefault(entry.enrolment_id, []).append((entry, entered_by, left_by))
    return found


def asks_for(codes: Sequence[str]) -> Sequence[TransferAsk]:
    """Return the transfers that wait for an official over these units, the oldest first."""
    ranges = [and_(TransferAsk.confirm_code >= code, TransferAsk.confirm_code < upper_bound(code)) for code in codes]
    return session.scalars(
        select(TransferAsk)
        .where(TransferAsk.state == AskState.ASKED, or_(*ranges) if ranges else TransferAsk.id.is_(None))
        .order_by(TransferAsk.id)
        .options(joinedload(TransferAsk.user))
    ).all()


def ask_of(user_id: int) -> TransferAsk | None:
    """Return the transfer of a person that waits for an answer."""
    return session.scalar(
        select(TransferAsk).where(TransferAsk.user_id == user_id, TransferAsk.state == AskState.ASKED).limit(1)
    )


def codes_of(by_id: int | None) -> list[str]:
    """Return the units of the official who imports; the command line answers for all."""
    if by_id is None:
        return [""]
    return people_queries.roles_of(by_id, clock.today()).get(Role.OFFICIAL, [])


def units_of(unit_code: str) -> Units:
    """Return the open units of a subtree by their names, their former names and the names of what they took in."""
    below = (Unit.code >= unit_code, Unit.code < upper_bound(unit_code))
    rows = session.execute(select(Unit.code, Unit.name, Unit.closed_on, Unit.successor_code).where(*below)).all()
    changed = session.execute(
        select(UnitChange.unit_code, UnitChange.old_name).where(
            UnitChange.unit_code >= unit_code, UnitChange.unit_code < upper_bound(unit_code), UnitChange.old_name != ""
        )
    )
    former = [Named(code, name) for code, name in changed]
    former += [Named(row.successor_code, row.name) for row in rows if row.closed_on and row.successor_code]
    former += [each for each in _former_townships() if each.code.startswith(unit_code)]
    above = session.scalars(select(Unit.name).where(Unit.code.in_(ancestors(unit_code)))).all()
    return Units([Named(row.code, row.name) for row in rows if row.closed_on is None], former, above)


@cache
def _former_townships() -> list[Named]:
    """Townships that became others between 2020 and 2023; whoever made the list may still write the old name."""
    with FORMER.open(encoding="utf-8", newline="") as file:
        return [Named(row["new_code"], row["old_name"]) for row in csv.DictReader(file)]


def around(made: RosterImport, units: Units, mobiles: Iterable[str], people: Iterable[str]) -> Around:
    """Return what rows with these numbers and names are judged against."""
    codes = codes_of(made.by_id)
    known: dict[str, Known] = {}
    for some in _parts(sorted({each for each in mobiles if each})):
        known |= _known(made.class_id, codes, some)
    namesakes: dict[tuple[str, str], list[str]] = {}
    for some in _parts(sorted({each for each in people if each})):
        rows = session.execute(
            select(User.name, User.unit_code, User.mobile).where(
                User.name.in_(some),
                User.unit_code >= made.unit_code,
                User.unit_code < upper_bound(made.unit_code),
                User.closed_at.is_(None),
            )
        )
        for name, code, mobile in rows:
            namesakes.setdefault((name, code), []).append(names.masked_mobile(mobile))
    return Around(units, known, namesakes, made.effective_on.isoformat())


def _known(class_id: int, codes: Sequence[str], mobiles: Sequence[str]) -> dict[str, Known]:
    place = aliased(Unit)
    rows = session.execute(
        select(User, Unit, Enrolment.unit_code, place, Enrolment.left_on, Enrolment.left_reason)
        .join(Unit, Unit.code == User.unit_code)
        .outerjoin(Enrolment, and_(Enrolment.user_id == User.id, Enrolment.class_id == class_id))
        .outerjoin(place, place.code == Enrolment.unit_code)
        .where(User.mobile.in_(mobiles))
    )
    return {
        user.mobile: Known(
            user_id=user.id,
            name=user.name,
            unit_code=user.unit_code,
            unit_name=unit.short_name,
            is_mine=covered_by_any(codes, user.unit_code),
            is_closed=user.closed_at is not None,
            place=code or "",
            place_name=counts_in.short_name if counts_in else "",
            left=reason if left_on is not None else "",
        )
        for user, unit, code, counts_in, left_on, reason in rows
    }


def _parts(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE)]


def import_by_id(import_id: int) -> RosterImport | None:
    """Return an import with its class and unit."""
    return session.scalar(
        select(RosterImport)
        .where(RosterImport.id == import_id)
        .options(joinedload(RosterImport.training_class), joinedload(RosterImport.unit))
    )


def imports_of(class_id: int, unit_code: str) -> Sequence[RosterImport]:
    """Return the imports onto a class's roster for a unit and all below it, the newest first."""
    return session.scalars(
        select(RosterImport)
        .where(
            RosterImport.class_id == class_id,
            RosterImport.unit_code >= unit_code,
            RosterImport.unit_code < upper_bound(unit_code),
        )
        .order_by(RosterImport.id.desc())
        .limit(20)
    ).all()


def coming() -> list[int]:
    """Return the imports that are being taken over."""
    return list(session.scalars(select(RosterImport.id).where(RosterImport.state == ImportState.COMING)))
