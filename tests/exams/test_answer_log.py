"""The gathered write path: durable, together, and what happens when the disk or somebody else's work breaks."""

import sqlite3
import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn import db, quick
from elearn.exams import answer_log, answering
from elearn.exams.models import Answer
from elearn.quick import Statement, Writer
from tests import make, world

COUNT = Statement("SELECT count(*) FROM sign_in_failure")
ADD = Statement("INSERT INTO sign_in_failure (account, address, at) VALUES (:account, '127.0.0.1', :at_time)")


def _add(account: str) -> Any:
    params = {"account": account, "at_time": world.clock.now()}
    return lambda writer: writer.execute(ADD, params)


def _count() -> int:
    return int(answer_log.read(COUNT, {})[0][0])


def test_work_of_many_threads_is_all_stored_and_each_gets_its_own_result(app: Flask) -> None:
    found: dict[int, str] = {}

    def one(number: int) -> None:
        def work(writer: Writer) -> str:
            _add(f"{number:011d}")(writer)
            return f"result {number}"

        with app.app_context():
            found[number] = answer_log.run(work)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert found == {number: f"result {number}" for number in range(40)}
    assert _count() == 40


def test_a_piece_that_breaks_is_told_and_breaks_nobody_elses(app: Flask) -> None:
    ready = threading.Barrier(6)
    errors: list[Exception] = []

    def broken(writer: Writer) -> None:
        _add("x")(writer)
        raise ValueError("mine alone")

    def one(work: Any) -> None:
        with app.app_context():
            ready.wait(timeout=10)
            try:
                answer_log.run(work)
            except ValueError as error:
                errors.append(error)

    works = [broken, *(_add(f"{number:011d}") for number in range(5))]
    threads = [threading.Thread(target=one, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert [str(error) for error in errors] == ["mine alone"]
    assert _count() == 5


def test_within_a_writing_transaction_work_joins_it_and_goes_with_it(app: Flask) -> None:
    db.start_writing()
    answer_log.run(_add("1"))
    assert _count() == 1
    db.session.rollback()
    db.stop_writing()
    assert _count() == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL answers for its own disk
def test_after_an_error_of_the_disk_nothing_is_acknowledged_and_the_next_write_works_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    built = world.build()
    make.sign_in(client, built.learner)
    attempt = client.post("/exam/exam/start").location
    sent = {"n": 1, "s": 1, "v": {"": ["A"]}}
    answer_log.stop()
    real = quick.connect_sqlite

    class Failing(sqlite3.Connection):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:  # type: ignore[override]
            if sql == "COMMIT":
                raise sqlite3.OperationalError("disk I/O error")
            return super().execute(sql, *rest)

    def connect(engine: Any) -> sqlite3.Connection:
        return sqlite3.connect(str(engine.url.database), factory=Failing, isolation_level=None, check_same_thread=False)

    monkeypatch.setattr(quick, "connect_sqlite", connect)
    assert client.post(f"{attempt}/save", json=sent).status_code == 503
    assert client.post(f"{attempt}/hand-in").status_code == 503
    monkeypatch.setattr(quick, "connect_sqlite", real)
    assert db.session.query(Answer).count() == 0
    assert client.post(f"{attempt}/save", json=sent).status_code == 200
    assert db.session.query(Answer).count() == 1


def test_an_answer_after_the_hand_in_never_enters(client: FlaskClient) -> None:
    built = world.build()
    make.sign_in(client, built.learner)
    attempt_id = world.sit(client, built.learner.id, right=2)
    assert answering.save(attempt_id, 3, 1, "A", None) is None
    assert db.session.query(Answer).count() == 2
