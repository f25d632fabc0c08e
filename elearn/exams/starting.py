"""Starting a try: everything is drawn before the transaction opens, the transaction itself only looks and inserts."""

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elearn import clock, db
from elearn.errors import RuleBroken, marked
from elearn.exams import answer_log, sitting
from elearn.exams.event_models import EventKind
from elearn.exams.kept import Kept
from elearn.exams.models import ExamState
from elearn.exams.paper import Item, PoolTooSmall, Rule, draw
from elearn.exams.terms import GRACE, Extra, Terms, terms
from elearn.quick import Rows, Statement, Writer, moment

_EXAM = Statement(
    "SELECT id, state, rules, pools, shuffle_questions, shuffle_options, minutes, tries, opens_at, closes_at "
    "FROM exam WHERE id = :exam"
)
EXTRAS = Statement(
    "SELECT extra_minutes, extra_tries, opens_at, closes_at FROM accommodation "
    "WHERE exam_id = :exam AND ended_at IS NULL AND (user_id = :user OR (unit_code IS NOT NULL AND unit_code = "
    'substr((SELECT u.unit_code FROM "user" u WHERE u.id = :user), 1, length(unit_code))))'
)
# Two presses at once wait for each other here (on SQLite writers queue anyway), so that they start one try.
_WAIT = Statement("SELECT 1", 'SELECT id FROM "user" WHERE id = :user FOR UPDATE')
# With the exam's state, which may have changed since it was read; one row without a try where there is none.
_TRIES = Statement(
    "SELECT e.state, a.id, a.state, a.deadline_at FROM exam e LEFT JOIN attempt a ON a.exam_id = e.id "
    "AND a.user_id = :user WHERE e.id = :exam ORDER BY a.number"
)
_PAPER = Statement("INSERT INTO paper (exam_id, items, drawn_at) VALUES (:exam, :items_json, :now_time) RETURNING id")
_ATTEMPT = Statement(
    "INSERT INTO attempt (exam_id, user_id, paper_id, number, state, started_at, deadline_at, revision, device, "
    "seen_at, away_count, away_seconds) VALUES (:exam, :user, :paper, :number, 'open', :now_time, :until_time, 0, "
    ":device, :now_time, 0, 0) RETURNING id"
)
_EVENT = Statement(
    "INSERT INTO attempt_event (attempt_id, kind, at, device, data) VALUES (:attempt, :kind, :now_time, :device, '{}')"
)


@dataclass(frozen=True)
class _Exam:
    id: int
    state: ExamState
    rules: tuple[Rule, ...]
    pools: tuple[tuple[int, ...], ...]
    shuffle_questions: bool
    shuffle_options: bool
    minutes: int
    tries: int
    opens_at: datetime
    closes_at: datetime


# Parsing rules and pools is kept for as long as the row reads the same.
_parsed: Kept[tuple[Any, ...], _Exam] = Kept(50)


def _exam(exam_id: int) -> _Exam:
    row = answer_log.read(_EXAM, {"exam": exam_id})[0]
    key = (db.engine(), *(json.dumps(each) if isinstance(each, list) else each for each in row))
    return _parsed.get(key) or _parsed.put(key, _read(row))


def _read(row: tuple[Any, ...]) -> _Exam:
    rules, pools = (json.loads(each) if isinstance(each, str) else each for each in row[2:4])
    return _Exam(
        id=row[0],
        state=ExamState(row[1]),
        rules=tuple(Rule.from_json(rule) for rule in rules),
        pools=tuple(tuple(pool) for pool in pools),
        shuffle_questions=bool(row[4]),
        shuffle_options=bool(row[5]),
        minutes=row[6],
        tries=row[7],
        opens_at=moment(row[8]),
        closes_at=moment(row[9]),
    )


def terms_of(exam_id: int, user_id: int) -> Terms:
    """Return what holds for a person in an exam, accommodations included."""
    return _terms(_exam(exam_id), user_id)


def front_of(exam_id: int, user_id: int) -> tuple[Terms, int]:
    """Return what holds for a person in an exam, and how many questions its papers have."""
    exam = _exam(exam_id)
    return _terms(exam, user_id), sum(rule.count for rule in exam.rules)


def _terms(exam: _Exam, user_id: int) -> Terms:
    extras = [
        Extra(minutes, tries, moment(opens) if opens else None, moment(closes) if closes else None)
        for minutes, tries, opens, closes in answer_log.read(EXTRAS, {"exam": exam.id, "user": user_id})
    ]
    return terms(exam.minutes, exam.tries, exam.opens_at, exam.closes_at, extras)


def _drawn(exam: _Exam, seed: str) -> list[Item]:
    shapes = {version: sitting.shape(version) for pool in exam.pools for version in pool}
    try:
        return draw(
            exam.rules,
            exam.pools,
            shapes,
            seed,
            shuffle_questions=exam.shuffle_questions,
            shuffle_options=exam.shuffle_options,
        )
    except PoolTooSmall as error:
        raise RuleBroken(
            "pool-too-small",
            marked("The exam can't be drawn yet: too few questions in the bank %(bank)s. Please tell the trainer."),
            bank=error.rule.bank or error.rule.topic,
        ) from None


def start(
    exam_id: int,
    user_id: int,
    device: str,
    also: Callable[[Writer, datetime], Rows] | None = None,
    seed: str | None = None,
) -> int:
    """Start a try, or go on with the one that is open (another phone, a reload); return the attempt's number.

    `also` writes in the same transaction. Raises RuleBroken: not published, no window, no tries left.
    """
    now = clock.now()
    exam = _exam(exam_id)
    own = _terms(exam, user_id)
    is_on = exam.state is ExamState.PUBLISHED and own.window_at(now) is not None
    items = _drawn(exam, seed or secrets.token_hex(16)) if is_on else []
    person = {"exam": exam_id, "user": user_id}

    def work(writer: Writer) -> int | RuleBroken:
        writer.execute(_WAIT, person)
        rows = writer.execute(_TRIES, person)
        tries = [row[1:] for row in rows if row[1] is not None]
        for attempt_id, kept, deadline_at in tries:
            if kept == "open":
                return int(attempt_id) if now <= moment(deadline_at) + GRACE else _closing()
        refusal = _refusal(exam, own, len(tries), now)
        if refusal or rows[0][0] != ExamState.PUBLISHED:
            return refusal or _not_open()
        paper = {"exam": exam_id, "items_json": json.dumps([item.as_json() for item in items]), "now_time": now}
        row = {"paper": writer.execute(_PAPER, paper)[0][0], "number": len(tries) + 1, "now_time": now}
        made = writer.execute(_ATTEMPT, person | row | {"until_time": own.deadline(now), "device": device})[0][0]
        event = {"attempt": made, "kind": EventKind.STARTED.value, "now_time": now, "device": device}
        writer.execute(_EVENT, event)
        if also:
            also(writer, now)
        return int(made)

    found = answer_log.run(work)
    if isinstance(found, RuleBroken):
        raise found
    return found


def _closing() -> RuleBroken:
    return RuleBroken("closing", marked("Your last try is being handed in. Please wait a minute."))


def _not_open() -> RuleBroken:
    return RuleBroken("not-published", marked("This exam is not open."))


def _refusal(exam: _Exam, own: Terms, tries: int, now: datetime) -> RuleBroken | None:
    if exam.state is not ExamState.PUBLISHED:
        return _not_open()
    if own.window_at(now) is None:
        if own.next_window(now):
            return RuleBroken("too-early", marked("The exam has not opened yet."))
        return RuleBroken("too-late", marked("The exam is closed."))
    if tries >= own.tries:
        return RuleBroken("no-tries-left", marked("All %(tries)s tries have been used."), tries=own.tries)
    return None
