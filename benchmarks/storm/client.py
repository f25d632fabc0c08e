"""The storm itself, in a process of its own: python -m benchmarks.storm.client MODE …, which writes one JSON file."""

import argparse
import asyncio
import gc
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random
from typing import Any

import psutil

from benchmarks.storm import people
from benchmarks.storm.learner import Learner, Ledger
from benchmarks.storm.meter import Meter, summary

SAVES = 22
SETTLE = 10
"""Seconds between the rush and the plateau."""


async def _all(works: list[Awaitable[Any]]) -> None:
    for error in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(error, BaseException):
            raise error


async def scenario(learners: list[Learner], meter: Meter, ledger: Ledger, args: argparse.Namespace) -> dict[str, Any]:
    """Everybody opens the paper within `rush` seconds, answers at one per `pause` seconds on average, hands in."""
    source = Random(1)
    marks: dict[str, tuple[float, float, int]] = {}
    begun = time.monotonic()
    opened, everybody = 0, asyncio.Event()

    def mark(name: str) -> None:
        marks[name] = (time.monotonic() - begun, meter.cpu(), len(ledger.times.get("save", [])))

    async def one(learner: Learner) -> None:
        await asyncio.sleep(source.uniform(0, args.rush))
        await learner.open()
        nonlocal opened
        opened += 1
        if opened == len(learners):
            everybody.set()
        await learner.sit(lambda: source.uniform(0, 2 * args.pause))

    async def watch() -> None:
        mark("begin")
        await asyncio.sleep(args.rush)
        # A server that can't keep up has its rush go on for longer; the plateau begins when everybody has the paper.
        await everybody.wait()
        mark("rush_over")
        await asyncio.sleep(SETTLE)
        mark("plateau_begins")
        saved = len(ledger.times.get("save", []))
        await asyncio.sleep(args.plateau)
        mark("plateau_over")
        ledger.times["save_on_plateau"] = ledger.times.get("save", [])[saved:]

    await _all([watch(), *(one(learner) for learner in learners)])
    mark("end")
    found = summary(ledger, marks["end"][1] - marks["begin"][1], marks["end"][0], meter.memory())
    for name, (first, last) in {"rush": ("begin", "rush_over"), "plateau": ("plateau_begins", "plateau_over")}.items():
        seconds = marks[last][0] - marks[first][0]
        cpu, saves = marks[last][1] - marks[first][1], marks[last][2] - marks[first][2]
        found[name] = {
            "seconds": round(seconds, 1),
            "cpu_share_of_2_cores": round(100 * cpu / seconds / 2, 1),
            "saves_per_second": round(saves / seconds, 1),
            "cpu_ms_per_save": round(1000 * cpu / max(1, saves), 3),
        }
    return found


async def rate(learners: list[Learner], meter: Meter, ledger: Ledger, args: argparse.Namespace) -> dict[str, Any]:
    """Open the papers, then hold a rate of saves for some seconds."""
    for begin in range(0, len(learners), 50):
        await _all([learner.open() for learner in learners[begin : begin + 50]])
    ledger.times.clear()
    source = Random(2)
    interval = len(learners) / args.rate
    until = time.monotonic() + args.seconds

    async def one(learner: Learner) -> None:
        await asyncio.sleep(source.uniform(0, interval))
        while time.monotonic() < until:
            due = time.monotonic() + source.uniform(0.5, 1.5) * interval
            await learner.answer(source.randint(1, 20))
            await asyncio.sleep(max(0, due - time.monotonic()))

    cpu, begun = meter.cpu(), time.monotonic()
    await _all([one(learner) for learner in learners])
    found = summary(ledger, meter.cpu() - cpu, time.monotonic() - begun, meter.memory())
    await _close(learners)
    return _with_rate(found, args.seconds)


async def _close(learners: list[Learner]) -> None:
    """Hand in, unmeasured, so that the next phase begins with papers of its own."""
    for begin in range(0, len(learners), 50):
        await _all([learner.hand_in() for learner in learners[begin : begin + 50]])


def _with_rate(found: dict[str, Any], seconds: float) -> dict[str, Any]:
    saves = found["ms"]["save"]["count"]
    found["saves_per_second"] = round(saves / seconds, 1)
    found["cpu_ms_per_save"] = round(1000 * found["server_cpu_seconds"] / max(1, saves), 3)
    return found


async def saturate(learners: list[Learner], meter: Meter, ledger: Ledger, args: argparse.Namespace) -> dict[str, Any]:
    """Save as fast as the answers come back."""
    for begin in range(0, len(learners), 50):
        await _all([learner.open() for learner in learners[begin : begin + 50]])
    ledger.times.clear()
    source = Random(3)
    until = time.monotonic() + args.seconds

    async def one(learner: Learner) -> None:
        while time.monotonic() < until:
            await learner.answer(source.randint(1, 20))

    cpu, begun = meter.cpu(), time.monotonic()
    await _all([one(learner) for learner in learners])
    found = summary(ledger, meter.cpu() - cpu, time.monotonic() - begun, meter.memory())
    await _close(learners)
    return _with_rate(found, args.seconds)


async def saturate_floor(
    learners: list[Learner], meter: Meter, ledger: Ledger, args: argparse.Namespace
) -> dict[str, Any]:
    """The same with the floor."""

    async def one(learner: Learner) -> None:
        front = await learner._ask("front", "GET", "/exam/storm")
        learner.token = front.body.split(b'value="')[1].split(b'"')[0].decode()
        step = 0
        while time.monotonic() < until:
            step += 1
            body = json.dumps({"n": step % 20 + 1, "s": step, "v": {"": ["A"]}})
            await learner._ask("save", "POST", "/save", body, "application/json")

    cpu, begun = meter.cpu(), time.monotonic()
    until = begun + args.seconds
    await _all([one(learner) for learner in learners])
    return _with_rate(summary(ledger, meter.cpu() - cpu, time.monotonic() - begun, meter.memory()), args.seconds)


async def attempts(learners: list[Learner], meter: Meter, ledger: Ledger, args: argparse.Namespace) -> dict[str, Any]:
    """Whole attempts, one after the other, as fast as the answers come back."""
    until = time.monotonic() + args.seconds
    done = 0

    async def one(learner: Learner) -> None:
        nonlocal done
        while time.monotonic() < until:
            learner.steps.clear()
            await learner.open()
            await learner.sit(lambda: 0)
            done += 1

    cpu, begun = meter.cpu(), time.monotonic()
    await _all([one(learner) for learner in learners])
    seconds = time.monotonic() - begun
    found = summary(ledger, meter.cpu() - cpu, seconds, meter.memory())
    found["attempts_per_minute"] = round(60 * done / seconds, 1)
    found["cpu_ms_per_attempt"] = round(1000 * found["server_cpu_seconds"] / max(1, done), 2)
    return found


async def sign_ins(learners: list[Learner], meter: Meter, ledger: Ledger, args: argparse.Namespace) -> dict[str, Any]:
    """5,000 of 5,400 answer at one per `pause` seconds; the others sign in with their passwords meanwhile."""
    answering = learners[: int(len(learners) * 5000 / 5400)]
    for begin in range(0, len(answering), 50):
        await _all([learner.open() for learner in answering[begin : begin + 50]])
    ledger.times.clear()
    source = Random(4)
    until = time.monotonic() + args.seconds

    async def answer(learner: Learner) -> None:
        await asyncio.sleep(source.uniform(0, args.pause))
        while time.monotonic() < until:
            due = time.monotonic() + source.uniform(0.5, 1.5) * args.pause
            await learner.answer(source.randint(1, 20))
            await asyncio.sleep(max(0, due - time.monotonic()))

    async def come(learner: Learner) -> None:
        await asyncio.sleep(source.uniform(0, args.seconds))
        await learner.sign_in()

    cpu, begun = meter.cpu(), time.monotonic()
    coming = [come(learner) for learner in learners[len(answering) :]]
    await _all([*(answer(learner) for learner in answering), *coming])
    found = summary(ledger, meter.cpu() - cpu, time.monotonic() - begun, meter.memory())
    await _close(answering)
    return _with_rate(found, args.seconds)


MODES: dict[str, Callable[..., Awaitable[dict[str, Any]]]] = {
    "scenario": scenario,
    "rate": rate,
    "saturate": saturate,
    "floor": saturate_floor,
    "attempts": attempts,
    "sign_ins": sign_ins,
}


def main() -> None:
    """Run one mode."""
    parser = argparse.ArgumentParser()
    parser.add_argument("mode", choices=MODES)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--server", type=int, required=True, help="process id")
    parser.add_argument("--people", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--learners", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rate", type=float, default=1000)
    parser.add_argument("--rush", type=float, default=60)
    parser.add_argument("--pause", type=float, default=10)
    parser.add_argument("--plateau", type=float, default=120)
    parser.add_argument("--drop", type=float, default=0, help="share of answers of the server that get lost")
    parser.add_argument("--stall", type=float, default=0, help="seconds without network, once for each learner")
    args = parser.parse_args()
    ledger = Ledger()
    chosen = people.read(args.people)[args.first : args.first + args.learners]
    learners = [Learner(p, "127.0.0.1", args.port, ledger, Random(p.number), args.drop, args.stall) for p in chosen]
    gc.disable()  # its pauses, 0.4 s with 10,000 learners, are not the server's
    found = asyncio.run(MODES[args.mode](learners, Meter(args.server), ledger, args))
    client = psutil.Process().cpu_times()
    found["client_cpu_seconds"] = round(client.user + client.system, 1)
    found["ledger"] = {str(a): {str(n): value for n, value in rows.items()} for a, rows in ledger.answers.items()}
    found["handed_in"] = sorted(ledger.handed_in)
    args.out.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
