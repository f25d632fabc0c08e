"""What thousands will ask for at nine o'clock is rendered before: a thread of each server process does, once a version.

It only fills what is kept anyway (sitting.py, marking.py, fragments.py); without it the first hundred learners would
wait for the questions of the whole pool.
"""

import json
import threading
import time
from datetime import timedelta
from typing import Any

import structlog
from flask import Flask

from elearn import clock, quick
from elearn.exams import marking, sitting
from elearn.quick import Statement
from elearn.web.learner import fragments, paper_fragments

EVERY = 30.0
"""Seconds between two looks for exams that open soon."""
AHEAD = timedelta(hours=1)
_SOON = Statement(
    "SELECT id, revision, pools FROM exam WHERE state = 'published' AND opens_at < :soon_time AND closes_at > :now_time"
)
_PAGES = ("exam", "attempt", "result", "review_attempt")
log = structlog.get_logger()


def start(app: Flask) -> None:
    """Begin in a thread of this process."""
    threading.Thread(target=_go_on, args=(app,), name="warming", daemon=True).start()


def _go_on(app: Flask) -> None:
    done: set[tuple[int, int]] = set()
    while True:
        try:
            warm(app, done)
        except Exception:
            log.exception("warming failed; pages are rendered when they are asked for")
        time.sleep(EVERY)


def warm(app: Flask, done: set[tuple[int, int]]) -> int:
    """Render the questions of the exams that are open or open soon, but for those in `done`; return how many."""
    count = 0
    with app.test_request_context():
        now = clock.now()
        for exam_id, revision, pools in quick.read(_SOON, {"now_time": now, "soon_time": now + AHEAD}):
            if (exam_id, revision) in done:
                continue
            for name in _PAGES:
                app.jinja_env.get_template(f"learner/{name}.html")
            paper_fragments.tools(0)
            for version_id in sorted({version_id for pool in _json(pools) for version_id in pool}):
                _question(version_id)
                count += 1
            done.add((exam_id, revision))
    return count


def _question(version_id: int) -> None:
    sitting.shape(version_id)
    marking.own_key(version_id)
    fragments.warm(version_id)
    time.sleep(0.001)  # requests go first


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
