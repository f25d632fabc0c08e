"""A published exam: changes with their reasons, and who is judged again."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.exams.event_models import ExamChange
from elearn.exams.models import Attempt, Exam
from elearn.people.access import Role
from elearn.people.models import User
from elearn.training.models import Enrolment
from tests import make, world

SETTINGS: dict[str, Any] = {
    "title": "结业考试",
    "opens_at": "2026-11-01T00:00",
    "closes_at": "2026-12-16T00:00",
    "minutes": "30",
    "tries": "3",
    "counted": "best",
    "pass_mark": "60",
    "merit_mark": "90",
    "part_marks": "none",
    "show_score": "at_once",
    "show_answers": "at_once",
    "notes": "",
}


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


def test_a_change_is_shown_first_then_kept_with_its_reason(
    client: FlaskClient, built: world.World, learner: FlaskClient
) -> None:
    learner.post("/exam/exam/start")
    form = SETTINGS | {"minutes": "40", "reason": "题量较大"}
    page = client.post("/trainer/exams/exam/change", data=form)
    assert page.status_code == 200
    assert "<del>30</del> <ins>40</ins>" in page.text
    assert "1 份正在作答：交卷截止时间不变" in page.text
    assert _exam().minutes == 30, "only shown"
    deadline = db.session.query(Attempt).one().deadline_at
    page = client.post("/trainer/exams/exam/change", data=form | {"do": "change"}, follow_redirects=True).text
    assert "题量较大" in page
    assert "武慧珍" in page
    change = db.session.query(ExamChange).one()
    assert (change.changes, change.attempts) == ({"minutes": [30, 40]}, 1)
    assert _exam().revision == 0, "nobody is judged again for that"
    assert db.session.query(Attempt).one().deadline_at == deadline
    assert db.session.query(AuditEntry).filter_by(act="change_published_exam").one().details["reason"] == "题量较大"


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": " "},
        {"minutes": "30"},
        {"closes_at": "2026-10-01T00:00"},
        {"merit_mark": "10"},
        {"title": ""},
        {"counted": "x"},
    ],
)
def test_a_change_needs_sense_and_a_reason(client: FlaskClient, built: world.World, wrong: dict[str, str]) -> None:
    for step in ("look", "change"):
        form = SETTINGS | {"minutes": "40", "reason": "原因", "do": step} | wrong
        assert client.post("/trainer/exams/exam/change", data=form).status_code == 422
    assert db.session.query(ExamChange).count() == 0


def test_one_can_go_back_to_the_form_with_what_was_typed(client: FlaskClient, built: world.World) -> None:
    page = client.post("/trainer/exams/exam/change", data=SETTINGS | {"minutes": "41", "do": "back", "reason": "因"})
    assert page.status_code == 200
    assert 'value="41"' in page.text


def test_questions_and_rules_of_a_published_exam_do_not_change(client: FlaskClient, built: world.World) -> None:
    rules = _exam().rules
    form = SETTINGS | {"minutes": "40", "reason": "因", "do": "change", "rules-0-count": "1", "plan": "fixed"}
    client.post("/trainer/exams/exam/change", data=form)
    assert (_exam().minutes, _exam().rules, _exam().plan.value) == (40, rules, "drawn")


def test_another_pass_mark_decides_again_either_way(
    client: FlaskClient, built: world.World, learner: FlaskClient
) -> None:
    for lesson in ("one", "two"):
        learner.post(f"/course/course/{lesson}/finish")
    world.sit(learner, built.learner.id, right=3)
    place = db.session.query(Enrolment).one()
    assert (place.best_score, place.passed, place.completed_at is not None) == (60, True, True)
    form = SETTINGS | {"pass_mark": "61", "reason": "文件规定", "do": "look"}
    assert "重新判定" in client.post("/trainer/exams/exam/change", data=form).text
    client.post("/trainer/exams/exam/change", data=form | {"do": "change"})
    place = db.session.query(Enrolment).one()
    assert (place.passed, place.completed_at) == (False, None)
    assert (_exam().revision, db.session.query(Attempt).one().revision) == (1, 1)
    client.post("/trainer/exams/exam/change", data=form | {"pass_mark": "50", "do": "change"})
    assert db.session.query(Enrolment).one().passed


def test_part_marks_are_marked_again(client: FlaskClient, built: world.World, learner: FlaskClient) -> None:
    attempt_id = int(learner.post("/exam/exam/start").location.rpartition("/")[2])
    answers = {name: key[:1] for name, key in world.right_answers(attempt_id, built.learner.id).items()}
    learner.post(f"/attempt/{attempt_id}/answers", data=answers)
    learner.post(f"/attempt/{attempt_id}/hand-in")
    assert db.session.query(Attempt).one().score == 80
    form = SETTINGS | {"part_marks": "half", "reason": "更合理", "do": "change"}
    client.post("/trainer/exams/exam/change", data=form)
    assert db.session.query(Attempt).one().score == 90
    assert db.session.query(Enrolment).one().best_score == 90
