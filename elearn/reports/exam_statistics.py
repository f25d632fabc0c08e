"""Item statistics of an exam from what is stored: reading only; item_statistics.py computes, flags.py judges.

Counted are attempts that are handed in and wholly marked, of each person the one that counts by the exam's rule: two
tries of one person are not independent, and the formulas want independent people.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import fmean, median, stdev
from typing import Any

from sqlalchemy import Text, cast, select
from sqlalchemy.orm import contains_eager, joinedload

from elearn.db import session
from elearn.exams import marking
from elearn.exams.models import Answer, Attempt, AttemptState, Exam, Paper
from elearn.exams.paper import Item
from elearn.exams.scoring import CountedTry, Marked
from elearn.exams.sitting import Sitting
from elearn.questions.grading import TICKED_KINDS, Kind, letters, to_own
from elearn.questions.models import Question, QuestionVersion
from elearn.reports import flags, item_statistics
from elearn.reports.item_statistics import ItemFigures, OptionUse, TestFigures, ThirdUse

CHUNK = 5000
BINS = 10
"""Bars of the distribution: 0-9, 10-19 … 90-100."""


@dataclass(frozen=True)
class Taken:
    """What people did in an exam. A row a person, a column a question version; None where somebody did not get it."""

    versions: list[int]
    keys: list[Marked]
    maxima: list[float]
    marks: list[list[float | None]]
    choices: list[list[str | None]]
    """The own letters that each person ticked, "" where nothing; T and F of a true-or-false question."""
    scores: list[float]
    """Out of 100."""

    @property
    def is_drawn(self) -> bool:
        """Say whether somebody did not get every question."""
        return any(mark is None for row in self.marks for mark in row)


@dataclass(frozen=True)
class ItemReport:
    """One question with its figures and what to look at."""

    number: int
    version: int
    figures: ItemFigures
    use: list[OptionUse]
    key: str
    flags: list[flags.Flag]


@dataclass(frozen=True)
class ExamReport:
    """A whole exam. Scores are out of 100; shares 0 to 1."""

    people: int
    mean: float | None
    median: float | None
    deviation: float | None
    passed: float | None
    merit: float | None
    alpha: float | None
    standard_error: float | None
    bins: list[int]
    items: list[ItemReport]
    is_drawn: bool
    is_weak: bool


def taken(exam: Exam) -> Taken:
    """Read what counts of an exam: one statement for attempts with their papers, one for the answers."""
    rows = _attempts(exam)
    papers = {row.id: _items(row.items) for row in rows}
    found = {item.version: item for items in papers.values() for item in items}
    versions = sorted(found)
    at = {version: column for column, version in enumerate(versions)}
    alone = Sitting(0, 0, exam.id, 0, tuple(found[version] for version in versions), ())
    keys = marking.keys_of(alone, exam.revision)
    maxima = [float(found[version].marks) for version in versions]
    marks: list[list[float | None]] = [[None] * len(versions) for _ in rows]
    choices: list[list[str | None]] = [[None] * len(versions) for _ in rows]
    for number, row in enumerate(rows):
        for item, mark in zip(papers[row.id], row.marks, strict=True):
            column = at[item.version]
            # Two rules may give the same question different marks: its share of them is what counts.
            full = float(item.marks)
            marks[number][column] = float(mark) * (maxima[column] / full if full else 0.0)
            choices[number][column] = ""
    reader = _Reader(at, keys)
    numbers = {row.id: number for number, row in enumerate(rows)}
    for attempt_id, number, response in _answers(exam):
        if attempt_id in numbers and number <= len(papers[attempt_id]):
            item = papers[attempt_id][number - 1]
            choices[numbers[attempt_id]][at[item.version]] = reader.own(item, response)
    return Taken(versions, keys, maxima, marks, choices, [float(row.score) for row in rows])


def _attempts(exam: Exam) -> list[Any]:
    """Return the attempt of each person that counts, where it is marked, the earliest person first."""
    rows = session.execute(
        select(Attempt.id, Attempt.user_id, Attempt.number, Attempt.score, Attempt.marks, Paper.items)
        .join(Paper, Paper.id == Attempt.paper_id)
        .where(Attempt.exam_id == exam.id, Attempt.state == AttemptState.HANDED_IN)
        .order_by(Attempt.user_id, Attempt.number)
    )
    kept: dict[int, Any] = {}
    for row in rows:
        before = kept.get(row.user_id)
        if before is None or _replaces(row, before, exam.counted):
            kept[row.user_id] = row
    return [row for row in kept.values() if row.score is not None]


def _replaces(row: Any, before: Any, rule: CountedTry) -> bool:
    match rule:
        case CountedTry.FIRST:
            return False
        case CountedTry.LAST:
            return True
        case _:
            return row.score is not None and (before.score is None or row.score > before.score)


def _items(stored: Iterable[Mapping[str, Any]]) -> list[Item]:
    return [Item.from_json(each) for each in stored]


def _answers(exam: Exam) -> Iterable[tuple[int, int, str]]:
    """Yield the answers of an exam; their JSON is left as text, since few different ones occur."""
    statement = (
        select(Answer.attempt_id, Answer.number, cast(Answer.response, Text))
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.exam_id == exam.id, Attempt.state == AttemptState.HANDED_IN)
    )
    result = session.execute(statement, execution_options={"yield_per": CHUNK})
    for chunk in result.partitions():
        yield from ((attempt_id, number, response) for attempt_id, number, response in chunk)


class _Reader:
    """Answers as stored, in own letters; each different one of a question and an order is translated once."""

    def __init__(self, at: Mapping[int, int], keys: Sequence[Marked]) -> None:
        self.at, self.keys = at, keys
        self.known: dict[tuple[int, str, str], str] = {}

    def own(self, item: Item, response: str) -> str:
        """Return the letters ticked; "" for kinds that are not ticked."""
        shape = self.keys[self.at[item.version]].shape
        if shape.kind not in TICKED_KINDS:
            return ""
        here = (item.version, item.order, response)
        if here not in self.known:
            value = to_own(shape, item.order, json.loads(response)["value"])
            self.known[here] = _letters(shape.kind, value)
        return self.known[here]


def _letters(kind: Kind, value: Any) -> str:
    if value is None:
        return ""
    return ("T" if value else "F") if kind is Kind.TRUE_FALSE else str(value)


def options_of(key: Marked) -> str:
    """Return the letters of what can be ticked in a question; "" where nothing can."""
    if key.shape.kind is Kind.TRUE_FALSE:
        return "TF"
    return letters(key.shape.options) if key.shape.kind in TICKED_KINDS else ""


def right_of(key: Marked) -> str:
    """Return the letters that are right; where everybody gets full marks all are."""
    if key.free or not options_of(key):
        return options_of(key)
    return _letters(key.shape.kind, key.answer)


def report(exam: Exam, data: Taken) -> ExamReport:
    """Compute everything about an exam."""
    tested = item_statistics.figures([str(version) for version in data.versions], data.marks, data.maxima)
    scores = data.scores
    deviation = stdev(scores) if len(scores) > 1 else None
    can_err = tested.alpha is not None and deviation is not None
    return ExamReport(
        people=len(scores),
        mean=fmean(scores) if scores else None,
        median=median(scores) if scores else None,
        deviation=deviation,
        passed=_share(scores, exam.pass_mark),
        merit=_share(scores, exam.merit_mark),
        alpha=tested.alpha,
        standard_error=(deviation or 0.0) * sqrt(max(0.0, 1 - (tested.alpha or 0.0))) if can_err else None,
        bins=_bins(scores),
        items=_item_reports(data, tested),
        is_drawn=data.is_drawn,
        is_weak=flags.is_weak(len(scores)),
    )


def _item_reports(data: Taken, tested: TestFigures) -> list[ItemReport]:
    found, tell_few = [], not flags.is_weak(len(data.scores))
    for column, (version, key) in enumerate(zip(data.versions, data.keys, strict=True)):
        chosen = [row[column] for row in data.choices]
        use = item_statistics.option_use(chosen, options_of(key), data.scores)
        figures, right = tested.items[column], right_of(key)
        found.append(
            ItemReport(column + 1, version, figures, use, right, flags.found(figures, use, right, tell_few=tell_few))
        )
    return found


def _share(scores: Sequence[float], mark: Decimal) -> float | None:
    return sum(score >= float(mark) for score in scores) / len(scores) if scores else None


def _bins(scores: Sequence[float]) -> list[int]:
    found = [0] * BINS
    for score in scores:
        found[min(BINS - 1, int(score // (100 // BINS)))] += 1
    return found


def thirds(data: Taken, column: int) -> list[ThirdUse]:
    """Return how the lower, middle and upper third of those who got a question answered it."""
    chosen, marks = [row[column] for row in data.choices], [row[column] for row in data.marks]
    return item_statistics.thirds(chosen, marks, options_of(data.keys[column]), data.scores, data.maxima[column])


def questions(versions: Iterable[int]) -> dict[int, QuestionVersion]:
    """Return question versions with their questions and banks, by id."""
    rows = session.scalars(
        select(QuestionVersion)
        .join(QuestionVersion.question)
        .options(
            contains_eager(QuestionVersion.question).options(joinedload(Question.bank), joinedload(Question.current))
        )
        .where(QuestionVersion.id.in_(sorted(versions)))
    )
    return {row.id: row for row in rows}
