"""Keeping an installation: migrations, readiness, backup, restore, doctor. PostgreSQL keeps its own tools."""

import fcntl
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import SQLAlchemyError

from elearn import db
from elearn.errors import RuleBroken, marked

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config() -> Config:
    """Return Alembic's settings without an ini file."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    return settings


def head() -> str:
    """Return the newest migration."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head() or ""


def migrate(target: str = "head") -> None:
    """Bring the database to a migration, by default the newest."""
    settings = alembic_config()
    with db.engine().connect() as connection, _tables_may_be_rebuilt(connection):
        settings.attributes["connection"] = connection
        command.upgrade(settings, target)


@contextmanager
def _tables_may_be_rebuilt(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it and dropping the old one, which foreign keys to it would forbid.

    They are switched off meanwhile, and checked afterwards.
    """
    raw = connection.connection.dbapi_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"a migration broke references: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def readiness_problem() -> str | None:
    """Say why the site can't serve, None when it can."""
    try:
        with db.engine().connect() as connection:
            connection.execute(text("SELECT 1"))
            current = MigrationContext.configure(connection).get_current_revision()
    except SQLAlchemyError as error:
        return f"database: {error.__class__.__name__}"
    return None if current == head() else f"migrations: at {current or 'none'}, program wants {head()}"


def _sqlite_path(url: str) -> Path:
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        raise RuleBroken("not-sqlite", marked("This database is PostgreSQL: use pg_dump and pg_restore."))
    return Path(address.database)


def hold_serving_lock(url: str) -> int | None:
    """Mark a SQLite database as being served for as long as this process lives; return the open lock file."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    held = os.open(f"{address.database}.serving", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(held, fcntl.LOCK_SH)
    return held


def _refuse_while_served(target: Path) -> None:
    """A server would go on writing into the file that was moved away, and those answers would be lost."""
    lock = os.open(f"{target}.serving", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RuleBroken("serving", marked("The server is running. Stop it first, then restore.")) from None
    finally:
        os.close(lock)


def backup(url: str, target: Path) -> int:
    """Copy a running SQLite database to a file and check the copy; return its size in bytes."""
    source = _sqlite_path(url)
    if not source.exists():
        raise RuleBroken("no-database", marked("There is no database at %(path)s."), path=source)
    if target.exists():
        raise RuleBroken("exists", marked("%(path)s exists already; choose another file name."), path=target)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(part)) as copy:
        live.backup(copy, pages=2000)
        copy.execute("PRAGMA journal_mode=DELETE")
    os.chmod(part, 0o600)
    _check(part)
    part.rename(target)
    return target.stat().st_size


def restore(url: str, source: Path) -> Path | None:
    """Put a backup in the place of the database; return where the former one was kept. The server must be stopped."""
    target = _sqlite_path(url)
    if not source.exists():
        raise RuleBroken("no-file", marked("There is no file %(path)s."), path=source)
    _check(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    _refuse_while_served(target)
    fresh = target.with_name(target.name + ".restoring")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(fresh)) as live:
        copy.backup(live)
    os.chmod(fresh, 0o600)
    kept = None
    if target.exists():
        kept = target.with_name(target.name + ".before-restore")
        with closing(sqlite3.connect(target)) as old:
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        target.replace(kept)
    for leftover in ("-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    fresh.rename(target)
    return kept


def _check(path: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as file:
            if file.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise sqlite3.DatabaseError("integrity check failed")
            file.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise RuleBroken(
            "not-a-backup", marked("%(path)s is not a sound backup of this site: %(why)s."), path=path, why=error
        ) from None


@dataclass(frozen=True)
class Finding:
    """One check of doctor."""

    check: str
    ok: bool
    detail: str


def examine(settings: Mapping[str, Any]) -> list[Finding]:
    """Check what an operator can set wrong; each finding says what to do."""
    findings = [Finding("python", sys.version_info >= (3, 11), sys.version.split()[0])]
    problem = readiness_problem()
    findings.append(Finding("database", problem is None, problem or "reachable, migrations current"))
    url = make_url(settings["DATABASE_URL"])
    folder = Path(settings["INSTANCE"])
    key = folder / "secret_key"
    if key.exists():
        private = (key.stat().st_mode & 0o077) == 0
        findings.append(Finding("secret key", private, "private" if private else f"run: chmod 600 {key}"))
    if url.get_backend_name() == "sqlite" and url.database and Path(url.database).exists():
        with closing(sqlite3.connect(url.database)) as file:
            sound = file.execute("PRAGMA quick_check").fetchone() == ("ok",)
        findings.append(Finding("database file", sound, "sound" if sound else "damaged: restore the newest backup"))
    free = shutil.disk_usage(folder).free // 2**20
    findings.append(Finding("disk", free > 500, f"{free} MiB free" + ("" if free > 500 else ": make room")))
    findings.append(
        Finding(
            "public address",
            bool(settings["PUBLIC_URL"]) or not settings["SECURE"],
            settings["PUBLIC_URL"] or "not set: printed sheets carry no QR code; set ELEARN_PUBLIC_URL",
        )
    )
    return findings
