"""What an admin does with roles: appoint between two days, and end an appointment, without locking oneself out."""

from datetime import date, timedelta

from elearn import clock
from elearn.errors import RuleBroken, marked
from elearn.people import actions, appointment_queries
from elearn.people.access import Role
from elearn.people.models import Appointment, Unit, User

FAR = timedelta(days=366)


def appoint(user: User, role: Role, unit: Unit, starts_on: date, ends_on: date | None, by_id: int) -> Appointment:
    """Give a person a role over an open unit between two days; without the second one until somebody ends it."""
    if unit.closed_on is not None:
        raise RuleBroken("unit-closed", marked("The unit %(name)s is closed."), name=unit.name)
    if starts_on > clock.today() + FAR:
        raise RuleBroken("begins-too-late", marked("An appointment begins within a year."))
    made = actions.appoint(user, role, unit.code, starts_on, by_id)
    if ends_on is not None:
        actions.end_appointment(made, ends_on, by_id)
    return made


def end(appointment: Appointment, ends_on: date, by_id: int) -> None:
    """End a role; `ends_on` is the last day on which it holds, yesterday at the earliest: the past is not rewritten.

    Nobody ends the last appointment as admin that they hold themselves: another admin does, and one is left.
    """
    if ends_on < clock.today() - timedelta(days=1):
        raise RuleBroken("ended-in-past", marked("The last day is yesterday at the earliest."))
    if appointment.ends_on is not None and appointment.ends_on < clock.today():
        raise RuleBroken("ended-already", marked("This appointment has ended already."))
    own = appointment.role is Role.ADMIN and appointment.user_id == by_id
    if own and not appointment_queries.other_admin_appointments(by_id, appointment.id, clock.today()):
        raise RuleBroken(
            "own-last-admin",
            marked("This is your own last appointment as administrator. Ask another administrator to end it."),
        )
    actions.end_appointment(appointment, ends_on, by_id)
