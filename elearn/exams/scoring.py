"""Marks and which try counts: pure."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from elearn.exams.paper import Item, to_own_letters
from elearn.questions.grading import Kind, is_right


def marks_for(item: Item, kind: Kind, key: Any, response: Any) -> Decimal:
    """Return the marks of one response (in shown letters): all or nothing."""
    return item.marks if is_right(kind, key, to_own_letters(item.order, response)) else Decimal(0)


def score(marks: Iterable[Decimal], full: Decimal) -> Decimal:
    """Return the score out of 100, one decimal place, half up; 0 for an empty paper."""
    if not full:
        return Decimal("0.0")
    return (sum(marks, Decimal(0)) * 100 / full).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def best(scores: Sequence[Decimal | None]) -> Decimal | None:
    """Return the best mark of all tries, None when nothing was handed in."""
    given = [each for each in scores if each is not None]
    return max(given) if given else None
