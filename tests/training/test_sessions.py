"""Attending sessions of a class: what is noted, what counts for completion, what is refused, on both databases."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from elearn import clock, db
from elearn.errors import RuleBroken
from elearn.people.models import User
from elearn.quick import ThroughSession
from elearn.training import (
    attendance_actions,
    attendance_queries,
    decisions,
    roster_actions,
    session_actions,
    session_queries,
)
from elearn.training.attendance_queries import Counts, Show
from elearn.training.check_in import AttendanceAct, AttendanceState, SessionKind, Way
from elearn.training.completion import ClassState, ConditionKind
from elearn.training.models import TrainingClass
from elearn.training.session_models import Attendance, AttendanceChange
from tests import county, make
from tests.meeting import OUT, STARTS, acts, add, ask, come, enter, held, place, plan


@pytest.fixture
def built(app: Flask) -> county.County:
    return county.build()


def test_checking_in_twice_is_one_row_and_the_first_moment(built: county.County, held_clock: clock.freeze) -> None:
    someone, session_id = built.people["双丙学"], add()
    at = clock.now()
    assert come(session_id, someone)
    held_clock.move_to(at + timedelta(minutes=3))
    assert not come(session_id, someone, way=Way.SPOKEN)
    rows = db.session.scalars(select(Attendance)).all()
    assert [(row.user_id, row.in_at, row.in_way, row.by_id) for row in rows] == [
        (someone.id, at, Way.SCREEN, someone.id)
    ]
    assert acts(session_id, someone) == ["came"]
    assert (place(someone).attended, place(someone).face_hours, place(someone).online_hours) == (1, Decimal(4), 0)


def test_hours_of_a_video_meeting_at_home_are_online_hours(built: county.County) -> None:
    someone = built.people["双丙学"]
    come(add(kind=SessionKind.VIDEO_OWN, hours=Decimal("1.5")), someone)
    come(add(kind=SessionKind.VIDEO_ROOM, hours=Decimal("0.1")), someone)
    come(add(kind=SessionKind.TALK, hours=Decimal("0.2")), someone)
    stored = place(someone)
    assert (stored.attended, stored.online_hours, stored.face_hours) == (3, Decimal("1.5"), Decimal("0.3"))


def test_late_is_noted_and_counts(built: county.County, held_clock: clock.freeze) -> None:
    early, late, session_id = built.people["双丙学"], built.people["石甲未"], add()
    held_clock.move_to(STARTS + timedelta(minutes=10))
    come(session_id, early)
    held_clock.move_to(STARTS + timedelta(minutes=11))
    come(session_id, late)
    noted = {row.user_id: row.is_late for row in db.session.scalars(select(Attendance))}
    assert noted == {early.id: False, late.id: True}
    assert place(late).attended == 1


@pytest.mark.parametrize(("minutes", "code"), [(-61, "too-early"), (-60, ""), (0, ""), (180, ""), (181, "over")])
def test_people_check_in_from_an_hour_before_until_the_end(
    built: county.County, held_clock: clock.freeze, minutes: int, code: str
) -> None:
    session_id = add()
    held_clock.move_to(STARTS + timedelta(minutes=minutes))
    if not code:
        assert come(session_id, built.people["双丙学"])
        return
    with pytest.raises(RuleBroken) as refused:
        come(session_id, built.people["双丙学"])
    assert refused.value.code == code
    assert db.session.scalar(select(Attendance.id)) is None


def test_nothing_is_noted_of_a_cancelled_session_and_of_a_closed_class(built: county.County) -> None:
    someone, session_id = built.people["双丙学"], add()
    with db.writing():
        session_actions.cancel(held(session_id), "停电", None)
    for act in (lambda: come(session_id, someone), lambda: enter(session_id, [someone], AttendanceAct.CAME, "补")):
        with pytest.raises(RuleBroken) as refused:
            act()
        assert refused.value.code == "cancelled"
    other = add()
    with db.writing() as session:
        session.scalars(select(TrainingClass).where(TrainingClass.slug == "class")).one().state = ClassState.CLOSED
    with pytest.raises(RuleBroken) as refused:
        come(other, someone)
    assert refused.value.code == "class-closed"


def test_where_checking_out_is_asked_for_both_are_needed(built: county.County, held_clock: clock.freeze) -> None:
    someone, session_id = built.people["双丙学"], add(needs_check_out=True)
    with pytest.raises(RuleBroken) as refused:
        come(session_id, someone, OUT)
    assert refused.value.code == "not-in"
    come(session_id, someone)
    assert (place(someone).attended, place(someone).face_hours) == (0, 0)
    held_clock.move_to(STARTS + timedelta(hours=3, minutes=5))
    assert come(session_id, someone, OUT)
    assert not come(session_id, someone, OUT)
    assert (place(someone).attended, place(someone).face_hours) == (1, Decimal(4))
    with pytest.raises(RuleBroken) as refused:
        come(add(), someone, OUT)
    assert refused.value.code == "no-check-out"


def test_attendance_completes_a_class_and_its_sessions_have_to_be_entered_first(built: county.County) -> None:
    someone = built.people["石甲未"]
    ask((ConditionKind.ATTENDANCE, 50))
    with db.writing():
        decisions.decide_places(ThroughSession(), someone.id, clock.now(), class_id=built.training_class.id)
    assert place(someone).completed_at is None
    first = add()
    for number in range(3):
        add(title=f"第{number}次")
    add(make.TOWNSHIP)  # not for 石口
    come(first, someone)
    assert place(someone).completed_at is None  # one of four
    come(add(title="又一次"), someone)
    assert place(someone).completed_at is None  # two of five
    come(add(title="再一次"), someone)
    assert place(someone).completed_at == clock.now()  # three of six


def test_hours_face_to_face_complete_a_class_and_what_was_wrongly_entered_takes_it_back(built: county.County) -> None:
    someone, session_id = built.people["石甲未"], add()
    ask((ConditionKind.FACE_HOURS, 100))
    with db.writing() as session:
        session.scalars(select(TrainingClass).where(TrainingClass.slug == "class")).one().face_hours = Decimal(4)
    enter(session_id, [someone], AttendanceAct.CAME)
    assert place(someone).completed_at == clock.now()
    with pytest.raises(RuleBroken) as refused:
        enter(session_id, [someone], AttendanceAct.STRUCK)
    assert refused.value.code == "no-reason"
    assert enter(session_id, [someone], AttendanceAct.STRUCK, "认错人") == 1
    assert (place(someone).completed_at, place(someone).face_hours) == (None, 0)
    assert enter(session_id, [someone], AttendanceAct.CAME) == 1
    assert place(someone).face_hours == 4
    assert acts(session_id, someone) == ["came", "struck", "came"]


def test_who_had_leave_and_came_is_there(built: county.County, held_clock: clock.freeze) -> None:
    someone, session_id = built.people["双丙学"], add()
    held_clock.move_to(STARTS - timedelta(days=2))
    with pytest.raises(RuleBroken):
        enter(session_id, [someone], AttendanceAct.LEAVE, " ")
    assert enter(session_id, [someone], AttendanceAct.LEAVE, "住院") == 1
    assert enter(session_id, [someone], AttendanceAct.LEAVE, "住院") == 0
    assert session_queries.leave_of(held(session_id).class_id, [someone.id]) == {someone.id: Decimal(4)}
    held_clock.move_to(STARTS)
    come(session_id, someone)
    assert enter(session_id, [someone], AttendanceAct.LEAVE, "又请假") == 0  # who is there is not on leave
    stored = session_queries.attendance_of(session_id, someone.id)
    assert stored
    assert (stored.state, stored.in_at) == (AttendanceState.PRESENT, STARTS)
    assert session_queries.leave_of(held(session_id).class_id, [someone.id]) == {}
    assert acts(session_id, someone) == ["leave", "came"]


def test_what_is_entered_after_the_event_needs_a_reason(built: county.County, held_clock: clock.freeze) -> None:
    people, session_id = [built.people["双丙学"], built.people["石甲未"]], add()
    held_clock.move_to(STARTS + timedelta(days=1))
    with pytest.raises(RuleBroken) as refused:
        enter(session_id, people, AttendanceAct.CAME)
    assert refused.value.code == "no-reason"
    assert enter(session_id, people, AttendanceAct.CAME, "手机没电，纸质签到") == 2
    assert enter(session_id, people, AttendanceAct.CAME, "手机没电，纸质签到") == 0
    stored = session_queries.attendance_of(session_id, people[0].id)
    assert stored
    assert (stored.reason, stored.in_at, stored.in_way) == (
        "手机没电，纸质签到",
        STARTS + timedelta(hours=3),
        Way.ROSTER,
    )
    assert [change.change.at for change in attendance_queries.history(held(session_id), people[0].id)] == [clock.now()]


def test_a_walk_in_is_noted_apart_and_counts_once_on_the_roster(built: county.County) -> None:
    stranger, gone, session_id = built.other_person, db.session.get(User, built.people["双丁退"].id), add()
    assert gone
    for each in (stranger, gone, built.people["双丙学"]):
        assert come(session_id, each)
    meeting = held(session_id)
    board = attendance_queries.total(attendance_queries.rows(meeting, make.COUNTY))
    assert board == Counts(expected=6, present=1, late=1)
    found = attendance_queries.walk_ins(meeting, [])
    assert {person.name for person in found} == {"邻县人", "双丁退"}
    assert [person.name for person in attendance_queries.walk_ins(meeting, [make.TOWNSHIP])] == ["双丁退"]
    newcomer = make.user("新来人")
    come(session_id, newcomer)
    with db.writing() as session:
        made = session.scalars(select(TrainingClass).where(TrainingClass.slug == "class")).one()
        roster_actions.enter(made, [session.merge(newcomer)], clock.today(), None)
    assert (place(newcomer).attended, place(newcomer).face_hours) == (1, 4)


def test_the_board_counts_by_the_unit_of_that_day(built: county.County, held_clock: clock.freeze) -> None:
    session_id, mover = add(), built.people["双丙学"]
    come(session_id, mover)
    enter(session_id, [built.people["石甲未"]], AttendanceAct.LEAVE, "住院")
    with db.writing():
        roster_actions.move(place(mover), county.SHIKOU, clock.today() + timedelta(days=1), "调动", None)
    rows = {(row.code, row.own): row.counts for row in attendance_queries.rows(held(session_id), make.COUNTY)}
    assert rows == {
        (make.TOWNSHIP, False): Counts(expected=3, present=1, late=1),
        (county.SHIKOU, False): Counts(expected=2, leave=1),
        (make.COUNTY, True): Counts(expected=1),
    }
    assert [row.missing for row in rows.values()] == [2, 1, 1]
    missing = attendance_queries.people(held(session_id), make.COUNTY, Show.MISSING)
    assert [person.name for person in missing.rows] == ["县本级", "双乙完", "双甲完", "石乙完"]
    assert [p.name for p in attendance_queries.people(held(session_id), make.COUNTY, Show.LATE).rows] == ["双丙学"]
    assert [p.name for p in attendance_queries.people(held(session_id), make.COUNTY, Show.ALL, "石").rows] == [
        "石乙完",
        "石甲未",
    ]
    next_day = add(starts_at=STARTS + timedelta(days=1), ends_at=STARTS + timedelta(days=1, hours=2))
    rows = {(row.code, row.own): row.counts for row in attendance_queries.rows(held(next_day), make.COUNTY)}
    assert rows[(county.SHIKOU, False)].expected == 3


def test_a_cancelled_session_counts_for_nobody_once_tick_has_gone_through(built: county.County) -> None:
    someone, session_id = built.people["石甲未"], add()
    ask((ConditionKind.ATTENDANCE, 100))
    second = add(title="第二次")
    come(second, someone)
    assert place(someone).completed_at is None
    with db.writing():
        session_actions.cancel(held(session_id), "场地停电", None)
    while session_actions.decide_again(limit=2):
        db.session.rollback()
    assert place(someone).completed_at == clock.now()
    assert held(session_id).decide_from is None
    with db.writing():
        session_actions.change(held(second), plan(title="第二次", hours=Decimal("2.5")), None)
    while session_actions.decide_again(limit=2):
        db.session.rollback()
    assert place(someone).face_hours == Decimal("2.5")


def test_wrong_codes_are_counted_for_a_while(built: county.County, held_clock: clock.freeze) -> None:
    someone, session_id = built.people["双丙学"], add()

    def locked() -> bool:
        return attendance_actions.is_locked(ThroughSession(), session_id, someone.id, clock.now())

    for _ in range(5):
        assert not locked()
        with db.writing():
            attendance_actions.note_wrong_code(ThroughSession(), session_id, someone.id, clock.now())
    assert locked()
    held_clock.move_to(clock.now() + timedelta(minutes=10))
    assert not locked()
    with db.writing():
        attendance_actions.note_wrong_code(ThroughSession(), session_id, someone.id, clock.now())
    assert not locked()


def test_history_is_only_added_to(built: county.County) -> None:
    someone, session_id = built.people["双丙学"], add()
    come(session_id, someone)
    enter(session_id, [someone], AttendanceAct.STRUCK, "替签")
    rows = db.session.scalars(select(AttendanceChange).order_by(AttendanceChange.id)).all()
    assert [(row.act, row.reason, row.by_id) for row in rows] == [
        (AttendanceAct.CAME, "", someone.id),
        (AttendanceAct.STRUCK, "替签", None),
    ]
