"""First sign-in: number, name and the code of the slip, then the notice and a password."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn import clock, db
from elearn.people import actions
from elearn.people.models import SignInFailure, User
from tests import make

MOBILE, PASSWORD = "13900008888", "chengshi-2026"


@pytest.fixture
def person(app: Flask) -> User:
    return make.user("康桂香", mobile=MOBILE, privacy_accepted_at=None)


@pytest.fixture
def code(app: Flask, person: User) -> str:
    return _issue(app, person)


def _issue(app: Flask, person: User) -> str:
    with db.writing() as session:
        return actions.issue_code(session.get_one(User, person.id), None, app.config["SECRET_KEY"])


def _give(client: FlaskClient, code: str, name: str = "康桂香", mobile: str = MOBILE):  # type: ignore[no-untyped-def]
    return client.post("/activate", data={"mobile": mobile, "name": name, "code": code})


def _choose(client: FlaskClient, password: str = PASSWORD, again: str | None = None):  # type: ignore[no-untyped-def]
    return client.post("/activate/password", data={"password": password, "again": again or password})


def test_a_newcomer_comes_in_with_the_slip_and_then_by_password(client: FlaskClient, person: User, code: str) -> None:
    assert client.get("/activate").status_code == 200
    assert _give(client, code).location == "/activate/password"
    notice = client.get("/activate/password").text
    assert "隐私说明" in notice
    assert "不收集身份证号" in notice
    assert _choose(client).location == "/home"
    assert "康桂香" in client.get("/home").text
    stored = db.session.get_one(User, person.id)
    assert stored.privacy_accepted_at == clock.now()
    assert stored.password_hash is not None
    assert stored.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    client.post("/sign-out")
    assert client.post("/sign-in", data={"mobile": MOBILE, "password": PASSWORD}).location == "/home"


def test_a_code_works_in_small_letters_without_dash_and_with_spaces(client: FlaskClient, code: str) -> None:
    assert _give(client, " " + code.lower().replace("-", " "), name=" 康 桂香 ").status_code == 303


@pytest.mark.parametrize("wrong", ["name", "mobile", "code"])
def test_all_three_must_fit_and_the_answer_does_not_say_which_was_wrong(
    client: FlaskClient, code: str, wrong: str
) -> None:
    given = {"name": "康桂香", "mobile": MOBILE, "code": code}
    given[wrong] = {"name": "康桂花", "mobile": "13900009999", "code": "AAAA-AAAA"}[wrong]
    page = client.post("/activate", data=given)
    assert page.status_code == 422
    assert "手机号、姓名和激活码对不上" in page.text
    assert client.get("/activate/password").location == "/activate"


def test_a_code_holds_once(app: Flask, client: FlaskClient, code: str) -> None:
    _give(client, code)
    _choose(client)
    assert _give(app.test_client(), code).status_code == 422


def test_a_code_used_on_another_phone_meanwhile_is_refused(app: Flask, client: FlaskClient, code: str) -> None:
    other = app.test_client()
    _give(client, code)
    _give(other, code)
    assert _choose(other).status_code == 303
    page = _choose(client)
    assert page.status_code == 409
    assert client.get("/home").status_code == 302


def test_a_code_runs_out_after_30_days(client: FlaskClient, code: str, held_clock: clock.freeze) -> None:
    held_clock.move_to(clock.now() + timedelta(days=30, seconds=1))
    assert _give(client, code).status_code == 422


def test_a_newer_code_ends_the_older_one(app: Flask, client: FlaskClient, person: User, code: str) -> None:
    newer = _issue(app, person)
    assert _give(client, code).status_code == 422
    assert _give(client, newer).status_code == 303


def test_a_checked_code_waits_half_an_hour_for_the_password(
    client: FlaskClient, code: str, held_clock: clock.freeze
) -> None:
    _give(client, code)
    held_clock.move_to(clock.now() + timedelta(minutes=31))
    assert _choose(client).status_code == 409


def test_five_wrong_codes_lock(client: FlaskClient, code: str) -> None:
    for _ in range(5):
        assert _give(client, "AAAA-AAAA").status_code == 422
    assert _give(client, code).status_code == 429
    assert db.session.query(SignInFailure).count() == 5


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("kurz-1", None, "至少 8 位"),
        ("aaaaaaaaaa", None, "两种"),
        ("a13900008888", None, "手机号"),
        ("康桂香2026ab", None, "姓名"),
        ("password123", None, "太容易"),
        (PASSWORD, "chengshi-2027", "不一样"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_the_reason_and_the_code_is_kept(
    client: FlaskClient, code: str, password: str, again: str | None, said: str
) -> None:
    _give(client, code)
    page = _choose(client, password, again)
    assert page.status_code == 422
    assert said in page.text
    assert _choose(client).status_code == 303


def test_a_forgotten_password_is_replaced_and_all_other_phones_are_signed_out(
    app: Flask, client: FlaskClient, person: User
) -> None:
    make.sign_in(client, person)
    with db.writing() as session:
        session.get_one(User, person.id).password_hash = "old"
    code = _issue(app, person)
    assert client.get("/home").status_code == 302
    fresh = app.test_client()
    _give(fresh, code)
    assert _choose(fresh).location == "/home"


def test_the_code_never_stands_in_an_address_or_in_the_database(client: FlaskClient, code: str) -> None:
    page = _give(client, code)
    assert code not in page.location
    plain = code.replace("-", "")
    dumped = str(db.session.connection().exec_driver_sql("SELECT digest FROM activation_code").all())
    assert plain not in dumped
