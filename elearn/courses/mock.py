"""A mock exam: the real exam's rules on open questions, as far as there are enough of them. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from elearn.exams import scoring
from elearn.exams.paper import Item, PoolTooSmall, Rule, draw
from elearn.exams.scoring import Marked
from elearn.questions.grading import PartMarks, Shape


def draw_open(
    rules: Sequence[Rule], pools: Sequence[Sequence[int]], shapes: Mapping[int, Shape], seed: str
) -> list[Item]:
    """Draw a paper; a rule that asks for more open questions than there are takes what is there."""
    wanted = list(rules)
    while True:
        try:
            return draw(wanted, pools, shapes, seed)
        except PoolTooSmall as error:
            at = next(place for place, rule in enumerate(wanted) if rule is error.rule)
            wanted[at] = replace(error.rule, count=error.found)


def marks_of(
    items: Sequence[Item], keys: Sequence[Marked], responses: Mapping[int, Any], part_marks: PartMarks
) -> list[Decimal | None]:
    """Return the marks of every question, its response in the letters shown; None where only a person could mark it."""
    return [
        scoring.marks_for(key, item.order, item.marks, responses.get(number), part_marks)
        for number, (item, key) in enumerate(zip(items, keys, strict=True), 1)
    ]


def score_of(items: Sequence[Item], marks: Sequence[Decimal | None]) -> Decimal:
    """Return the score out of 100, over what the program could mark."""
    known = [(given, item.marks) for given, item in zip(marks, items, strict=True) if given is not None]
    return scoring.score((given for given, _ in known), sum((full for _, full in known), Decimal(0)))
