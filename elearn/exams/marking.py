"""Judging an attempt by keys, corrections and people's marks, and storing the verdict: hand-in and marking again."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from elearn import clock, db
from elearn.exams import answer_log, scoring, sitting
from elearn.exams.event_models import EventKind, MarkerTurn
from elearn.exams.kept import Kept
from elearn.exams.scoring import Marked
from elearn.exams.sitting import Sitting
from elearn.questions.grading import Kind, PartMarks, shape_of
from elearn.quick import Statement, Writer

Also = Callable[[Writer, int, datetime], Any]
"""Writes in the same transaction what follows from a verdict: gets the writer, the learner and the moment."""

_EXAM = Statement("SELECT part_marks, revision, second_marker FROM exam WHERE id = :exam")
_ANSWERS = Statement("SELECT number, step, response FROM answer WHERE attempt_id = :attempt")
_KEY = Statement("SELECT kind, options, key, children FROM question_version WHERE id = :id")
_CORRECTIONS = Statement(
    "SELECT version_id, part, key FROM key_correction WHERE exam_id = :exam AND revision <= :revision ORDER BY revision"
)
_GIVEN = Statement("SELECT number, part, turn, marks FROM essay_mark WHERE attempt_id = :attempt")
_LOCK = Statement("SELECT 1", "SELECT id FROM attempt WHERE id = :attempt FOR UPDATE")
_STORE = """
UPDATE attempt
SET state = 'handed_in', handed_in_at = :at_time, marks = :marks_json, score = {score}, revision = :revision
WHERE id = :attempt AND state = 'open'
  AND :steps = (SELECT coalesce(sum(step), 0) FROM answer WHERE attempt_id = :attempt)
RETURNING user_id
"""
_HAND_IN = Statement(_STORE.format(score=":score"), _STORE.format(score="CAST(:score AS NUMERIC)"))
_OPEN = Statement("SELECT id FROM attempt WHERE id = :attempt AND state = 'open'")
_EVENT = Statement(
    "INSERT INTO attempt_event (attempt_id, kind, at, device, data) VALUES (:attempt, :kind, :now_time, '', '{}')"
)
_KEEP = Statement(
    "INSERT INTO former_marks (attempt_id, revision, score, marks, replaced_at) "
    "SELECT id, revision, score, marks, :now_time FROM attempt WHERE id = :attempt AND state = 'handed_in' "
    "AND (revision < :revision OR score IS NULL) AND :keep = 1"
)
_AGAIN_TEXT = """
UPDATE attempt SET marks = :marks_json, score = {score}, revision = :revision
WHERE id = :attempt AND state = 'handed_in' AND revision <= :revision RETURNING user_id
"""
_AGAIN = Statement(_AGAIN_TEXT.format(score=":score"), _AGAIN_TEXT.format(score="CAST(:score AS NUMERIC)"))

_marked: Kept[tuple[Engine, int], Marked] = Kept(20_000)
_corrected: Kept[tuple[Engine, int, int], dict[int, Marked]] = Kept(200)


@dataclass(frozen=True)
class Verdict:
    """The marks of every question (None: an essay waits), the score, and the state of the answers it was made from."""

    attempt_id: int
    marks: tuple[Decimal | None, ...]
    score: Decimal | None
    steps: int
    revision: int

    def params(self) -> dict[str, Any]:
        """Return what the statements store."""
        return {
            "attempt": self.attempt_id,
            "marks_json": json.dumps([None if each is None else str(each) for each in self.marks]),
            "score": None if self.score is None else str(self.score),
            "steps": self.steps,
            "revision": self.revision,
        }


def judge(attempt_id: int) -> Verdict:
    """Judge an attempt by what is stored now. Reads only."""
    facts = sitting.sitting(attempt_id)
    if facts is None:
        raise LookupError(f"no attempt {attempt_id}")
    part_marks, revision, second = answer_log.read(_EXAM, {"exam": facts.exam_id})[0]
    stored = answer_log.read(_ANSWERS, {"attempt": attempt_id})
    responses = {number: _json(response)["value"] for number, _, response in stored}
    keys = keys_of(facts, revision)
    given = _given(attempt_id, bool(second)) if any(_has_essay(key) for key in keys) else {}
    marks = marks_of(facts, keys, responses, PartMarks(part_marks), given)
    full = sum((item.marks for item in facts.items), Decimal(0))
    done = [each for each in marks if each is not None]
    total = scoring.score(done, full) if len(done) == len(marks) else None
    return Verdict(attempt_id, tuple(marks), total, sum(step for _, step, _ in stored), revision)


def marks_of(
    facts: Sitting,
    keys: Sequence[Marked],
    responses: Mapping[int, Any],
    part_marks: PartMarks,
    given: Mapping[int, Mapping[int, Decimal]],
) -> list[Decimal | None]:
    """Return the marks of every question of a paper."""
    return [
        scoring.marks_for(key, item.order, item.marks, responses.get(number), part_marks, given.get(number))
        for number, (item, key) in enumerate(zip(facts.items, keys, strict=True), 1)
    ]


def keys_of(facts: Sitting, revision: int) -> list[Marked]:
    """Return what each question of a paper is marked by, corrections up to a revision of its exam applied."""
    changed = _corrections(facts.exam_id, revision) if revision else {}
    return [changed.get(item.version) or own_key(item.version) for item in facts.items]


def keys_now(exam_id: int, revision: int, version_ids: Sequence[int]) -> dict[int, Marked]:
    """Return what some questions are marked by in an exam, corrections up to a revision applied."""
    changed = _corrections(exam_id, revision) if revision else {}
    return {version_id: changed.get(version_id) or own_key(version_id) for version_id in version_ids}


def own_key(version_id: int) -> Marked:
    """Return what a question version itself says it is marked by."""
    here = db.engine()
    found = _marked.get((here, version_id))
    if found is None:
        kind, options, key, children = answer_log.read(_KEY, {"id": version_id})[0]
        found = _marked.put((here, version_id), _made(kind, _json(options), _json(key), _json(children)))
    return found


def _made(kind: str, options: list[Any], key: Mapping[str, Any], children: list[Any]) -> Marked:
    return Marked(
        shape_of(Kind(kind), options, key["answer"], children),
        key["answer"],
        tuple(_made(child["kind"], child["options"], child["key"], []) for child in children),
    )


def _corrections(exam_id: int, revision: int) -> dict[int, Marked]:
    here = (db.engine(), exam_id, revision)
    found = _corrected.get(here)
    if found is None:
        found = {}
        for version_id, part, key in answer_log.read(_CORRECTIONS, {"exam": exam_id, "revision": revision}):
            found[version_id] = corrected(found.get(version_id) or own_key(version_id), part, _json(key))
        if not db.is_writing():  # a correction that is not committed yet may still be rolled back
            _corrected.put(here, found)
    return found


def corrected(marked: Marked, part: int | None, key: Mapping[str, Any] | None) -> Marked:
    """Return a question with another key, or with full marks for everybody (`key` None); `part` of a case alone."""
    if part is not None:
        children = list(marked.children)
        children[part] = corrected(children[part], None, key)
        return Marked(marked.shape, marked.answer, tuple(children), marked.free)
    if key is None:
        return Marked(marked.shape, marked.answer, marked.children, free=True)
    return Marked(marked.shape, key["answer"], marked.children)


def _has_essay(key: Marked) -> bool:
    return key.shape.kind is Kind.ESSAY or any(_has_essay(child) for child in key.children)


def _given(attempt_id: int, second: bool) -> dict[int, dict[int, Decimal]]:
    """Return the marks of essays that are settled: one marker's, two equal ones', or the decision."""
    turns: dict[tuple[int, int], dict[str, Decimal]] = {}
    for number, part, turn, marks in answer_log.read(_GIVEN, {"attempt": attempt_id}):
        turns.setdefault((number, part), {})[turn] = Decimal(str(marks))
    found: dict[int, dict[int, Decimal]] = {}
    for (number, part), by_turn in turns.items():
        marks = settled(by_turn, second)
        if marks is not None:
            found.setdefault(number, {})[part] = marks
    return found


def settled(by_turn: Mapping[str, Decimal], second: bool) -> Decimal | None:
    """Return the marks that hold, None while a marker or the decision is missing."""
    if MarkerTurn.DECISION in by_turn:
        return by_turn[MarkerTurn.DECISION]
    first = by_turn.get(MarkerTurn.FIRST)
    if not second or first is None:
        return first
    return first if by_turn.get(MarkerTurn.SECOND) == first else None


def hand_in(attempt_ids: Sequence[int], also: Also, at: Mapping[int, datetime] | None = None) -> int:
    """Close attempts with their marks, all in one transaction; return how many were open until now.

    The marks are computed before; an answer that arrives in between makes that attempt be judged again. `at`: when each
    counts as handed in, by default now. `also` follows each in the same transaction.
    """
    done, left = 0, list(attempt_ids)
    kind = EventKind.CLOSED if at else EventKind.HANDED_IN
    while left:
        verdicts = [judge(attempt_id) for attempt_id in left]
        now = clock.now()

        def work(writer: Writer, verdicts: list[Verdict] = verdicts, now: datetime = now) -> tuple[int, list[int]]:
            stored, again = 0, []
            for verdict in verdicts:
                params = verdict.params() | {"at_time": (at or {}).get(verdict.attempt_id, now)}
                writer.execute(_LOCK, params)
                rows = writer.execute(_HAND_IN, params)
                if rows:
                    event = {"attempt": verdict.attempt_id, "kind": kind.value, "now_time": now}
                    writer.execute(_EVENT, event)
                    also(writer, rows[0][0], params["at_time"])
                    stored += 1
                elif writer.execute(_OPEN, params):
                    again.append(verdict.attempt_id)
            return stored, again

        stored, left = answer_log.run(work)
        done += stored
    return done


def mark_again(attempt_ids: Sequence[int], also: Also, *, keep: bool = True) -> int:
    """Judge handed-in attempts anew and store the result, in one transaction; the marks before are kept with `keep`."""
    verdicts = [judge(attempt_id) for attempt_id in attempt_ids]
    now = clock.now()

    def work(writer: Writer) -> int:
        stored = 0
        for verdict in verdicts:
            params = verdict.params()
            writer.execute(_LOCK, params)
            writer.execute(_KEEP, params | {"now_time": now, "keep": int(keep)})
            for (user_id,) in writer.execute(_AGAIN, params):
                also(writer, user_id, now)
                stored += 1
        return stored

    return answer_log.run(work)


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
