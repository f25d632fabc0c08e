"""10,000 learners sit one exam: the real server over HTTP, real sign-in cookies, a ledger of every acknowledged answer.

    python -m benchmarks.exam_storm [--learners 10000] [--postgresql] [--phases …] [--json FILE] [--fsync-ms 5]

The client runs in a process of its own on the same two cores. Reference in the same run: the floor (storm/floor.py).
Phases: saturation (ours and the floor), attempts, sign_ins, rate2000, scenario (rush, 1,000 saves/s, hand-in).
"""

import argparse
import json
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.storm import people
from benchmarks.storm.faults import slow_fsync
from benchmarks.storm.site import Server, check, free_port, run_client

PHASES = ("saturation", "attempts", "sign_ins", "rate2000", "scenario")


def main() -> int:
    """Run the phases and print a table and JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--learners", type=int, default=10_000)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--phases", nargs="*", default=list(PHASES), choices=PHASES)
    parser.add_argument("--fsync-ms", type=int, default=0, help="add so much to every fsync (needs a C compiler)")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="elearn-storm-", dir="/tmp")))
        found = storm(folder, _database(stack, folder, args.postgresql), args)
    for phase, values in found.items():
        print(phase, json.dumps(values, ensure_ascii=False))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1))
    return 0


def _database(stack: ExitStack, folder: Path, postgresql: bool) -> str:
    if not postgresql:
        return f"sqlite:///{folder / 'elearn.sqlite3'}"
    from tests.postgres import start_server

    return stack.enter_context(start_server(durable=True))


def storm(folder: Path, url: str, args: argparse.Namespace) -> dict[str, Any]:
    """Build, run every phase on a server of its own, check the ledger after each."""
    made = people.build(folder, url, args.learners)
    people.write(made, folder / "people.json")
    env = people.environment(folder, url, 2)
    if args.fsync_ms:
        env |= slow_fsync(folder, args.fsync_ms)
    few = min(args.learners, 128)
    found: dict[str, Any] = {}
    for phase in args.phases:
        server = Server(env, free_port()).start()
        try:
            match phase:
                case "saturation":
                    found["ours"] = _judged(
                        run_client("saturate", server, folder, learners=few, seconds=args.seconds), env
                    )
                case "attempts":
                    found[phase] = _judged(
                        run_client("attempts", server, folder, learners=few, seconds=args.seconds), env
                    )
                case "sign_ins":  # 2,000 in five minutes while 5,000 answer, for a fifth of the time
                    options = {"learners": min(args.learners, 5000 + 400), "seconds": 60, "pause": 10}
                    found[phase] = _judged(run_client("sign_ins", server, folder, **options), env)
                case "rate2000":
                    options = {"learners": args.learners, "rate": 2000, "seconds": args.seconds}
                    found[phase] = _judged(run_client("rate", server, folder, **options), env)
                case "scenario":
                    plateau = 60 if args.learners >= 5000 else 20
                    found[phase] = _judged(
                        run_client("scenario", server, folder, learners=args.learners, plateau=plateau), env
                    )
        finally:
            server.stop()
        if phase == "saturation":
            found["floor"] = _floor(folder, env, few, args.seconds)
            ratio = found["ours"]["saves_per_second"] / found["floor"]["saves_per_second"]
            found["ours_to_floor"] = round(ratio, 3)
    return found


def _judged(found: dict[str, Any], env: dict[str, str]) -> dict[str, Any]:
    checked = check(found, env)
    return {k: v for k, v in found.items() if k not in ("ledger", "handed_in")} | {"ledger": checked}


def _floor(folder: Path, env: dict[str, str], learners: int, seconds: float) -> dict[str, Any]:
    port = free_port()
    server = Server(env, port, [sys.executable, "-m", "benchmarks.storm.floor", str(port), "2"])
    server.start("/exam/storm")
    try:
        found = run_client("floor", server, folder, learners=learners, seconds=seconds)
    finally:
        server.stop()
    return {k: v for k, v in found.items() if k not in ("ledger", "handed_in")}


if __name__ == "__main__":
    sys.exit(main())
