"""How long the statistics page of an exam takes, against reading the same rows without computing, in the same run.

    python -m benchmarks.exam_statistics [--json] [--attempts N] [--database-url URL]

Papers of 20 questions are drawn from 60. Measured is the whole request in this process (sign-in, reading, computing,
template), the page of one question, and the pure module alone on the matrix of the exam. The reference reads all
attempts with their papers and all answers as plain rows. On SQLite the time is that of this process on the processor;
with PostgreSQL, where a server works as well, it is the clock's; the fastest of several runs. Exit status 1 when the
module takes over 1 s or the page over 3 s.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from elearn import db, ops
from elearn.app import create_app
from elearn.exams.models import Exam
from elearn.questions.models import QuestionVersion
from elearn.reports import exam_statistics, item_statistics
from tests import make
from tests.exams.many import fill

RUNS = 3
MODULE_LIMIT, PAGE_LIMIT = 1.0, 3.0
PAGE = "/trainer/exams/exam/statistics"
ROWS = (
    "SELECT a.id, a.user_id, a.number, a.score, a.marks, p.items FROM attempt a JOIN paper p ON p.id = a.paper_id "
    "WHERE a.state = 'handed_in'",
    "SELECT w.attempt_id, w.number, w.response FROM answer w JOIN attempt a ON a.id = w.attempt_id "
    "WHERE a.state = 'handed_in'",
)


def _best(work: Callable[[], object], read_clock: Callable[[], float]) -> float:
    found = []
    for _ in range(RUNS):
        begin = read_clock()
        work()
        found.append(read_clock() - begin)
    return min(found)


def measure(app: Flask, attempts: int, read_clock: Callable[[], float]) -> dict[str, float]:
    """Fill a database and measure in seconds."""
    browser = app.test_client()
    with app.app_context():
        ops.migrate()
        make.sign_in(browser, fill(attempts * 2))  # half of them have handed in
        with db.writing() as session:
            session.execute(text("ANALYZE"))
        exam = db.session.query(Exam).one()
        data = exam_statistics.taken(exam)
        version = db.session.query(QuestionVersion.id).first()
        db.session.rollback()
    assert version
    assert len(data.scores) == attempts

    def reference() -> None:
        with app.app_context():
            for statement in ROWS:
                db.session.execute(text(statement)).all()
            db.session.rollback()

    def page(address: str) -> None:
        assert browser.get(address).status_code == 200

    names = [str(each) for each in data.versions]
    # The same marks as if all had got the same 20 questions.
    packed = [[mark for mark in row if mark is not None] for row in data.marks]
    return {
        "reference": _best(reference, read_clock),
        "module, drawn": _best(lambda: item_statistics.figures(names, data.marks, data.maxima), read_clock),
        "module, fixed": _best(lambda: item_statistics.figures(names[:20], packed, data.maxima[:20]), read_clock),
        "page": _best(lambda: page(PAGE), read_clock),
        "page of a question": _best(lambda: page(f"{PAGE}/{version[0]}"), read_clock),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--attempts", type=int, default=5000)
    parser.add_argument("--database-url", default="")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = arguments.database_url or f"sqlite:///{Path(folder) / 'statistics.sqlite3'}"
        read_clock = time.process_time if url.startswith("sqlite") else time.perf_counter
        found = measure(create_app(DATABASE_URL=url), arguments.attempts, read_clock)
    plain = found["reference"]
    module = max(found["module, drawn"], found["module, fixed"])
    ok = module <= MODULE_LIMIT and max(found["page"], found["page of a question"]) <= PAGE_LIMIT
    if arguments.json:
        seconds = {key: round(each, 3) for key, each in found.items()}
        print(json.dumps({"attempts": arguments.attempts, "seconds": seconds, "page_ratio": found["page"] / plain}))
    else:
        print(f"{arguments.attempts} attempts of 20 questions; limits: module {MODULE_LIMIT} s, page {PAGE_LIMIT} s")
        for name, each in found.items():
            print(f"{name:20} {each:7.3f} s   {each / plain:6.2f} × reading the rows")
    return 0 if ok else 1


if __name__ == "__main__":
    sys.exit(main())
