"""How long a roster of 10,000 rows takes from the file to the roster, against python-calamine's bare reading of it.

    python -m benchmarks.roster_import [--json] [--people N]

Ours is everything: a process of its own, reading, understanding, finding units, judging, storing the rows for the desk,
and taking all of them over in short transactions. Two limits: 15 s in all, and no transaction over 200 ms. The ratio
tells how much of the time is not the file's own. Exit status 1 when a limit is broken.
"""

import argparse
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, event

LIMIT_S, LIMIT_TRANSACTION_S = 15.0, 0.2
COUNTY = "141130"


def file_of(count: int, villages: list[tuple[str, str]]) -> bytes:
    """A list as a county gets it: a title, the head in row 3, township and village, numbers as numbers."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("花名册")
    sheet.merge_range("A1:F1", "交口县2026年干部培训花名册")
    sheet.write_row(2, 0, ["序号", "乡镇", "村（社区）", "姓名", "联系电话", "职务"])
    letters = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
    for number in range(count):
        township, village = villages[number % len(villages)]
        name = letters[number % 16] + letters[number // 16 % 16] + letters[number // 256 % 16]
        mobile = 13_700_000_000 + number
        sheet.write_row(number + 3, 0, [number + 1, township, village, name, mobile, "村委会委员"])
    book.close()
    return buffer.getvalue()


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long something took, and what it gave."""
    begin = time.perf_counter()
    done = work()
    return time.perf_counter() - begin, done


class Transactions:
    """The longest time for which the writers' lock was held."""

    def __init__(self, engine: Engine) -> None:
        self.longest = self._since = 0.0
        event.listen(engine, "begin", self._begin)
        event.listen(engine, "commit", self._end)

    def _begin(self, _connection: Any) -> None:
        self._since = time.perf_counter()

    def _end(self, _connection: Any) -> None:
        self.longest = max(self.longest, time.perf_counter() - self._since)


def measure(count: int) -> dict[str, Any]:
    """Build a county, read and take over."""
    from elearn import clock, db, ops
    from elearn.people import division_file, unit_import
    from elearn.training import basics, roster_apart, roster_import, roster_take_over, roster_undo

    ops.migrate()
    rows = [each for each in division_file.shipped_divisions() if each.code.startswith(COUNTY) or len(each.code) < 6]
    unit_import.import_divisions([each for each in rows if COUNTY.startswith(each.code[:6])], clock.today())
    named = {each.code: each.name for each in rows}
    villages = [(named[code[:9]], name) for code, name in named.items() if len(code) == 12 and code.startswith(COUNTY)]
    today = clock.today()
    with db.writing():
        plan = basics.Plan("speed", "测试班", "县民政局", COUNTY, today, today + timedelta(days=30))
        training_class = basics.open_class(plan)
    data = file_of(count, villages)
    reference, _ = timed(lambda: CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python())
    held = Transactions(db.engine())
    reading, roster = timed(lambda: roster_apart.read("roster.xlsx", data))
    made = roster_import.new_import(training_class, COUNTY, None, "roster.xlsx", roster, today)
    judging, judged = timed(lambda: roster_import.prepare(made, roster))
    db.session.rollback()
    staging, key = timed(lambda: roster_import.stage(made, judged))
    taking, taken = timed(lambda: roster_take_over.accept(key, only_sound=True))
    longest, held.longest = held.longest, 0.0
    undoing, _ = timed(lambda: roster_undo.undo(key, None))
    whole = reading + judging + staging + taking
    parts = {
        "reading_s": reading,
        "judging_s": judging,
        "staging_s": staging,
        "taking_over_s": taking,
        "undoing_s": undoing,
    }
    figures = {**parts, "whole_s": whole, "calamine_s": reference, "ratio": whole / reference}
    return {"people": taken, **{name: round(value, 3) for name, value in figures.items()}} | {
        "longest_transaction_ms": round(longest * 1000),
        "longest_of_undoing_ms": round(held.longest * 1000),
    }


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--people", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ELEARN_INSTANCE"] = folder
        os.environ.setdefault("ELEARN_DATABASE_URL", f"sqlite:///{folder}/speed.sqlite3")
        from elearn.app import create_app

        with create_app().app_context():
            result = measure(arguments.people)
    print(json.dumps(result) if arguments.json else "\n".join(f"{name:24} {value}" for name, value in result.items()))
    return int(result["whole_s"] > LIMIT_S or result["longest_transaction_ms"] > LIMIT_TRANSACTION_S * 1000)


if __name__ == "__main__":
    sys.exit(main())
