"""Backup, restore, doctor: drilled on a real site that is running, killed and brought back."""

import json
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from elearn import ops
from elearn.errors import RuleBroken
from tests import make
from tests.browser.site import Site


def _people(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as file:
        return [name for (name,) in file.execute('SELECT name FROM "user" ORDER BY id')]


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Site:
    """A site on an empty database of its own, not started."""
    database = tmp_path / "elearn.sqlite3"
    database.write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(database)) as file:
        file.execute(
            "INSERT INTO unit (code, name, level, kind, is_division) VALUES ('14', '山西省', 'province', '省', 1)"
        )
        file.commit()
    return Site(tmp_path, f"sqlite:///{database}")


def test_a_running_site_is_backed_up_and_brought_back(site: Site) -> None:
    database, copy = site.folder / "elearn.sqlite3", site.folder / "copy.sqlite3"
    site.run("admin", "create", "--mobile", "13900000001", "--name", "先来的人", "--unit", "14")
    site.start()
    try:
        done = json.loads(site.run("backup", str(copy), "--json"))
        assert done == {"file": str(copy), "bytes": copy.stat().st_size}
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
        site.run("admin", "create", "--mobile", "13900000002", "--name", "后来的人", "--unit", "14")
        assert "is running" in site.refused("restore", str(copy))
        assert _people(database) == ["先来的人", "后来的人"]
    finally:
        site.kill()
    done = json.loads(site.run("restore", str(copy), "--json"))
    assert _people(database) == ["先来的人"]
    assert _people(Path(done["kept"])) == ["先来的人", "后来的人"]
    site.start()  # it serves again, and is ready
    site.kill()


def test_a_damaged_or_foreign_file_is_refused_and_nothing_is_touched(site: Site) -> None:
    broken, foreign = site.folder / "broken.sqlite3", site.folder / "foreign.sqlite3"
    broken.write_bytes(b"SQLite format 3\x00" + b"x" * 5000)
    with closing(sqlite3.connect(foreign)) as file:
        file.execute("CREATE TABLE x (y)")
    before = (site.folder / "elearn.sqlite3").read_bytes()
    for name in (broken, foreign):
        assert "not a sound backup" in site.refused("restore", str(name))
    assert "no file" in site.refused("restore", str(site.folder / "none"))
    assert (site.folder / "elearn.sqlite3").read_bytes() == before


def test_a_backup_overwrites_nothing(site: Site) -> None:
    target = site.folder / "copy.sqlite3"
    target.write_text("something else")
    assert "exists already" in site.refused("backup", str(target))
    assert target.read_text() == "something else"


def test_doctor_says_what_is_wrong_and_how_to_mend_it(site: Site) -> None:
    found = json.loads(site.run("doctor", "--json"))
    assert found["ok"]
    assert {each["check"] for each in found["checks"]} >= {"python", "database", "database file", "disk"}
    (site.folder / "secret_key").write_text("x" * 50)
    (site.folder / "secret_key").chmod(0o644)
    assert "chmod 600" in site.refused("doctor")
    (site.folder / "secret_key").chmod(0o600)
    with closing(sqlite3.connect(site.folder / "elearn.sqlite3")) as file:
        file.execute("UPDATE alembic_version SET version_num = '001'")
        file.commit()
    assert "at 001" in site.refused("doctor")


def test_postgresql_is_left_to_its_own_tools() -> None:
    with pytest.raises(RuleBroken) as refused:
        ops.backup("postgresql://localhost/elearn", Path("x"))
    assert refused.value.code == "not-sqlite"


def test_readiness_follows_the_migrations(app: Flask) -> None:
    assert ops.readiness_problem() is None
    make.user()
    ops.migrate()  # once more changes nothing
    assert ops.readiness_problem() is None
