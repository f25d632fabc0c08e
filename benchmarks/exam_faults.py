"""What goes wrong on purpose while people sit an exam: nothing acknowledged is lost, nobody is marked twice.

    python -m benchmarks.exam_faults [--learners 300] [--faults kill full eio clock network]

Each fault strikes a running storm on the real server; afterwards every entry of the client's ledger is compared with
the database. Full disk, failing fsync and the clock need a C compiler (storm/fsync_shim.c); without one, they are
left out and named.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.storm import faults, people
from benchmarks.storm.site import Server, check, free_port, run_client
from elearn import db
from elearn.app import create_app
from elearn.exams.event_models import AttemptEvent, FormerMarks
from elearn.exams.models import Attempt

Strike = Callable[[Server, Path], None]


def kill(server: Server, _folder: Path) -> None:
    """kill -9 of all processes, five times; the supervisor starts it again after a second."""
    for _ in range(5):
        time.sleep(3)
        server.kill()
        time.sleep(1)
        server.start()


def full(_server: Server, folder: Path) -> None:
    """The disk is full for five seconds."""
    _for_a_while(folder, "full")


def eio(_server: Server, folder: Path) -> None:
    """fsync fails for five seconds."""
    _for_a_while(folder, "eio")


def clock(_server: Server, folder: Path) -> None:
    """The system's clock jumps an hour ahead, and back after ten seconds."""
    time.sleep(5)
    faults.control(folder, "clock 3600")
    time.sleep(10)
    faults.control(folder, "ok")


def network(_server: Server, _folder: Path) -> None:
    """Nothing here: the client itself loses 5 % of its answers and stalls for a while."""


def _for_a_while(folder: Path, word: str) -> None:
    time.sleep(5)
    faults.control(folder, word)
    time.sleep(5)
    faults.control(folder, "ok")


STRIKES: dict[str, Strike] = {"kill": kill, "full": full, "eio": eio, "clock": clock, "network": network}


def main() -> int:
    """Run the faults one after the other; exit status 1 where something acknowledged was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=300)
    parser.add_argument("--faults", nargs="*", default=list(STRIKES), choices=STRIKES)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    compiler = shutil.which("gcc") is not None
    found = {}
    for name in args.faults:
        if not compiler and name in ("full", "eio", "clock"):
            print(f"{name}: skipped, no C compiler (Debian: apt install gcc)")
            continue
        with tempfile.TemporaryDirectory(prefix="elearn-faults-", dir="/tmp") as folder:
            found[name] = strike(name, Path(folder), args.learners, compiler)
        print(name, json.dumps(found[name]))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1))
    return int(any(one["lost"] or one["wrong_marks"] or one["marked_twice"] for one in found.values()))


def strike(name: str, folder: Path, learners: int, shim: bool) -> dict[str, Any]:
    """Let one fault strike a storm of about 40 seconds; return what the ledger says."""
    url = f"sqlite:///{folder / 'elearn.sqlite3'}"
    people.write(people.build(folder, url, learners), folder / "people.json")
    env = people.environment(folder, url, 2)
    if shim:
        faults.control(folder, "ok")
        env |= faults.environment(folder)
    server = Server(env, free_port()).start()
    thread = threading.Thread(target=STRIKES[name], args=(server, folder))
    options: dict[str, object] = {"learners": learners, "rush": 5, "pause": 1.5, "plateau": 5}
    if name == "network":
        options |= {"drop": 0.05, "stall": 10}
    begun = time.monotonic()
    try:
        thread.start()
        ran = run_client("scenario", server, folder, **options)
        thread.join()
        back = _back_by_itself(server)
    finally:
        server.stop()
    return (
        check(ran, env) | _marks(env) | {"retries": ran["retries"], "seconds": round(time.monotonic() - begun)} | back
    )


def _back_by_itself(server: Server) -> dict[str, Any]:
    answer = subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", f"http://127.0.0.1:{server.port}/readyz"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return {"ready_afterwards": answer.stdout == "200"}


def _marks(env: dict[str, str]) -> dict[str, Any]:
    """Nobody is marked twice, no deadline moved."""
    app = create_app(DATABASE_URL=env["ELEARN_DATABASE_URL"])
    with app.app_context():
        ended = db.session.query(AttemptEvent).filter(AttemptEvent.kind.in_(("handed_in", "closed"))).all()
        attempts = db.session.query(Attempt).all()
        moved = [a for a in attempts if (a.deadline_at - a.started_at).total_seconds() != 3600]
        found = {
            "marked_twice": len(ended) - len({e.attempt_id for e in ended}) + db.session.query(FormerMarks).count(),
            "deadlines_moved": len(moved),
            "closed_by_the_clock": sum(e.kind == "closed" for e in ended),
            "attempts": len(attempts),
        }
        db.engine().dispose()
    return found


if __name__ == "__main__":
    sys.exit(main())
