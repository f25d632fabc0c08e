"""The gathered write path: many small durable writes at once, each acknowledged after its COMMIT. One call, run().

SQLite: one writer thread a process gathers the writes that arrive within a few milliseconds and commits them together,
behind the writers' flock like everybody else. PostgreSQL gathers commits itself; there a small pool of autocommit
connections serves. docs/decisions/007 explains it with figures. Only this module commits besides db.py and the web.
"""

import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

import psycopg
from sqlalchemy import Engine

from elearn import db, quick
from elearn.quick import PATIENCE, PostgresqlWriter, SqliteWriter, ThroughSession, Writer, read

T = TypeVar("T")
LINGER = 0.003
"""Seconds that a write waits for others."""
MOST = 500
"""Writes in one transaction at the most."""


class Away(Exception):
    """The database can't take the write now (full, broken, locked); nothing of it was stored."""


Work = Callable[[Writer], T]


def run(work: Work[T], *, one_statement: bool = False) -> T:
    """Run a piece of work in a durable transaction and return its result after the commit.

    The work may be run twice (the first time in a transaction that failed for another's sake), so it only writes
    through its writer. `one_statement` saves PostgreSQL the BEGIN. Within a writing transaction (commands, jobs, the
    demo) the work joins that one instead of waiting for it for ever. Raises Away.
    """
    if db.is_writing():
        return work(ThroughSession())
    return _log().run(work, one_statement)


_logs: dict[Engine, "_Sqlite | _Postgresql"] = {}
_making = threading.Lock()


def _log() -> "_Sqlite | _Postgresql":
    engine = db.engine()
    found = _logs.get(engine)
    if found is None:
        with _making:
            found = _logs.get(engine)
            if found is None:
                found = _logs[engine] = _Sqlite(engine) if engine.dialect.name == "sqlite" else _Postgresql(engine)
    return found


def stop() -> None:
    """Let go of all connections; tests do, before they drop a database."""
    for log in _logs.values():
        log.stop()
    _logs.clear()
    quick.stop()


class _Ticket:
    """One piece of work, with a lock that is let go when its transaction has ended."""

    __slots__ = ("done", "error", "result", "work")

    def __init__(self, work: Work[Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.done = threading.Lock()
        self.done.acquire()


class _Sqlite:
    """One writer thread; it begins with the first write and lives as long as the process."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.path = str(engine.url.database)
        self.queue: SimpleQueue[_Ticket | None] = SimpleQueue()
        self.thread = threading.Thread(target=self._loop, name="answer-log", daemon=True)
        self.thread.start()

    def run(self, work: Work[T], _one_statement: bool) -> T:
        ticket = _Ticket(work)
        self.queue.put(ticket)
        if not ticket.done.acquire(timeout=PATIENCE):
            raise Away("the writer did not answer in time")
        if ticket.error is not None:
            raise ticket.error
        return ticket.result  # type: ignore[no-any-return]

    def stop(self) -> None:
        self.queue.put(None)
        self.thread.join(timeout=5)

    def _loop(self) -> None:
        connection: sqlite3.Connection | None = None
        while batch := self._gathered():
            try:
                connection = connection or quick.connect_sqlite(self.engine)
                self._together(connection, batch)
            except (sqlite3.Error, OSError) as error:
                # After a failed fsync the connection can't be trusted: what was not acknowledged is sent again.
                for ticket in batch:
                    ticket.error = Away(str(error))
                if connection is not None:
                    connection.close()
                connection = None
            for ticket in batch:
                ticket.done.release()
        if connection is not None:
            connection.close()

    def _gathered(self) -> list[_Ticket]:
        """Wait for a write, then for those that come within LINGER; an empty list means stop."""
        first = self.queue.get()
        if first is None:
            return []
        batch = [first]
        time.sleep(LINGER)
        while len(batch) < MOST:
            try:
                ticket = self.queue.get_nowait()
            except Empty:
                break
            if ticket is None:
                self.queue.put(None)
                break
            batch.append(ticket)
        return batch

    def _together(self, connection: sqlite3.Connection, batch: list[_Ticket]) -> None:
        """Commit a batch in one transaction; where a piece of it breaks, each piece in its own."""
        try:
            self._commit(connection, batch)
        except sqlite3.IntegrityError:
            self._one_by_one(connection, batch)
        except sqlite3.Error:
            raise
        except Exception:
            self._one_by_one(connection, batch)

    def _one_by_one(self, connection: sqlite3.Connection, batch: list[_Ticket]) -> None:
        for ticket in batch:
            try:
                self._commit(connection, [ticket])
            except sqlite3.OperationalError:
                raise
            except Exception as error:
                ticket.error = error

    def _commit(self, connection: sqlite3.Connection, batch: list[_Ticket]) -> None:
        writer = SqliteWriter(connection)
        lock = os.open(f"{self.path}.writers", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            connection.execute("BEGIN IMMEDIATE")
            try:
                for ticket in batch:
                    ticket.result = ticket.work(writer)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        finally:
            os.close(lock)


class _Postgresql:
    """The connections of quick.py; the server itself gathers commits."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def run(self, work: Work[T], one_statement: bool) -> T:
        try:
            return self._run(work, one_statement)
        except psycopg.OperationalError:
            quick.renew(self.engine)
        try:
            return self._run(work, one_statement)
        except psycopg.OperationalError as error:
            raise Away(str(error)) from error

    def _run(self, work: Work[T], one_statement: bool) -> T:
        with quick.borrowed(self.engine) as connection:
            writer = PostgresqlWriter(connection)
            if one_statement:
                return work(writer)
            with connection.transaction():
                return work(writer)

    def stop(self) -> None:
        quick.renew(self.engine)


__all__ = ["Away", "read", "run", "stop"]
