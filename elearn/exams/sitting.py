"""What a sitting learner's requests need, read once and kept in memory: whose an attempt is, and what was asked.

Only what never changes is kept (whose, which questions, how they are shaped). It saves work and decides nothing: every
statement of answering.py tests for itself that sign-in and attempt still hold.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from elearn import clock, db
from elearn.exams import answer_log
from elearn.exams.kept import Kept
from elearn.exams.paper import Item
from elearn.questions.grading import Kind, Shape, shape_of
from elearn.quick import Statement


@dataclass(frozen=True)
class Sitting:
    """An attempt's unchanging facts."""

    attempt_id: int
    user_id: int
    exam_id: int
    paper_id: int
    items: tuple[Item, ...]
    shapes: tuple[Shape, ...]


# The key holds the engine: tests and commands may open several in one process.
_sittings: Kept[tuple[Engine, int], Sitting] = Kept(20_000)
_shapes: Kept[tuple[Engine, int], Shape] = Kept(20_000)
_people: Kept[tuple[Engine, str], int] = Kept(30_000)

_ATTEMPT = Statement(
    "SELECT a.user_id, a.exam_id, a.paper_id, p.items FROM attempt a JOIN paper p ON p.id = a.paper_id WHERE a.id = :id"
)
_VERSION = Statement("SELECT kind, options, key, children FROM question_version WHERE id = :id")
_PERSON = Statement(
    'SELECT s.user_id FROM sign_in s JOIN "user" u ON u.id = s.user_id '
    "WHERE s.token = :token AND s.ended_at IS NULL AND u.closed_at IS NULL"
)


_HOLDS = Statement(
    'SELECT 1 FROM sign_in s JOIN "user" u ON u.id = s.user_id '
    "WHERE s.token = :token AND s.ended_at IS NULL AND u.closed_at IS NULL AND s.expires_at > :now_time"
)


def _here() -> Engine:
    return db.engine()


def person(token: str) -> int | None:
    """Return whose sign-in a cookie's token is. It may have ended since it was read."""
    here = _here()
    found = _people.get((here, token))
    if found is None:
        rows = answer_log.read(_PERSON, {"token": token})
        found = _people.put((here, token), rows[0][0]) if rows else None
    return found


def signed_out(token: str) -> bool:
    """Say whether a sign-in that is kept in memory has ended meanwhile; then it is forgotten."""
    rows = answer_log.read(_HOLDS, {"token": token, "now_time": clock.now()})
    if not rows:
        _people.forget((_here(), token))
    return not rows


def sitting(attempt_id: int) -> Sitting | None:
    """Return an attempt's unchanging facts."""
    here = _here()
    found = _sittings.get((here, attempt_id))
    if found is None and (rows := answer_log.read(_ATTEMPT, {"id": attempt_id})):
        user_id, exam_id, paper_id, items = rows[0]
        found = _sittings.put((here, attempt_id), _made(attempt_id, user_id, exam_id, paper_id, _json(items)))
    return found


def remember(attempt_id: int, user_id: int, exam_id: int, paper_id: int, items: list[Item]) -> None:
    """Keep what was just stored, so that the first page needn't read it."""
    _sittings.put((_here(), attempt_id), _made(attempt_id, user_id, exam_id, paper_id, [i.as_json() for i in items]))


def _made(attempt_id: int, user_id: int, exam_id: int, paper_id: int, stored: list[Any]) -> Sitting:
    items = tuple(Item(int(each["version"]), each["order"], Decimal(each["marks"])) for each in stored)
    return Sitting(attempt_id, user_id, exam_id, paper_id, items, tuple(shape(item.version) for item in items))


def shape(version_id: int) -> Shape:
    """Return the shape of a question version."""
    here = _here()
    found = _shapes.get((here, version_id))
    if found is None:
        kind, options, key, children = answer_log.read(_VERSION, {"id": version_id})[0]
        made = shape_of(Kind(kind), _json(options), _json(key)["answer"], _json(children))
        found = _shapes.put((here, version_id), made)
    return found


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
