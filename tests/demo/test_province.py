"""The province is stored in bulk; a sample of lives goes through the ordinary acts and must leave the same rows."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from elearn import clock, db
from elearn.courses.models import Lesson, Progress
from elearn.demo import bulk, province
from elearn.demo.lives import Course, DrawnItem, DrawnPaper, Life, live
from elearn.exams import answering, marking
from elearn.exams.models import Answer, Attempt
from elearn.people.models import User
from elearn.quick import ThroughSession
from elearn.reports import queries as reports
from elearn.training import actions, decisions, hour_bulk, roster_actions, tally_bulk
from elearn.training.hour_models import HourEntry
from elearn.training.models import Enrolment, RosterEntry, TrainingClass
from tests.conftest import DAY

TOWNSHIP = "141130104"
FACTS = ("started_at", "lessons_done", "best_score", "score_at", "passed", "completed_at", "left_on", "left_reason")
PLACE = ("unit_code", "entered_on")


@pytest.fixture
def built(app: Flask) -> int:
    """The province with the invented people of one township; returns the class."""
    province.build(within=TOWNSHIP)
    return db.session.scalars(select(TrainingClass.id)).one()


def _facts(enrolment: Enrolment) -> dict[str, Any]:
    return {name: getattr(enrolment, name) for name in FACTS + PLACE}


def _rows(user_id: int) -> dict[str, Any]:
    """Everything that a person's life left behind, without the ids."""
    attempts = db.session.scalars(select(Attempt).where(Attempt.user_id == user_id).order_by(Attempt.number)).all()
    answers = [
        [
            (row.number, row.step, row.response, row.saved_at)
            for row in db.session.scalars(select(Answer).where(Answer.attempt_id == each.id).order_by(Answer.number))
        ]
        for each in attempts
    ]
    lessons = select(Progress.lesson_id, Progress.opened_at, Progress.finished_at).where(Progress.user_id == user_id)
    entries = select(RosterEntry.unit_code, RosterEntry.entered_on, RosterEntry.left_on, RosterEntry.left_reason)
    place = db.session.scalars(select(Enrolment).where(Enrolment.user_id == user_id)).one()
    return {
        "place": _facts(place),
        "lessons": [tuple(row) for row in db.session.execute(lessons.order_by(Progress.opened_at, Progress.lesson_id))],
        "attempts": [
            (each.number, each.state, each.score, each.marks, each.started_at, each.deadline_at, each.handed_in_at)
            for each in attempts
        ],
        "answers": answers,
        "hours": sorted(
            tuple(row)
            for row in db.session.execute(
                select(
                    HourEntry.source, HourEntry.turn, HourEntry.hours, HourEntry.day, HourEntry.mode, HourEntry.rule
                ).where(HourEntry.user_id == user_id)
            )
        ),
        "entries": [
            tuple(row)
            for row in db.session.execute(
                entries.add_columns(RosterEntry.moved)
                .where(RosterEntry.enrolment_id == place.id)
                .order_by(RosterEntry.entered_on, RosterEntry.id)
            )
        ],
    }


def _live_through_the_acts(person: bulk.Person, class_id: int, number: int) -> int:
    """Let somebody new do what an invented person did, act by act at the same moments; return who it was."""
    made = db.session.get_one(TrainingClass, class_id)
    exam_id = made.exam_id
    assert exam_id is not None
    lessons = list(province._lessons(class_id))
    with db.writing() as session:
        user = User(
            name=person.name,
            mobile=f"1399{number:07d}",
            unit_code=person.unit_code,
            post=person.post,
            created_at=clock.now(),
        )
        session.add(user)
        session.flush()
        roster_actions.enter(session.get_one(TrainingClass, class_id), [user], person.entered_on, None)
        user_id = user.id
    _study(user_id, person.life, [lesson.id for lesson in lessons], exam_id)
    if person.left:
        with db.writing() as session:
            place = session.scalars(select(Enrolment).where(Enrolment.user_id == user_id)).one()
            if person.left.to_code:
                roster_actions.move(place, person.left.to_code, person.left.on, person.left.reason, None)
            else:
                roster_actions.leave(place, person.left.on, person.left.reason, None)
    return user_id


def _study(user_id: int, life: Life, lesson_ids: list[int], exam_id: int) -> None:
    with clock.freeze(DAY) as held:
        for lesson_id, studied in zip(lesson_ids, life.lessons, strict=False):
            held.move_to(studied.opened_at)
            with db.writing() as session:
                actions.open_lesson(user_id, session.get_one(Lesson, lesson_id))
            if studied.finished_at:
                held.move_to(studied.finished_at)
                with db.writing() as session:
                    actions.finish_lesson(user_id, session.get_one(Lesson, lesson_id))
        for sat in life.tries:
            held.move_to(sat.started_at)
            with db.writing():
                attempt_id = actions.start_attempt(exam_id, user_id, seed=sat.paper.seed)
            with db.writing():
                for position, (item, right, at) in enumerate(
                    zip(sat.paper.items, sat.right, sat.saved_at, strict=True), 1
                ):
                    held.move_to(at)
                    answering.save(attempt_id, position, 1, item.right if right else item.wrong, None)
            held.move_to(sat.handed_in_at)
            with db.writing():
                actions.hand_in(attempt_id, exam_id)


def test_lives_in_bulk_leave_what_the_ordinary_acts_leave(built: int) -> None:
    made = db.session.get_one(TrainingClass, built)
    frame = province.frame_of(built)
    starts = clock.start_of_day(made.starts_on) + timedelta(hours=8)
    exam = db.session.merge(frame.exam)
    course = province.course_of(built, exam, province.papers(exam, province.PAPERS))
    people = list(province._people(TOWNSHIP, course, starts, clock.now()))
    busy = [each for each in people if each.life.tries][:6]
    half = [each for each in people if each.life.lessons and not each.life.tries][:3]
    none = [each for each in people if not each.life.lessons][:1]
    gone = [each for each in people if each.left][:2]
    village = next(each.unit_code for each in people if len(each.unit_code) == 12)
    gone.append(replace(busy[0], left=bulk.Left(date(2026, 11, 20), "工作调动", village), unit_code=TOWNSHIP))
    gone.append(replace(busy[1], left=bulk.Left(date(2026, 11, 22), "退休")))
    sample = [replace(each, mobile=f"1398{number:07d}") for number, each in enumerate([*busy, *half, *none, *gone])]
    bulk.Store(frame).people(sample)
    for number, person in enumerate(sample):
        stored = db.session.scalars(select(User.id).where(User.mobile == person.mobile)).one()
        lived = _live_through_the_acts(person, built, number)
        assert _rows(stored) == _rows(lived), person
    assert tally_bulk.differing() == []


def test_the_ordinary_decision_changes_nothing_of_what_was_stored(built: int) -> None:
    places = db.session.scalars(select(Enrolment).order_by(Enrolment.id)).all()[::3]
    before = {each.id: (each.user_id, _facts(each)) for each in places}
    for key, (user_id, facts) in before.items():
        with db.writing():
            decisions.decide_places(ThroughSession(), user_id, clock.now(), class_id=built, may_revoke=True)
        db.session.expire_all()
        assert _facts(db.session.get_one(Enrolment, key)) == facts
    for attempt in db.session.scalars(select(Attempt).order_by(Attempt.id)).all()[::5]:
        verdict = marking.judge(attempt.id)
        assert (verdict.score, [str(each) for each in verdict.marks]) == (attempt.score, attempt.marks)


def test_the_whole_tree_is_there_and_adds_up(built: int) -> None:
    assert tally_bulk.differing() == []
    made = db.session.get_one(TrainingClass, built)
    top = reports.completion(made, "14")
    county = next(row for row in reports.completion(made, "1411").rows if row.code == "141130")
    assert top.total.counts == reports.completion(made, "1411").total.counts
    assert county.counts.required == db.session.scalar(
        select(func.count(Enrolment.id)).where(Enrolment.class_id == built, Enrolment.left_on.is_(None))
    )
    assert 0 < county.counts.completed < county.counts.started < county.counts.required
    assert len(top.rows) == 11
    with db.writing() as session:  # ids that were given are known to the database: the next person gets a free one
        session.add(User(name="新来人", mobile="13600000001", unit_code=TOWNSHIP, created_at=clock.now()))
    assert db.session.scalar(select(func.count()).select_from(HourEntry))
    assert hour_bulk.differing() == []


@given(seed=st.integers(0, 10**6), days=st.integers(0, 30))
def test_a_life_runs_forward_and_ends_before_now(seed: int, days: int) -> None:
    item = DrawnItem("A", "B", Decimal(5), Decimal(0))
    course = Course((6, 8, 5, 7), 3, Decimal(60), [DrawnPaper("s", 1, (item,) * 20)])
    starts = DAY - timedelta(days=days)
    life = live(Random(seed), (0.9, 0.7), course, starts, DAY)
    moments = [at for each in life.lessons for at in (each.opened_at, each.finished_at) if at]
    for sat in life.tries:
        moments += [sat.started_at, *sat.saved_at, sat.handed_in_at]
        assert sat.handed_in_at - sat.started_at < timedelta(minutes=30)
    assert moments == sorted(moments)
    assert all(starts <= at < DAY for at in moments)
    if life.tries:
        assert len(life.lessons) == len(course.minutes)
        assert all(each.finished_at for each in life.lessons)
