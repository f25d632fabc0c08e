"""1,300 people check in at one session: the real server over HTTP, each with a sign-in and a connection of their own.

    python -m benchmarks.check_ins [--people 1300] [--seconds 300] [--postgresql] [--json FILE]

Everybody scans the code that stands on the screen at that moment, opens the page, presses the button, while the board
is asked every 5 s as the official's browser does. First spread over the time given (1,300 in five minutes is what the
video meeting of 2022 needs), then all of them once more at the same moment, as when the speaker says "now". Exit
status 1 when somebody is missing or twice in the database, or the 99th hundredth of pressing takes over a second.
The reference in the same run is /healthz, three requests for each person, spread alike.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import func, select

from benchmarks.exam_storm import _database
from benchmarks.storm import people
from benchmarks.storm.learner import _TOKEN, Learner, Ledger
from benchmarks.storm.meter import Meter, percentile
from benchmarks.storm.site import Server, free_port
from elearn import clock, db
from elearn.app import create_app
from elearn.training import check_in, session_actions
from elearn.training.check_in import Direction, SessionKind
from elearn.training.models import TrainingClass
from elearn.training.session_actions import Plan
from elearn.training.session_models import Attendance

LIMIT_MS = 1000.0


class Attendee(Learner):
    """A person with a phone in the meeting room."""

    async def come(self, session_id: int, key: str) -> None:
        """Scan, look, press."""
        code = check_in.screen_code(key, session_id, Direction.IN, clock.now())
        scanned = await self._ask("scan", "GET", f"/s/{session_id}/{code}")
        assert scanned.status == 302, (scanned.status, scanned.body[:200])
        page = await self._ask("page", "GET", f"/session/{session_id}")
        found = _TOKEN.search(page.body)
        assert found, (page.status, page.body[:200])
        self.token = found[1].decode()
        done = await self._ask("press", "POST", f"/session/{session_id}/check-in")
        assert done.status == 303, (done.status, done.body[:200])

    async def plain(self) -> None:
        """The reference: as many requests as coming takes."""
        for _ in range(3):
            await self._ask("reference", "GET", "/healthz")


def _session(env: dict[str, str]) -> tuple[int, str]:
    os.environ.update(env)
    app = create_app()
    with app.app_context(), db.writing() as session:
        begins = clock.now()
        plan = Plan(
            SessionKind.VIDEO_ROOM, "全省视频会", begins, begins + timedelta(hours=3), Decimal(2), place="会议室"
        )
        made = session.scalars(select(TrainingClass)).one()
        held = session_actions.add(made, people.COUNTY, plan, None)
        return held.id, app.config["SECRET_KEY"]


def _present(session_id: int) -> tuple[int, int]:
    with create_app().app_context():
        rows = select(func.count(), func.count(Attendance.user_id.distinct())).where(
            Attendance.session_id == session_id
        )
        counted = db.session.execute(rows).one()
        return counted[0], counted[1]


async def _spread(works: list[Any], seconds: float, source: Random) -> None:
    async def later(work: Any) -> None:
        await asyncio.sleep(source.random() * seconds)
        await work

    await asyncio.gather(*(later(work) for work in works))


async def _run(server: Server, made: list[people.Person], held: tuple[int, int], key: str, seconds: float) -> Any:
    meter, found, source = Meter(server.pid), {}, Random(5)
    works = [("reference", 0, seconds), ("spread", held[0], seconds), ("at once", held[1], 0.0)]
    for name, session_id, length in works:
        ledger = Ledger()
        crowd = [Attendee(person, "127.0.0.1", server.port, ledger, source) for person in made]
        for each in crowd:
            each.head = each.head.replace("Accept-Encoding: gzip\r\n", "")
        cpu, begin = meter.cpu(), time.perf_counter()
        await _spread([p.come(session_id, key) if session_id else p.plain() for p in crowd], length, source)
        took, used = time.perf_counter() - begin, meter.cpu() - cpu
        for each in crowd:
            each.connection.close()
        found[name] = {
            "seconds": round(took, 1),
            "cpu_ms_a_person": round(1000 * used / len(made), 2),
            "cpu_share_of_2_cores": round(100 * used / took / 2, 1),
            "retries": ledger.retries,
            "ms": {
                what: {"p50": percentile(times, 0.5), "p99": percentile(times, 0.99), "max": percentile(times, 1)}
                for what, times in ledger.times.items()
            },
        }
    return found


def main() -> int:
    """Run, count what is in the database, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1300)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="elearn-check-in-")))
        url = _database(stack, folder, args.postgresql)
        made = people.build(folder, url, args.people)
        env = people.environment(folder, url, 2)
        (spread, key), (at_once, _) = _session(env), _session(env)
        server = Server(env, free_port()).start()
        try:
            found = asyncio.run(_run(server, made, (spread, at_once), key, args.seconds))
        finally:
            server.stop()
        stored = [_present(spread), _present(at_once)]
    ok = stored == [(args.people, args.people)] * 2
    for name, values in found.items():
        print(name, json.dumps(values))
    print(f"in the database, rows and people: {stored}")
    if args.json:
        args.json.write_text(json.dumps(found | {"stored": stored}, indent=1))
    return 0 if ok and found["spread"]["ms"]["press"]["p99"] <= LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main())
