"""Moving people between units: account and rosters together, with the other side's agreement where it is needed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from elearn import clock
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.people.access import covered_by_any
from elearn.people.models import Appointment, Transfer, Unit, User
from elearn.training import roster_actions
from elearn.training.models import ClassUnit, Enrolment, TrainingClass
from elearn.training.roster_models import TransferAsk
from elearn.training.transfers import AskState, must_agree


def transfer(user: User, to_code: str, on: date, reason: str, by_id: int | None) -> None:
    """Move a person to another unit from a day on, on every roster that is open for it; elsewhere they leave."""
    _must_be_open(to_code)
    if user.unit_code == to_code:
        raise RuleBroken("same-unit", marked("The person belongs to this unit already."))
    if not reason.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))
    if on > clock.today():
        raise RuleBroken("day-ahead", marked("The day lies ahead. Enter the transfer when it has taken place."))
    set_unit(user, to_code, on, reason, by_id)
    for place in _places(user.id):
        if place.unit_code == to_code:
            continue
        day = max(on, roster_actions.last_entry(place).entered_on)
        if is_for(place.class_id, to_code):
            roster_actions.move(place, to_code, day, reason, by_id)
        else:
            roster_actions.leave(place, day, reason, by_id)


def set_unit(user: User, to_code: str, on: date, reason: str, by_id: int | None) -> None:
    """Write a dated transfer of an account."""
    was = user.unit_code
    session.add(
        Transfer(
            user_id=user.id,
            from_code=was,
            to_code=to_code,
            effective_on=on,
            reason=reason.strip()[:200],
            by_id=by_id,
            at=clock.now(),
        )
    )
    user.unit_code = to_code
    session.flush()
    details = {"came_from": was, "on": on.isoformat(), "reason": reason.strip()[:200]}
    record("transfer", f"user:{user.id}", actor_id=by_id, unit_code=to_code, **details)


def is_for(class_id: int, unit_code: str) -> bool:
    """Say whether a class is for a unit: opened over it, or named for it."""
    own = session.scalar(select(TrainingClass.unit_code).where(TrainingClass.id == class_id)) or "-"
    named = session.scalars(select(ClassUnit.unit_code).where(ClassUnit.class_id == class_id)).all()
    return covered_by_any([*named] or [own], unit_code)


def ask_or_transfer(
    user: User, to_code: str, on: date, reason: str, by_id: int, codes: Sequence[str]
) -> TransferAsk | None:
    """Transfer at once where the official answers for both units; else ask the other side and return what was asked."""
    _must_be_open(to_code)
    confirm = must_agree(codes, user.unit_code, to_code)
    if not confirm:
        transfer(user, to_code, on, reason, by_id)
        return None
    return ask(user, to_code, confirm, on, reason, by_id)


def ask(
    user: User, to_code: str, confirm_code: str, on: date, reason: str, by_id: int | None, class_id: int | None = None
) -> TransferAsk:
    """Ask the other side to agree. Raises RuleBroken where a transfer of the person waits already."""
    if not reason.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))
    if on > clock.today():
        raise RuleBroken("day-ahead", marked("The day lies ahead. Enter the transfer when it has taken place."))
    if user.unit_code == to_code:
        raise RuleBroken("same-unit", marked("The person belongs to this unit already."))
    waiting = select(TransferAsk.id).where(TransferAsk.user_id == user.id, TransferAsk.state == AskState.ASKED)
    if session.scalar(waiting.limit(1)) is not None:
        raise RuleBroken("asked-already", marked("A transfer of this person waits for an answer already."))
    made = TransferAsk(
        user_id=user.id,
        from_code=user.unit_code,
        to_code=to_code,
        confirm_code=confirm_code,
        class_id=class_id,
        effective_on=on,
        reason=reason.strip()[:200],
        asked_by_id=by_id,
        asked_at=clock.now(),
        state=AskState.ASKED,
    )
    session.add(made)
    session.flush()
    details = {"came_from": user.unit_code, "to": to_code, "on": on.isoformat(), "reason": made.reason}
    record("ask_transfer", f"user:{user.id}", actor_id=by_id, unit_code=confirm_code, **details)
    return made


def answer(made: TransferAsk, *, agreed: bool, by_id: int, words: str = "") -> None:
    """Agree to a transfer, which is then carried out, or decline it with a reason."""
    session.refresh(made, ["state"], with_for_update=True)
    if made.state is not AskState.ASKED:
        raise RuleBroken("answered", marked("This transfer has been answered already."))
    if not agreed and not words.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))
    user = session.get_one(User, made.user_id)
    if agreed:
        if user.unit_code != made.from_code:
            raise RuleBroken(
                "moved-meanwhile", marked("The person has been moved meanwhile. Decline, and enter it anew.")
            )
        _no_role(user)
        transfer(user, made.to_code, made.effective_on, made.reason, made.asked_by_id)
        _enrol(made, user)
    made.state = AskState.AGREED if agreed else AskState.DECLINED
    made.answered_by_id, made.answered_at, made.answer = by_id, clock.now(), words.strip()[:200]
    details = {"agreed": agreed, "came_from": made.from_code, "to": made.to_code, "reason": made.answer}
    record("answer_transfer", f"user:{user.id}", actor_id=by_id, unit_code=made.confirm_code, **details)


def _enrol(made: TransferAsk, user: User) -> None:
    training_class = session.get(TrainingClass, made.class_id) if made.class_id else None
    if training_class is None:
        return
    known = session.scalar(select(Enrolment).where(Enrolment.class_id == made.class_id, Enrolment.user_id == user.id))
    if known is None:
        roster_actions.enter(training_class, [user], made.effective_on, made.asked_by_id, made.reason)
    elif known.left_on is not None:
        day = max(made.effective_on, known.left_on)
        roster_actions.come_back(known, made.to_code, day, made.reason, made.asked_by_id)


def _no_role(user: User) -> None:
    """Somebody with a role over the old unit would keep it in the new one."""
    today = clock.today()
    roles = session.scalars(select(Appointment).where(Appointment.user_id == user.id)).all()
    if any(each.ends_on is None or each.ends_on >= today for each in roles):
        raise RuleBroken("has-appointment", marked("This person has a role. An administrator has to end it first."))


def _places(user_id: int) -> Sequence[Enrolment]:
    today = clock.today()
    return session.scalars(
        select(Enrolment)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(Enrolment.user_id == user_id, Enrolment.left_on.is_(None), TrainingClass.ends_on >= today)
    ).all()


def _must_be_open(code: str) -> None:
    unit = session.get(Unit, code)
    if unit is None or unit.closed_on is not None:
        raise RuleBroken("no_such_unit", marked("The unit %(unit)s does not exist or is closed."), unit=code)
