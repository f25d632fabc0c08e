"""Signing in: the password, the lock after five failures, the slowed address, 30 days and two hours."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn import clock, db
from elearn.people.access import Role
from elearn.people.hashing import hash_password
from elearn.people.models import SignIn, SignInFailure, User
from elearn.web import tries
from tests import make

PASSWORD = "chengshi-2026"
MOBILE = "13900008888"


@pytest.fixture
def person(app: Flask) -> User:
    return make.user("王建国", mobile=MOBILE, password_hash=hash_password(PASSWORD))


def _sign_in(client: FlaskClient, password: str = PASSWORD, mobile: str = MOBILE, **kwargs: str):  # type: ignore[no-untyped-def]
    address = kwargs.pop("address", "10.0.0.1")
    return client.post(
        "/sign-in", data={"mobile": mobile, "password": password, **kwargs}, environ_base={"REMOTE_ADDR": address}
    )


def test_the_right_password_leads_home_and_stays_for_30_days(
    client: FlaskClient, person: User, held_clock: clock.freeze
) -> None:
    assert _sign_in(client).location == "/home"
    assert client.get("/home").status_code == 200
    held_clock.move_to(clock.now() + timedelta(days=29, hours=23))
    assert client.get("/home").status_code == 200
    held_clock.move_to(clock.now() + timedelta(hours=2))
    assert client.get("/home").location == "/sign-in?next=/home"


def test_a_number_may_be_typed_with_spaces_and_full_width_digits(client: FlaskClient, person: User) -> None:
    assert _sign_in(client, mobile="139 ００００ 8888").location == "/home"


def test_a_password_typed_on_a_chinese_keyboard_fits(client: FlaskClient, person: User) -> None:
    assert _sign_in(client, "ｃｈｅｎｇｓｈｉ－２０２６").location == "/home"


@pytest.mark.parametrize("mobile", [MOBILE, "13911112222"])
def test_wrong_password_and_unknown_number_get_the_same_answer(client: FlaskClient, person: User, mobile: str) -> None:
    page = _sign_in(client, "falsch-2026", mobile)
    assert page.status_code == 422
    assert "手机号或密码不对" in page.text
    assert client.get("/home").status_code == 302


@pytest.mark.parametrize(("mobile", "password"), [("", PASSWORD), ("12345", PASSWORD), (MOBILE, "")])
def test_an_incomplete_form_is_refused_at_its_field_and_is_no_failure(
    client: FlaskClient, person: User, mobile: str, password: str
) -> None:
    page = _sign_in(client, password, mobile)
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert db.session.query(SignInFailure).count() == 0


def test_five_failures_lock_the_account_at_this_address_for_15_minutes(
    client: FlaskClient, person: User, held_clock: clock.freeze
) -> None:
    for _ in range(5):
        assert _sign_in(client, "falsch-2026").status_code == 422
    page = _sign_in(client)
    assert page.status_code == 429
    assert "15" in page.text
    held_clock.move_to(clock.now() + timedelta(minutes=14, seconds=59))
    assert _sign_in(client).status_code == 429
    held_clock.move_to(clock.now() + timedelta(seconds=2))
    assert _sign_in(client).location == "/home"


def test_the_lock_holds_at_one_address_only(app: Flask, client: FlaskClient, person: User) -> None:
    for _ in range(5):
        _sign_in(client, "falsch-2026")
    assert _sign_in(app.test_client(), address="10.0.0.2").location == "/home"


def test_an_address_with_a_hundred_failures_is_slowed_but_let_in(
    client: FlaskClient, person: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(tries.time, "sleep", waited.append)
    with db.writing() as session:
        for number in range(100):
            session.add(SignInFailure(account=f"139{number:08d}", address="10.0.0.1", at=clock.now()))
    assert _sign_in(client).location == "/home"
    assert len(waited) == 1
    assert 0.4 < waited[0] <= 2
    assert _sign_in(client, address="10.0.0.9").location == "/home"
    assert len(waited) == 1


def test_forwarded_addresses_count_only_from_configured_proxies(app: Flask, client: FlaskClient, person: User) -> None:
    for number in range(5):
        client.post(
            "/sign-in",
            data={"mobile": MOBILE, "password": "falsch-2026"},
            headers={"X-Forwarded-For": f"1.2.3.{number}"},
        )
    assert db.session.query(SignInFailure.address).distinct().all() == [("127.0.0.1",)]
    assert client.post("/sign-in", data={"mobile": MOBILE, "password": PASSWORD}).status_code == 429


def test_an_ipv6_household_counts_as_one_address(client: FlaskClient, person: User) -> None:
    for number in range(5):
        _sign_in(client, "falsch-2026", address=f"2001:db8:1:2::{number + 1}")
    assert _sign_in(client, address="2001:db8:1:2:ffff::1").status_code == 429
    assert _sign_in(client, address="2001:db8:1:3::1").location == "/home"


def test_staff_sign_in_again_after_two_hours_of_idleness(client: FlaskClient, held_clock: clock.freeze) -> None:
    make.staff(Role.OFFICIAL, mobile=MOBILE, password_hash=hash_password(PASSWORD))
    _sign_in(client)
    for _ in range(3):
        held_clock.move_to(clock.now() + timedelta(minutes=119))
        assert client.get("/home").status_code == 200
    held_clock.move_to(clock.now() + timedelta(minutes=121))
    assert client.get("/official/people?q=王").location.startswith("/sign-in?next=/official/people")


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/course/x/y?n=2", "/course/x/y?n=2"),
        ("//evil.example", "/home"),
        ("https://evil.example", "/home"),
        ("/\\evil.example", "/home"),
        ("/\tevil", "/home"),
    ],
)
def test_signing_in_leads_on_within_this_site_only(
    client: FlaskClient, person: User, target: str, goes_to: str
) -> None:
    assert _sign_in(client, next=target).location == goes_to


def test_signing_out_ends_the_sign_in_for_every_copy_of_the_cookie(client: FlaskClient, person: User) -> None:
    _sign_in(client)
    copied = client.get_cookie("elearn")
    assert copied is not None
    client.post("/sign-out")
    client.set_cookie("elearn", copied.value)
    assert client.get("/home").status_code == 302


def test_who_is_signed_in_is_not_asked_again(client: FlaskClient, person: User) -> None:
    _sign_in(client)
    assert client.get("/sign-in?next=/account").location == "/account"
    assert client.get("/").location == "/home"


def test_signing_in_again_on_the_same_phone_leaves_one_sign_in(client: FlaskClient, person: User) -> None:
    _sign_in(client)
    _sign_in(client)
    assert db.session.query(SignIn).filter(SignIn.ended_at.is_(None)).count() == 1


def test_a_closed_account_cannot_sign_in(client: FlaskClient, person: User) -> None:
    with db.writing() as session:
        session.get_one(User, person.id).closed_at = clock.now()
    assert _sign_in(client).status_code == 422
