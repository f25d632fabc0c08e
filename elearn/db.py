"""Declarative base, the current session, UTC date-times and the rules of writing.

Plain SQLAlchemy; app.py binds it to Flask. On SQLite every writing transaction takes the writers' flock and starts with
BEGIN IMMEDIATE, so writers queue fairly instead of failing with "database is locked".
"""

import enum
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import DateTime, Dialect, Engine, MetaData, event
from sqlalchemy import types as sa_types
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(sa_types.TypeDecorator[datetime]):
    """An aware UTC date-time on both databases; SQLite has no time zones, so it is stored naive there."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values and turn the rest into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive date-time; use elearn.clock.now()")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC value."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_column(kind: type[enum.Enum], length: int) -> sa_types.Enum:
    """Return a column type that stores an enum's value as text, alike on both databases."""
    return sa_types.Enum(kind, native_enum=False, length=length, values_callable=lambda e: [item.value for item in e])


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UTCDateTime, dict[str, Any]: sa_types.JSON, list[Any]: sa_types.JSON}


_source: Callable[[], Session] | None = None
_engine_source: Callable[[], Engine] | None = None
_writing: ContextVar[bool] = ContextVar("writing", default=False)


class _CurrentSession:
    """Stands for the session of the current request or command."""

    def __getattr__(self, name: str) -> Any:
        if _source is None:
            raise RuntimeError("no session: db.bind() was not called")
        return getattr(_source(), name)


session: Session = cast(Session, _CurrentSession())


def bind(sessions: Callable[[], Session], engine: Callable[[], Engine]) -> None:
    """Tell where the current session and the engine come from (app.py does, with Flask-SQLAlchemy-Lite)."""
    global _source, _engine_source
    _source, _engine_source = sessions, engine


def engine() -> Engine:
    """Return the engine of the running application."""
    if _engine_source is None:
        raise RuntimeError("no engine: db.bind() was not called")
    return _engine_source()


def start_writing() -> None:
    """End any read transaction and make the next one a writing one, queued behind other writers on SQLite.

    A guard calls it for every changing request. Work that takes long (hashing, parsing) belongs before this call.
    """
    session.rollback()
    _writing.set(True)


def stop_writing() -> None:
    """Back to reading; called when a request or command ends."""
    _writing.set(False)


def is_writing() -> bool:
    """Say whether the next transaction will be a writing one."""
    return _writing.get()


@contextmanager
def writing() -> Iterator[Session]:
    """Run a block in one writing transaction, committed at its end: for commands, jobs and the demo."""
    start_writing()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        stop_writing()


@contextmanager
def apart() -> Iterator[Session]:
    """Run a short transaction of its own, for what must survive a refusal (failed sign-ins, refused access).

    The current transaction is rolled back first: its writers' lock would otherwise block this one for ever.
    """
    session.rollback()
    was = _writing.get()
    _writing.set(True)
    try:
        with Session(engine()) as own, own.begin():
            yield own
    finally:
        _writing.set(was)


def upper_bound(code: str) -> str:
    """Return next(code): the smallest string greater than every code that starts with this one."""
    return code[:-1] + chr(ord(code[-1]) + 1)


def attach(target: Engine) -> None:
    """Set up an engine: pragmas and queued writers for SQLite; PostgreSQL needs nothing."""
    if target.dialect.name != "sqlite":
        return
    event.listen(target, "connect", _on_connect)
    event.listen(target, "begin", _on_begin)
    event.listen(target, "commit", _on_commit)
    event.listen(target, "rollback", _on_rollback)


def _on_connect(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None  # we send BEGIN ourselves; the driver's own would be too late and deferred
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "cache_size=-1000"):
        dbapi.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    if not _writing.get():
        connection.exec_driver_sql("BEGIN")
        return
    path = connection.engine.url.database
    if path and path != ":memory:":
        # A new description each time: flock then also keeps the threads of one process apart.
        fd = os.open(f"{path}.writers", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(fd, fcntl.LOCK_EX)
        connection.info["writers_fd"] = fd
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        _let_go(connection)
        raise


def _on_commit(connection: Connection) -> None:
    # This listener runs before the driver commits. The commit is done here, so that the lock is let go after it.
    try:
        connection.exec_driver_sql("COMMIT")
    finally:
        _let_go(connection)


def _on_rollback(connection: Connection) -> None:
    try:
        connection.connection.rollback()
    finally:
        _let_go(connection)


def _let_go(connection: Connection) -> None:
    fd = connection.info.pop("writers_fd", None)
    if fd is not None:
        os.close(fd)
