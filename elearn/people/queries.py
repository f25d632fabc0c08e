"""Reading units, users, appointments and sign-ins."""

import hmac
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from elearn import quick
from elearn.db import session
from elearn.people import lockout, names, passwords
from elearn.people.access import Role
from elearn.people.models import ActivationCode, SignIn, SignInFailure, User
from elearn.quick import Statement


def open_sign_in(token: str, now: datetime) -> SignIn | None:
    """Return a sign-in that is neither ended nor run out, with its person, their unit and appointments."""
    return session.scalar(
        select(SignIn)
        .join(SignIn.user)
        .where(SignIn.token == token, SignIn.ended_at.is_(None), SignIn.expires_at > now, User.closed_at.is_(None))
        .options(joinedload(SignIn.user).options(joinedload(User.unit), selectinload(User.appointments)))
    )


_HOLDS = "a.user_id = u.id AND a.starts_on <= {day} AND (a.ends_on IS NULL OR a.ends_on >= {day})"
_SIGNED_IN_TEXT = (
    'SELECT u.id, u.name, a.role, a.unit_code FROM sign_in s JOIN "user" u ON u.id = s.user_id '  # noqa: S608
    f"LEFT JOIN appointment a ON {_HOLDS} "
    "WHERE s.token = :token AND s.ended_at IS NULL AND s.expires_at > :now_time AND u.closed_at IS NULL"
)
_ROLES_TEXT = f'SELECT a.role, a.unit_code FROM "user" u JOIN appointment a ON {_HOLDS} WHERE u.id = :user'  # noqa: S608
_SIGNED_IN, _ROLES = (
    Statement(text.format(day=":day"), text.format(day="CAST(:day AS DATE)")) for text in (_SIGNED_IN_TEXT, _ROLES_TEXT)
)
Roles = dict[Role, list[str]]


def signed_in_as(token: str, now: datetime, day: date) -> tuple[int, str, Roles] | None:
    """Return id, name and roles of the person of a sign-in that is neither ended nor run out: what every request asks.

    One statement: thousands ask at the same minute.
    """
    rows = quick.read(_SIGNED_IN, {"token": token, "now_time": now, "day": day.isoformat()})
    return (rows[0][0], rows[0][1], _by_role((role, code) for _, _, role, code in rows if role)) if rows else None


def _by_role(rows: Iterable[Sequence[Any]]) -> Roles:
    codes: Roles = {}
    for role, code in rows:
        codes.setdefault(Role(role), []).append(code)
    return codes


def roles_of(user_id: int, day: date) -> Roles:
    """Return over which units a person has which roles on a day."""
    return _by_role(quick.read(_ROLES, {"user": user_id, "day": day.isoformat()}))


def unit_codes_by_role(user: User, day: date) -> Roles:
    """Return over which units a person has which roles on a day."""
    codes: Roles = {}
    for appointment in user.appointments:
        if appointment.starts_on <= day and (appointment.ends_on is None or day <= appointment.ends_on):
            codes.setdefault(appointment.role, []).append(appointment.unit_code)
    return codes


def user_with_appointments(user_id: int) -> User | None:
    """Return a person with unit and appointments."""
    return session.scalar(
        select(User).where(User.id == user_id).options(joinedload(User.unit), selectinload(User.appointments))
    )


def user_by_mobile(mobile: str) -> User | None:
    """Return the person whose account is open under a mobile number."""
    return session.scalar(select(User).where(User.mobile == mobile, User.closed_at.is_(None)))


def open_sign_ins(user_id: int, now: datetime) -> Sequence[SignIn]:
    """Return a person's sign-ins that still hold, newest first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.created_at.desc(), SignIn.id.desc())
    ).all()


def own_sign_in(sign_in_id: int, user_id: int) -> SignIn | None:
    """Return a sign-in if it is this person's."""
    return session.scalar(select(SignIn).where(SignIn.id == sign_in_id, SignIn.user_id == user_id))


def find_code(mobile: str, name: str, code: str, key: str, now: datetime) -> ActivationCode | None:
    """Return the open activation code that fits number, name and code together, with its person.

    One answer for every mistake: nobody learns which of the three was wrong.
    """
    entered = passwords.entered_code(code)
    found = None
    for candidate, user in session.execute(
        select(ActivationCode, User)
        .join(User, User.id == ActivationCode.user_id)
        .where(User.mobile == mobile, User.closed_at.is_(None), *_open_code(now))
    ):
        digest = passwords.code_digest(key, user.id, entered)
        if hmac.compare_digest(digest, candidate.digest) and names.same_name(user.name, name):
            found = candidate
    return found


def code_owner(code_id: int, now: datetime) -> User | None:
    """Return whose code this is while it is open: neither used nor voided nor run out."""
    return session.scalar(
        select(User)
        .join(ActivationCode, ActivationCode.user_id == User.id)
        .where(ActivationCode.id == code_id, User.closed_at.is_(None), *_open_code(now))
    )


def _open_code(now: datetime) -> tuple[Any, ...]:
    return (ActivationCode.used_at.is_(None), ActivationCode.voided_at.is_(None), ActivationCode.expires_at > now)


def delay(address: str, now: datetime) -> float:
    """Return how many seconds a try from this address has to wait."""
    failures = session.scalar(
        select(func.count())
        .select_from(SignInFailure)
        .where(SignInFailure.address == address, SignInFailure.at > now - lockout.SLOW_WINDOW)
    )
    return lockout.delay(failures or 0)
