"""Changing a class: what is shown before is what happens; copying, the former roster, opening and deleting."""

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from elearn import clock, db
from elearn.errors import RuleBroken
from elearn.exams.models import Exam, ExamState
from elearn.reports import names_xlsx, roster
from elearn.reports.roster import Show
from elearn.training import (
    actions,
    certificate_actions,
    certificate_queries,
    class_actions,
    class_effects,
    class_plans,
    class_queries,
    class_roster,
    session_actions,
    session_queries,
    tally_bulk,
)
from elearn.training.check_in import AttendanceAct, SessionKind
from elearn.training.class_rules import Plan
from elearn.training.completion import ClassState, Condition, ConditionKind
from elearn.training.models import Enrolment, TrainingClass
from elearn.training.session_actions import Plan as SessionPlan
from tests import county, make

LESSONS, EXAM = Condition(ConditionKind.LESSONS), Condition(ConditionKind.EXAM)
HALF = Condition(ConditionKind.LESSONS, Decimal(50))


@pytest.fixture
def built(app: Flask) -> county.County:
    return county.build()


def _held(built: county.County) -> TrainingClass:
    return db.session.get_one(TrainingClass, built.training_class.id)


def _completed(class_id: int) -> set[str]:
    db.session.rollback()
    found = select(Enrolment).where(Enrolment.class_id == class_id, Enrolment.completed_at.is_not(None))
    return {each.user_id for each in db.session.scalars(found)}  # type: ignore[misc]


def _change(built: county.County, plan: Plan) -> list[str]:
    with db.writing():
        held = _held(built)
        seen = class_plans.version(class_plans.plan_of(held))
        names = class_actions.change(held, plan, built.official.id, seen)
    class_actions.decide_now(built.training_class.id)
    return names


def _came(built: county.County, *names: str) -> None:
    now = clock.now()
    with db.writing():
        held = session_actions.add(
            _held(built),
            make.COUNTY,
            SessionPlan(SessionKind.GATHERING, "集中培训", now, now.replace(hour=6), Decimal(3)),
            None,
        )
        key = held.id
    with db.writing():
        found = session_queries.by_id(key)
        assert found
        actions.enter_attendance(found, [built.people[name].id for name in names], AttendanceAct.CAME, "", None)


@pytest.mark.parametrize(
    ("conditions", "gains", "losses"),
    [
        ((HALF,), {"双丙学", "县本级"}, set()),
        ((EXAM,), set(), set()),
        ((LESSONS,), {"县本级"}, set()),
        ((LESSONS, EXAM, Condition(ConditionKind.ATTENDANCE)), set(), {"双乙完", "石乙完"}),
        ((LESSONS, Condition(ConditionKind.FACE_HOURS, Decimal(50))), {"县本级"}, {"双乙完", "石乙完"}),
    ],
)
def test_who_was_shown_to_gain_or_lose_does(
    built: county.County, conditions: tuple[Condition, ...], gains: set[str], losses: set[str]
) -> None:
    _came(built, "双甲完", "县本级")
    plan = replace(class_plans.plan_of(_held(built)), conditions=conditions, face_hours=Decimal(6))
    shown = class_effects.effects(built.training_class.id, plan)
    assert ({each.name for each in shown.gains}, {each.name for each in shown.losses}) == (gains, losses)
    before = _completed(built.training_class.id)
    _change(built, plan)
    after = _completed(built.training_class.id)
    ids = {name: person.id for name, person in built.people.items()}
    assert (after - before, before - after) == ({ids[name] for name in gains}, {ids[name] for name in losses})
    assert len(after) == shown.completed_then
    assert tally_bulk.recount(built.training_class.id) == tally_bulk.held(built.training_class.id)


def test_figures_by_township_and_certificates_of_those_who_lose(built: county.County) -> None:
    with db.writing() as session:
        place = session.scalars(select(Enrolment).where(Enrolment.user_id == built.people["石乙完"].id)).one()
        certificate_actions.issue(place.id, None)
    plan = replace(class_plans.plan_of(_held(built)), conditions=(HALF, Condition(ConditionKind.ATTENDANCE)))
    shown = class_effects.effects(built.training_class.id, plan)
    assert shown.by_township() == [(make.TOWNSHIP, 0, 2), (county.SHIKOU, 0, 1)]
    assert shown.certified == 1
    _change(built, plan)
    assert certificate_queries.counts(built.training_class.id, make.COUNTY).doubtful == 1


def test_a_further_exam_that_must_be_passed_counts(built: county.County) -> None:
    with db.writing() as session:
        exam = session.scalars(select(Exam)).one()
        more = Exam(
            **{c.key: getattr(exam, c.key) for c in Exam.__table__.columns if c.key not in ("id", "slug")}, slug="more"
        )
        session.add(more)
        session.flush()
        county.hand_in(built.people["双甲完"].id, Decimal(70), exam_slug="more")
        key = more.id
    plan = replace(class_plans.plan_of(_held(built)), required_exams=(key,))
    shown = class_effects.effects(built.training_class.id, plan)
    assert {each.name for each in shown.losses} == {"双乙完", "石乙完"}
    _change(built, plan)
    assert _completed(built.training_class.id) == {built.people["双甲完"].id}


def test_a_large_class_is_decided_in_steps(built: county.County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_actions, "AT_ONCE", 2)
    _change(built, replace(class_plans.plan_of(_held(built)), conditions=(HALF,)))
    assert _held(built).decide_from == 0
    steps = 0
    while class_actions.decide_some(limit=3):
        steps += 1
    assert steps == 3
    assert _held(built).decide_from is None
    assert len(_completed(built.training_class.id)) == 5


def test_a_class_that_was_changed_meanwhile_is_refused(built: county.County) -> None:
    plan = class_plans.plan_of(_held(built))
    seen = class_plans.version(plan)
    _change(built, replace(plan, title="别人改的名字"))
    with pytest.raises(RuleBroken) as refused, db.writing():
        class_actions.change(_held(built), replace(plan, conditions=(HALF,)), built.official.id, seen)
    assert refused.value.code == "changed-meanwhile"


def test_courses_are_fixed_once_somebody_has_begun(built: county.County) -> None:
    with pytest.raises(RuleBroken) as refused:
        _change(built, replace(class_plans.plan_of(_held(built)), course_ids=(), conditions=(EXAM,)))
    assert "courses can't change" in refused.value.message


def test_a_copy_is_a_year_later_with_copies_of_its_exams_and_the_people_who_are_still_there(
    built: county.County, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(class_roster, "BATCH", 2)
    with db.writing():
        source = _held(built)
        made = class_actions.clone(source, class_plans.plan_of(source), built.official.id)
        key = made.id
    plan = class_plans.plan_of(db.session.get_one(TrainingClass, key))
    assert (plan.starts_on.year, plan.ends_on.year) == (2027, 2027)
    exam = db.session.get_one(Exam, plan.exam_id)
    assert (exam.state, clock.local_date(exam.opens_at).isoformat()) == (ExamState.DRAFT, "2027-11-01")
    with db.writing():
        db.session.merge(built.people["石甲未"]).closed_at = clock.now()
    assert class_roster.take_over(key, built.official.id) == 5  # 双丁退 has left, 石甲未 is closed
    assert class_roster.take_over(key, built.official.id) == 0
    class_actions.decide_now(key)
    place = db.session.scalars(
        select(Enrolment).where(Enrolment.class_id == key, Enrolment.user_id == built.people["双甲完"].id)
    ).one()
    assert (place.lessons_done, place.started_at is not None) == (2, True)  # what was learnt before counts here too
    assert tally_bulk.recount(key) == tally_bulk.held(key)


def test_a_class_with_a_draft_as_its_exam_cannot_be_opened_but_deleted(built: county.County) -> None:
    with db.writing():
        source = _held(built)
        key = class_actions.clone(source, class_plans.plan_of(source), built.official.id).id
    class_roster.take_over(key, built.official.id)
    with pytest.raises(RuleBroken) as refused, db.writing():
        class_actions.open_class(db.session.get_one(TrainingClass, key), [make.COUNTY], built.official.id)
    assert "is not published yet" in refused.value.message
    class_roster.empty_draft(key, built.official.id)
    with db.writing():
        class_actions.delete_draft(db.session.get_one(TrainingClass, key), built.official.id)
    assert db.session.get(TrainingClass, key) is None
    assert tally_bulk.held(key) == {}


def test_too_many_people_are_not_taken_over(built: county.County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_roster, "MOST", 4)
    with db.writing():
        source = _held(built)
        key = class_actions.clone(source, class_plans.plan_of(source), built.official.id).id
    with pytest.raises(RuleBroken) as refused:
        class_roster.take_over(key, built.official.id)
    assert refused.value.code == "too-many"


def test_lists_of_names_say_what_the_conditions_of_the_class_leave_to_do(built: county.County) -> None:
    _came(built, "双甲完")
    conditions = (HALF, Condition(ConditionKind.FACE_HOURS, Decimal(60)), Condition(ConditionKind.ATTENDANCE))
    _change(built, replace(class_plans.plan_of(_held(built)), conditions=conditions, face_hours=Decimal(4)))
    found = {each.name: names_xlsx.lacking(each) for each in roster.people(_held(built), make.COUNTY, Show.ALL).rows}
    assert found["双甲完"] == []
    texts = [text % params for text, params in found["石甲未"]]
    assert texts[1:] == ["1 lessons to go", "2.4 face-to-face hours to go", "1 sessions to go"]


def test_nobody_enters_a_closed_class(built: county.County) -> None:
    with db.writing():
        class_actions.close(_held(built), built.official.id)
    with pytest.raises(RuleBroken) as refused, db.writing():
        actions.enrol(_held(built), [make.user("新来的")], clock.today(), None)
    assert refused.value.code == "class-closed"
    assert _held(built).state is ClassState.CLOSED
    db.session.rollback()


def test_drafts_are_seen_by_their_makers_alone_and_open_classes_by_those_they_are_for(built: county.County) -> None:
    with db.writing():
        source = _held(built)
        plan = replace(class_plans.plan_of(source), unit_codes=(county.SHIKOU,), exam_id=None, conditions=(LESSONS,))
        made = class_actions.add_draft(plan, built.official.id)
        slug = made.slug
    below, beside = [county.SHIKOU_VILLAGE], [make.TOWNSHIP]
    assert class_queries.seen(slug, [make.COUNTY]) is not None
    assert class_queries.seen(slug, below) is None
    with db.writing():
        held = class_queries.seen(slug, [make.COUNTY])
        assert held
        class_actions.open_class(held, [make.COUNTY], built.official.id)
    assert class_queries.seen(slug, below) is not None
    assert class_queries.seen(slug, beside) is None
