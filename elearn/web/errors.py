"""Error pages: what is wrong and what to do, in the user's language, never a traceback."""

from typing import Any

import structlog
from flask import Flask, Response, current_app, render_template
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from elearn import db
from elearn.errors import RuleBroken
from elearn.exams.answer_log import Away
from elearn.web.i18n import sentence

# Tracebacks without the values of variables: those hold names, answers and the environment.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)
log = structlog.get_logger()


def init_app(app: Flask) -> None:
    """Attach the handlers."""
    app.register_error_handler(RuleBroken, rule_broken)
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(OperationalError, database_away)
    app.register_error_handler(Away, answers_away)
    app.register_error_handler(HTTPException, plain)
    app.register_error_handler(500, broken)


def rule_broken(error: RuleBroken) -> Any:
    """409 with the sentence."""
    db.session.rollback()
    db.stop_writing()
    return render_template("errors/409.html", message=sentence(error)), 409


def form_expired(_error: CSRFError) -> Any:
    """A form whose session ran out; the page says to go back and try again."""
    db.session.rollback()
    return render_template("errors/403.html", expired=True), 403


def plain(error: HTTPException) -> Response | tuple[str, int] | HTTPException:
    """Our own page where there is one, else werkzeug's short one."""
    code = error.code or 500
    if code in (301, 302, 303, 304, 307, 308):
        return error
    db.session.rollback()
    page = {400: 422, 405: 404, 410: 404, 413: 422}.get(code, code)
    if page not in (403, 404, 409, 422, 500, 503):
        page = 500 if code >= 500 else 422
    return render_template(f"errors/{page}.html", message=_why(code)), code


def _why(code: int) -> str | None:
    """Return what is special about an error; None where the page's own sentence says enough."""
    if code != 413:
        return None
    most = current_app.config["MAX_REQUEST_BYTES"] // 1_000_000
    return str(gettext("What was sent is larger than %(most)s MB, so nothing of it was taken.", most=most))


def database_away(error: OperationalError) -> tuple[str, int]:
    """503: the database can't be reached or is full; the log has the cause."""
    log.error("database_away", error=str(error.orig))
    return render_template("errors/503.html"), 503


def answers_away(error: Away) -> tuple[str, int]:
    """503: nothing of what was sent is stored; the page's script sends it again by itself."""
    log.error("database_away", error=str(error))
    return render_template("errors/503.html"), 503


def broken(error: HTTPException) -> tuple[str, int]:
    """500: a mistake of ours."""
    log.error("broken", exc_info=getattr(error, "original_exception", None) or error)
    return render_template("errors/500.html"), 500
