"""Every kind: read from a form, shown in any order, translated to its own letters and marked."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from elearn.questions.grading import (
    CHOICE_KINDS,
    Kind,
    PartMarks,
    Shape,
    case_fractions,
    clean_form,
    clean_response,
    draw_order,
    fraction,
    is_right,
    is_torn,
    letters,
    parts_right,
    right_response,
    shape_of,
    to_own,
    to_shown,
)

PARTS = st.sampled_from(PartMarks)
TEXTS = st.lists(st.text("甲乙丙丁", min_size=1, max_size=6), min_size=2, max_size=7, unique=True)
RANDOM = st.integers().map(Random)


@st.composite
def stored(draw: st.DrawFn, kinds: tuple[Kind, ...] = tuple(Kind)) -> dict[str, Any]:
    """A question as a version stores it."""
    kind = draw(st.sampled_from(kinds))
    options: list[str] = []
    answer: Any = None
    children: list[dict[str, Any]] = []
    if kind in CHOICE_KINDS:
        options = draw(TEXTS)
        fewest, most = {Kind.SINGLE: (1, 1), Kind.MULTIPLE: (2, len(options))}.get(kind, (1, len(options)))
        own = st.sampled_from(letters(len(options)))
        answer = "".join(sorted(draw(st.sets(own, min_size=fewest, max_size=most))))
    elif kind is Kind.TRUE_FALSE:
        answer = draw(st.booleans())
    elif kind is Kind.FILL:
        answer = draw(st.lists(TEXTS, min_size=1, max_size=4))
    elif kind is Kind.ESSAY:
        answer = "这样答"
    elif kind is Kind.MATCH:
        answer = [[left, left + "的另一半"] for left in draw(TEXTS)]
    elif kind is Kind.ORDER:
        answer = draw(TEXTS)
    else:
        simple = tuple(each for each in kinds if each is not Kind.CASE)
        children = draw(st.lists(stored(simple), min_size=1, max_size=3))
    return {"kind": kind.value, "options": options, "key": {"answer": answer}, "children": children}


def _shape(question: dict[str, Any]) -> Shape:
    return shape_of(Kind(question["kind"]), question["options"], question["key"]["answer"], question["children"])


def right(question: dict[str, Any]) -> Any:
    return right_response(_shape(question), question["key"]["answer"], question["children"])


def _fractions(question: dict[str, Any], own: Any, part: PartMarks) -> list[Fraction | None]:
    if question["kind"] == Kind.CASE:
        return case_fractions(question["children"], own, part)
    return [fraction(Kind(question["kind"]), question["key"]["answer"], own, part)]


def _as_form(shape: Shape, shown: Any, name: str = "a") -> dict[str, list[str]]:
    """The fields that a browser would send for a response."""
    if shape.kind is Kind.CASE:
        parts = zip(shape.children, shown, strict=True)
        return {
            k: v for at, (child, each) in enumerate(parts) for k, v in _as_form(child, each, f"{name}.{at}").items()
        }
    if isinstance(shown, bool):
        return {name: [str(shown).lower()]}
    return {name: [str(each) for each in ([shown] if shape.kind is Kind.ESSAY else shown)]}


@given(stored(), st.booleans(), RANDOM, PARTS)
def test_the_key_is_right_in_whatever_order_it_is_shown(
    question: dict[str, Any], shuffle: bool, source: Random, part: PartMarks
) -> None:
    shape = _shape(question)
    order = draw_order(shape, shuffle, source)
    shown = to_shown(shape, order, right(question))
    sent = _as_form(shape, shown)
    read = clean_form(shape, "a", lambda name: sent.get(name, []))
    assert read == shown
    own = to_own(shape, order, read)
    assert own == right(question)
    kinds = [child.kind for child in shape.children] or [shape.kind]
    wanted = [None if kind is Kind.ESSAY else Fraction(1) for kind in kinds]
    assert _fractions(question, own, part) == wanted


@given(stored(), RANDOM, PARTS, st.data())
def test_any_response_earns_between_nothing_and_everything(
    question: dict[str, Any], source: Random, part: PartMarks, data: st.DataObject
) -> None:
    shape = _shape(question)
    order = draw_order(shape, True, source)
    value = st.sampled_from([*letters(7), *"01234567", "true", "false", "甲", "乙丙", ""])
    names = ["a", *(f"a.{at}" for at in range(len(shape.children)))]
    sent = {name: data.draw(st.lists(value, max_size=8)) for name in names}
    own = to_own(shape, order, clean_form(shape, "a", lambda name: sent[name]))
    for each in _fractions(question, own, part):
        assert each is None or 0 <= each <= 1


@given(stored((*CHOICE_KINDS, Kind.TRUE_FALSE)), PARTS, st.data())
def test_another_choice_than_the_key_is_less_than_right(
    question: dict[str, Any], part: PartMarks, data: st.DataObject
) -> None:
    answer = question["key"]["answer"]
    if isinstance(answer, bool):
        other: Any = not answer
    else:
        own = st.sets(st.sampled_from(letters(len(question["options"]))), min_size=1)
        other = "".join(sorted(data.draw(own)))
    assume(other != answer)
    assert _fractions(question, other, part)[0] < 1  # type: ignore[operator]
    if not isinstance(answer, bool) and set(other) - set(answer):
        assert _fractions(question, other, part) == [0], "a wrong one takes all"


@given(stored((Kind.ORDER, Kind.MATCH)), PARTS, st.data())
def test_another_order_or_pairing_is_less_than_right(
    question: dict[str, Any], part: PartMarks, data: st.DataObject
) -> None:
    own = letters(len(question["key"]["answer"]))
    other = data.draw(st.permutations(own))
    assume("".join(other) != own)
    response = "".join(other) if question["kind"] == Kind.ORDER else other
    share = _fractions(question, response, part)[0]
    assert share is not None
    assert share < 1
    if question["kind"] == Kind.ORDER or part is PartMarks.NONE:
        assert share == 0
    else:
        assert share == Fraction(sum(a == b for a, b in zip(own, other, strict=True)), len(own))


@given(stored((Kind.MATCH, Kind.ORDER)), st.booleans(), RANDOM)
def test_what_is_to_be_put_in_order_or_matched_never_stands_right(
    question: dict[str, Any], shuffle: bool, source: Random
) -> None:
    shape = _shape(question)
    order = draw_order(shape, shuffle, source)
    assert sorted(order) == list(letters(shape.options))
    assert order != letters(shape.options)


@given(stored(), st.lists(st.text(max_size=30), max_size=9))
def test_no_form_is_so_strange_that_reading_it_fails(question: dict[str, Any], raw: list[str]) -> None:
    shape = _shape(question)
    read = clean_form(shape, "a", lambda _name: raw)
    order = draw_order(shape, True, Random(1))
    assert (
        read is None or to_own(shape, order, read) is None or isinstance(to_own(shape, order, read), (str, bool, list))
    )
    assert clean_form(shape, "a", lambda _name: []) is None


@given(stored(), RANDOM, st.data())
def test_a_response_survives_the_way_to_its_own_letters_and_back(
    question: dict[str, Any], source: Random, data: st.DataObject
) -> None:
    shape = _shape(question)
    order = draw_order(shape, True, source)
    fields = st.lists(st.sampled_from([*letters(4), *"1234", "true", "乙"]), min_size=1, max_size=7)
    response = clean_form(shape, "a", lambda _name: data.draw(fields))
    if not is_torn(shape, response):
        assert to_shown(shape, order, to_own(shape, order, response)) == response


def test_what_people_type_around_an_answer_does_not_count() -> None:
    answer = [["非营利", "非营利性"], ["20", "二十日"], ["1~9"]]
    for typed in (["非营利", "20", "5"], [" 非 营利性。", "２０", "9"], ["“非营利”", "二十日", "1.0"]):
        assert is_right(Kind.FILL, answer, typed), typed
    assert parts_right(Kind.FILL, answer, ["营利", "", "10"]) == [False, False, False]
    assert is_right(Kind.FILL, [["《慈善法》"]], ["慈善法"])
    assert not is_right(Kind.FILL, [["-5"]], ["5"])
    assert not is_right(Kind.FILL, [["。"]], ["、"]), "a text of nothing but marks stays what it is"


@pytest.mark.parametrize(
    ("part", "chosen", "share"),
    [
        (PartMarks.NONE, "AB", 0),
        (PartMarks.HALF, "A", Fraction(1, 2)),
        (PartMarks.HALF, "AB", Fraction(1, 2)),
        (PartMarks.HALF, "AD", 0),
        (PartMarks.EACH, "A", Fraction(1, 3)),
        (PartMarks.EACH, "AB", Fraction(2, 3)),
        (PartMarks.EACH, "ABD", 0),
        (PartMarks.EACH, "ABCD", 0),
        (PartMarks.EACH, "", 0),
        (PartMarks.NONE, "ABC", 1),
    ],
)
def test_a_partly_right_choice_earns_what_the_exam_says(part: PartMarks, chosen: str, share: Fraction) -> None:
    assert fraction(Kind.MULTIPLE, "ABC", chosen, part) == share


def test_blanks_and_pairs_count_one_by_one_unless_all_or_nothing() -> None:
    pairs = [["甲", "一"], ["乙", "二"], ["丙", "三"], ["丁", "四"]]
    assert fraction(Kind.MATCH, pairs, ["A", "", "D", "D"], PartMarks.EACH) == Fraction(1, 2)
    assert fraction(Kind.MATCH, pairs, ["A", "", "D", "D"], PartMarks.NONE) == 0
    assert fraction(Kind.FILL, [["甲"], ["乙"]], ["甲", "丙"], PartMarks.HALF) == Fraction(1, 2)
    twins = [["甲", "一"], ["乙", "一"], ["丙", "二"]]
    assert fraction(Kind.MATCH, twins, ["B", "A", "C"]) == 1, "equal right sides can stand for each other"


def test_a_corrected_key_in_letters_moves_the_marks() -> None:
    assert fraction(Kind.ORDER, "BAC", "BAC") == 1
    assert fraction(Kind.ORDER, "BAC", "ABC") == 0
    assert fraction(Kind.MATCH, ["B", "A", "C"], ["B", "A", "A"], PartMarks.EACH) == Fraction(2, 3)
    assert right_response(Shape(Kind.ORDER, 3), "BAC") == "BAC"
    assert right_response(Shape(Kind.MATCH, 3), ["B", "A", "C"]) == ["B", "A", "C"]


def test_only_a_person_can_mark_an_essay_and_an_empty_one_is_worth_nothing() -> None:
    assert fraction(Kind.ESSAY, "这样答", "我的话") is None
    assert fraction(Kind.ESSAY, "这样答", None) == 0
    essay = {"kind": "essay", "options": [], "key": {"answer": "这样答"}, "children": []}
    truth = {"kind": "true_false", "options": [], "key": {"answer": False}, "children": []}
    assert case_fractions([essay, truth], ["我的话", False]) == [None, 1]
    assert case_fractions([essay, truth], None) == [0, 0]


def test_an_order_with_a_step_twice_is_kept_as_it_is_but_is_no_order() -> None:
    shape = Shape(Kind.ORDER, 3)
    response = clean_response(shape, ["2", "2", ""])
    assert response == [2, 2, 0]
    assert is_torn(shape, response)
    assert to_own(shape, "CAB", response) is None
    assert not is_torn(shape, [3, 1, 2])
    assert to_own(shape, "CAB", [3, 1, 2]) == "ABC"
    case = Shape(Kind.CASE, children=(Shape(Kind.TRUE_FALSE), shape))
    assert is_torn(case, [None, [1, 0, 0]])
    assert not is_torn(case, [True, None])
    assert to_own(case, "/CAB", [True, [1, 0, 0]]) == [True, None]


def test_responses_are_bounded_and_hold_no_hidden_signs() -> None:
    assert clean_response(Shape(Kind.FILL, blanks=2), ["甲" * 300, "\u200b乙\x00\ufeff", "多"]) == ["甲" * 200, "乙"]
    essay = clean_response(Shape(Kind.ESSAY), ["一\r\n二\t三\ud800" + "长" * 3000])
    assert essay.startswith("一\n二 三长")
    assert len(essay) == 2000
    assert clean_response(Shape(Kind.ESSAY), [" \u200b\n"]) is None
    assert clean_response(Shape(Kind.SINGLE, 4), ["A", "B"]) is None
    assert clean_response(Shape(Kind.MULTIPLE, 3), ["C", "A", "D", "A"]) == "AC"
    assert clean_response(Shape(Kind.MATCH, 3), ["B", "Z"]) == ["B", "", ""]
