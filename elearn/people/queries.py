"""Reading units, users, appointments and sign-ins."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from elearn.db import session
from elearn.people.access import Role
from elearn.people.models import SignIn, User


def open_sign_in(token: str, now: datetime) -> SignIn | None:
    """Return a sign-in that is neither ended nor run out, with its person, their unit and appointments."""
    return session.scalar(
        select(SignIn)
        .join(SignIn.user)
        .where(SignIn.token == token, SignIn.ended_at.is_(None), SignIn.expires_at > now, User.closed_at.is_(None))
        .options(joinedload(SignIn.user).options(joinedload(User.unit), selectinload(User.appointments)))
    )


def unit_codes_by_role(user: User, day: date) -> dict[Role, list[str]]:
    """Return over which units a person has which roles on a day."""
    codes: dict[Role, list[str]] = {}
    for appointment in user.appointments:
        if appointment.starts_on <= day and (appointment.ends_on is None or day <= appointment.ends_on):
            codes.setdefault(appointment.role, []).append(appointment.unit_code)
    return codes
