"""SQL past the ORM, for the few statements that thousands of people wait for: what they are, and reading with them.

The ORM needs half a millisecond for what these do in thirty microseconds. Everything else uses the session.
"""

import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol

import psycopg
from psycopg.types.json import set_json_loads
from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from elearn import db

Rows = list[tuple[Any, ...]]
POOL = 12
"""Connections of one process to PostgreSQL beside those of the sessions."""
PATIENCE = 30.0
"""Seconds after which a request gives up waiting for a connection or a commit."""


class Statement:
    """SQL for both databases. Parameters are `:name`; `:x_time` is a moment, `:x_json` a JSON text."""

    def __init__(self, text: str, postgresql: str = "") -> None:
        self.sqlite = text
        typed = {"_time": "::timestamptz", "_json": "::json"}
        self.postgresql = re.sub(
            r"(?<!:):([a-z]\w*)", lambda m: f"%({m[1]})s{typed.get(m[1][-5:], '')}", postgresql or text
        )


class Writer(Protocol):
    """What a piece of work gets to write with."""

    def execute(self, statement: Statement, params: Mapping[str, Any]) -> Rows:
        """Run one statement and return its rows; moments are aware date-times going in."""


def moment(value: Any) -> datetime:
    """Turn a date-time that a statement returned into an aware one."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def for_sqlite(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with moments as SQLAlchemy stores them in SQLite."""
    return {
        name: value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
        if isinstance(value, datetime)
        else value
        for name, value in params.items()
    }


class ThroughSession:
    """A writer inside the current session's own transaction, for acts that write by the ORM as well."""

    def execute(self, statement: Statement, params: Mapping[str, Any]) -> Rows:
        """Run one statement after what the session has pending."""
        db.session.flush()
        connection = db.session.connection()
        if connection.dialect.name == "sqlite":
            result = connection.exec_driver_sql(statement.sqlite, for_sqlite(params))
        else:
            result = connection.exec_driver_sql(statement.postgresql, dict(params))
        return [tuple(row) for row in result] if result.returns_rows else []


def read(statement: Statement, params: Mapping[str, Any]) -> Rows:
    """Read what is committed, past the session; within a writing transaction, what that one sees."""
    if db.is_writing():
        return ThroughSession().execute(statement, params)
    engine = db.engine()
    if engine.dialect.name == "sqlite":
        return SqliteWriter(_own_connection(engine)).execute(statement, params)
    with borrowed(engine) as connection:
        return PostgresqlWriter(connection).execute(statement, params)


class SqliteWriter:
    """Runs statements on a connection to SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def execute(self, statement: Statement, params: Mapping[str, Any]) -> Rows:
        """Run one statement."""
        return self.connection.execute(statement.sqlite, for_sqlite(params)).fetchall()


class PostgresqlWriter:
    """Runs statements on a connection to PostgreSQL."""

    def __init__(self, connection: "psycopg.Connection[tuple[Any, ...]]") -> None:
        self.connection = connection

    def execute(self, statement: Statement, params: Mapping[str, Any]) -> Rows:
        """Run one statement."""
        cursor = self.connection.execute(statement.postgresql, params)
        return cursor.fetchall() if cursor.description else []


_own = threading.local()
_pools: dict[Engine, QueuePool] = {}
_making = threading.Lock()


def connect_sqlite(engine: Engine) -> sqlite3.Connection:
    """Open a connection of our own, set up like those of the sessions."""
    connection = sqlite3.connect(str(engine.url.database), timeout=10, isolation_level=None, check_same_thread=False)
    # A small page cache: there is a reading connection for each of many threads.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-256"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _own_connection(engine: Engine) -> sqlite3.Connection:
    """Return this thread's reading connection."""
    if getattr(_own, "engine", None) is not engine:
        if getattr(_own, "engine", None) is not None:
            _own.connection.close()
        _own.engine, _own.connection = engine, connect_sqlite(engine)
    found: sqlite3.Connection = _own.connection
    return found


@contextmanager
def borrowed(engine: Engine) -> Iterator["psycopg.Connection[tuple[Any, ...]]"]:
    """Lend a connection in autocommit mode; a broken one does not go back."""
    place = _pool(engine).connect()
    try:
        yield place.dbapi_connection  # type: ignore[misc]
    except psycopg.OperationalError:
        place.invalidate()
        raise
    finally:
        place.close()


def _pool(engine: Engine) -> QueuePool:
    found = _pools.get(engine)
    if found is None:
        address = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with _making:
            found = _pools.setdefault(engine, _made(address))
    return found


def _made(address: str) -> QueuePool:
    def connect() -> "psycopg.Connection[tuple[Any, ...]]":
        # Prepared at once: the few statements of this path repeat for ever. JSON stays text, as SQLite gives it: what
        # is read again and again is parsed once (kept.py) and recognised by its text.
        connection = psycopg.connect(address, autocommit=True, prepare_threshold=1)
        set_json_loads(_as_text, connection)
        return connection

    return QueuePool(
        connect,  # type: ignore[arg-type]
        pool_size=POOL,
        max_overflow=0,
        timeout=PATIENCE,
        reset_on_return=None,
    )


def _as_text(data: bytes | str) -> str:
    return data if isinstance(data, str) else data.decode()


def renew(engine: Engine) -> None:
    """Forget all connections of a pool: the server dropped one, so the others may be as dead."""
    with _making:
        old = _pools.pop(engine, None)
    if old is not None:
        old.dispose()


def stop() -> None:
    """Let go of all connections; tests do, before they drop a database."""
    for pool in _pools.values():
        pool.dispose()
    _pools.clear()
