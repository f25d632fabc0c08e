"""Privacy notice, elder view, language, style guide and the error pages."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import make


def test_the_first_page_offers_both_ways_in(client: FlaskClient) -> None:
    page = client.get("/").text
    assert 'href="/sign-in"' in page
    assert 'href="/activate"' in page


def test_the_privacy_notice_is_open_to_all(client: FlaskClient) -> None:
    assert "不收集什么" in client.get("/privacy").text


def test_the_elder_view_is_kept_and_can_be_left(client: FlaskClient) -> None:
    assert client.post("/view", data={"elder": "1", "next": "/privacy"}).location == "/privacy"
    assert '<html lang="zh-Hans" class="elder">' in client.get("/privacy").text
    client.post("/view", data={"elder": "0"})
    assert "elder" not in client.get("/privacy").text.partition("<head>")[0]


def test_english_is_kept_and_complete(client: FlaskClient) -> None:
    client.post("/language", data={"locale": "en", "next": "/sign-in"})
    page = client.get("/sign-in").text
    assert '<html lang="en">' in page
    assert "Mobile number" in page
    assert "手机号" not in page


@pytest.mark.parametrize(("path", "data"), [("/view", {"elder": "2"}), ("/language", {"locale": "fr"}), ("/view", {})])
def test_unknown_choices_are_refused(client: FlaskClient, path: str, data: dict[str, str]) -> None:
    assert client.post(path, data=data).status_code == 400


def test_going_back_never_leads_to_another_site(client: FlaskClient) -> None:
    assert client.post("/view", data={"elder": "1", "next": "//evil.example"}).location == "/"


def test_the_style_guide_is_for_debugging_only(app: Flask, client: FlaskClient) -> None:
    assert client.get("/styleguide").status_code == 404
    app.config["DEBUG"] = True
    assert client.get("/styleguide").status_code == 200


def test_an_unknown_address_gets_a_page_with_a_way_on(client: FlaskClient) -> None:
    page = client.get("/no-such-page")
    assert page.status_code == 404
    assert 'href="/"' in page.text


def test_a_fault_of_ours_shows_no_traceback(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    make.sign_in(client, make.user())
    monkeypatch.setattr("elearn.web.learner.home.queries", None)
    page = client.get("/home")
    assert page.status_code == 500
    assert "Traceback" not in page.text
    assert "AttributeError" not in page.text
