"""Taking over the roster of the class that a class was copied from, in small transactions."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, delete, func, or_, select

from elearn import db
from elearn.audit import actions as audit
from elearn.db import session, upper_bound
from elearn.errors import RuleBroken, marked
from elearn.people.models import User
from elearn.training import roster_actions, tally_bulk
from elearn.training.completion import ClassState
from elearn.training.models import ClassUnit, Enrolment, RosterEntry, TrainingClass
from elearn.training.roster_models import RosterImport
from elearn.training.session_models import ClassSession

MOST = 5000
"""So many people are taken over while the official waits; more come by a roster file."""
BATCH = 100
"""People of one transaction: it stays below 200 ms."""


def to_take_over(held: TrainingClass) -> int:
    """Return how many people of the former class would come onto the roster of this one."""
    if held.copied_from_id is None or held.state is ClassState.CLOSED:
        return 0
    ids = select(User.id).where(*_who(held)).subquery()
    return session.scalar(select(func.count()).select_from(ids)) or 0


def take_over(class_id: int, by_id: int) -> int:
    """Put the people of the former class who are still in its units on the roster; return how many.

    Whoever is interrupted goes on by doing it again: nobody is entered twice.
    """
    held = session.get_one(TrainingClass, class_id)
    waiting = to_take_over(held)
    if waiting > MOST:
        raise RuleBroken(
            "too-many",
            marked("%(count)s people are too many to be taken over at once (at most %(most)s). Import a roster file."),
            count=waiting,
            most=MOST,
        )
    total = 0
    while people := _step(class_id, by_id):
        total += people
    with db.writing():
        held = session.get_one(TrainingClass, class_id)
        audit.record("take_over_roster", f"class:{held.slug}", actor_id=by_id, unit_code=held.unit_code, people=total)
    return total


def _step(class_id: int, by_id: int) -> int:
    with db.writing():
        held = session.get_one(TrainingClass, class_id)
        users: Sequence[User] = session.scalars(select(User).where(*_who(held)).order_by(User.id).limit(BATCH)).all()
        if not users:
            return 0
        added = roster_actions.enter(held, users, held.starts_on, by_id, quiet=True)
        return len(added)


def _who(held: TrainingClass) -> tuple[ColumnElement[bool], ...]:
    """People who were on the former roster to its end, whose unit the class is for, and who are not on it yet."""
    former = select(Enrolment.user_id).where(Enrolment.class_id == held.copied_from_id, Enrolment.left_on.is_(None))
    here = select(Enrolment.user_id).where(Enrolment.class_id == held.id)
    codes = session.scalars(select(ClassUnit.unit_code).where(ClassUnit.class_id == held.id)).all()
    units = [and_(User.unit_code >= code, User.unit_code < upper_bound(code)) for code in codes]
    return (
        User.id.in_(former),
        User.id.not_in(here),
        User.closed_at.is_(None),
        or_(*units) if units else User.id.is_(None),
    )


def empty_draft(class_id: int, by_id: int) -> None:
    """Take everybody off the roster of a draft that nobody has begun, as if they had never been entered.

    Only what came without a file: a roster file is taken back by itself.
    """
    held = session.get_one(TrainingClass, class_id)
    if held.state is not ClassState.DRAFT:
        raise RuleBroken("not-a-draft", marked("Only a draft can be deleted. Close the class instead."))
    hangs = [select(table.id).where(table.class_id == class_id) for table in (RosterImport, ClassSession)]
    begun = select(Enrolment.id).where(Enrolment.class_id == class_id, Enrolment.started_at.is_not(None))
    if any(session.scalar(each.limit(1)) is not None for each in (*hangs, begun)):
        raise RuleBroken(
            "has-people", marked("The draft has a roster file, a session or somebody who has begun, so it stays.")
        )
    slug, unit_code, total = held.slug, held.unit_code, 0
    while people := _take_off(class_id):
        total += people
    if total:
        with db.writing():
            audit.record("empty_roster", f"class:{slug}", actor_id=by_id, unit_code=unit_code, people=total)


def _take_off(class_id: int) -> int:
    with db.writing():
        found = select(Enrolment.id).where(Enrolment.class_id == class_id).order_by(Enrolment.id).limit(BATCH)
        places = list(session.scalars(found))
        if places:
            tally_bulk.forget(places)
            session.execute(delete(RosterEntry).where(RosterEntry.enrolment_id.in_(places)))
            session.execute(delete(Enrolment).where(Enrolment.id.in_(places)))
        return len(places)
