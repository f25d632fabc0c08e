"""Answers that are stored in front of Flask: only for whom Flask let in, and by the same rules."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from elearn import clock, db
from elearn.exams.models import Answer
from elearn.people.models import SignIn
from elearn.web.learner.save_gate import LASTS, MOST_BYTES, SaveGate
from tests import make, world


class Door:
    """A learner with an attempt; counts what goes on to Flask."""

    def __init__(self, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
        self.client = client
        self.built = world.build()
        make.sign_in(client, self.built.learner)
        self.attempt = int(client.post("/exam/exam/start").location.rpartition("/")[2])
        gate = client.application.extensions["save_gate"]
        assert isinstance(gate, SaveGate)
        self.handed_on = 0
        inner = gate.inner

        def counted(environ: dict[str, Any], start_response: Any) -> Any:
            self.handed_on += 1
            return inner(environ, start_response)

        monkeypatch.setattr(gate, "inner", counted)

    def save(self, number: int, step: int, answer: Any = "A", **more: Any) -> TestResponse:
        sent = {"n": number, "s": step, "v": {"": [answer]}}
        return self.client.post(f"/attempt/{self.attempt}/save", json=sent, **more)

    def stored(self, number: int) -> Any:
        row = db.session.get(Answer, (self.attempt, number))
        found = row.response["value"] if row else None
        db.session.rollback()
        return found


@pytest.fixture
def door(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> Door:
    return Door(client, monkeypatch)


def test_flask_looks_once_and_the_next_answers_are_stored_in_front_of_it(door: Door) -> None:
    first = door.save(1, 1, "A")
    assert (first.status_code, door.handed_on) == (200, 1)
    second = door.save(2, 1, "B")
    assert (second.status_code, door.handed_on) == (200, 1)
    assert door.stored(2) == "B"
    assert second.json is not None
    assert first.json is not None
    assert second.json.keys() == first.json.keys()
    assert second.json["step"] == 1
    assert second.json["mine"]


def test_both_ways_send_the_same_safe_headers(door: Door) -> None:
    slow, quick = door.save(1, 1).headers, door.save(2, 1).headers
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Cache-Control"):
        assert quick[name] == slow[name]
    assert quick["Content-Type"] == slow["Content-Type"] == "application/json"


def test_another_token_against_forged_forms_is_another_sender(door: Door) -> None:
    door.save(1, 1)
    door.save(2, 1, headers={"X-CSRFToken": "forged"})
    assert door.handed_on == 2, "Flask has to look at it"


def test_another_cookie_is_another_sender(door: Door) -> None:
    door.save(1, 1)
    door.client.set_cookie("elder", "1")
    door.save(2, 1)
    assert door.handed_on == 2


def test_after_some_minutes_flask_looks_again(door: Door) -> None:
    door.save(1, 1)
    with clock.freeze(clock.now() + LASTS + timedelta(seconds=1)):
        door.save(2, 1)
    assert door.handed_on == 2


def test_who_has_signed_out_meanwhile_is_told_so(door: Door) -> None:
    door.save(1, 1)
    with db.writing() as session:
        session.query(SignIn).update({SignIn.ended_at: clock.now()})
    assert door.save(2, 1).status_code == 401
    assert door.stored(2) is None


def test_anothers_attempt_does_not_exist(door: Door) -> None:
    door.save(1, 1)
    other = make.user("外人")
    with db.writing() as session:
        session.query(SignIn).update({SignIn.user_id: other.id})
    gate = door.client.application.extensions["save_gate"]
    gate.senders.values.clear()
    make.sign_in(door.client, other)
    assert door.save(2, 1).status_code == 404
    assert door.save(2, 1).status_code == 404
    assert door.stored(2) is None


def test_a_wrong_step_is_refused_with_what_is_stored(door: Door) -> None:
    door.save(1, 1, "A")
    refused = door.save(1, 5, "B")
    assert refused.status_code == 409
    assert refused.json is not None
    assert refused.json["stored"] == {"": ["A"]}
    again = door.save(1, 1, "A")
    assert again.status_code == 200, "the same once more does no harm"


def test_after_the_deadline_and_its_grace_nothing_is_stored(door: Door) -> None:
    door.save(1, 1)
    with clock.freeze(clock.now() + timedelta(minutes=31)):
        assert door.save(2, 1).status_code == 409
    assert door.stored(2) is None


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"n": 99, "s": 1, "v": {}}, 404),
        ({"n": 1, "s": 0, "v": {}}, 422),
        ({"n": True, "s": 1, "v": {}}, 422),
        ({"n": 1, "s": 2**40, "v": {}}, 422),
        ([1, 2], 422),
    ],
)
def test_another_form_is_refused(door: Door, sent: Any, status: int) -> None:
    door.save(1, 1)
    assert door.client.post(f"/attempt/{door.attempt}/save", json=sent).status_code == status


def test_what_is_no_json_or_far_too_long_goes_on_to_flask(door: Door) -> None:
    door.save(1, 1)
    path = f"/attempt/{door.attempt}/save"
    assert door.client.post(path, data=b"{", content_type="application/json").status_code == 422
    long = b'{"n":1,"s":2,"v":{"":["' + b"A" * MOST_BYTES + b'"]}}'
    assert door.client.post(path, data=long, content_type="application/json").status_code == 200
    assert door.handed_on == 3


def test_a_database_that_is_away_is_said_at_once(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    from elearn.exams import answer_log, answering

    door.save(1, 1)

    def away(*_: Any, **__: Any) -> None:
        raise answer_log.Away("full")

    monkeypatch.setattr(answering, "save", away)
    refused = door.save(2, 1)
    assert (refused.status_code, refused.json) == (503, {"away": True})
    assert door.handed_on == 1
