"""Reading a stranger's file in a process of its own, bounded in memory and time, while the site goes on serving."""

import json
import resource
import subprocess
import sys
import traceback
from collections.abc import Callable
from typing import Any

from elearn.errors import marked
from elearn.files import pictures
from elearn.questions.formats import guessing
from elearn.questions.formats.columns import Columns
from elearn.questions.formats.reading import Reading, Unreadable, reading_json, reading_of
from elearn.questions.formats.sheet_questions import UnknownLayout
from elearn.questions.formats.sniff import MOST_BYTES, read_file
from elearn.questions.formats.understand import FAULT

FAILED = 3
"""What the reading process ends with where our own code failed."""
MOST_MEMORY = 270_000_000
"""Bytes of address space beyond what the bare process takes."""
NOT_READ = marked(
    "The file could not be read because of a fault of this program, which has been noted. "
    "Save it in another form (.xlsx, .docx or .txt) and try again."
)
MOST_SECONDS = 10
"""Of reading alone."""
MOST_SECONDS_WITH_PICTURES = MOST_SECONDS + pictures.MOST_SECONDS_OF_ALL + 3
SHOWN_ROWS = 12


class LayoutUnknown(Unreadable):
    """Columns must be asked for: the first rows as text, and a guess of the role of each column."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__(found["code"], found["message"], **found["params"])
        self.rows: list[list[str]] = found["layout"]["rows"]
        self.guess: list[str] = found["layout"]["guess"]
        self.layout: list[str] = found["layout"]["names"]
        """What tables of this layout share."""


def read(name: str, data: bytes, roles: list[str] | None = None) -> Reading:
    """Read a file. `roles` of the columns, by index, where they were asked for. Raises Unreadable, LayoutUnknown."""
    if len(data) > MOST_BYTES:
        raise Unreadable("too-large", marked("The file is larger than %(most)s MB."), most=MOST_BYTES // 1_000_000)
    return _answer(ask("elearn.questions.read_apart", {"name": name, "roles": roles}, data))


def ask(module: str, asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    """Let a module read a file in a process of its own and return its answer. Raises Unreadable where it gives none."""
    try:
        done = subprocess.run(  # noqa: S603  the module is named by our own code
            [sys.executable, "-m", module],
            input=json.dumps(asked).encode() + b"\n" + data,
            capture_output=True,
            timeout=MOST_SECONDS_WITH_PICTURES * 2,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_heavy() from None
    if done.returncode == FAILED:
        # A fault of ours is never told as the file's: whoever runs the site finds it in the log.
        note("reading_failed", module=module, why=done.stderr.decode(errors="replace")[-4000:])
        raise Unreadable("not-read", NOT_READ)
    if done.returncode != 0 or not done.stdout:
        raise _too_heavy()
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def note(event: str, **told: Any) -> None:
    """Write a fault of ours into the log."""
    import structlog  # here: a third of what the reading process would load, anew for each file; it writes no log

    structlog.get_logger().error(event, **told)


def _too_heavy() -> Unreadable:
    return Unreadable(
        "too-heavy", marked("The file needs far more memory or time than a question bank. It was not read.")
    )


def _answer(found: dict[str, Any]) -> Reading:
    if "layout" in found:
        raise LayoutUnknown(found)
    if "code" in found:
        raise Unreadable(found["code"], found["message"], **found["params"])
    reading = reading_of(found)
    for draft in reading.drafts:
        for doubt in draft.rejected:
            if doubt.code == FAULT:
                note("question_failed", where=draft.where.as_json(), at=doubt.params.get("at"))
    return reading


def columns_of(roles: list[str]) -> Columns:
    """Return columns by the roles that were asked for: one of columns.ROLES each, "" for none."""
    columns = Columns({at: role for at, role in enumerate(roles) if role and role != "ignored"})
    columns.options = columns.of("option")
    return columns


def _child() -> None:
    """Read from stdin, answer on stdout."""
    bound()
    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        reading = read_file(asked["name"], data, columns_of(asked["roles"]) if asked["roles"] else None)
        _make_small(reading)
        answer = reading_json(reading)
    except UnknownLayout as unknown:
        answer = refusal(unknown) | {"layout": _layout(unknown)}
    except Unreadable as unreadable:
        answer = refusal(unreadable)
    json.dump(answer, sys.stdout)


def run(child: Callable[[], None]) -> None:
    """Run the work of a reading process; a fault of our own code is told apart from a lack of memory."""
    try:
        child()
    except MemoryError:
        raise
    except Exception:
        traceback.print_exc()
        sys.exit(FAILED)


def bound() -> None:
    """Bind this process in memory and time."""
    with open("/proc/self/statm", encoding="ascii") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + MOST_MEMORY, taken + MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS_WITH_PICTURES))


def _make_small(reading: Reading) -> None:
    """Make the pictures of a file small here, where memory and time are bounded; a bad one refuses its question."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS_WITH_PICTURES, MOST_SECONDS_WITH_PICTURES))
    reading.pictures, bad = pictures.small_ones(reading.pictures)
    for draft in reading.drafts if bad else ():
        parts = draft.question.parts() if draft.question else ()
        for file in dict.fromkeys(each.file for part in parts for each in part.pictures if each.file in bad):
            error = bad[file]
            draft.reject("bad-picture", error.message, "pictures", file=file, **error.params)


def refusal(error: Unreadable) -> dict[str, Any]:
    """Return why a file can't be read, as the process answers it."""
    return {"code": error.code, "message": error.message, "params": {k: str(v) for k, v in error.params.items()}}


def _layout(unknown: UnknownLayout) -> dict[str, Any]:
    rows = [[cell.text for cell in row] for _, row in unknown.sheet.rows[:SHOWN_ROWS]]
    width = max(map(len, rows), default=0)
    guess = [unknown.guess.roles.get(column, "") for column in range(width)]
    return {"rows": rows, "guess": guess, "names": guessing.layout_of(unknown.sheet.rows)}


if __name__ == "__main__":
    run(_child)
