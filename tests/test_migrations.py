"""A database that is in use is brought up to date, and keeps what is in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from elearn import db, ops
from elearn.app import create_app
from tests.conftest import BACKENDS
from tests.postgres import copied_database

ROWS = """
INSERT INTO unit (code, name, level, kind, is_division) VALUES ('14', '山西省', 'province', '省', true);
INSERT INTO bank (id, slug, title, unit_code, uses, created_at) VALUES (1, 'b', '题库', '14', '["exam"]', '2026-01-01');
INSERT INTO question (id, bank_id, ref, status, current_number) VALUES (1, 1, 'b-001', 'published', 1);
INSERT INTO question_version (id, question_id, number, kind, stem, options, key, explanation, source, topic, difficulty,
 uses, search_text, created_at) VALUES (1, 1, 1, 'single', '题', '["甲", "乙"]', '{"answer": "A"}', '', '', '', 'easy',
 '["exam"]', '题', '2026-01-01');
"""


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.sqlite3'}"
        return
    with copied_database(request.getfixturevalue("postgres_url"), template="template0") as url:
        yield url


@pytest.fixture
def old(empty_url: str) -> Iterator[Flask]:
    """A database of the first release, with one question."""
    app = create_app(DATABASE_URL=empty_url, TESTING=True)
    with app.app_context():
        ops.migrate("003")
        with db.engine().begin() as connection:
            for statement in filter(str.strip, ROWS.split(";\n")):
                connection.execute(text(statement))
        yield app
        db.session.rollback()
        db.engine().dispose()


def test_what_is_there_stays_and_gets_its_new_columns(old: Flask) -> None:
    ops.migrate()
    with db.engine().connect() as connection:
        row = connection.execute(text("SELECT stem, fingerprint, pictures FROM question_version")).one()
        assert row.stem == "题"
        assert len(row.fingerprint) == 32
        assert connection.scalar(text("SELECT review FROM bank")) == "exam"
        if connection.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    assert ops.readiness_problem() is None
