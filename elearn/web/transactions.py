"""The web commits once: a changing request with status < 400 commits, anything else rolls back."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request

from elearn import db

F = TypeVar("F", bound=Callable[..., Any])

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}


def slow_start(view: F) -> F:
    """Mark a changing view that calls db.start_writing() itself, after hashing or parsing."""
    view.slow_start = True  # type: ignore[attr-defined]
    return view


def no_session(view: F) -> F:
    """Mark a changing view whose writes are durable by themselves (exams/answer_log.py): it opens no session."""
    view.no_session = True  # type: ignore[attr-defined]
    return view


def large_upload(most_bytes: int) -> Callable[[F], F]:
    """Mark a view that takes larger requests than the setting MAX_REQUEST_BYTES allows."""

    def mark(view: F) -> F:
        view.most_bytes = most_bytes  # type: ignore[attr-defined]
        return view

    return mark


def init_app(app: Flask) -> None:
    """Begin and end the transaction of every request."""
    app.before_request(_bound)
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_stop)


def _bound() -> None:
    """Comes first: whoever reads the form afterwards is bound by it."""
    most = getattr(current_app.view_functions.get(request.endpoint or ""), "most_bytes", None)
    if most is not None:
        request.max_content_length = most


def _begin() -> None:
    db.stop_writing()
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "no_session", False):
        return
    if request.method in CHANGING and not getattr(view, "slow_start", False):
        db.start_writing()


def _end(response: Response) -> Response:
    if getattr(current_app.view_functions.get(request.endpoint or ""), "no_session", False):
        return response
    if request.method in CHANGING and response.status_code < 400:
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _stop(_error: BaseException | None) -> None:
    db.stop_writing()
