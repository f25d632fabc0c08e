"""Checking in at a session: by the code of the screen and by six digits."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from elearn import clock, db
from elearn.people.models import User
from elearn.training import check_in, session_actions
from elearn.training.check_in import AttendanceState, Direction
from elearn.training.session_models import Attendance
from tests import county, make, meeting


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    return county.build()


def _present() -> list[int]:
    db.session.rollback()
    wanted = Attendance.state == AttendanceState.PRESENT
    return list(db.session.scalars(select(Attendance.user_id).where(wanted).order_by(Attendance.id)))


def _scan(client: FlaskClient, app: Flask, session_id: int) -> str:
    code = check_in.screen_code(app.config["SECRET_KEY"], session_id, Direction.IN, clock.now())
    return str(client.get(f"/s/{session_id}/{code}").headers.get("Location", ""))


def _digits(app: Flask, session_id: int) -> str:
    with db.writing():
        session_actions.give_code(meeting.held(session_id), Direction.IN, None)
    held = meeting.held(session_id)
    assert held.spoken_at
    return check_in.spoken_code(app.config["SECRET_KEY"], session_id, Direction.IN, held.spoken_at)


def test_the_scanned_code_outlives_signing_in_and_one_press_checks_in(
    client: FlaskClient, app: Flask, here: county.County, held_clock: clock.freeze
) -> None:
    held, someone = meeting.add(), here.people["双丙学"]
    page = _scan(client, app, held)
    assert page == f"/session/{held}"
    assert client.get(page).status_code == 302, "sign in first"
    held_clock.move_to(clock.now() + timedelta(minutes=2))
    make.sign_in(client, someone)
    assert "再按一下" in client.get(page).text
    assert _present() == [], "opening the page checks nobody in"
    assert "您已签到" in client.post(f"{page}/check-in", follow_redirects=True).text
    client.post(f"{page}/check-in")
    assert _present() == [someone.id]


def test_an_old_or_foreign_code_is_told_to_scan_again(client: FlaskClient, app: Flask, here: county.County) -> None:
    held, other = meeting.add(), meeting.add()
    code = check_in.screen_code(app.config["SECRET_KEY"], held, Direction.IN, clock.now() - timedelta(minutes=2))
    for address in (f"/s/{held}/{code}", f"/s/{other}/{code}", f"/s/99999/{code}", f"/s/{held}/{'x' * 300}"):
        answer = client.get(address)
        assert answer.status_code == 410
        assert "elearn_scan" not in str(answer.headers)


def test_six_digits_check_in_and_wrong_ones_are_counted(client: FlaskClient, app: Flask, here: county.County) -> None:
    held, someone = meeting.add(), here.people["双丙学"]
    digits = _digits(app, held)
    make.sign_in(client, someone)
    send = f"/session/{held}/check-in"
    assert "请扫大屏幕上的二维码" in client.post(send, follow_redirects=True).text
    wrong = "".join(str((int(digit) + 1) % 10) for digit in digits)
    for _ in range(check_in.WRONG_TRIES):
        assert _present() == []
        client.post(send, data={"code": wrong})
    assert "输错次数太多" in client.post(send, data={"code": digits}, follow_redirects=True).text
    assert _present() == []
    make.sign_in(client, here.people["双甲完"])
    client.post(send, data={"code": f"{digits[:3]} {digits[3:]}"})
    assert _present() == [here.people["双甲完"].id], "the wrong tries of one do not lock out another"


def test_who_is_not_on_the_roster_may_come_by_scanning_alone(
    client: FlaskClient, app: Flask, here: county.County
) -> None:
    held = meeting.add()
    stranger: User = make.user("外来人", make.VILLAGE)
    make.sign_in(client, stranger)
    assert client.get(f"/session/{held}").status_code == 404
    assert client.post(f"/session/{held}/check-in", data={"code": "123456"}).status_code == 404
    _scan(client, app, held)
    assert "不在" in client.get(f"/session/{held}").text
    client.post(f"/session/{held}/check-in")
    assert _present() == [stranger.id]


def test_the_first_page_names_the_next_session_with_its_link_when_it_is_time(
    client: FlaskClient, here: county.County, held_clock: clock.freeze
) -> None:
    held = meeting.add(kind=check_in.SessionKind.VIDEO_OWN, link="https://meeting.example.org/1", place="")
    held_clock.move_to(meeting.STARTS - timedelta(hours=20))
    make.sign_in(client, here.people["双丙学"])
    assert f"/session/{held}" in client.get("/home").text
    assert "meeting.example.org" not in client.get(f"/session/{held}").text
    held_clock.move_to(meeting.STARTS - timedelta(minutes=20))
    make.sign_in(client, here.people["双丙学"])
    assert "meeting.example.org" in client.get(f"/session/{held}").text
