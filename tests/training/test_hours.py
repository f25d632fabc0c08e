"""The ledger of hours: how minutes become hours, nothing counted twice, counter-entries, recount = stored."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from elearn import clock, db
from elearn.errors import RuleBroken
from elearn.exams.models import Attempt, Exam
from elearn.people.access import Role
from elearn.people.models import User
from elearn.quick import ThroughSession
from elearn.training import actions, hour_actions, hour_bulk, hours, session_actions, session_queries
from elearn.training.check_in import AttendanceAct, SessionKind
from elearn.training.hour_book import book
from elearn.training.hour_models import HourCatchUp, HourEntry, HourYear
from elearn.training.hours import Credit, Held, Mode, What
from elearn.training.session_actions import Plan
from tests import county, make, world
from tests.conftest import DAY

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [(0, "0"), (1, "0.25"), (15, "0.25"), (16, "0.5"), (29, "0.5"), (30, "1"), (31, "1"), (600, "1")],
)
def test_minutes_become_hours_at_exactly_these_borders(minutes: int, expected: str) -> None:
    assert hours.lesson_hours(book().versions[0], minutes) == Decimal(expected)


def test_a_day_is_converted_by_the_version_of_that_day() -> None:
    old = book().versions[0]
    new = replace(old, name="later", since=date(2027, 1, 1), exam_passed=Decimal(2))
    both = replace(book(), versions=[old, new])
    days = (date(2020, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
    assert [hours.version_on(both, day).name for day in days] == [old.name, old.name, "later"]
    assert hours.for_exam(both, 1, "考试", date(2027, 1, 1)).hours == 2


def test_the_shipped_rules_name_their_sources_and_when_to_look_again() -> None:
    for each in [*book().versions, *book().norms]:
        assert each.source
        assert each.review_on > TODAY


_wanted = st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["0.00", "1.00", "2.50"]), st.sampled_from(Mode)))


@settings(max_examples=40)
@given(st.lists(_wanted, max_size=6))
def test_whatever_happens_each_source_gives_what_is_wanted_once_and_never_less_than_nothing(
    rounds: list[list[tuple[int, str, Mode]]],
) -> None:
    ledger: list[Credit] = []
    for number, wanted in enumerate(rounds):
        day = TODAY + timedelta(days=200 * number)  # over the turn of years
        due = {key: hours.for_session(key, "集中培训", mode, Decimal(amount), TODAY) for key, amount, mode in wanted}
        for _ in range(2):  # a repeat adds nothing
            ledger += hours.follow(due.values(), hour_actions.held(ledger), day)
        net = {source: state.net for source, state in hour_actions.held(ledger).items() if state.net}
        assert net == {each.source: each.hours for each in due.values() if each.hours}
        assert all(amount >= 0 for amount in hours.sums(ledger).values())
        assert len({(each.source, each.turn) for each in ledger}) == len(ledger)


def test_lessons_and_exams_keep_what_they_gave_when_the_rates_change() -> None:
    given_once = hours.for_lesson(book(), 1, "课", 10, TODAY)
    longer = hours.for_lesson(book(), 1, "课", 40, TODAY)
    assert hours.follow([longer], {"lesson:1": Held(given_once, given_once.hours)}, TODAY) == []


def _entries(user_id: int) -> list[tuple[What, Mode, Decimal, int, date]]:
    db.session.expire_all()
    rows = db.session.scalars(select(HourEntry).where(HourEntry.user_id == user_id).order_by(HourEntry.id))
    return [(each.what, each.mode, each.hours, each.turn, each.day) for each in rows]


def _year(user_id: int, year: int = 2026) -> tuple[Decimal, Decimal] | None:
    found = db.session.get(HourYear, (user_id, year))
    return (found.online, found.face) if found else None


def test_a_finished_lesson_stands_in_the_ledger_once(app: Flask) -> None:
    built = world.build()
    for _ in range(2):
        with db.writing() as session:
            actions.finish_lesson(built.learner.id, session.merge(built.lessons[0]))
    assert _entries(built.learner.id) == [(What.LESSON, Mode.ONLINE, Decimal("0.25"), 1, TODAY)]
    assert _year(built.learner.id) == (Decimal("0.25"), Decimal(0))
    assert hour_bulk.differing() == []


def test_a_passed_exam_counts_once_and_is_taken_back_when_a_new_marking_fails_it(app: Flask) -> None:
    built = world.build()
    user_id, exam_id = built.learner.id, built.exam.id
    with db.writing():
        for number, score in enumerate(("40", "70", "90"), 1):
            county.hand_in(user_id, Decimal(score), number)
    for mark, expected in ((60, ["0.50"]), (95, ["0.50", "-0.50"]), (60, ["0.50", "-0.50", "0.50"])):
        with db.writing() as session:
            session.execute(update(Exam).values(pass_mark=mark))
            hour_actions.follow(ThroughSession(), user_id, clock.now(), exam_id=exam_id)
        assert [str(each[2]) for each in _entries(user_id)] == expected
    assert _year(user_id) == (Decimal("0.50"), Decimal(0))
    assert hour_bulk.differing() == []
    assert db.session.scalars(select(Attempt)).first()


def _session(built: world.World, kind: SessionKind, amount: str) -> int:
    now = clock.now()
    plan = Plan(kind, "集中培训", now, now + timedelta(hours=2), Decimal(amount), "报告厅", "http://x.cn/")
    with db.writing() as session:
        return session_actions.add(session.merge(built.training_class), make.TOWNSHIP, plan, None).id


def _enter(session_id: int, user_id: int, act: AttendanceAct) -> None:
    with db.writing():
        held = session_queries.by_id(session_id)
        assert held
        actions.enter_attendance(held, [user_id], act, "登记有误", None)


def test_hours_of_a_session_follow_its_attendance_with_counter_entries(app: Flask) -> None:
    built = world.build()
    user_id = built.learner.id
    face, own = _session(built, SessionKind.GATHERING, "4"), _session(built, SessionKind.VIDEO_OWN, "1.5")
    for key in (face, own):
        _enter(key, user_id, AttendanceAct.CAME)
    assert _year(user_id) == (Decimal("1.50"), Decimal(4))  # never added up into one
    with clock.freeze(DAY + timedelta(days=1)):
        _enter(face, user_id, AttendanceAct.STRUCK)
    assert [each[2] for each in _entries(user_id)] == [Decimal(4), Decimal("1.5"), Decimal(-4)]
    assert _entries(user_id)[-1][4] == TODAY + timedelta(days=1)
    assert _year(user_id) == (Decimal("1.50"), Decimal(0))
    _enter(face, user_id, AttendanceAct.CAME)
    with db.writing():
        held = session_queries.by_id(own)
        assert held
        session_actions.cancel(held, "改期", None)
    while session_actions.decide_again():
        pass
    db.session.expire_all()
    assert _year(user_id) == (Decimal(0), Decimal(4))
    assert hour_bulk.differing() == []


def test_corrections_need_a_reason_and_never_go_below_nothing(app: Flask) -> None:
    official, person = make.staff(Role.OFFICIAL), make.user()

    def correct(amount: str, reason: str = "县委党校培训", year: int = 2026) -> None:
        with db.writing() as session:
            user = session.get_one(User, person.id)
            hour_actions.correct(user, year, Mode.FACE, Decimal(amount), "党校主体班", reason, official.id)

    correct("16")
    correct("-6")
    assert _year(person.id) == (Decimal(0), Decimal(10))
    for wrong in (("-10.01",), ("0",), ("0.005",), ("201",), ("1", " "), ("1", "补录", 2024)):
        with pytest.raises(RuleBroken):
            correct(*wrong)
    assert len(_entries(person.id)) == 2
    assert hour_bulk.differing() == []


def test_facts_from_before_the_ledger_are_noted_step_by_step_and_a_false_ledger_is_found(app: Flask) -> None:
    built = county.build()
    with db.writing() as session:
        last = session.scalars(select(User.id).order_by(User.id.desc())).first()
        session.add(HourCatchUp(after=0, until=last))
    assert hour_bulk.differing()
    while hour_bulk.catch_up(3):
        pass
    assert hour_bulk.differing() == []
    done = built.people["双甲完"].id
    assert _year(done) == (Decimal("1.00"), Decimal(0))
    with db.writing() as session:
        session.execute(update(HourYear).where(HourYear.user_id == done).values(online=9))
    assert hour_bulk.differing() == [done]
