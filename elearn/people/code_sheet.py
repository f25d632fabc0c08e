"""Writing the activation codes of a whole sheet at once: a handful of statements and one audit row a person."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from elearn import clock
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.people import passwords
from elearn.people.actions import CODE_HOLDS
from elearn.people.models import ActivationCode, Appointment, SignInFailure, User


@dataclass(frozen=True)
class Slip:
    """What is printed for one person; the code is stored as a digest only and can't be shown again."""

    user: User
    code: str
    expires_at: datetime


def may_still_act(today: date) -> ColumnElement[bool]:
    """Return the condition that an appointment holds or will hold."""
    return or_(Appointment.ends_on.is_(None), Appointment.ends_on >= today)


def issue_codes(users: Sequence[User], by_id: int, key: str) -> list[Slip]:
    """Give people who never signed in a new one-use code each; codes printed earlier end.

    Raises RuleBroken for somebody who has a password already, whose sign-ins would have to end (issue_code() does it),
    and for somebody with a role, whom not every official stands over: a code opens the account.
    """
    if any(user.password_hash is not None for user in users):
        raise RuleBroken(
            "signed-in-meanwhile", marked("Somebody on this sheet has signed in meanwhile. Please open it again.")
        )
    now = clock.now()
    ids = [user.id for user in users]
    if session.scalar(select(func.count()).where(Appointment.user_id.in_(ids), may_still_act(clock.today()))):
        raise RuleBroken("has-role", marked("People with a role get their code one by one."))
    session.execute(
        update(ActivationCode)
        .where(ActivationCode.user_id.in_(ids), ActivationCode.used_at.is_(None), ActivationCode.voided_at.is_(None))
        .values(voided_at=now)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(SignInFailure).where(SignInFailure.account.in_([user.mobile for user in users])))
    slips = [Slip(user, _new_code(), now + CODE_HOLDS) for user in users]
    rows = [
        {
            "user_id": slip.user.id,
            "digest": passwords.code_digest(key, slip.user.id, slip.code),
            "issued_by_id": by_id,
            "issued_at": now,
            "expires_at": slip.expires_at,
        }
        for slip in slips
    ]
    if rows:
        session.execute(insert(ActivationCode), rows)
    for user in users:
        record("issue_code", f"user:{user.id}", actor_id=by_id, unit_code=user.unit_code, sheet=True)
    return [Slip(slip.user, passwords.shown_code(slip.code), slip.expires_at) for slip in slips]


def _new_code() -> str:
    return "".join(secrets.choice(passwords.CODE_LETTERS) for _ in range(passwords.CODE_LENGTH))
