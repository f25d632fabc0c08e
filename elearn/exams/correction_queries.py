"""Reading for corrections of a key: which questions an exam asks, what was corrected, what a new key would change."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import joinedload

from elearn.db import session
from elearn.exams import essay_queries, marking, regrade
from elearn.exams.event_models import KeyCorrection
from elearn.exams.models import Answer, Attempt, AttemptState, Exam, Paper
from elearn.exams.paper import Item
from elearn.exams.regrade import Held, Preview
from elearn.exams.scoring import Marked
from elearn.people.models import User
from elearn.questions.models import Question, QuestionVersion
from elearn.questions.parsed import ParsedQuestion
from elearn.questions.stored import parsed_of

CHUNK = 5000


@dataclass(frozen=True)
class Target:
    """What is corrected: a question, or one sub-question of a case (`part`)."""

    version: QuestionVersion
    part: int | None
    question: ParsedQuestion
    key: Marked
    """By which it is marked now."""

    @property
    def name(self) -> str:
        """Return its name in addresses."""
        return str(self.version.id) if self.part is None else f"{self.version.id}-{self.part}"


def targets(exam: Exam) -> list[Target]:
    """Return what can be corrected of an exam: every question of its pools that a paper holds, cases part by part."""
    asked = _asked(exam.id)
    ids = sorted({version_id for pool in exam.pools for version_id in pool} & asked)
    rows = session.scalars(
        select(QuestionVersion)
        .where(QuestionVersion.id.in_(ids))
        .order_by(QuestionVersion.id)
        .options(joinedload(QuestionVersion.question).joinedload(Question.bank))
    )
    keys = marking.keys_now(exam.id, exam.revision, ids)
    found: list[Target] = []
    for version in rows:
        whole, key = parsed_of(version, ""), keys[version.id]
        found.append(Target(version, None, whole, key))
        found += [Target(version, part, child, key.children[part]) for part, child in enumerate(whole.children)]
    return found


def _asked(exam_id: int) -> set[int]:
    papers = session.scalars(
        select(Paper.items).join(Attempt, Attempt.paper_id == Paper.id).where(Attempt.exam_id == exam_id)
    )
    return {item["version"] for items in papers for item in items}


def target(exam: Exam, name: str) -> Target | None:
    """Return what a name in an address means."""
    return next((each for each in targets(exam) if each.name == name), None)


def corrections(exam_id: int) -> list[tuple[KeyCorrection, str]]:
    """Return all corrections of an exam, the newest first, each with the name of who made it."""
    rows = session.execute(
        select(KeyCorrection, User.name)
        .join(User, User.id == KeyCorrection.by_id)
        .where(KeyCorrection.exam_id == exam_id)
        .order_by(KeyCorrection.revision.desc())
        .options(joinedload(KeyCorrection.version).joinedload(QuestionVersion.question).joinedload(Question.bank))
    )
    return [(row, name) for row, name in rows]


def handed_in(exam_id: int) -> int:
    """Return how many attempts of an exam are handed in."""
    closed = (Attempt.exam_id == exam_id, Attempt.state == AttemptState.HANDED_IN)
    return session.scalar(select(func.count()).select_from(Attempt).where(*closed)) or 0


def preview(exam: Exam, of: Target, key: dict[str, Any] | None) -> Preview:
    """Return what another key of a question would change. Nothing is written."""
    whole = marking.keys_now(exam.id, exam.revision, [of.version.id])[of.version.id]
    changed = marking.corrected(whole, of.part, key)
    return regrade.preview(held(exam, of.version.id), changed, exam.part_marks, exam.pass_mark)


def held(exam: Exam, version_id: int) -> list[Held]:
    """Return the handed-in attempts whose papers hold a question, with the answers to it."""
    rows = session.execute(
        select(Attempt.id, Attempt.user_id, Attempt.marks, Attempt.score, Paper.items)
        .join(Attempt.paper)
        .where(
            Attempt.exam_id == exam.id,
            Attempt.state == AttemptState.HANDED_IN,
            cast(Paper.items, String).like(f'%"version": {version_id},%'),
        )
    ).all()
    places = {row.id: _place(row.items, version_id) for row in rows}
    responses = _responses({attempt_id: number for attempt_id, (number, _) in places.items()})
    given = _given(exam)
    return [
        Held(
            row.id,
            row.user_id,
            (number := places[row.id][0]),
            Item.from_json(row.items[number - 1]),
            places[row.id][1],
            row.marks,
            row.score,
            responses.get(row.id),
            given.get((row.id, number), {}),
        )
        for row in rows
    ]


def _place(items: Sequence[Any], version_id: int) -> tuple[int, Decimal]:
    """Return the number of a question in a paper, and the marks of the paper."""
    number = next(number for number, item in enumerate(items, 1) if item["version"] == version_id)
    return number, sum((Decimal(item["marks"]) for item in items), Decimal(0))


def _responses(numbers: dict[int, int]) -> dict[int, Any]:
    """Return the answers to one question: it has a number of its own in every drawn paper."""
    by_number: dict[int, list[int]] = {}
    for attempt_id, number in numbers.items():
        by_number.setdefault(number, []).append(attempt_id)
    found: dict[int, Any] = {}
    for number, ids in by_number.items():
        for start in range(0, len(ids), CHUNK):
            rows = session.execute(
                select(Answer.attempt_id, Answer.response).where(
                    Answer.number == number, Answer.attempt_id.in_(ids[start : start + CHUNK])
                )
            )
            found.update((attempt_id, response["value"]) for attempt_id, response in rows)
    return found


def _given(exam: Exam) -> dict[tuple[int, int], dict[int, Decimal]]:
    found: dict[tuple[int, int], dict[int, Decimal]] = {}
    for place, by_turn in essay_queries.marks_given(exam.id).items():
        turns = {turn: each.marks for turn, each in by_turn.items()}
        marks = marking.settled(turns, exam.second_marker)
        if marks is not None:
            found.setdefault((place.attempt_id, place.number), {})[place.part] = marks
    return found


def people(user_ids: Sequence[int]) -> dict[int, User]:
    """Return people by their id."""
    return {user.id: user for user in session.scalars(select(User).where(User.id.in_(user_ids)))}
