"""A response beside its key, whatever the kind and the order shown. No database, no request."""

from random import Random
from typing import Any

import pytest
from hypothesis import given

from elearn.exams.scoring import Marked
from elearn.questions.grading import Kind, draw_order, to_shown
from elearn.questions.parsed import ParsedQuestion
from elearn.web.judged_view import judged, key_of, right_shown
from elearn.web.question_view import shape, shown_whole
from tests.questions.test_grading import RANDOM, right, stored


def _parsed(question: dict[str, Any]) -> ParsedQuestion:
    children = tuple(_parsed(child) for child in question["children"])
    kind, options = Kind(question["kind"]), tuple(question["options"])
    return ParsedQuestion("", kind, "问", options, question["key"]["answer"], children=children)


@given(stored(), RANDOM)
def test_the_key_beside_itself_is_right_in_every_order(question: dict[str, Any], source: Random) -> None:
    asked = _parsed(question)
    for order in ("", draw_order(shape(asked), True, source)):
        view, key = shown_whole(asked, order=order), key_of(asked, order)
        kinds = {child.kind for child in asked.children} or {asked.kind}
        wanted = "open" if kinds == {Kind.ESSAY} else "right"
        found = judged(view, right_shown(asked, order), key)
        assert found.state == wanted
        assert found.right_count == found.part_count
        assert judged(view, None, key).state == ("open" if wanted == "open" else "none")
        if order:
            assert judged(view, to_shown(shape(asked), order, right(question)), key).state == wanted


@given(stored((Kind.MATCH, Kind.ORDER)))
def test_outside_a_paper_the_texts_stand_in_an_order_that_tells_nothing(question: dict[str, Any]) -> None:
    view = shown_whole(_parsed(question))
    texts = [text for _, text in view.options]
    assert texts == sorted(texts)


PAIRS = ParsedQuestion("", Kind.MATCH, "问", (), [["甲", "一"], ["乙", "二"], ["丙", "三"]])
STEPS = ParsedQuestion("", Kind.ORDER, "问", (), ["先", "再", "后"])
BLANKS = ParsedQuestion("", Kind.FILL, "____和____", (), [["二十", "20"], ["法"]])
TRUTH = ParsedQuestion("", Kind.TRUE_FALSE, "问", (), False)
ESSAY = ParsedQuestion("", Kind.ESSAY, "问", (), "这样答")
CASE = ParsedQuestion("", Kind.CASE, "事", (), None, children=(TRUTH, STEPS, ESSAY))


@pytest.mark.parametrize(
    ("question", "order", "response", "state", "parts"),
    [
        (PAIRS, "BCA", ["C", "", "A"], "partly", [("一", True), ("", False), ("二", False)]),
        (PAIRS, "BCA", ["A", "B", "C"], "wrong", [("二", False), ("三", False), ("一", False)]),
        (STEPS, "CAB", [3, 1, 2], "right", [("先", True), ("再", True), ("后", True)]),
        (STEPS, "CAB", [1, 1, 0], "wrong", [("后 / 先", False), ("", False), ("", False)]),
        (BLANKS, "", ["20", "规定"], "partly", [("20", True), ("规定", False)]),
        (BLANKS, "", None, "none", [("", False), ("", False)]),
    ],
)
def test_every_part_says_what_was_put_there(
    question: ParsedQuestion, order: str, response: Any, state: str, parts: list[tuple[str, bool]]
) -> None:
    found = judged(shown_whole(question, order=order), response, key_of(question, order))
    assert found.state == state
    assert [(part.given, part.right) for part in found.parts] == parts


@pytest.mark.parametrize(
    ("response", "state", "right_count"),
    [
        ([False, [3, 1, 2], "我想"], "right", 2),
        ([False, None, None], "partly", 1),
        ([True, [1, 2, 3], "我想"], "wrong", 0),
        ([None, None, "我想"], "none", 0),
        (None, "none", 0),
    ],
)
def test_a_case_is_judged_by_what_the_program_can_judge(response: Any, state: str, right_count: int) -> None:
    found = judged(shown_whole(CASE, order="/CAB/"), response, key_of(CASE, "/CAB/"))
    assert (found.state, found.right_count, found.part_count) == (state, right_count, 2)


def test_a_corrected_key_stands_in_the_place_of_the_old_one() -> None:
    view = shown_whole(STEPS, order="CAB")
    key = key_of(STEPS, "CAB", Marked(shape(STEPS), "BAC"))
    found = judged(view, [3, 2, 1], key)
    assert found.state == "right"
    assert [part.wanted for part in found.parts] == ["再", "先", "后"]
