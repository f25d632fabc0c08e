"""The exam as plain forms and as JSON; tests/browser walks it in a real browser."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from elearn import clock, db
from elearn.exams.models import Answer, Attempt
from elearn.jobs import tick
from elearn.training.models import Enrolment
from tests import make, world
from tests.world import World

JSON = {"Accept": "application/json"}


@pytest.fixture
def here(client: FlaskClient) -> World:
    built = world.build()
    make.sign_in(client, built.learner)
    return built


def _start(client: FlaskClient) -> int:
    return int(client.post("/exam/exam/start").location.rpartition("/")[2])


def _save(client: FlaskClient, attempt: int, number: int, step: int, answer: str) -> int:
    sent = {"number": number, "step": step, "answer": answer}
    return client.post(f"/attempt/{attempt}/answers", data=sent, headers=JSON).status_code


def test_the_front_page_tells_the_rules(client: FlaskClient, here: World) -> None:
    page = client.get("/exam/exam").text
    assert "结业考试" in page
    assert "30" in page
    assert "60" in page


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/exam/exam").status_code == 302
    assert client.get("/exam/exam").location.startswith("/sign-in")


def test_somebody_who_is_in_no_class_finds_no_exam(client: FlaskClient) -> None:
    world.build()
    make.sign_in(client, make.user("外人"))
    assert client.get("/exam/exam").status_code == 404
    assert client.post("/exam/exam/start").status_code == 404


def test_anothers_attempt_does_not_exist(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    make.sign_in(client, make.user("外人"))
    for path in ("", "/hand-in", "/result"):
        assert client.get(f"/attempt/{attempt}{path}").status_code == 404
    assert client.post(f"/attempt/{attempt}/hand-in").status_code == 404
    assert _save(client, attempt, 1, 1, "A") == 404


def test_all_right_passes_and_half_right_fails(client: FlaskClient, here: World) -> None:
    attempt = world.sit(client, here.learner.id, right=2)
    page = client.get(f"/attempt/{attempt}/result").text
    assert "40" in page
    attempt = world.sit(client, here.learner.id)
    page = client.get(f"/attempt/{attempt}/result").text
    assert "100" in page
    enrolment = db.session.query(Enrolment).one()
    assert enrolment.passed
    assert enrolment.best_score == 100
    assert enrolment.completed_at is None, "the lessons are still missing"


def test_the_result_explains_what_was_wrong_and_what_to_read_again(client: FlaskClient, here: World) -> None:
    attempt = world.sit(client, here.learner.id, right=3)  # the single choices; 第二点 is wrong
    page = client.get(f"/attempt/{attempt}/result").text
    assert "两项都对。" in page
    assert "/course/course/two" in page
    assert "/course/course/one" not in page


def test_nothing_of_the_key_is_sent_before_hand_in(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    for number in range(1, 6):
        page = client.get(f"/attempt/{attempt}?n={number}").text
        assert "解析" not in page
        assert "因为第" not in page
        assert "某文件" not in page


def test_an_answer_is_saved_with_every_button_without_script(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    for number, go in enumerate(("next", "stay", "finish", "5"), 1):
        answer = world.right_answers(attempt, here.learner.id)[number - 1]
        sent = {"number": number, "step": 1, "answer": answer, "go": go}
        assert client.post(f"/attempt/{attempt}/answers", data=sent).status_code == 303
    page = client.get(f"/attempt/{attempt}?n=1").text
    assert "4/5" in page
    assert db.session.query(Answer).count() == 4


def test_an_untouched_question_is_not_an_answer(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    client.post(f"/attempt/{attempt}/answers", data={"number": 1, "step": 1, "go": "next"})
    assert db.session.query(Answer).count() == 0


def test_a_repeat_is_acknowledged_and_a_stale_step_is_refused_with_what_is_stored(
    client: FlaskClient, here: World
) -> None:
    attempt = _start(client)
    assert _save(client, attempt, 1, 1, "A") == 200
    assert _save(client, attempt, 1, 1, "A") == 200
    assert _save(client, attempt, 1, 2, "B") == 200
    refused = client.post(f"/attempt/{attempt}/answers", data={"number": 1, "step": 1, "answer": "C"}, headers=JSON)
    assert refused.status_code == 409
    assert refused.json == {"closed": False, "step": 2, "stored": "B"}
    assert _save(client, attempt, 1, 4, "C") == 409, "a step may not be left out"
    page = client.post(f"/attempt/{attempt}/answers", data={"number": 1, "step": 1, "answer": "C"})
    assert page.status_code == 409
    assert 'value="B" checked' in page.text


@pytest.mark.parametrize(("number", "status"), [(0, 404), (6, 404), ("x", 404)])
def test_a_question_that_is_not_in_the_paper_is_not_found(
    client: FlaskClient, here: World, number: object, status: int
) -> None:
    attempt = _start(client)
    sent = {"number": number, "step": 1, "answer": "A"}
    assert client.post(f"/attempt/{attempt}/answers", data=sent, headers=JSON).status_code == status


def test_a_second_phone_goes_on_with_the_same_try(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    _save(client, attempt, 1, 1, "A")
    other = client.application.test_client()
    make.sign_in(other, here.learner)
    assert _start(other) == attempt
    assert 'value="A" checked' in other.get(f"/attempt/{attempt}?n=1").text


def test_after_deadline_and_grace_answers_are_refused_and_tick_hands_in(
    client: FlaskClient, here: World, held_clock: clock.freeze
) -> None:
    attempt = _start(client)
    answer = world.right_answers(attempt, here.learner.id)[0][0]
    begun = clock.now()
    held_clock.move_to(begun + timedelta(minutes=30, seconds=29))
    assert _save(client, attempt, 1, 1, answer) == 200, "within the grace"
    held_clock.move_to(begun + timedelta(minutes=30, seconds=31))
    assert _save(client, attempt, 2, 1, "A") == 409
    assert "result" in client.get(f"/attempt/{attempt}").location
    assert client.get(f"/attempt/{attempt}/result").status_code == 200
    assert tick.run()["handed_in"] == 1
    assert tick.run()["handed_in"] == 0
    stored = db.session.get_one(Attempt, attempt)
    assert stored.score == 20
    assert stored.handed_in_at == begun + timedelta(minutes=30)


def test_three_tries_and_no_fourth_and_the_best_counts(client: FlaskClient, here: World) -> None:
    for right in (5, 1, 0):
        world.sit(client, here.learner.id, right=right)
    assert client.post("/exam/exam/start").status_code == 409
    assert db.session.query(Enrolment).one().best_score == 100


def test_handing_in_twice_marks_once(client: FlaskClient, here: World) -> None:
    attempt = world.sit(client, here.learner.id)
    first = db.session.get_one(Attempt, attempt).handed_in_at
    db.session.rollback()
    assert client.post(f"/attempt/{attempt}/hand-in").status_code == 303
    assert db.session.get_one(Attempt, attempt).handed_in_at == first


def test_the_hand_in_page_names_what_is_unanswered(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    _save(client, attempt, 2, 1, "A")
    assert "1、3、4、5" in client.get(f"/attempt/{attempt}/hand-in").text


def test_an_exam_that_is_over_or_not_yet_open_cannot_be_started(
    client: FlaskClient, here: World, held_clock: clock.freeze
) -> None:
    held_clock.move_to(here.exam.closes_at)
    make.sign_in(client, here.learner)
    assert client.post("/exam/exam/start").status_code == 409
