"""What a corrected key changes, and how a new key is read from a form: pure rules."""

from decimal import Decimal
from typing import Any

import pytest

from elearn.exams import regrade
from elearn.exams.paper import Item
from elearn.exams.regrade import Held
from elearn.exams.scoring import Marked
from elearn.questions.grading import Kind, PartMarks, Shape

SINGLE = Shape(Kind.SINGLE, 3)


def _held(attempt_id: int, response: Any, marks: list[str | None], order: str = "ABC") -> Held:
    score = None if None in marks else sum(Decimal(each or 0) for each in marks) * 10
    return Held(attempt_id, attempt_id, 1, Item(1, order, Decimal(5)), Decimal(10), marks, score, response, {})


def test_losses_come_first_and_what_stays_is_left_out() -> None:
    held = [_held(1, "A", ["5", "5"]), _held(2, "B", ["0", "5"]), _held(3, "C", ["0", "5"]), _held(4, None, ["0", "0"])]
    found = regrade.preview(held, Marked(SINGLE, "B"), PartMarks.NONE, Decimal(60))
    assert [(each.attempt_id, each.gain) for each in found.changes] == [(1, -5), (2, 5)]
    assert (found.held, found.gains, found.losses, found.now_pass, found.now_fail) == (4, 1, 1, 1, 1)
    assert [(each.before, each.after) for each in found.changes] == [(100, 50), (50, 100)]


def test_letters_are_those_of_the_own_paper() -> None:
    found = regrade.preview([_held(1, "A", ["0", "5"], "BCA")], Marked(SINGLE, "B"), PartMarks.NONE, Decimal(60))
    assert found.gains == 1


def test_full_marks_for_everybody_and_an_essay_that_still_waits() -> None:
    free = Marked(SINGLE, "A", free=True)
    found = regrade.preview([_held(1, None, ["0", None])], free, PartMarks.NONE, Decimal(60))
    assert [(each.gain, each.after, each.passed_after) for each in found.changes] == [(5, None, False)]


@pytest.mark.parametrize(
    ("shape", "response", "accepted", "key"),
    [
        (SINGLE, "B", [], "B"),
        (SINGLE, None, [], None),
        (Shape(Kind.MULTIPLE, 3), "AC", [], "AC"),
        (Shape(Kind.TRUE_FALSE), False, [], False),
        (Shape(Kind.FILL, blanks=2), None, ["甲\n 乙 \n", "丙"], [["甲", "乙"], ["丙"]]),
        (Shape(Kind.FILL, blanks=2), None, ["甲", " \n"], None),
        (Shape(Kind.FILL, blanks=2), None, ["甲"], None),
        (Shape(Kind.MATCH, 2), ["B", "A"], [], ["B", "A"]),
        (Shape(Kind.MATCH, 2), ["B", ""], [], None),
        (Shape(Kind.ORDER, 3), [2, 3, 1], [], "CAB"),
        (Shape(Kind.ORDER, 3), [1, 1, 2], [], None),
        (Shape(Kind.ESSAY), "文字", [], None),
    ],
)
def test_a_new_key_is_read_by_kind(shape: Shape, response: Any, accepted: list[str], key: Any) -> None:
    assert regrade.read_key(shape, response, accepted) == key


def test_a_key_is_compared_in_own_letters() -> None:
    match, order = Shape(Kind.MATCH, 2), Shape(Kind.ORDER, 2)
    assert regrade.is_same(match, [["甲", "一"], ["乙", "二"]], ["A", "B"])
    assert not regrade.is_same(match, [["甲", "一"], ["乙", "二"]], ["B", "A"])
    assert regrade.is_same(order, ["先", "后"], "AB")
    assert not regrade.is_same(order, ["先", "后"], "BA")
    assert not regrade.is_same(Shape(Kind.TRUE_FALSE), True, False)
