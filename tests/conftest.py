"""Fixtures: every test that touches the database runs on SQLite and on PostgreSQL."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

os.environ["ELEARN_INSTANCE"] = tempfile.mkdtemp(prefix="elearn-test-")
os.environ.setdefault("XDG_RUNTIME_DIR", os.environ["ELEARN_INSTANCE"])  # the PostgreSQL package looks for it
os.environ["ELEARN_SECRET_KEY"] = "only-for-tests-" + "x" * 40

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, text
from werkzeug.test import TestResponse

from elearn import clock, db, ops
from elearn.app import create_app, engine_options, sqlalchemy
from elearn.exams import answer_log
from tests.postgres import TEMPLATE, Emptied, address_of, connected, start_server

# All tests live on this day, so that dates on pages can be compared.
DAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
BACKENDS = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgresql", id="postgresql", marks=pytest.mark.postgresql),
]


# What takes long with few tests: browsers, whole demos, commands in processes of their own, random histories.
LONG = {"browser", "demo", "test_contracts.py", "test_ops.py", "test_tallies.py", "test_who_may.py", "test_import.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first: each core takes a file at a time, and a long one begun last would leave the other idle.

    Of the rest the number of tests tells how long a file takes.
    """
    tests_of = Counter(item.path for item in items)
    items.sort(key=lambda item: (LONG.isdisjoint(item.path.parts), -tests_of[item.path]))


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
        with connected(url) as admin:
            admin.execute(text(f"CREATE DATABASE {TEMPLATE}"))
        # In a thread of its own: a browser test has an event loop running in this one.
        with ThreadPoolExecutor(1) as apart:
            apart.submit(_migrated, address_of(url, TEMPLATE)).result()
        yield url


@pytest.fixture(scope="session")
def emptied(postgres_url: str) -> Iterator[Emptied]:
    """One database on PostgreSQL that is emptied after each test: making and dropping one takes 100 ms, this 5."""
    made = Emptied(postgres_url)
    yield made
    made.drop()


@pytest.fixture(scope="session")
def sqlite_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite file lies that each test gets anew."""
    return tmp_path_factory.mktemp("sqlite")


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A migrated database with nothing in it."""
    if request.param == "sqlite":
        folder: Path = request.getfixturevalue("sqlite_folder")
        for old in folder.iterdir():
            old.unlink()
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "test.sqlite3")
        yield f"sqlite:///{folder / 'test.sqlite3'}"
        return
    emptied: Emptied = request.getfixturevalue("emptied")
    yield emptied.url
    emptied.empty()


@pytest.fixture
def held_clock() -> Iterator[clock.freeze]:
    """The clock held at DAY; `move_to()` sets it."""
    with clock.freeze(DAY) as held:
        yield held


@pytest.fixture(scope="session")
def only_app() -> Flask:
    """The application that the tests share: 300 routes and the templates are compiled once, not 1,500 times.

    Nothing of one test reaches the next: `app` gives it an empty database and its first settings again.
    """
    made = create_app(DATABASE_URL="sqlite://", TESTING=True, PROPAGATE_EXCEPTIONS=False)
    made.test_client_class = Browser
    made.config["WTF_CSRF_ENABLED"] = False  # tests/web/test_safety.py switches it on again
    return made


@cache
def _engine(url: str) -> Engine:
    """The engine of an address, kept with the statements that it compiled; all the tests have about 2,000."""
    engine = create_engine(**engine_options(url), query_cache_size=4_000)
    db.attach(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _careless)
    return engine


def _careless(connection: Any, _record: Any) -> None:
    """No test within this process cuts the power, so none waits for the disk; tests/browser/test_survival.py does."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def app(only_app: Flask, database_url: str, held_clock: clock.freeze) -> Iterator[Flask]:
    """The application on an empty database, with an application context for direct calls of actions and queries."""
    settings = dict(only_app.config)
    only_app.config["DATABASE_URL"] = database_url
    only_app.extensions["save_gate"].senders.values.clear()
    # A twin for each test, with the connections and compiled statements of the kept one: all that the program keeps
    # in memory is kept by engine.
    engine = _engine(database_url).execution_options()
    with only_app.app_context():
        sqlalchemy.engines["default"] = engine
        sqlalchemy.sessionmaker.configure(bind=engine)
        yield only_app
        db.session.rollback()
        db.stop_writing()
        answer_log.stop()
    if engine.dialect.name == "sqlite":  # the next test gets another file; PostgreSQL's connections can stay
        engine.dispose()
    only_app.config.clear()
    only_app.config.update(settings)


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
