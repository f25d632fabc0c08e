"""The floor: a Flask route with session, sign-in and ownership from cache, CSRF and the same gathered commit, no more.

Started with `python -m benchmarks.storm.floor PORT PROCESSES`.
"""

import json
import os
import sys
from datetime import UTC, datetime
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask, jsonify, request, session
from flask_sqlalchemy_lite import SQLAlchemy
from flask_wtf import CSRFProtect
from flask_wtf.csrf import generate_csrf

from elearn import db
from elearn.app import engine_options
from elearn.exams import answer_log
from elearn.quick import Statement

TABLE = Statement(
    "CREATE TABLE IF NOT EXISTS floor_answer (person INTEGER, number INTEGER, response TEXT, saved_at TEXT, "
    "PRIMARY KEY (person, number))"
)
SAVE = Statement(
    "INSERT INTO floor_answer (person, number, response, saved_at) VALUES (:person, :number, :response, :at) "
    "ON CONFLICT (person, number) DO UPDATE SET response = excluded.response, saved_at = excluded.saved_at"
)
PEOPLE: dict[str, int] = {}


def create_app() -> Flask:
    """Build the floor's application."""
    app = Flask("floor")
    app.secret_key = os.environ["ELEARN_SECRET_KEY"]
    app.config["SESSION_COOKIE_NAME"] = "elearn"
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["SQLALCHEMY_ENGINES"] = {"default": engine_options(os.environ["ELEARN_DATABASE_URL"])}
    sqlalchemy = SQLAlchemy(app)
    app.teardown_appcontext_funcs[:] = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]
    CSRFProtect(app)
    with app.app_context():
        db.attach(sqlalchemy.engine)
    db.bind(lambda: sqlalchemy.session, lambda: sqlalchemy.engine)

    @app.get("/exam/storm")
    def front() -> str:
        return f'<input name="csrf_token" value="{generate_csrf()}">'

    @app.post("/save")
    def save() -> Any:
        token = session["_user_id"]
        person = PEOPLE.get(token) or PEOPLE.setdefault(token, int(token[6:].rstrip("x")))
        sent = request.get_json()
        params = {
            "person": person,
            "number": sent["n"],
            "response": json.dumps({"value": sent["v"]}),
            "at": datetime.now(UTC).isoformat(),
        }
        answer_log.run(lambda writer: writer.execute(SAVE, params), one_statement=True)
        return jsonify(step=sent["s"])

    return app


def main() -> None:
    """Serve the floor as the site is served."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    from elearn.cli import SERVER

    app = create_app()
    with app.app_context():
        answer_log.run(lambda writer: writer.execute(TABLE, {}), one_statement=True)
        answer_log.stop()
    Server(
        "benchmarks.storm.floor:create_app",
        factory=True,
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        workers=int(sys.argv[2]),
        log_level=LogLevels.error,
        **SERVER,
    ).serve()


if __name__ == "__main__":
    main()
