"""Marks and which try counts: pure."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from elearn.questions.grading import Kind, PartMarks, Shape, fraction, to_own

TENTH = Decimal("0.1")


class CountedTry(enum.StrEnum):
    """Which of several tries counts."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"


@dataclass(frozen=True)
class Marked:
    """What marking needs of a question: its shape, key and sub-questions' keys. `free` gives everybody full marks."""

    shape: Shape
    answer: Any
    children: tuple["Marked", ...] = ()
    free: bool = False


def tenths(marks: Decimal, part: Fraction) -> Decimal:
    """Return a share of marks in tenths, half up."""
    exact = Decimal(marks) * part.numerator / part.denominator
    return exact.quantize(TENTH, rounding=ROUND_HALF_UP)


def shares(marks: Decimal, count: int) -> list[Decimal]:
    """Divide the marks of a case among its sub-questions in tenths; what is left over goes to the last ones."""
    units = int(Decimal(marks) * 10)
    each, over = divmod(units, count)
    return [Decimal(each + (1 if number >= count - over else 0)) / 10 for number in range(count)]


def marks_for(
    question: Marked,
    order: str,
    marks: Decimal,
    response: Any,
    part_marks: PartMarks,
    given: Mapping[int, Decimal] | None = None,
) -> Decimal | None:
    """Return the marks of one response (in shown letters); None where an essay has still to be marked.

    `given`: marks that people gave, by sub-question (0 for a question that is no case).
    """
    own = to_own(question.shape, order, response)
    if question.shape.kind is not Kind.CASE:
        return _part(question, marks, own, part_marks, (given or {}).get(0))
    responses = own or [None] * len(question.children)
    if question.free:
        return marks
    found = [
        _part(child, share, answer, part_marks, (given or {}).get(at))
        for at, (child, share, answer) in enumerate(
            zip(question.children, shares(marks, len(question.children)), responses, strict=True)
        )
    ]
    return None if None in found else sum((each for each in found if each is not None), Decimal(0))


def _part(question: Marked, marks: Decimal, own: Any, part_marks: PartMarks, given: Decimal | None) -> Decimal | None:
    if question.free:
        return marks
    if given is not None:
        return min(given, marks)
    part = fraction(question.shape.kind, question.answer, own, part_marks)
    return None if part is None else tenths(marks, part)


def score(marks: Iterable[Decimal], full: Decimal) -> Decimal:
    """Return the score out of 100, one decimal place, half up; 0 for an empty paper."""
    if not full:
        return Decimal("0.0")
    return (sum(marks, Decimal(0)) * 100 / full).quantize(TENTH, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Try:
    """One handed-in try: its number, score (None while an essay waits) and when it was handed in."""

    number: int
    score: Decimal | None
    handed_in_at: datetime


def counted(tries: Sequence[Try], rule: CountedTry) -> Decimal | None:
    """Return the score that counts; None when nothing was handed in, or the try that counts is not marked yet."""
    found = counted_try(tries, rule)
    return found.score if found else None


def counted_try(tries: Sequence[Try], rule: CountedTry) -> Try | None:
    """Return the try whose score counts; of equal best ones the earliest. None where none has a score to count."""
    ordered = sorted(tries, key=lambda each: each.number)
    if not ordered:
        return None
    match rule:
        case CountedTry.FIRST:
            return ordered[0]
        case CountedTry.LAST:
            return ordered[-1]
        case _:
            marked = [(each.score, each) for each in ordered if each.score is not None]
            return max(marked, key=lambda pair: pair[0])[1] if marked else None
