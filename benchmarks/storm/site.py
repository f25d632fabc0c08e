"""The real server for a benchmark, started as the README starts it, and a check of the ledger against its database."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from elearn import db
from elearn.app import create_app
from elearn.exams import answer_log, marking, scoring, sitting
from elearn.exams.models import Answer, Attempt
from elearn.questions.grading import PartMarks, clean_form


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`elearn serve`, or the floor."""

    def __init__(self, env: Mapping[str, str], port: int, command: list[str] | None = None) -> None:
        self.env, self.port = dict(env), port
        self.command = command or [sys.executable, "-m", "elearn.cli", "serve", "--port", str(port)]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, ready: str = "/readyz") -> "Server":
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(self.command, env=self.env, start_new_session=True)
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}{ready}", timeout=2).read()
                return self
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the server did not start")

    @property
    def pid(self) -> int:
        """The main process."""
        assert self.process
        return self.process.pid

    def kill(self) -> None:
        """kill -9 of all its processes."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """Stop it as an operator would."""
        if self.process:
            self.process.terminate()
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()


def run_client(mode: str, server: Server, folder: Path, **options: object) -> dict[str, Any]:
    """Run the storm in a process of its own and return what it found."""
    out = folder / "client.json"
    out.unlink(missing_ok=True)
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    base = ["--port", str(server.port), "--server", str(server.pid), "--people", str(folder / "people.json")]
    command = [sys.executable, "-m", "benchmarks.storm.client", mode, *base, "--out", str(out), *flags]
    subprocess.run(command, check=True, env=server.env)
    return dict(json.loads(out.read_text()))


def check(found: dict[str, Any], env: Mapping[str, str]) -> dict[str, Any]:
    """Compare the ledger with the database: every acknowledged answer, every mark. Return counts of what differs."""
    os.environ.update(env)
    app = create_app()
    lost, wrong_marks, unmarked, answers = [], [], [], 0
    with app.app_context():
        stored = {(a.attempt_id, a.number): a for a in db.session.query(Answer)}
        tries = {attempt.id: attempt for attempt in db.session.query(Attempt)}
        for key, rows in found["ledger"].items():
            attempt = tries[int(key)]
            facts = sitting.sitting(attempt.id)
            assert facts
            responses = {}
            for number, (step, values) in rows.items():
                answers += 1
                number = int(number)
                response = clean_form(facts.shapes[number - 1], "", lambda _suffix, values=values: values)
                responses[number] = response
                answer = stored.get((attempt.id, number))
                # A save whose acknowledgement was lost may be newer than the ledger, never older.
                if (
                    answer is None
                    or answer.step < step
                    or (answer.step == step and answer.response["value"] != response)
                ):
                    lost.append((attempt.id, number))
                elif answer.step > step:
                    responses[number] = answer.response["value"]
            if attempt.id in set(found["handed_in"]):
                keys = marking.keys_of(facts, 0)
                marks = marking.marks_of(facts, keys, responses, PartMarks.NONE, {})
                total = scoring.score([m or Decimal(0) for m in marks], sum((i.marks for i in facts.items), Decimal(0)))
                if attempt.score is None:
                    unmarked.append(attempt.id)
                elif attempt.score != total:
                    wrong_marks.append((attempt.id, str(attempt.score), str(total)))
        answer_log.stop()
        db.engine().dispose()
    return {
        "acknowledged_answers": answers,
        "lost": len(lost),
        "handed_in": len(found["handed_in"]),
        "unmarked": len(unmarked),
        "wrong_marks": len(wrong_marks),
        "examples": [*lost[:3], *wrong_marks[:3]],
    }
