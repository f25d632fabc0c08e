"""Time while the program runs: the system's clock may be set, deadlines stay."""

import time
from datetime import timedelta
from typing import Any

import pytest

from elearn import clock, db
from elearn.exams.models import Attempt
from elearn.jobs import tick
from tests import world


def _set_clock(monkeypatch: pytest.MonkeyPatch, by: float) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + by)


@pytest.mark.parametrize("by", [3600.0, -3600.0])
def test_setting_the_systems_clock_moves_no_time_and_is_noticed(monkeypatch: pytest.MonkeyPatch, by: float) -> None:
    before = clock.now()
    assert clock.jump() == 0
    _set_clock(monkeypatch, by)
    assert abs(clock.now() - before) < timedelta(seconds=5)
    assert clock.jump() == pytest.approx(by, abs=1)


def test_small_corrections_are_no_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    _set_clock(monkeypatch, 4)
    assert clock.jump() == 0


def test_processes_of_one_server_count_from_one_start() -> None:
    wall, monotonic = clock.shared_start()[clock.START].split()
    moment = float(wall) + time.monotonic() - float(monotonic)
    assert moment == pytest.approx(clock.now().timestamp(), abs=0.1)


def test_after_a_jump_nothing_is_handed_in_by_the_clock_until_it_is_right_again(
    app: Any, monkeypatch: pytest.MonkeyPatch, held_clock: clock.freeze
) -> None:
    built = world.build()
    browser = app.test_client()
    world.make.sign_in(browser, built.learner)
    attempt_id = int(browser.post("/exam/exam/start").location.rpartition("/")[2])
    held_clock.move_to(clock.now() + timedelta(hours=1))
    with monkeypatch.context() as patch:
        _set_clock(patch, 3600)
        assert tick.run()["handed_in"] == 0
    assert db.session.get_one(Attempt, attempt_id).handed_in_at is None
    assert tick.run()["handed_in"] == 1


def test_a_cookie_signed_during_a_jump_holds_after_it(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    codec = app.session_interface.get_signing_serializer(app)
    with monkeypatch.context() as patch:
        _set_clock(patch, 3600)
        cookie = codec.dumps({"seen": 1})
    assert codec.loads(cookie, max_age=60) == {"seen": 1}
