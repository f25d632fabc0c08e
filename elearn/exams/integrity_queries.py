"""Reading what the integrity rules need: a few statements for any size, the result kept while nothing changes."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from elearn import db
from elearn.db import session
from elearn.exams import marking
from elearn.exams.event_models import AttemptEvent
from elearn.exams.integrity import Key, Pair, Sat, Sheet, Speed, equal_wrong, leavers, speeds
from elearn.exams.integrity_models import IntegrityNote, Sign
from elearn.exams.kept import Kept
from elearn.exams.models import Answer, Attempt, AttemptState, Exam, Paper
from elearn.exams.paper import Item
from elearn.exams.scoring import Marked
from elearn.exams.sitting import Sitting
from elearn.people.access import LENGTH_BY_LEVEL, Level
from elearn.people.models import User
from elearn.questions.grading import Kind, is_right, to_own

COMPARED = (Kind.SINGLE, Kind.MULTIPLE, Kind.INDEFINITE, Kind.TRUE_FALSE, Kind.FILL, Kind.MATCH, Kind.ORDER)
"""What can be wrong in the same way; an essay is for its marker to recognise."""


@dataclass(frozen=True)
class Findings:
    """What the rules found in an exam, over all its people."""

    speeds: Sequence[Speed]
    pairs: Sequence[Pair]
    left: Sequence[Sat]


@dataclass(frozen=True)
class SharedDevice:
    """A browser that was used in attempts of several people."""

    device: str
    attempts: Mapping[int, int]
    """One attempt of each person: user → attempt."""

    @property
    def subject(self) -> str:
        """Names the row in a note; with a further person it is another row."""
        return f"{self.device}:{len(self.attempts)}"


_found: Kept[tuple[Any, ...], Findings] = Kept(20)


def findings(exam: Exam) -> Findings:
    """Apply the rules to an exam's handed-in attempts."""
    handed_in = select(func.count(), func.max(Attempt.handed_in_at)).where(
        Attempt.exam_id == exam.id, Attempt.state == AttemptState.HANDED_IN
    )
    key = (str(db.engine().url), exam.id, exam.revision, *session.execute(handed_in).one())
    return _found.get(key) or _found.put(key, _read(exam))


def _read(exam: Exam) -> Findings:
    township = LENGTH_BY_LEVEL[Level.TOWNSHIP]
    rows = session.execute(
        select(Attempt, Paper.items, User.unit_code)
        .join(Attempt.paper)
        .join(User, User.id == Attempt.user_id)
        .where(Attempt.exam_id == exam.id, Attempt.state == AttemptState.HANDED_IN)
        .order_by(Attempt.id)
    ).all()
    answers: dict[int, dict[int, Any]] = defaultdict(dict)
    saved: dict[int, list[Any]] = defaultdict(list)
    statement = (
        select(Answer.attempt_id, Answer.number, Answer.response, Answer.saved_at)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.exam_id == exam.id, Attempt.state == AttemptState.HANDED_IN)
    )
    for attempt_id, number, response, saved_at in session.execute(statement):
        if response["value"] is not None:
            answers[attempt_id][number] = response["value"]
            saved[attempt_id].append(saved_at)
    comparing = _Comparing(exam.id, exam.revision)
    all_sat, sheets = [], []
    for attempt, stored, unit_code in rows:
        items = [Item.from_json(each) for each in stored]
        all_sat.append(_sat(attempt, unit_code[:township], len(items), tuple(saved[attempt.id])))
        sheets.append(comparing.sheet(attempt, unit_code[:township], items, answers[attempt.id]))
    return Findings(speeds(all_sat), equal_wrong(sheets), leavers(all_sat))


def _sat(attempt: Attempt, group: str, questions: int, saved: tuple[Any, ...]) -> Sat:
    assert attempt.handed_in_at is not None
    return Sat(
        attempt_id=attempt.id,
        user_id=attempt.user_id,
        group=group,
        started_at=attempt.started_at,
        handed_in_at=attempt.handed_in_at,
        by_clock=attempt.handed_in_at == attempt.deadline_at,
        questions=questions,
        saved=saved,
        away_count=attempt.away_count,
        away_seconds=attempt.away_seconds,
    )


class _Comparing:
    """Turns papers and answers into sheets; what one response to one question is worth is worked out once."""

    def __init__(self, exam_id: int, revision: int) -> None:
        self.exam_id, self.revision = exam_id, revision
        self.keys: dict[int, Marked] = {}
        self.judged: dict[tuple[Any, ...], list[tuple[int, str | None]]] = {}

    def sheet(self, attempt: Attempt, group: str, items: Sequence[Item], answers: Mapping[int, Any]) -> Sheet:
        """Return what a person had and got wrong."""
        had: set[Key] = set()
        wrong: dict[Key, str] = {}
        for number, item in enumerate(items, 1):
            if number not in answers:
                continue
            for part, response in self._parts(item, answers[number]):
                had.add((item.version, part))
                if response is not None:
                    wrong[item.version, part] = response
        return Sheet(attempt.id, attempt.user_id, group, frozenset(had), wrong)

    def _parts(self, item: Item, response: Any) -> list[tuple[int, str | None]]:
        """Return for each part that can be compared its wrong response in own letters, None for a right one."""
        known = (item.version, item.order, json.dumps(response, ensure_ascii=False))
        found = self.judged.get(known)
        if found is None:
            found = self.judged[known] = _judge(self._key(item), item.order, response)
        return found

    def _key(self, item: Item) -> Marked:
        if item.version not in self.keys:
            alone = Sitting(0, 0, self.exam_id, 0, (Item(item.version, item.order, Decimal(1)),), ())
            self.keys[item.version] = marking.keys_of(alone, self.revision)[0]
        return self.keys[item.version]


def _judge(key: Marked, order: str, response: Any) -> list[tuple[int, str | None]]:
    own = to_own(key.shape, order, response)
    if key.shape.kind is Kind.CASE:
        parts = [(at, child, part) for at, (child, part) in enumerate(zip(key.children, own, strict=True))]
    else:
        parts = [(-1, key, own)]
    return [
        (at, None if is_right(each.shape.kind, each.answer, part) else json.dumps(part, ensure_ascii=False))
        for at, each, part in parts
        if part is not None and each.shape.kind in COMPARED and not (each.free or key.free)
    ]


def shared_devices(exam_id: int) -> list[SharedDevice]:
    """Return the browsers that were used in attempts of more than one person, the most people in front."""
    joined = select(AttemptEvent.device).join(Attempt, Attempt.id == AttemptEvent.attempt_id)
    several = (
        joined.where(Attempt.exam_id == exam_id, AttemptEvent.device != "")
        .group_by(AttemptEvent.device)
        .having(func.count(Attempt.user_id.distinct()) > 1)
    )
    rows = session.execute(
        select(AttemptEvent.device, Attempt.user_id, func.min(Attempt.id))
        .join(Attempt, Attempt.id == AttemptEvent.attempt_id)
        .where(Attempt.exam_id == exam_id, AttemptEvent.device.in_(several))
        .group_by(AttemptEvent.device, Attempt.user_id)
        .order_by(AttemptEvent.device, func.min(Attempt.id))
    )
    found: dict[str, dict[int, int]] = defaultdict(dict)
    for device, user_id, attempt_id in rows:
        found[device][user_id] = attempt_id
    shared = [SharedDevice(device, people) for device, people in found.items()]
    return sorted(shared, key=lambda each: (-len(each.attempts), each.device))


def notes(exam_id: int) -> dict[tuple[Sign, str], IntegrityNote]:
    """Return what has been looked at."""
    rows = session.scalars(select(IntegrityNote).where(IntegrityNote.exam_id == exam_id).order_by(IntegrityNote.id))
    return {(note.sign, note.subject): note for note in rows}


def people_of(attempt_ids: Sequence[int]) -> dict[int, User]:
    """Return whose attempts these are, a few hundred at a time."""
    found: dict[int, User] = {}
    for at in range(0, len(attempt_ids), 500):
        rows = session.execute(
            select(Attempt.id, User)
            .join(User, User.id == Attempt.user_id)
            .where(Attempt.id.in_(attempt_ids[at : at + 500]))
        )
        for attempt_id, user in rows:
            found[attempt_id] = user
    return found
