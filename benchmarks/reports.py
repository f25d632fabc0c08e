"""How fast the completion pages and exports are with the whole province: 23,000 units, 130,000 learners.

    python -m benchmarks.reports [--json] [--within CODE] [--database-url URL] [--keep FILE] [--runs N]

Builds the province demo (or uses a database that holds one), signs an official of the province in and opens every page
for many units. Server time is the whole request inside this process; statements are counted as they go to the database.
The reference in the same run is one plain statement that counts the enrolments of the whole class from scratch. Exports
run in a process of their own, whose memory is measured. Exit status 1 when a limit is broken.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, text
from werkzeug.exceptions import HTTPException

from elearn import clock, db, ops
from elearn.app import create_app
from elearn.demo import province
from elearn.demo.build import PASSWORD
from elearn.people.access import Level
from elearn.people.models import Unit
from elearn.training.models import TrainingClass
from tests.postgres import start_server

PAGE_MS, PERSON_MS, STATEMENTS = 50, 500, 15
TOWNSHIPS_S, PEOPLE_S, PEOPLE_MB = 1.0, 15.0, 300
OFFICIAL = province.STAFF[0][2]
REFERENCE = (
    "SELECT substr(unit_code, 1, 4), count(*), count(started_at), count(completed_at), count(best_score), "
    "sum(best_score) FROM enrolment WHERE class_id = 1 AND left_on IS NULL GROUP BY 1"
)
BASE = "/official/completion/{slug}/{unit}"
# label, address, kinds of unit, limit of p95 in ms
PAGES: tuple[tuple[str, str, tuple[Level, ...], int], ...] = (
    ("table of the province", BASE, (Level.PROVINCE,), PAGE_MS),
    ("table of a city", BASE, (Level.CITY,), PAGE_MS),
    ("table of a county", BASE, (Level.COUNTY,), PAGE_MS),
    ("table of a township", BASE, (Level.TOWNSHIP,), PAGE_MS),
    ("sorted by a column", BASE + "?sort=-started", (Level.CITY, Level.COUNTY), PAGE_MS),
    ("table of a past day", BASE + "?as_of={day}", (Level.PROVINCE, Level.CITY, Level.COUNTY), PERSON_MS),
    ("board of the meeting room", BASE + "/board", (Level.PROVINCE, Level.CITY, Level.COUNTY), PAGE_MS),
    ("lessons of a county", BASE + "/lessons", (Level.COUNTY,), PERSON_MS),
    ("lessons of a township", BASE + "/lessons", (Level.TOWNSHIP,), PAGE_MS),
    ("idle villages of a county", BASE + "/idle", (Level.COUNTY, Level.TOWNSHIP), PAGE_MS),
    ("idle villages of the province", BASE + "/idle", (Level.PROVINCE,), PERSON_MS),
    ("names of a township", BASE + "/names", (Level.TOWNSHIP,), PAGE_MS),
    ("names of a village", BASE + "/names?show=all", (Level.VILLAGE,), PAGE_MS),
    ("names of a county", BASE + "/names", (Level.COUNTY,), PERSON_MS),
    ("names of the province", BASE + "/names", (Level.PROVINCE,), PERSON_MS),
    ("never signed in, county", BASE + "/names?signed_in=never", (Level.COUNTY,), PERSON_MS),
    ("exam missing, city", BASE + "/names?missing=exam", (Level.CITY,), PERSON_MS),
    ("idle for a week, province", BASE + "/names?idle=7", (Level.PROVINCE,), PERSON_MS),
    ("names of a past day, county", BASE + "/names?as_of={day}", (Level.COUNTY,), PERSON_MS),
    ("certificates of a township", "/official/certificates/{slug}/{unit}", (Level.TOWNSHIP,), PAGE_MS),
    ("certificates of the province", "/official/certificates/{slug}/{unit}", (Level.PROVINCE,), PERSON_MS),
)


@dataclass
class Measured:
    """One line of the table."""

    what: str
    p95_ms: float
    median_ms: float
    statements: int
    limit_ms: float
    ratio: float
    """Of p95 to the reference."""
    memory_mb: int = 0

    @property
    def is_within(self) -> bool:
        """Whether the limits hold; exports have no limit of statements."""
        few = self.statements <= STATEMENTS or self.memory_mb > 0
        return self.p95_ms <= self.limit_ms and few and self.memory_mb <= PEOPLE_MB


class Counted:
    """Counts the statements that go to the database."""

    def __init__(self) -> None:
        self.count = 0
        event.listen(db.engine(), "before_cursor_execute", self._one)

    def _one(self, *_: Any) -> None:
        self.count += 1


def timed(work: Callable[[], Any]) -> float:
    """Return milliseconds."""
    begin = time.perf_counter()
    work()
    return (time.perf_counter() - begin) * 1000


def quantile(values: list[float], part: float) -> float:
    """Return the value that so large a part of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def measure(app: Flask, runs: int) -> list[Measured]:
    """Open every page for several units, and take the exports."""
    source = Random(7)
    with app.app_context():
        slug, units, browser = _prepared(app)
        counted = Counted()
        reference = quantile([timed(lambda: db.session.execute(text(REFERENCE)).all()) for _ in range(5)], 0.5)
        db.session.rollback()
    day = (clock.today() - timedelta(days=7)).isoformat()
    found = []
    for what, address, levels, limit in PAGES:
        codes = [code for level in levels for code in units[level]]
        # A unit is asked for once before it counts: the second of two phones in the same meeting is the rule.
        chosen = [source.choice(codes) for _ in range(runs)]
        if not _exists(app, address.format(slug=slug, unit=chosen[0], day=day)):
            continue
        times, most = [], 0
        for code in chosen:
            counted.count = 0
            times.append(timed(partial(_open, browser, address.format(slug=slug, unit=code, day=day))))
            most = max(most, counted.count)
        p95, median = quantile(times, 0.95), quantile(times, 0.5)
        found.append(Measured(what, round(p95, 1), round(median, 1), most, limit, round(p95 / reference, 2)))
    for what, limit, address, sent in (
        (".xlsx of all townships", TOWNSHIPS_S, BASE + "/townships/export", {}),
        (".xlsx of all people", PEOPLE_S, BASE + "/names/export", {"show": "all", "whole": "1"}),
    ):
        if _exists(app, address.format(slug=slug, unit="14"), "POST"):
            took, memory = _exported(app.config["DATABASE_URL"], address.format(slug=slug, unit="14"), sent)
            ms = round(took * 1000)
            found.append(Measured(what, ms, ms, 0, limit * 1000, round(ms / reference, 1), memory))
    return [
        Measured("reference: counting the class anew", round(reference, 1), round(reference, 1), 1, 1e9, 1.0),
        *found,
    ]


def _prepared(app: Flask) -> tuple[str, dict[Level, list[str]], FlaskClient]:
    slug = db.session.scalars(select(TrainingClass.slug)).first()
    assert slug
    units: dict[Level, list[str]] = {level: [] for level in Level}
    for code, level in db.session.execute(select(Unit.code, Unit.level).where(Unit.closed_on.is_(None))):
        units[level].append(code)
    browser = app.test_client()
    entered = browser.post("/sign-in", data={"mobile": OFFICIAL, "password": PASSWORD})
    assert entered.status_code == 303, entered.status_code
    db.session.rollback()
    return slug, units, browser


def _exists(app: Flask, address: str, method: str = "GET") -> bool:
    """Say whether the program has such a page."""
    try:
        app.url_map.bind("localhost").match(address.partition("?")[0], method)
    except HTTPException:
        return False
    return True


def _open(browser: FlaskClient, address: str) -> None:
    answer = browser.get(address)
    assert answer.status_code == 200, (address, answer.status_code)


def _exported(url: str, address: str, sent: dict[str, str]) -> tuple[float, int]:
    """Take an export in a process of its own; return seconds and the process's peak of memory in MB."""
    order = json.dumps([url, address, sent])
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.reports", "--export", order], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    took, memory = json.loads(done.stdout)
    return took, memory


def export(order: str) -> int:
    """What the process of its own does."""
    url, address, sent = json.loads(order)
    app = create_app(DATABASE_URL=url, WTF_CSRF_ENABLED=False)
    with app.app_context():
        browser = _prepared(app)[2]
    begin = time.perf_counter()
    answer = browser.post(address, data=sent)
    assert answer.status_code == 200, answer.status_code
    assert answer.data.startswith(b"PK")
    print(json.dumps([time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024]))
    return 0


def run(url: str, within: str, runs: int) -> dict[str, Any]:
    """Build where nothing is built yet, and measure."""
    app = create_app(DATABASE_URL=url, WTF_CSRF_ENABLED=False, TESTING=True)
    with app.app_context():
        ops.migrate()
        begin = time.perf_counter()
        province.build(keep=True, within=within)
        built = time.perf_counter() - begin
        people = db.session.scalar(text("SELECT count(*) FROM enrolment"))
        name = db.engine().dialect.name
        db.session.rollback()
    found = measure(app, runs)
    with app.app_context():
        db.engine().dispose()
    return {"database": name, "people": people, "building_s": round(built, 1), "lines": found}


def shown(done: dict[str, Any]) -> str:
    """Return the table in words."""
    head = f"{done['database']}: {done['people']} people, building took {done['building_s']} s"
    lines = [f"{'':<36} {'p95 ms':>9} {'median':>9} {'SQL':>4} {'limit':>8} {'ratio':>7} {'MB':>5}"]
    for each in done["lines"]:
        limit = "" if each.limit_ms >= 1e9 else f"{each.limit_ms:.0f}"
        late = "" if each.is_within else "  OVER"
        lines.append(
            f"{each.what:<36} {each.p95_ms:>9.1f} {each.median_ms:>9.1f} {each.statements:>4} {limit:>8} "
            f"{each.ratio:>7.2f} {each.memory_mb or '':>5}{late}"
        )
    return "\n".join([head, *lines])


@contextmanager
def databases(given: str, keep: Path | None) -> Iterator[list[str]]:
    """Give the addresses to measure on: one that was given, else a SQLite file and a PostgreSQL server of our own."""
    if given:
        yield [given]
        return
    with tempfile.TemporaryDirectory() as folder, start_server(durable=True) as server:
        yield [f"sqlite:///{keep or Path(folder) / 'province.sqlite3'}", server]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--within", default=province.PROVINCE, help="people of this unit alone")
    parser.add_argument("--database-url", default="", help="measure on this database alone")
    parser.add_argument("--keep", type=Path, help="a SQLite file to keep and use again")
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--export", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.export:
        return export(arguments.export)
    os.environ.setdefault("ELEARN_SECRET_KEY", "only-for-benchmarks-" + "x" * 40)
    good = True
    with databases(arguments.database_url, arguments.keep) as urls:
        for url in urls:
            done = run(url, arguments.within, arguments.runs)
            good = good and all(each.is_within for each in done["lines"])
            print(json.dumps(done, default=asdict) if arguments.json else shown(done), flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
