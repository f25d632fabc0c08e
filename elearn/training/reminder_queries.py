"""Reading who was reminded when and by whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from elearn import clock
from elearn.db import session, upper_bound
from elearn.people.models import Unit, User
from elearn.training.models import Enrolment
from elearn.training.reminder_models import Reminded, Reminder

SHOWN_DAYS = 14
"""Days for which a reminder stands on the learner's home."""


@dataclass(frozen=True)
class Last:
    """When a person was reminded last, and by whom."""

    at: datetime
    by: str


@dataclass(frozen=True)
class Round:
    """One round of reminding, for the list of the latest."""

    id: int
    at: datetime
    by_id: int
    by: str
    unit: str
    people: int


def last(class_id: int, user_ids: Sequence[int]) -> dict[int, Last]:
    """Return when each of these people was reminded last in a class, by the person's number."""
    rows = session.execute(
        select(Enrolment.user_id, Reminder.at, User.name)
        .join(Reminded, Reminded.enrolment_id == Enrolment.id)
        .join(Reminder, Reminder.id == Reminded.reminder_id)
        .join(User, User.id == Reminder.by_id)
        .where(Enrolment.class_id == class_id, Enrolment.user_id.in_(user_ids), Reminder.taken_back_at.is_(None))
        .order_by(Reminder.at, Reminder.id)
    )
    return {user_id: Last(at, by) for user_id, at, by in rows}


def reminded_since(day: date) -> ColumnElement[bool]:
    """Return the condition that the person of an Enrolment was reminded on a day or later."""
    return (
        select(Reminded.reminder_id)
        .join(Reminder, Reminder.id == Reminded.reminder_id)
        .where(
            Reminded.enrolment_id == Enrolment.id,
            Reminder.taken_back_at.is_(None),
            Reminder.at >= clock.start_of_day(day),
        )
        .exists()
    )


def latest(class_id: int, unit_code: str, limit: int = 5) -> list[Round]:
    """Return the latest rounds that were noted for a unit or one below it."""
    rows = session.execute(
        select(Reminder, User.name, Unit, func.count(Reminded.enrolment_id))
        .join(User, User.id == Reminder.by_id)
        .join(Unit, Unit.code == Reminder.unit_code)
        .join(Reminded, Reminded.reminder_id == Reminder.id)
        .where(
            Reminder.class_id == class_id,
            Reminder.unit_code >= unit_code,
            Reminder.unit_code < upper_bound(unit_code),
            Reminder.taken_back_at.is_(None),
        )
        .group_by(Reminder.id, User.id, Unit.code)
        .order_by(Reminder.id.desc())
        .limit(limit)
    )
    return [Round(each.id, each.at, each.by_id, by, unit.short_name, people) for each, by, unit, people in rows]


def by_id(reminder_id: int) -> Reminder | None:
    """Return a round of reminding."""
    return session.get(Reminder, reminder_id)


def for_home(user_id: int) -> set[int]:
    """Return the classes in which a person was reminded lately."""
    return set(
        session.scalars(
            select(Reminder.class_id)
            .join(Reminded, Reminded.reminder_id == Reminder.id)
            .join(Enrolment, Enrolment.id == Reminded.enrolment_id)
            .where(
                Enrolment.user_id == user_id,
                Reminder.taken_back_at.is_(None),
                Reminder.at >= clock.now() - timedelta(days=SHOWN_DAYS),
            )
        )
    )
