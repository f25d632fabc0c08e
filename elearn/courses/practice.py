"""The rules of the practice quiz: pure."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from elearn.questions import grading
from elearn.questions.grading import Kind, Shape, draw_order


def order_of(run_id: int, number: int, shape: Shape) -> str:
    """Return the order in which a question of a run shows its options: the same at every look, another in every run.

    Nothing stored depends on it, since practice answers are kept in own letters.
    """
    return draw_order(shape, True, Random(f"practice {run_id} {number}"))  # noqa: S311


def is_read_only(shape: Shape) -> bool:
    """Say whether there is nothing in a question that the program can judge: an essay, or a case of essays."""
    if shape.kind is Kind.CASE:
        return all(is_read_only(child) for child in shape.children)
    return shape.kind is Kind.ESSAY


def is_right(shape: Shape, answer: Any, children: Sequence[Mapping[str, Any]], own_response: Any) -> bool:
    """Say whether all that the program can judge of a response in own letters is right; of an essay it can't."""
    if shape.kind is not Kind.CASE:
        return shape.kind is not Kind.ESSAY and grading.is_right(shape.kind, answer, own_response)
    parts = zip(shape.children, grading.case_fractions(children, own_response), strict=True)
    judged = [each == 1 for part, each in parts if part.kind is not Kind.ESSAY]
    return bool(judged) and all(judged)
