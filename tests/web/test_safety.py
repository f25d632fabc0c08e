"""What holds on every page: CSRF, headers, cookies, sizes, the secret key."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn import config
from elearn.app import create_app
from elearn.errors import ConfigError
from elearn.people.access import Role
from tests import make, world

PASSWORD = "chengshi-2026"


def _addresses(app: Flask) -> Iterator[str]:
    """An address of every route that takes a POST."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            values = {
                name: 1 if "int" in type(rule._converters[name]).__name__.lower() else "x" for name in rule.arguments
            }
            yield adapter.build(rule.endpoint, values, method="POST")


def test_every_changing_request_needs_a_token(app: Flask, client: FlaskClient) -> None:
    world.build()
    person = make.staff(Role.ADMIN, make.COUNTY)
    make.sign_in(client, person)
    app.config["WTF_CSRF_ENABLED"] = True
    addresses = list(_addresses(app))
    assert len(addresses) > 25
    for address in addresses:
        refused = client.post(address)
        assert refused.status_code == 403, address
        assert "这个页面开得太久了" in refused.text


def test_a_form_with_its_token_is_taken(app: Flask, client: FlaskClient) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get("/sign-in").text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    assert client.post("/view", data={"csrf_token": token, "elder": "1", "next": "/"}).status_code == 303


@pytest.mark.parametrize("address", ["/", "/sign-in", "/home", "/no-such-page", "/healthz", "/official/people"])
def test_every_answer_carries_the_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_pages_of_a_person_are_kept_in_no_cache(client: FlaskClient) -> None:
    make.sign_in(client, make.user())
    assert client.get("/home").headers["Cache-Control"] == "no-store"


def test_behind_tls_cookies_are_secure_and_browsers_stay_there(database_url: str) -> None:
    secure = create_app(DATABASE_URL=database_url, SECURE=True, TESTING=True)
    answer = secure.test_client().get("/sign-in", base_url="https://localhost")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    for flag in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert flag in cookie


def test_a_request_that_is_too_large_is_refused_with_a_page(client: FlaskClient) -> None:
    refused = client.post("/sign-in", data={"mobile": "1" * 1_100_000})
    assert refused.status_code == 413
    assert "超过 1 MB" in refused.text


def test_the_secret_key_is_made_once_and_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEARN_INSTANCE", str(tmp_path))
    monkeypatch.delenv("ELEARN_SECRET_KEY")
    first = config.load()["SECRET_KEY"]
    assert len(first) >= 43
    assert config.load()["SECRET_KEY"] == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_settings_come_from_the_file_and_variables_override_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEARN_INSTANCE", str(tmp_path))
    (tmp_path / "config.py").write_text("LEARNER_DAYS = 7\nPROCESSES = 4\n")
    monkeypatch.setenv("ELEARN_PROCESSES", "1")
    settings = config.load()
    assert (settings["LEARNER_DAYS"], settings["PROCESSES"]) == (7, 1)


@pytest.mark.parametrize(
    ("name", "value", "words"), [("PROCESSES", "two", "whole number"), ("SECURE", "maybe", "write 1 or 0")]
)
def test_a_setting_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"ELEARN_{name}", value)
    with pytest.raises(ConfigError, match=words) as error:
        config.load()
    assert f"ELEARN_{name}" in str(error.value)


def test_an_unknown_setting_is_named_with_the_known_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELEARN_INSTANCE", str(tmp_path))
    (tmp_path / "config.py").write_text("PUBLIC_ULR = 'x'\n")
    with pytest.raises(ConfigError, match=r"PUBLIC_ULR.*known:.*PUBLIC_URL"):
        config.load()
