"""My account: see, correct and export one's own data; password; where one is signed in."""

import json
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.hashing import fits, hash_password
from elearn.people.models import SignIn, User
from tests import make, world

PASSWORD, NEW = "chengshi-2026", "shequ-2027"


@pytest.fixture
def person(client: FlaskClient) -> User:
    made = make.user("王建国", mobile="13900008888", password_hash=hash_password(PASSWORD))
    make.sign_in(client, made)
    return made


@pytest.mark.parametrize("path", ["/account", "/account/details", "/account/password"])
def test_visitors_are_asked_to_sign_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).location == f"/sign-in?next={path}"


def test_the_account_shows_ones_data_with_the_number_masked(client: FlaskClient, person: User) -> None:
    page = client.get("/account").text
    assert "王建国" in page
    assert "139****8888" in page
    assert "13900008888" not in page
    assert page.count("本设备") == 1


def test_name_and_post_can_be_corrected_and_the_change_is_recorded(client: FlaskClient, person: User) -> None:
    page = client.post("/account/details", data={"name": "阿不都·买买提", "post": "村监委会主任"})
    assert page.location == "/account"
    stored = db.session.get_one(User, person.id)
    assert (stored.name, stored.post) == ("阿不都·买买提", "村监委会主任")
    entry = db.session.query(AuditEntry).filter_by(act="correct_own_data").one()
    assert entry.actor_id == person.id
    assert entry.details["before"]["name"] == "王建国"


@pytest.mark.parametrize("name", ["", "王", "王建国1", "<b>王</b>", "王" * 41])
def test_what_cannot_be_a_name_is_refused_and_nothing_typed_is_lost(
    client: FlaskClient, person: User, name: str
) -> None:
    page = client.post("/account/details", data={"name": name, "post": "会计"})
    assert page.status_code == 422
    assert 'value="会计"' in page.text
    assert db.session.get_one(User, person.id).name == "王建国"


def test_a_new_password_signs_other_devices_out_but_not_this_one(app: Flask, client: FlaskClient, person: User) -> None:
    other = app.test_client()
    make.sign_in(other, person)
    page = client.post("/account/password", data={"present": PASSWORD, "password": NEW, "again": NEW})
    assert page.location == "/account"
    assert fits(db.session.get_one(User, person.id).password_hash, NEW)
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_the_present_password_is_needed_and_guessing_it_locks(client: FlaskClient, person: User) -> None:
    for _ in range(5):
        page = client.post("/account/password", data={"present": "falsch-1", "password": NEW, "again": NEW})
        assert page.status_code == 422
        assert "现在的密码不对" in page.text
    data = {"present": PASSWORD, "password": NEW, "again": NEW}
    assert client.post("/account/password", data=data).status_code == 429
    assert fits(db.session.get_one(User, person.id).password_hash, PASSWORD)


def test_another_device_can_be_signed_out(app: Flask, client: FlaskClient, person: User) -> None:
    other = app.test_client()
    make.sign_in(other, person)
    sign_in = db.session.query(SignIn).order_by(SignIn.id.desc()).first()
    assert sign_in is not None
    assert client.post(f"/account/sign-ins/{sign_in.id}/end").status_code == 303
    assert other.get("/account").status_code == 302
    assert client.get("/account").status_code == 200


def test_all_other_devices_can_be_signed_out_at_once(app: Flask, client: FlaskClient, person: User) -> None:
    others = [app.test_client() for _ in range(2)]
    for each in others:
        make.sign_in(each, person)
    client.post("/account/sign-ins/end-others")
    assert [each.get("/account").status_code for each in others] == [302, 302]
    assert client.get("/account").status_code == 200


def test_the_sign_ins_of_others_do_not_exist(app: Flask, client: FlaskClient, person: User) -> None:
    stranger = app.test_client()
    make.sign_in(stranger, make.user("李四"))
    foreign = db.session.query(SignIn).order_by(SignIn.id.desc()).first()
    assert foreign is not None
    assert client.post(f"/account/sign-ins/{foreign.id}/end").status_code == 404
    assert stranger.get("/account").status_code == 200


def test_the_export_holds_everything_but_secrets_and_is_recorded(client: FlaskClient, person: User) -> None:
    world.build(person)
    attempt_id = world.sit(client, person.id)
    page = client.post("/account/export")
    assert page.headers["Content-Disposition"].startswith("attachment; filename=")
    data = json.loads(page.text)
    assert data["person"]["mobile"] == "13900008888"
    assert Decimal(data["exam_attempts"][0]["score"]) == 100
    assert len(data["exam_attempts"][0]["answers"]) == 5
    assert data["classes"][0]["class"] == "小培训班"
    assert "argon2" not in page.text
    assert "test-token" not in page.text
    assert db.session.query(AuditEntry).filter_by(act="export_own_data", actor_id=person.id).count() == 1
    assert attempt_id


def test_the_export_holds_no_marks_of_an_exam_still_open(client: FlaskClient, person: User) -> None:
    world.build(person)
    started = client.post("/exam/exam/start").location
    client.post(f"{started}/save", json={"n": 1, "s": 1, "v": {"": ["A"]}})
    tried = json.loads(client.post("/account/export").text)["exam_attempts"][0]
    assert len(tried["answers"]) == 1
    assert not {"marks", "score"} & set(tried)
