"""Extra time and tries, another window, and resits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from elearn import clock, db
from elearn.audit.models import AuditEntry
from elearn.exams.event_models import Accommodation, AttemptEvent, EventKind
from elearn.exams.models import Attempt, AttemptState, Exam
from elearn.people.access import Role
from elearn.people.models import User
from elearn.training import actions as training
from elearn.training.models import Enrolment, TrainingClass
from tests import make, world

GRANT = {"minutes": "15", "tries": "0", "reason": "手部受伤"}
AFTER = "2026-12-20T08:00:00+08:00"


@pytest.fixture
def built(app: object) -> world.World:
    return world.build()


@pytest.fixture(autouse=True)
def trainer(built: world.World, client: FlaskClient) -> User:
    person = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    make.sign_in(client, person)
    return person


@pytest.fixture
def learner(built: world.World, client: FlaskClient) -> FlaskClient:
    browser = client.application.test_client()
    make.sign_in(browser, built.learner)
    return browser


def _exam() -> Exam:
    return db.session.query(Exam).one()


def _enrolled(name: str, built: world.World) -> User:
    person = make.user(name)
    with db.writing() as session:
        found = session.get_one(TrainingClass, built.training_class.id)
        training.enrol(found, [session.merge(person)], clock.today(), None)
    return person


@pytest.fixture
def move(
    held_clock: clock.freeze, client: FlaskClient, trainer: User, learner: FlaskClient, built: world.World
) -> Callable[[str], None]:
    """Go on to another moment; trainer and learner sign in anew, since sign-ins don't last that long."""

    def go(text: str) -> None:
        held_clock.move_to(datetime.fromisoformat(text))
        make.sign_in(client, trainer)
        make.sign_in(learner, built.learner)

    return go


def test_extra_minutes_move_the_deadline_of_who_is_sitting(
    client: FlaskClient, built: world.World, learner: FlaskClient
) -> None:
    learner.post("/exam/exam/start")
    before = db.session.query(Attempt).one().deadline_at
    page = client.get("/trainer/exams/exam/terms?q=建国").text
    assert "王建国" in page
    address = f"/trainer/exams/exam/terms/people/{built.learner.id}"
    assert "王建国" in client.get(address).text
    assert client.post(address, data=GRANT).status_code == 303
    assert db.session.query(Attempt).one().deadline_at == before + timedelta(minutes=15)
    event = db.session.query(AttemptEvent).filter_by(kind=EventKind.EXTENDED).one()
    assert event.data == {"minutes": 15}
    assert event.by_id
    client.post(address, data=GRANT | {"minutes": "10"})
    assert db.session.query(Attempt).one().deadline_at == before + timedelta(minutes=15), "the largest grant counts"
    client.post(address, data=GRANT | {"minutes": "20"})
    assert db.session.query(Attempt).one().deadline_at == before + timedelta(minutes=20)
    assert "手部受伤" in client.get("/trainer/exams/exam/terms").text
    assert db.session.query(AuditEntry).filter_by(act="accommodate").count() == 3


def test_what_is_given_to_a_unit_holds_for_its_people_alone(
    client: FlaskClient, built: world.World, learner: FlaskClient
) -> None:
    learner.post("/exam/exam/start")
    before = db.session.query(Attempt).one().deadline_at
    make.unit("141130104")
    assert "双池镇" in client.get("/trainer/exams/exam/terms?q=双池").text
    client.post("/trainer/exams/exam/terms/units/141130104", data=GRANT)
    assert db.session.query(Attempt).one().deadline_at == before
    client.post(f"/trainer/exams/exam/terms/units/{make.TOWNSHIP}", data=GRANT | {"tries": "1"})
    assert db.session.query(Attempt).one().deadline_at == before + timedelta(minutes=15)


def test_who_has_handed_in_is_not_extended(client: FlaskClient, built: world.World, learner: FlaskClient) -> None:
    world.sit(learner, built.learner.id)
    before = db.session.query(Attempt).one().deadline_at
    client.post(f"/trainer/exams/exam/terms/people/{built.learner.id}", data=GRANT)
    attempt = db.session.query(Attempt).one()
    assert (attempt.deadline_at, attempt.state) == (before, AttemptState.HANDED_IN)


def test_a_window_of_their_own_lets_somebody_sit_later(
    client: FlaskClient, built: world.World, learner: FlaskClient, move: Callable[[str], None]
) -> None:
    form = {"opens_at": "2026-12-20T08:00", "closes_at": "2026-12-20T18:00", "reason": "住院"}
    client.post(f"/trainer/exams/exam/terms/people/{built.learner.id}", data=form)
    move("2026-12-18T08:00:00+08:00")
    assert learner.post("/exam/exam/start").status_code == 409
    move(AFTER)
    assert learner.post("/exam/exam/start").status_code == 303


def test_what_was_given_can_end(client: FlaskClient, built: world.World) -> None:
    client.post(f"/trainer/exams/exam/terms/people/{built.learner.id}", data=GRANT)
    given = db.session.query(Accommodation).one().id
    assert client.post(f"/trainer/exams/exam/terms/{given}/end").status_code == 303
    assert db.session.query(Accommodation).one().ended_at == clock.now()
    assert "已结束" in client.get("/trainer/exams/exam/terms").text
    assert client.post("/trainer/exams/exam/terms/999/end").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""},
        {"minutes": "0"},
        {"minutes": "301"},
        {"minutes": "-5"},
        {"tries": "6"},
        {"minutes": "x"},
        {"opens_at": "2026-12-20T08:00"},
        {"closes_at": "2026-12-20T08:00"},
        {"opens_at": "2026-12-20T08:00", "closes_at": "2026-12-19T08:00"},
    ],
)
def test_what_is_given_needs_sense_and_a_reason(client: FlaskClient, built: world.World, wrong: dict[str, str]) -> None:
    answer = client.post(f"/trainer/exams/exam/terms/people/{built.learner.id}", data=GRANT | wrong)
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert db.session.query(Accommodation).count() == 0


def test_only_people_and_units_of_the_exam_are_found(client: FlaskClient, built: world.World) -> None:
    stranger = make.user("王建设")
    assert "王建设" not in client.get("/trainer/exams/exam/terms?q=王建").text
    make.unit("141129100")
    for whom in (f"people/{stranger.id}", "people/x", "units/141129100", "units/1411", "units/141130999"):
        assert client.get(f"/trainer/exams/exam/terms/{whom}").status_code == 404
        assert client.post(f"/trainer/exams/exam/terms/{whom}", data=GRANT).status_code == 404


RESIT = {"opens_at": "2026-12-28T09:00", "closes_at": "2026-12-28T18:00"}


def test_who_failed_or_was_absent_gets_a_resit_and_nobody_else(
    client: FlaskClient, built: world.World, learner: FlaskClient, move: Callable[[str], None]
) -> None:
    passed, absent = _enrolled("已及格", built), _enrolled("没来考", built)
    other = client.application.test_client()
    make.sign_in(other, passed)
    world.sit(other, passed.id)
    for _ in range(3):
        world.sit(learner, built.learner.id, right=1)
    assert client.post("/trainer/exams/exam/resit", data=RESIT).status_code == 409, "the exam is not over"
    move(AFTER)
    page = client.get("/trainer/exams/exam/resit").text
    assert "王建国" in page
    assert "没来考" in page
    assert "已及格" not in page
    assert "2 人安排补考" in page
    assert db.session.query(Accommodation).count() == 0
    client.post("/trainer/exams/exam/resit", data=RESIT)
    given = {row.user_id: row for row in db.session.query(Accommodation)}
    assert set(given) == {built.learner.id, absent.id}
    assert (given[built.learner.id].extra_tries, given[absent.id].extra_tries) == (1, 0), "one try each, at least"
    assert all(row.is_resit and row.reason == "补考" for row in given.values())
    move("2026-12-28T10:00:00+08:00")
    world.sit(learner, built.learner.id)
    assert db.session.query(Enrolment).filter_by(user_id=built.learner.id).one().passed
    assert learner.post("/exam/exam/start").status_code == 409, "one try more and not two"


def test_a_resit_is_taken_back_while_nobody_has_started(
    client: FlaskClient, built: world.World, learner: FlaskClient, move: Callable[[str], None]
) -> None:
    move(AFTER)
    client.post("/trainer/exams/exam/resit", data=RESIT)
    assert client.post("/trainer/exams/exam/resit", data=RESIT).status_code == 409, "one at a time"
    first = db.session.query(Accommodation).one().id
    assert client.post(f"/trainer/exams/exam/terms/{first}/end").status_code == 404
    assert client.post(f"/trainer/exams/exam/resit/{first}/undo").status_code == 303
    assert db.session.query(Accommodation).one().ended_at
    move("2026-12-20T09:00:00+08:00")
    client.post("/trainer/exams/exam/resit", data=RESIT)
    move("2026-12-28T10:00:00+08:00")
    learner.post("/exam/exam/start")
    second = db.session.query(Accommodation).filter_by(ended_at=None).one().id
    assert client.post(f"/trainer/exams/exam/resit/{second}/undo").status_code == 409
    assert client.post("/trainer/exams/exam/resit/999/undo").status_code == 404
    acts = [entry.act for entry in db.session.query(AuditEntry).filter_by(target="exam:exam")]
    assert acts == ["give_resit", "undo_resit", "give_resit"]


def test_a_resit_needs_a_window_that_lies_ahead(
    client: FlaskClient, built: world.World, move: Callable[[str], None]
) -> None:
    move(AFTER)
    for wrong in ({"closes_at": "2026-12-28T08:00"}, {"opens_at": ""}, {"closes_at": "x"}):
        assert client.post("/trainer/exams/exam/resit", data=RESIT | wrong).status_code == 422
    past = {"opens_at": "2026-12-19T08:00", "closes_at": "2026-12-19T18:00"}
    assert client.post("/trainer/exams/exam/resit", data=past).status_code == 422
    assert db.session.query(Accommodation).count() == 0


def test_who_left_the_roster_gets_no_resit(
    client: FlaskClient, built: world.World, move: Callable[[str], None]
) -> None:
    with db.writing() as session:
        training.withdraw(session.query(Enrolment).one(), clock.today(), "调离", None)
    move(AFTER)
    assert client.post("/trainer/exams/exam/resit", data=RESIT).status_code == 409
    assert _exam().pass_mark == Decimal(60)
