"""Fixtures: every test that touches the database runs on SQLite and on PostgreSQL."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

os.environ["ELEARN_INSTANCE"] = tempfile.mkdtemp(prefix="elearn-test-")
os.environ.setdefault("XDG_RUNTIME_DIR", os.environ["ELEARN_INSTANCE"])  # the PostgreSQL package looks for it
os.environ["ELEARN_SECRET_KEY"] = "only-for-tests-" + "x" * 40

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, text
from werkzeug.test import TestResponse

from elearn import clock, db, ops
from elearn.app import create_app
from elearn.exams import answer_log
from tests.postgres import start_server

# All tests live on this day, so that dates on pages can be compared.
DAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
BACKENDS = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
]


def _migrated(url: str) -> None:
    app = create_app(DATABASE_URL=url)
    with app.app_context():
        ops.migrate()
        db.engine().dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    _migrated(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a server of our own, with a migrated database `template_elearn`."""
    with start_server() as url:
        admin = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text("CREATE DATABASE template_elearn"))
        # In a thread of its own: a browser test has an event loop running in this one.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(_migrated, url.rpartition("/")[0] + "/template_elearn").result()
        admin.dispose()
        yield url


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh, migrated database."""
    if request.param == "sqlite":
        path = tmp_path / "test.sqlite3"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server = request.getfixturevalue("postgres_url")
    name = f"t{uuid.uuid4().hex[:12]}"
    admin = create_engine(server.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template_elearn"))
    yield server.rpartition("/")[0] + f"/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def held_clock() -> Iterator[clock.freeze]:
    """The clock held at DAY; `move_to()` sets it."""
    with clock.freeze(DAY) as held:
        yield held


@pytest.fixture
def app(database_url: str, held_clock: clock.freeze) -> Iterator[Flask]:
    """The application on a fresh database, with an application context for direct calls of actions and queries."""
    app = create_app(DATABASE_URL=database_url, TESTING=True, PROPAGATE_EXCEPTIONS=False)
    app.test_client_class = Browser
    app.config["WTF_CSRF_ENABLED"] = False  # tests/web/test_safety.py switches it on again
    with app.app_context():
        yield app
        db.session.rollback()
        db.stop_writing()
        answer_log.stop()
        db.engine().dispose()


class Browser(FlaskClient):
    """A visitor's browser without JavaScript. Each request gets an application context of its own, as on a server:
    without that the requests of a test would share one session and one signed-in person."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request; what the test has read so far is read anew afterwards."""
        db.session.rollback()
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()
