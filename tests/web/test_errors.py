"""Error pages: what happened and what to do, in the user's language, never a traceback."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from elearn.errors import RuleBroken


def _break(app: Flask, error: Exception | int) -> None:
    def view() -> str:
        if isinstance(error, int):
            abort(error)
        raise error

    app.view_functions["public.privacy"] = view


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (403, 403, "您的账号不能看这一页"),
        (404, 404, "没有这个页面"),
        (405, 405, "没有这个页面"),
        (410, 410, "没有这个页面"),
        (RuleBroken("same", "This question is retired already."), 409, "这道题已经停用了"),
        (422, 422, "提交的内容没有读懂"),
        (400, 400, "提交的内容没有读懂"),
        (413, 413, "超过 1 MB"),
        (ValueError("secret detail"), 500, "不是您的错"),
        (OperationalError("SELECT secret detail", {}, Exception("secret detail")), 503, "不是您的错"),
    ],
)
def test_each_error_has_its_page(
    app: Flask, client: FlaskClient, error: Exception | int, status: int, words: str
) -> None:
    _break(app, error)
    page = client.get("/privacy")
    assert page.status_code == status
    assert words in page.text
    assert "secret detail" not in page.text
    assert "Traceback" not in page.text
    assert 'href="/"' in page.text or "重新" in page.text


def test_error_pages_speak_english_too(app: Flask, client: FlaskClient) -> None:
    client.set_cookie("lang", "en")
    assert "There is no such page" in client.get("/none").text
    _break(app, ValueError("x"))
    assert "Something went wrong on our side" in client.get("/privacy").text
