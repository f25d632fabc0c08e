"""Making, changing, opening, closing, copying and deleting classes; each act is recorded."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update

from elearn import clock, db
from elearn.audit import actions as audit
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams import setting_actions
from elearn.exams.models import Exam
from elearn.quick import ThroughSession
from elearn.training import class_plans, class_queries, class_rules, decisions
from elearn.training.class_rules import Fault, Plan
from elearn.training.completion import ClassState
from elearn.training.models import (
    ClassCondition,
    ClassCourse,
    ClassExam,
    ClassUnit,
    Enrolment,
    TrainingClass,
)
from elearn.training.tally_models import ClassTally, TallyChange

BATCH = 50
"""People decided anew in one transaction: it stays well below 200 ms."""
AT_ONCE = 200
"""So many people are decided anew while the official waits; the rest follows by tick."""
_PLAIN = (
    "title",
    "organiser",
    "unit_code",
    "audience",
    "starts_on",
    "ends_on",
    "exam_id",
    "online_hours",
    "face_hours",
)


def add_draft(plan: Plan, by_id: int, *, copied_from_id: int | None = None, project: str = "SG") -> TrainingClass:
    """Make a class that only its makers see."""
    made = TrainingClass(
        slug=class_queries.free_slug(),
        state=ClassState.DRAFT,
        copied_from_id=copied_from_id,
        project=project,
        **{name: getattr(plan, name) for name in _PLAIN},
    )
    session.add(made)
    session.flush()
    _store_lists(made.id, plan)
    _record("add_class", made, by_id, name=plan.title)
    return made


def change(held: TrainingClass, plan: Plan, by_id: int, seen: str) -> list[str]:
    """Write a class anew and return what differs; people are decided anew where that may change their completion.

    Whoever calls it has shown what would change (class_effects), and has looked at what the rules refuse. `seen`: the
    version of the class that was shown; another one is refused.
    """
    _lock(held)
    if held.state is ClassState.CLOSED:
        raise RuleBroken("class-closed", marked("This class is closed. Open it again before you change it."))
    before = class_plans.plan_of(held)
    if seen != class_plans.version(before):
        raise RuleBroken("changed-meanwhile", marked("Somebody changed this class meanwhile. Look at it once more."))
    if class_queries.has_begun(held.id):
        _refuse(class_rules.frozen(before, plan))
    names = class_rules.changed(before, plan)
    if not names:
        return []
    for name in _PLAIN:
        setattr(held, name, getattr(plan, name))
    _store_lists(held.id, plan)
    if class_rules.decides_anew(before, plan) and _has_people(held.id):
        held.decide_from = 0
    shown = {name: [_told(getattr(before, name)), _told(getattr(plan, name))] for name in names}
    _record(
        "change_class",
        held,
        by_id,
        name=plan.title,
        before={name: pair[0] for name, pair in shown.items()},
        after={name: pair[1] for name, pair in shown.items()},
    )
    return names


def _refuse(found: list[Fault]) -> None:
    if found:
        raise RuleBroken("refused", found[0].message, **found[0].params)


def _lock(held: TrainingClass) -> None:
    """Two who change a class wait for each other; so does who decides its people anew."""
    session.refresh(held, ["state", "decide_from", *_PLAIN], with_for_update=True)


def _store_lists(class_id: int, plan: Plan) -> None:
    for table in (ClassUnit, ClassCourse, ClassExam, ClassCondition):
        session.execute(delete(table).where(table.class_id == class_id))
    session.add_all(ClassUnit(class_id=class_id, unit_code=code) for code in plan.unit_codes)
    courses = enumerate(plan.course_ids, 1)
    session.add_all(ClassCourse(class_id=class_id, course_id=key, position=number) for number, key in courses)
    session.add_all(ClassExam(class_id=class_id, exam_id=key, required=True) for key in plan.required_exams)
    session.add_all(ClassExam(class_id=class_id, exam_id=key, required=False) for key in plan.offered_exams)
    session.add_all(
        ClassCondition(class_id=class_id, kind=each.kind, threshold=each.threshold) for each in plan.conditions
    )
    session.flush()
    session.expire_all()


def _told(value: Any) -> str:
    """A value for the trail."""
    if isinstance(value, tuple):
        return "、".join(
            f"{each.kind.value} {each.threshold:f}" if hasattr(each, "kind") else str(each) for each in value
        )
    return str(getattr(value, "value", "" if value is None else value))


def open_class(held: TrainingClass, own_codes: list[str], by_id: int) -> None:
    """Let its people see it. Raises RuleBroken for what nobody could meet, and for an exam that is not published."""
    _lock(held)
    if held.state is ClassState.OPEN:
        return
    plan = class_plans.plan_of(held)
    found = class_queries.choices(own_codes, plan)
    _refuse(class_rules.faults(plan, found.known(own_codes, 0)))
    if held.state is ClassState.DRAFT and held.ends_on < clock.today():
        raise RuleBroken("over-already", marked("The class would be over already: set a later last day."))
    _refuse([class_rules.not_published(title) for title in class_plans.unpublished(plan)])
    held.state = ClassState.OPEN
    _record("open_class", held, by_id, name=held.title)


def close(held: TrainingClass, by_id: int) -> None:
    """End a class: its roster and its conditions stay as they are."""
    _lock(held)
    if held.state is not ClassState.OPEN:
        raise RuleBroken("not-open", marked("Only a class that is open can be closed."))
    held.state = ClassState.CLOSED
    _record("close_class", held, by_id, name=held.title)


def delete_draft(held: TrainingClass, by_id: int) -> None:
    """Delete a draft that nothing hangs on (class_roster.empty_draft() has seen to that)."""
    _lock(held)
    if held.state is not ClassState.DRAFT:
        raise RuleBroken("not-a-draft", marked("Only a draft can be deleted. Close the class instead."))
    if _has_people(held.id):
        raise RuleBroken("has-people", marked("Somebody was put on the roster meanwhile, so the draft stays."))
    _record("delete_class", held, by_id, name=held.title)
    for table in (ClassUnit, ClassCourse, ClassExam, ClassCondition, ClassTally, TallyChange):
        session.execute(delete(table).where(table.class_id == held.id))
    session.execute(
        update(TrainingClass).where(TrainingClass.copied_from_id == held.id).values(copied_from_id=held.copied_from_id)
    )
    session.delete(held)
    session.flush()


def clone(source: TrainingClass, plan: Plan, by_id: int) -> TrainingClass:
    """Make a draft like another class, a year later, with copies of its exams, which a trainer publishes."""
    copies = {exam_id: _copy_exam(exam, plan.unit_code, by_id) for exam_id, exam in class_plans.exams_of(plan).items()}
    kept = {name: getattr(plan, name) for name in Plan.__dataclass_fields__}
    kept |= {
        "title": class_rules.next_title(plan.title),
        "starts_on": class_rules.a_year_on(plan.starts_on),
        "ends_on": class_rules.a_year_on(plan.ends_on),
        "exam_id": copies.get(plan.exam_id or 0),
        "required_exams": tuple(copies[key] for key in plan.required_exams),
        "offered_exams": tuple(copies[key] for key in plan.offered_exams),
    }
    return add_draft(Plan(**kept), by_id, copied_from_id=source.id, project=source.project)


def _copy_exam(exam: Exam, unit_code: str, by_id: int) -> int:
    made = setting_actions.copy_exam(exam, class_rules.next_title(exam.title), unit_code, by_id)
    for name in ("opens_at", "closes_at"):
        local = getattr(exam, name).astimezone(clock.SHANGHAI)
        moved = local.replace(year=local.year + 1, day=class_rules.a_year_on(local.date()).day)
        setattr(made, name, moved)
    session.flush()
    return made.id


def decide_some(class_id: int = 0, limit: int = BATCH) -> int:
    """Decide some people anew of a class that was changed, or that got people who had learnt before.

    Completion that was reached by other conditions may be revoked, and may be gained. `elearn tick` goes on until 0.
    """
    with db.writing():
        waiting = TrainingClass.id == class_id if class_id else TrainingClass.decide_from.is_not(None)
        # On PostgreSQL who changes the class again waits here: the mark is never overwritten.
        held = session.scalar(
            select(TrainingClass).where(waiting, TrainingClass.decide_from.is_not(None)).limit(1).with_for_update()
        )
        if held is None:
            return 0
        places = session.execute(
            select(Enrolment.id, Enrolment.user_id)
            .where(Enrolment.class_id == held.id, Enrolment.id > held.decide_from)
            .order_by(Enrolment.id)
            .limit(limit)
        ).all()
        writer, now = ThroughSession(), clock.now()
        for _, user_id in places:
            decisions.decide_places(writer, user_id, now, class_id=held.id, may_revoke=True)
        session.expire_all()
        _begin_who_has_learnt([key for key, _ in places], now)
        held.decide_from = places[-1][0] if len(places) == limit else None
        return len(places) or 1


def _begin_who_has_learnt(enrolment_ids: Sequence[int], now: datetime) -> None:
    """Who learnt a course before they came onto the roster has begun this class with it."""
    found = session.execute(
        select(Enrolment.class_id, Enrolment.user_id).where(
            Enrolment.id.in_(enrolment_ids), Enrolment.started_at.is_(None), Enrolment.lessons_done > 0
        )
    ).all()
    for class_id, user_id in found:
        decisions.begin(ThroughSession(), user_id, now, class_id=class_id)


def decide_now(class_id: int) -> None:
    """Decide a class anew at once where it is small enough to wait for. Call it outside any transaction."""
    people = session.scalar(select(func.count()).select_from(Enrolment).where(Enrolment.class_id == class_id)) or 0
    session.rollback()
    while people <= AT_ONCE and decide_some(class_id):
        pass


def _has_people(class_id: int) -> bool:
    return session.scalar(select(Enrolment.id).where(Enrolment.class_id == class_id).limit(1)) is not None


def _record(act: str, held: TrainingClass, by_id: int, **details: Any) -> None:
    audit.record(act, f"class:{held.slug}", actor_id=by_id, unit_code=held.unit_code, **details)
