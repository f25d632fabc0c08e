"""Writing users, activation codes, sign-ins and appointments."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from elearn import clock, db
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.people import lockout, names, passwords, queries
from elearn.people.access import Role, covered_by_any
from elearn.people.models import ActivationCode, Appointment, SignIn, SignInFailure, Unit, User

CODE_HOLDS = timedelta(days=30)
FAILURES_KEPT = timedelta(days=1)
CODE_USED = marked("This activation code no longer holds. Ask your township for a new one.")


def create_user(*, name: str, mobile: str, unit_code: str, post: str = "", now: datetime | None = None) -> User:
    """Add a person without a password. Raises RuleBroken for a name, number or unit that cannot be or is taken."""
    unit = session.get(Unit, unit_code)
    if unit is None or unit.closed_on is not None:
        raise RuleBroken("no_such_unit", marked("The unit %(unit)s does not exist or is closed."), unit=unit_code)
    user = User(
        name=_checked_name(name),
        mobile=_free_mobile(mobile),
        unit_code=unit_code,
        post=post.strip(),
        created_at=now or clock.now(),
    )
    session.add(user)
    _flush_mobile(user.mobile)
    return user


def add_person(*, name: str, mobile: str, unit_code: str, post: str, by_id: int) -> User:
    """Create an account for a person on an official's word; raises RuleBroken like create_user()."""
    user = create_user(name=name, mobile=mobile, unit_code=unit_code, post=post)
    record("add_person", f"user:{user.id}", actor_id=by_id, unit_code=unit_code, name=user.name)
    return user


def issue_code(user: User, by_id: int | None, key: str) -> str:
    """Give a person a new one-use code, valid for 30 days, and return it as it is printed (ABCD-EFGH).

    Older codes end, and so does a lock after wrong passwords; a person who already had a password is signed out
    everywhere. Refused to officials over whom the person stands: a code opens the account.
    """
    _must_stand_over(by_id, user)
    now = clock.now()
    code = "".join(secrets.choice(passwords.CODE_LETTERS) for _ in range(passwords.CODE_LENGTH))
    _void_codes(user.id, now)
    session.add(
        ActivationCode(
            user_id=user.id,
            digest=passwords.code_digest(key, user.id, code),
            issued_by_id=by_id,
            issued_at=now,
            expires_at=now + CODE_HOLDS,
        )
    )
    if user.password_hash is not None:
        end_other_sign_ins(user.id, keep_id=None)
    session.execute(delete(SignInFailure).where(SignInFailure.account == user.mobile))
    record("issue_code", f"user:{user.id}", actor_id=by_id, unit_code=user.unit_code)
    return passwords.shown_code(code)


def use_code(code_id: int, password_hash: str) -> User:
    """Use up an activation code: set the password and note that the privacy notice was shown and accepted.

    Raises RuleBroken when the code was used, voided or ran out meanwhile, by another phone for instance.
    """
    now = clock.now()
    user = queries.code_owner(code_id, now)
    used: Any = session.execute(
        update(ActivationCode)
        .where(ActivationCode.id == code_id, ActivationCode.used_at.is_(None), ActivationCode.voided_at.is_(None))
        .values(used_at=now)
    )
    if user is None or used.rowcount != 1:
        raise RuleBroken("code_used", CODE_USED)
    user.password_hash = password_hash
    user.privacy_accepted_at = now
    end_other_sign_ins(user.id, keep_id=None)
    record("activate", f"user:{user.id}", actor_id=user.id, unit_code=user.unit_code)
    return user


def activate(*, mobile: str, name: str, code: str, key: str, password_hash: str) -> User:
    """Check number, name and code, and use the code. Raises RuleBroken without telling which of them was wrong."""
    found = queries.find_code(names.clean_mobile(mobile), name, code, key, clock.now())
    if found is None:
        raise RuleBroken("wrong_code", marked("Mobile number, name and activation code do not belong together."))
    return use_code(found.id, password_hash)


def start_sign_in(user: User, address: str, device: str, days: int) -> SignIn:
    """Sign a person in on one browser for some days; earlier failures from there are forgiven."""
    now = clock.now()
    sign_in = SignIn(
        token=secrets.token_urlsafe(32),
        user_id=user.id,
        created_at=now,
        expires_at=now + timedelta(days=days),
        address=address,
        device=device[:200],
    )
    session.add(sign_in)
    forgive_tries(user.mobile, address)
    session.flush()
    return sign_in


def end_sign_in(user_id: int, sign_in_id: int) -> None:
    """Sign one of a person's browsers out."""
    _end(SignIn.user_id == user_id, SignIn.id == sign_in_id)


def end_other_sign_ins(user_id: int, keep_id: int | None) -> None:
    """Sign all of a person's browsers out but one."""
    _end(SignIn.user_id == user_id, *(() if keep_id is None else (SignIn.id != keep_id,)))


def change_password(user: User, password_hash: str, keep_id: int | None) -> None:
    """Set a new password; every other browser is signed out and open activation codes end."""
    user.password_hash = password_hash
    _void_codes(user.id, clock.now())
    end_other_sign_ins(user.id, keep_id)


def correct_own_data(user: User, name: str, post: str) -> None:
    """Let a person correct name and post; the number changes only through an official, who knows the person."""
    before = {"name": user.name, "post": user.post}
    user.name, user.post = _checked_name(name), post.strip()
    after = {"name": user.name, "post": user.post}
    if before != after:
        record(
            "correct_own_data",
            f"user:{user.id}",
            actor_id=user.id,
            unit_code=user.unit_code,
            before=before,
            after=after,
        )


def change_mobile(user: User, new: str, by_id: int | None) -> None:
    """Give a person another number. All sign-ins and codes end: the old number may be in other hands."""
    _must_stand_over(by_id, user)
    old, user.mobile = user.mobile, _free_mobile(new, user.id)
    _flush_mobile(user.mobile)
    _void_codes(user.id, clock.now())
    end_other_sign_ins(user.id, keep_id=None)
    masked = {"before": names.masked_mobile(old), "after": names.masked_mobile(user.mobile)}
    record("change_mobile", f"user:{user.id}", actor_id=by_id, unit_code=user.unit_code, **masked)


def appoint(user: User, role: Role, unit_code: str, starts_on: date, by_id: int | None) -> Appointment:
    """Give a person a role over a unit's subtree from a day on. Raises RuleBroken where it is held already.

    Whether the one who appoints may do so is asked by the page, which knows over which units.
    """
    held = session.scalar(
        select(Appointment.id).where(
            Appointment.user_id == user.id,
            Appointment.role == role,
            Appointment.unit_code == unit_code,
            or_(Appointment.ends_on.is_(None), Appointment.ends_on >= starts_on),
        )
    )
    if held is not None:
        raise RuleBroken("appointed_already", marked("%(name)s already has this role over this unit."), name=user.name)
    appointment = Appointment(user_id=user.id, role=role, unit_code=unit_code, starts_on=starts_on)
    session.add(appointment)
    details = {"role": role.value, "starts_on": starts_on.isoformat()}
    record("appoint", f"user:{user.id}", actor_id=by_id, unit_code=unit_code, **details)
    session.flush()
    return appointment


def end_appointment(appointment: Appointment, ends_on: date, by_id: int | None) -> None:
    """End a role; `ends_on` is the last day on which it holds. Raises RuleBroken before its first day."""
    if ends_on < appointment.starts_on:
        raise RuleBroken("ends_before_start", marked("The last day lies before the first one."))
    appointment.ends_on = ends_on
    details = {"role": appointment.role.value, "ends_on": ends_on.isoformat()}
    record("end_appointment", f"user:{appointment.user_id}", actor_id=by_id, unit_code=appointment.unit_code, **details)


def count_try(account: str, address: str) -> datetime | None:
    """Count a try as failed before the password is looked at; return until when the account is locked, if it is.

    Counting first leaves no gap in which a hundred parallel requests all pass the lock; who proves right is forgiven
    by start_sign_in() or forgive_tries(). In a transaction of its own, so that it survives the refusal.
    """
    now = clock.now()
    where = (SignInFailure.account == account, SignInFailure.address == address)
    with db.apart() as own:
        if own.get_bind().dialect.name == "postgresql":  # SQLite's writers queue anyway
            own.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"{account} {address}"))))
        latest = own.scalars(
            select(SignInFailure.at).where(*where).order_by(SignInFailure.at.desc()).limit(lockout.FAILURES_THAT_LOCK)
        ).all()
        until = lockout.locked_until(latest, now)
        if until is None:
            own.add(SignInFailure(account=account, address=address, at=now))
    return until


def forgive_tries(account: str, address: str) -> None:
    """Forget the failures of an account from an address, after it proved right."""
    session.execute(delete(SignInFailure).where(SignInFailure.account == account, SignInFailure.address == address))


def drop_old_failures(now: datetime) -> int:
    """Remove failures that no longer lock or slow anything; return how many. For tick."""
    gone: CursorResult[Any] = session.execute(delete(SignInFailure).where(SignInFailure.at < now - FAILURES_KEPT))  # type: ignore[assignment]
    return gone.rowcount


def _end(*where: Any) -> None:
    session.execute(update(SignIn).where(SignIn.ended_at.is_(None), *where).values(ended_at=clock.now()))


def _void_codes(user_id: int, now: datetime) -> None:
    unused = (ActivationCode.used_at.is_(None), ActivationCode.voided_at.is_(None))
    session.execute(update(ActivationCode).where(ActivationCode.user_id == user_id, *unused).values(voided_at=now))


def _must_stand_over(by_id: int | None, user: User) -> None:
    """Refuse an official power over the account of somebody with a role that the official is not over."""
    if by_id is None:
        return
    today = clock.today()
    by, person = queries.user_with_appointments(by_id), queries.user_with_appointments(user.id)
    own = queries.unit_codes_by_role(by, today) if by else {}
    for role, codes in (queries.unit_codes_by_role(person, today) if person else {}).items():
        over = own.get(Role.ADMIN, []) + ([] if role is Role.ADMIN else own.get(Role.OFFICIAL, []))
        if not all(covered_by_any(over, code) for code in codes):
            raise RuleBroken(
                "stands_above",
                marked("%(name)s has a role outside your area. Ask the administrator to do this."),
                name=user.name,
            )


def _checked_name(name: str) -> str:
    cleaned = names.clean_name(name)
    if not names.is_name(cleaned):
        raise RuleBroken("bad_name", marked("“%(name)s” cannot be a name."), name=name[: names.LONGEST_NAME])
    return cleaned


def _free_mobile(mobile: str, own_id: int | None = None) -> str:
    cleaned = names.clean_mobile(mobile)
    if not names.is_mobile(cleaned):
        raise RuleBroken("bad_mobile", marked("“%(mobile)s” is not a mobile number of 11 digits."), mobile=mobile[:30])
    holder = session.scalar(select(User.id).where(User.mobile == cleaned))
    if holder not in (None, own_id):
        raise _taken(cleaned)
    return cleaned


def _flush_mobile(mobile: str) -> None:
    """Flush, and say it plainly when another request took the number in the same moment."""
    try:
        session.flush()
    except IntegrityError as error:
        raise _taken(mobile) from error


def _taken(mobile: str) -> RuleBroken:
    return RuleBroken("mobile_taken", marked("The mobile number %(mobile)s already has an account."), mobile=mobile)
