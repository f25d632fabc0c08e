"""Reading what people have to mark: the essays that were handed in, with the marks they have so far."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from elearn.db import session
from elearn.exams import essay, scoring
from elearn.exams.essay import Given, Place
from elearn.exams.event_models import EssayMark, KeyCorrection
from elearn.exams.models import Answer, Attempt, AttemptState, Exam, Paper
from elearn.people.models import User
from elearn.questions.grading import Kind
from elearn.questions.models import QuestionVersion
from elearn.questions.parsed import ParsedQuestion
from elearn.questions.stored import parsed_of


@dataclass(frozen=True)
class Asked:
    """An essay question of an exam: a question of its own, or a sub-question of a case (with the case's stem)."""

    version_id: int
    part: int
    question: ParsedQuestion
    case_stem: str = ""

    @property
    def name(self) -> str:
        """Return its name in addresses."""
        return f"{self.version_id}-{self.part}"


@dataclass(frozen=True)
class Essay:
    """One essay to be marked. Whose it is stays out of it, but for keeping people from marking themselves."""

    asked: Asked
    place: Place
    text: str
    full: Decimal
    writer_id: int
    given: Mapping[str, Given] = field(default_factory=dict)


@dataclass(frozen=True)
class Count:
    """How far the essays of one question are."""

    asked: Asked
    waiting: int
    once: int
    differing: int
    done: int

    @property
    def total(self) -> int:
        """Return how many essays there are."""
        return self.waiting + self.once + self.differing + self.done


def asked(exam: Exam) -> list[Asked]:
    """Return the essay questions that the papers of an exam may hold and that a person has to mark."""
    ids = sorted({version_id for pool in exam.pools for version_id in pool})
    wanted = (Kind.ESSAY, Kind.CASE)
    rows = session.scalars(
        select(QuestionVersion)
        .where(QuestionVersion.id.in_(ids), QuestionVersion.kind.in_(wanted))
        .order_by(QuestionVersion.id)
    )
    free = _free(exam.id)
    found: list[Asked] = []
    for version in rows:
        question = parsed_of(version, "")
        if question.kind is Kind.ESSAY:
            found.append(Asked(version.id, 0, question))
        for part, child in enumerate(question.children):
            if child.kind is Kind.ESSAY:
                found.append(Asked(version.id, part, child, question.stem))
    return [each for each in found if not {(each.version_id, None), (each.version_id, each.part)} & free]


def _free(exam_id: int) -> set[tuple[int, int | None]]:
    """Return the questions for which everybody has full marks: there is nothing to mark."""
    rows = session.scalars(select(KeyCorrection).where(KeyCorrection.exam_id == exam_id))
    return {(row.version_id, row.part) for row in rows if row.key is None}


def essays(exam: Exam, only: str = "") -> list[Essay]:
    """Return all essays that were handed in; `only`: those of one question. One left empty needs no marker."""
    by_version: dict[int, list[Asked]] = {}
    for each in asked(exam):
        if not only or each.name == only:
            by_version.setdefault(each.version_id, []).append(each)
    if not by_version:
        return []
    closed = (Attempt.exam_id == exam.id, Attempt.state == AttemptState.HANDED_IN)
    papers = session.execute(select(Attempt.id, Attempt.user_id, Paper.items).join(Attempt.paper).where(*closed))
    places: dict[tuple[int, int], tuple[int, Any]] = {}
    for attempt_id, user_id, items in papers:
        for number, item in enumerate(items, 1):
            if item["version"] in by_version:
                places[attempt_id, number] = (user_id, item)
    given = marks_given(exam.id)
    found = []
    for attempt_id, number, response in _answers(exam.id, {number for _, number in places}):
        if (attempt_id, number) in places:
            user_id, item = places[attempt_id, number]
            for each in by_version[item["version"]]:
                place = Place(attempt_id, number, each.part)
                text, full = _text_and_full(each, response["value"], Decimal(item["marks"]))
                if text:
                    found.append(Essay(each, place, text, full, user_id, given.get(place, {})))
    return found


def _answers(exam_id: int, numbers: set[int]) -> Sequence[Any]:
    return session.execute(
        select(Answer.attempt_id, Answer.number, Answer.response)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.exam_id == exam_id, Attempt.state == AttemptState.HANDED_IN, Answer.number.in_(numbers))
    ).all()


def _text_and_full(each: Asked, value: Any, marks: Decimal) -> tuple[str, Decimal]:
    if not each.case_stem:
        return value or "", marks
    if not value:
        return "", marks
    return value[each.part] or "", scoring.shares(marks, len(value))[each.part]


def marks_given(exam_id: int, attempt_id: int | None = None) -> dict[Place, dict[str, Given]]:
    """Return what people gave in an exam, or in one attempt of it, by place and turn."""
    wanted = select(EssayMark).join(EssayMark.attempt).where(Attempt.exam_id == exam_id)
    if attempt_id is not None:
        wanted = wanted.where(EssayMark.attempt_id == attempt_id)
    found: dict[Place, dict[str, Given]] = {}
    for row in session.scalars(wanted):
        place = Place(row.attempt_id, row.number, row.part)
        found.setdefault(place, {})[row.turn.value] = Given(row.marks, row.marker_id, row.comment)
    return found


def counts(exam: Exam) -> list[Count]:
    """Return how far each essay question of an exam is."""
    every = asked(exam)
    states: dict[str, list[essay.State]] = {each.name: [] for each in every}
    for written in essays(exam):
        states[written.asked.name].append(essay.state_of(written.given, exam.second_marker))
    return [_count(each, states[each.name]) for each in every]


def _count(of: Asked, states: Sequence[essay.State]) -> Count:
    waits = [state.waits_for for state in states]
    return Count(of, waits.count(essay.FIRST), waits.count(essay.SECOND), waits.count(essay.DECISION), waits.count(""))


def per_marker(exam_id: int) -> list[tuple[str, int]]:
    """Return who has marked how many turns, the most first."""
    rows = session.execute(
        select(User.name, func.count())
        .select_from(EssayMark)
        .join(EssayMark.attempt)
        .join(User, User.id == EssayMark.marker_id)
        .where(Attempt.exam_id == exam_id)
        .group_by(User.id, User.name)
        .order_by(func.count().desc(), User.id)
    )
    return [(name, count) for name, count in rows]
