"""The invigilator's board on both databases: who is counted where, and what its acts do to running attempts."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from elearn import clock, db
from elearn.audit.models import AuditEntry
from elearn.errors import RuleBroken
from elearn.exams import answering, board_actions, integrity_queries, queries, starting
from elearn.exams.board_actions import Target
from elearn.exams.event_models import Accommodation, AttemptEvent, EventKind, ExamChange
from elearn.exams.models import Attempt, Exam
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions import queries as question_queries
from elearn.questions.grading import letters
from elearn.training import actions as training
from elearn.training import board_queries
from elearn.training.board_queries import Counts, Standing, Wanted
from elearn.training.models import ClassExam
from tests import county, make
from tests.conftest import DAY


@pytest.fixture
def built(app: Flask) -> county.County:
    return county.build(tries=False)


def _exam() -> Exam:
    return db.session.query(Exam).one()


def _start(person: User, device: str = "a" * 16) -> int:
    attempt_id = training.start_attempt(_exam().id, person.id, device)
    db.session.rollback()
    return attempt_id


def _counts(code: str = make.COUNTY) -> dict[str, Counts]:
    found = {row.code: row.counts for row in board_queries.unit_rows(_exam().id, code, [code])}
    db.session.rollback()
    return found


def _people(code: str = make.COUNTY, standing: Standing | None = None, name: str = "") -> list[board_queries.Person]:
    total = sum((row.counts for row in board_queries.unit_rows(_exam().id, code, [code])), Counts()).of(standing)
    found = board_queries.people(_exam().id, Wanted([code], standing, name), total)
    db.session.rollback()
    assert found.total == len(found.rows)
    return list(found.rows)


def test_everybody_on_the_roster_today_is_expected_and_who_left_is_not(built: county.County) -> None:
    counts = _counts()
    assert {code: each.expected for code, each in counts.items()} == {
        make.COUNTY: 1,
        make.TOWNSHIP: 3,
        county.SHIKOU: 2,
    }
    assert all(each.not_started == each.expected for each in counts.values())
    assert "双丁退" not in {person.name for person in _people()}


def test_each_state_is_counted_by_the_latest_try(built: county.County, held_clock: clock.freeze) -> None:
    silent, answering_one = _start(built.people["双甲完"]), _start(built.people["双乙完"])
    early, late = _start(built.people["双丙学"]), _start(built.people["石乙完"])
    with db.writing():
        training.hand_in(early, _exam().id)
    held_clock.move_to(DAY + timedelta(minutes=3))
    assert answering.save(answering_one, 1, 1, "A", None) is not None
    with db.writing() as session:
        session.get_one(Attempt, late).deadline_at = DAY + timedelta(minutes=2)
    found = _counts()
    assert found[make.TOWNSHIP] == Counts(3, 0, 1, 1, 1, 0)
    assert found[county.SHIKOU] == Counts(2, 1, 0, 0, 1, 1)  # closed by the clock before tick has stored it
    assert [person.attempt_id for person in _people(standing=Standing.LOST)] == [silent]
    assert [person.attempt_id for person in _people(standing=Standing.WORKING)] == [answering_one]
    again = _start(built.people["双丙学"])
    assert _counts()[make.TOWNSHIP] == Counts(3, 0, 2, 1, 0, 0)
    assert [person.number for person in _people(name="双丙")] == [2]
    assert again != early


def test_who_left_the_roster_while_sitting_is_still_on_the_board(built: county.County) -> None:
    starting.start(_exam().id, built.people["双丁退"].id, "a" * 16)
    db.session.rollback()
    found = _counts()[make.TOWNSHIP]
    assert (found.expected, found.working, found.not_started) == (3, 1, 3)
    assert [person.expected for person in _people(name="双丁")] == [False]


def test_an_exam_that_a_class_offers_beside_its_own_has_the_same_roster(built: county.County) -> None:
    with db.writing() as session:
        other = Exam(
            slug="second",
            title="第二场",
            unit_code=make.COUNTY,
            rules=[],
            minutes=10,
            tries=1,
            pass_mark=Decimal(60),
            merit_mark=Decimal(90),
            opens_at=DAY,
            closes_at=DAY + timedelta(days=1),
        )
        session.add(other)
        session.flush()
        session.add(ClassExam(class_id=built.training_class.id, exam_id=other.id))
    rows = board_queries.unit_rows(other.id, make.COUNTY, [make.COUNTY])
    assert sum(row.counts.expected for row in rows) == 6


def test_a_person_shows_answers_time_left_contact_and_changes_of_device(
    built: county.County, held_clock: clock.freeze
) -> None:
    attempt_id = _start(built.people["双甲完"])
    assert answering.save(attempt_id, 1, 1, "A", None)
    assert answering.save(attempt_id, 2, 1, "B", None)
    held_clock.move_to(DAY + timedelta(minutes=1))
    assert answering.save(attempt_id, 2, 2, None, None, "a" * 16)  # taken back
    answering.take_over(attempt_id, "b" * 16)
    (person,) = _people(name="双甲")
    assert (person.answered, person.questions, person.device_changes) == (1, 5, 1)
    assert person.seconds_left == 29 * 60
    assert person.last_contact == DAY + timedelta(minutes=1)


def test_a_search_takes_signs_of_patterns_as_they_are(built: county.County) -> None:
    assert [person.name for person in _people(name="甲")] == ["双甲完", "石甲未"]
    assert _people(name="%") == []


def test_more_time_for_a_unit_moves_running_attempts_and_holds_for_later_ones(built: county.County) -> None:
    staff = make.staff(Role.TRAINER)
    inside, outside = _start(built.people["双甲完"]), _start(built.people["石乙完"])
    before = db.session.get_one(Attempt, inside).deadline_at
    with db.writing():
        assert board_actions.extend(_exam(), Target(unit_code=make.TOWNSHIP), 10, "停电", staff.id) == 1
    assert db.session.get_one(Attempt, inside).deadline_at == before + timedelta(minutes=10)
    assert db.session.get_one(Attempt, outside).deadline_at == before
    assert starting.terms_of(_exam().id, built.people["双乙完"].id).minutes == 40
    assert starting.terms_of(_exam().id, built.people["石甲未"].id).minutes == 30
    event = db.session.query(AttemptEvent).filter_by(attempt_id=inside, kind=EventKind.EXTENDED).one()
    assert (event.by_id, event.data) == (staff.id, {"minutes": 10, "reason": "停电"})
    entry = db.session.query(AuditEntry).filter_by(act="extend_time").one()
    assert (entry.actor_id, entry.unit_code, entry.details["attempts"]) == (staff.id, make.TOWNSHIP, 1)


def test_more_time_twice_adds_up(built: county.County) -> None:
    staff, person = make.staff(Role.TRAINER), built.people["双甲完"]
    with db.writing():
        board_actions.extend(_exam(), Target(unit_code=make.COUNTY), 5, "停电", staff.id)
        board_actions.extend(_exam(), Target(user_id=person.id), 10, "手机坏了", staff.id)
    assert starting.terms_of(_exam().id, person.id).minutes == 45
    assert {row.extra_minutes for row in db.session.query(Accommodation)} == {5, 15}


def test_more_time_for_all_moves_the_window_and_writes_the_change_down(built: county.County) -> None:
    staff, closes_at = make.staff(Role.TRAINER), _exam().closes_at
    attempt_id = _start(built.people["双甲完"])
    with db.writing():
        assert board_actions.extend(_exam(), Target(), 15, "网络故障", staff.id) == 1
    assert _exam().closes_at == closes_at + timedelta(minutes=15)
    change = db.session.query(ExamChange).one()
    assert (change.reason, change.attempts) == ("网络故障", 1)
    assert change.changes == {
        "closes_at": [closes_at.isoformat(), (closes_at + timedelta(minutes=15)).isoformat()],
    }
    assert db.session.get_one(Attempt, attempt_id).deadline_at == DAY + timedelta(minutes=45)


def test_more_time_keeps_the_parts_of_a_second(built: county.County, held_clock: clock.freeze) -> None:
    odd = DAY + timedelta(microseconds=999_999)
    held_clock.move_to(odd)
    attempt_id = _start(built.people["双甲完"])
    with db.writing():
        board_actions.extend(_exam(), Target(user_id=built.people["双甲完"].id), 1, "停电", make.staff(Role.TRAINER).id)
    assert db.session.get_one(Attempt, attempt_id).deadline_at == odd + timedelta(minutes=31)


def test_more_time_opens_no_attempt_again(built: county.County, held_clock: clock.freeze) -> None:
    staff, handed_in = make.staff(Role.TRAINER), _start(built.people["双甲完"])
    with db.writing():
        training.hand_in(handed_in, _exam().id)
    overdue = _start(built.people["双乙完"])
    held_clock.move_to(DAY + timedelta(minutes=31))
    before = db.session.get_one(Attempt, overdue).deadline_at
    with db.writing():
        assert board_actions.extend(_exam(), Target(), 10, "停电", staff.id) == 0
    assert db.session.get_one(Attempt, overdue).deadline_at == before


@pytest.mark.parametrize(("minutes", "reason"), [(0, "停电"), (241, "停电"), (10, " ")])
def test_more_time_wants_minutes_within_reason_and_a_reason(built: county.County, minutes: int, reason: str) -> None:
    with pytest.raises(RuleBroken), db.writing():
        board_actions.extend(_exam(), Target(), minutes, reason, make.staff(Role.TRAINER).id)


def test_a_released_device_lets_the_next_one_hold_the_attempt(built: county.County) -> None:
    attempt_id, staff = _start(built.people["双甲完"]), make.staff(Role.TRAINER)
    with db.writing() as session:
        board_actions.release_device(session.get_one(Attempt, attempt_id), staff.id, make.VILLAGE)
    assert db.session.get_one(Attempt, attempt_id).device == ""
    event = db.session.query(AttemptEvent).filter_by(kind=EventKind.RELEASED).one()
    assert event.data == {"device": "a" * 16}


def test_a_device_in_the_attempts_of_two_people_is_shared(built: county.County) -> None:
    first, second = _start(built.people["双甲完"]), _start(built.people["石乙完"])
    _start(built.people["双乙完"], "b" * 16)
    (shared,) = integrity_queries.shared_devices(_exam().id)
    assert dict(shared.attempts) == {built.people["双甲完"].id: first, built.people["石乙完"].id: second}
    assert shared.subject == f"{'a' * 16}:2"


def test_findings_compare_answers_in_the_questions_own_letters(built: county.County) -> None:
    """Two people give the same wrong option, shown under different letters; a third one another wrong option."""
    sheets = []
    for name, option in (("双甲完", "错的甲"), ("双乙完", "错的甲"), ("石乙完", "错的乙")):
        attempt_id = _start(built.people[name])
        sheets.append(_sheet_after(attempt_id, option))
    assert sheets[0].wrong.keys() == sheets[0].had
    for key in sheets[0].had & sheets[1].had:
        assert sheets[0].wrong[key] == sheets[1].wrong[key]
    for key in sheets[0].had & sheets[2].had:
        assert sheets[0].wrong[key] != sheets[2].wrong[key]


def _sheet_after(attempt_id: int, option: str) -> integrity_queries.Sheet:
    """Answer the single-choice questions of an attempt with one wrong option and return the sheet of it."""
    attempt = queries.own_attempt(attempt_id, db.session.get_one(Attempt, attempt_id).user_id)
    assert attempt is not None
    items = queries.items(attempt)
    versions = question_queries.versions([item.version for item in items])
    given = {}
    for number, item in enumerate(items[:3], 1):
        own = letters(4)[versions[item.version].options.index(option)]
        given[number] = letters(4)[item.order.index(own)]
    comparing = integrity_queries._Comparing(attempt.exam_id, 0)
    return comparing.sheet(attempt, make.TOWNSHIP, items, given)
