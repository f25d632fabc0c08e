"""Making, changing and cancelling sessions, and giving out a code to read aloud."""

from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from elearn import clock, db
from elearn.audit import actions as audit
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.quick import ThroughSession
from elearn.training import decisions
from elearn.training.check_in import Direction, SessionKind
from elearn.training.completion import ClassState
from elearn.training.models import Enrolment, TrainingClass
from elearn.training.session_models import ClassSession

BATCH = 50
"""People decided anew in one transaction after a change of a session: it stays well below 200 ms."""


@dataclass(frozen=True)
class Plan:
    """What is to be decided about a session."""

    kind: SessionKind
    title: str
    starts_at: datetime
    ends_at: datetime
    hours: Decimal
    place: str = ""
    link: str = ""
    speaker: str = ""
    bring: str = ""
    needs_check_out: bool = False


def add(training_class: TrainingClass, unit_code: str, plan: Plan, by_id: int | None) -> ClassSession:
    """Add a session of a class for the people of a unit."""
    if training_class.state is ClassState.CLOSED:
        raise RuleBroken("class-closed", marked("This class is closed; nothing can be entered any more."))
    now = clock.now()
    made = ClassSession(
        class_id=training_class.id,
        unit_code=unit_code,
        created_at=now,
        created_by_id=by_id,
        changed_at=now,
        **asdict(plan),
    )
    session.add(made)
    session.flush()
    audit.record(
        "add_session", f"session:{made.id}", actor_id=by_id, unit_code=unit_code, name=plan.title, **_dates(plan)
    )
    return made


def change(held: ClassSession, plan: Plan, by_id: int | None) -> None:
    """Change a session; what follows for people's hours is decided anew by `elearn tick`, some at a time."""
    _must_stand(held)
    before = Plan(**{name: getattr(held, name) for name in asdict(plan)})
    if before == plan:
        return
    for name, value in asdict(plan).items():
        setattr(held, name, value)
    held.changed_at = clock.now()
    held.decide_from = 0
    named = {name: str(value) for name, value in asdict(plan).items() if value != getattr(before, name)}
    audit.record(
        "change_session",
        f"session:{held.id}",
        actor_id=by_id,
        unit_code=held.unit_code,
        name=plan.title,
        before={name: str(getattr(before, name)) for name in named},
        after=named,
    )


def cancel(held: ClassSession, reason: str, by_id: int | None) -> None:
    """Cancel a session with a reason: it counts for nobody, and stays to be seen."""
    _must_stand(held)
    if not reason.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))
    held.cancelled_at = held.changed_at = clock.now()
    held.cancel_reason = reason.strip()
    held.decide_from = 0
    audit.record(
        "cancel_session",
        f"session:{held.id}",
        actor_id=by_id,
        unit_code=held.unit_code,
        name=held.title,
        reason=reason.strip(),
    )


def give_code(held: ClassSession, direction: Direction, by_id: int | None) -> None:
    """Give out six digits to read aloud; the former ones end."""
    _must_stand(held)
    held.spoken_at, held.spoken_for = clock.now(), direction
    audit.record("give_check_in_code", f"session:{held.id}", actor_id=by_id, unit_code=held.unit_code, name=held.title)


def decide_again(limit: int = BATCH) -> int:
    """Decide some of the people anew whom a changed or cancelled session concerns; `elearn tick` goes on until 0."""
    with db.writing():
        held = session.scalar(select(ClassSession).where(ClassSession.decide_from.is_not(None)).limit(1))
        if held is None:
            return 0
        places = session.execute(
            select(Enrolment.id, Enrolment.user_id)
            .where(Enrolment.class_id == held.class_id, Enrolment.id > held.decide_from)
            .order_by(Enrolment.id)
            .limit(limit)
        ).all()
        for _, user_id in places:
            decisions.decide_places(ThroughSession(), user_id, clock.now(), class_id=held.class_id)
        held.decide_from = places[-1][0] if places else None
        return len(places) or 1


def _must_stand(held: ClassSession) -> None:
    if held.cancelled_at is not None:
        raise RuleBroken("cancelled", marked("This session was cancelled."))


def _dates(plan: Plan) -> dict[str, str]:
    return {"starts_at": plan.starts_at.isoformat(), "ends_at": plan.ends_at.isoformat()}
