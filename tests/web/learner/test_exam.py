"""The exam as plain forms and as JSON; tests/browser walks it in a real browser."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from elearn import clock, db
from elearn.exams.event_models import Announcement, AttemptEvent
from elearn.exams.models import Answer, Attempt
from elearn.jobs import tick
from elearn.people.models import SignIn
from elearn.training.models import Enrolment
from tests import make, world
from tests.world import World


@pytest.fixture
def here(client: FlaskClient) -> World:
    built = world.build()
    make.sign_in(client, built.learner)
    return built


def _start(client: FlaskClient) -> int:
    return int(client.post("/exam/exam/start").location.rpartition("/")[2])


def _save(client: FlaskClient, attempt: int, number: int, step: int, answer: str) -> TestResponse:
    sent = {"n": number, "s": step, "v": {"": [answer]}}
    return client.post(f"/attempt/{attempt}/save", json=sent)


def _names(client: FlaskClient, attempt: int) -> list[str]:
    """Return the names of the fields, question by question."""
    return re.findall('data-name="(a[0-9]+)"', client.get(f"/attempt/{attempt}").text)


def _fields(attempt: int, person: int, *numbers: int) -> dict[str, list[str]]:
    """Return what the form sends for some questions to be right."""
    fields = list(world.right_answers(attempt, person).items())
    return dict(fields[number - 1] for number in numbers)


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
    assert _save(client, attempt, 1, 1, "A").status_code == 404
    assert client.post(f"/attempt/{attempt}/presence", json={"away": 0, "for": 0}).status_code == 404
    assert client.post(f"/attempt/{attempt}/take-over").status_code == 404
    assert client.get(f"/attempt/{attempt}/news").status_code == 404


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
    page = client.get(f"/attempt/{attempt}").text
    assert page.count('class="paper-question"') == 5
    assert "解析" not in page
    assert "因为第" not in page
    assert "某文件" not in page


def test_without_script_every_changed_answer_is_saved_with_either_button(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    for numbers, go in (((1,), "stay"), ((1, 2, 4), "finish")):
        sent = _fields(attempt, here.learner.id, *numbers) | {"go": go}
        response = client.post(f"/attempt/{attempt}/answers", data=sent)
        assert response.status_code == 303
    assert response.location.endswith("/hand-in")
    assert "3/5" in client.get(f"/attempt/{attempt}").text
    assert db.session.query(Answer).count() == 3
    assert db.session.get_one(Answer, (attempt, 1)).step == 1, "what did not change is not stored again"


def test_an_untouched_question_is_not_an_answer(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    client.post(f"/attempt/{attempt}/answers", data={"go": "stay"})
    assert db.session.query(Answer).count() == 0


def test_a_repeat_is_acknowledged_and_a_stale_step_is_refused_with_what_is_stored(
    client: FlaskClient, here: World
) -> None:
    attempt = _start(client)
    saved = _save(client, attempt, 1, 1, "A")
    assert saved.status_code == 200
    assert saved.json == {"step": 1, "left": 1800, "mine": True, "news": 0, "open": True}
    assert _save(client, attempt, 1, 1, "A").status_code == 200
    assert _save(client, attempt, 1, 2, "B").status_code == 200
    refused = _save(client, attempt, 1, 1, "C")
    assert refused.status_code == 409
    assert refused.json
    assert (refused.json["step"], refused.json["stored"], refused.json["open"]) == (2, {"": ["B"]}, True)
    assert _save(client, attempt, 1, 4, "C").status_code == 409, "a step may not be left out"


def test_a_stale_form_is_shown_with_what_is_stored_and_what_was_sent(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    name = _names(client, attempt)[0]
    _save(client, attempt, 1, 1, "B")
    page = client.post(f"/attempt/{attempt}/answers", data={name: "C", "steps": "1:0", "go": "stay"})
    assert page.status_code == 409
    assert 'value="B" checked' in page.text
    again = client.post(f"/attempt/{attempt}/answers", data={name: "C", "steps": "1:1", "go": "stay"})
    assert again.status_code == 303
    assert db.session.get_one(Answer, (attempt, 1)).response == {"value": "C"}


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"n": 0, "s": 1, "v": {}}, 404),
        ({"n": 6, "s": 1, "v": {}}, 404),
        ({"n": "x", "s": 1, "v": {}}, 422),
        ({"n": 1, "s": 0, "v": {}}, 422),
        ({"n": 1, "s": 1, "v": "A"}, 422),
        ([], 422),
        (None, 422),
    ],
)
def test_what_is_no_answer_is_refused(client: FlaskClient, here: World, sent: object, status: int) -> None:
    attempt = _start(client)
    assert client.post(f"/attempt/{attempt}/save", json=sent).status_code == status
    assert db.session.query(Answer).count() == 0


def test_whoever_signed_out_meanwhile_saves_nothing_and_is_told(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    assert _save(client, attempt, 1, 1, "A").status_code == 200
    with db.writing() as session:
        session.query(SignIn).update({"ended_at": clock.now()})
    refused = _save(client, attempt, 2, 1, "A")
    assert refused.status_code == 401
    assert refused.json == {"signed_out": True}
    assert db.session.query(Answer).count() == 1
    assert client.application.test_client().post(f"/attempt/{attempt}/save", json={}).status_code == 401


def test_a_second_phone_takes_over_openly_and_the_first_ones_queue_fills_gaps_only(
    client: FlaskClient, here: World
) -> None:
    attempt = _start(client)
    _save(client, attempt, 1, 1, "A")
    other = client.application.test_client()
    make.sign_in(other, here.learner)
    assert _start(other) == attempt
    page = other.get(f"/attempt/{attempt}")
    assert "paper-question" not in page.text
    assert f"/attempt/{attempt}/take-over" in page.text
    assert other.post(f"/attempt/{attempt}/take-over").status_code == 303
    assert 'value="A" checked' in other.get(f"/attempt/{attempt}").text
    assert _save(client, attempt, 1, 2, "B").status_code == 409, "the first phone may not change what is stored"
    filled = _save(client, attempt, 2, 1, "B")
    assert filled.status_code == 200
    assert filled.json
    assert filled.json["mine"] is False
    assert _save(other, attempt, 1, 2, "C").status_code == 200
    assert "take-over" in client.get(f"/attempt/{attempt}").text
    kinds = [event.kind for event in db.session.query(AttemptEvent).order_by(AttemptEvent.id)]
    assert kinds == ["started", "took_over"]


def test_leaving_the_page_is_counted_and_shown_and_costs_nothing(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    for away, seconds in ((2, 40), (1, 10)):
        sent = client.post(f"/attempt/{attempt}/presence", json={"away": away, "for": seconds})
        assert sent.status_code == 200
    stored = db.session.get_one(Attempt, attempt)
    assert (stored.away_count, stored.away_seconds) == (2, 40), "a late message takes nothing back"
    assert client.post(f"/attempt/{attempt}/presence", json={"away": "x"}).status_code == 422
    client.post(f"/attempt/{attempt}/answers", data=_fields(attempt, here.learner.id, 1, 2, 3, 4, 5))
    client.post(f"/attempt/{attempt}/hand-in")
    page = client.get(f"/attempt/{attempt}/result").text
    assert "100" in page
    assert "2 次" in page


def test_announcements_reach_the_unit_they_are_meant_for(client: FlaskClient, here: World) -> None:
    attempt = _start(client)
    make.unit("141130104")
    said = {"exam_id": here.exam.id, "by_id": here.learner.id, "at": clock.now()}
    with db.writing() as session:
        session.add(Announcement(text="全体注意", **said))
        session.add(Announcement(unit_code="141130104", text="石口镇注意", **said))
    saved = _save(client, attempt, 1, 1, "A").json
    assert saved
    assert saved["news"] > 0
    news = client.get(f"/attempt/{attempt}/news").json
    assert news
    assert [each["text"] for each in news["news"]] == ["全体注意"]


def test_after_deadline_and_grace_answers_are_refused_and_tick_hands_in(
    client: FlaskClient, here: World, held_clock: clock.freeze
) -> None:
    attempt = _start(client)
    answer = next(iter(world.right_answers(attempt, here.learner.id).values()))[0]
    begun = clock.now()
    held_clock.move_to(begun + timedelta(minutes=30, seconds=29))
    assert _save(client, attempt, 1, 1, answer).status_code == 200, "within the grace"
    held_clock.move_to(begun + timedelta(minutes=30, seconds=31))
    assert _save(client, attempt, 2, 1, "A").status_code == 409
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
