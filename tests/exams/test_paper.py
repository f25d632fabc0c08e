from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.exams.paper import Item, PoolTooSmall, Rule, draw, to_own_letters, to_shown_letters
from elearn.exams.scoring import marks_for, score
from elearn.questions.grading import Kind, clean_response, is_right

RULES = [Rule("a", Kind.SINGLE, 3, Decimal(5)), Rule("a", Kind.TRUE_FALSE, 2, Decimal(5))]
POOLS = {("a", Kind.SINGLE): range(1, 11), ("a", Kind.TRUE_FALSE): range(20, 26)}
OPTIONS = dict.fromkeys(range(1, 11), 4) | dict.fromkeys(range(20, 26), 0)


@given(st.text(max_size=20))
def test_a_paper_follows_its_rules_and_its_seed(seed: str) -> None:
    paper = draw(RULES, POOLS, OPTIONS, seed)
    assert [item.version < 20 for item in paper] == [True, True, True, False, False]
    assert len({item.version for item in paper}) == 5
    assert all(sorted(item.order) == list("ABCD") for item in paper[:3])
    assert all(item.order == "" for item in paper[3:])
    assert paper == draw(RULES, POOLS, OPTIONS, seed)


def test_different_seeds_give_different_papers() -> None:
    papers = {tuple(item.version for item in draw(RULES, POOLS, OPTIONS, str(seed))) for seed in range(20)}
    assert len(papers) > 10


def test_two_rules_never_draw_the_same_question() -> None:
    rules = [Rule("a", Kind.SINGLE, 5, Decimal(5)), Rule("a", Kind.SINGLE, 5, Decimal(2))]
    paper = draw(rules, POOLS, OPTIONS, "x")
    assert len({item.version for item in paper}) == 10


def test_too_small_a_pool_says_how_many_there_are() -> None:
    with pytest.raises(PoolTooSmall) as caught:
        draw([Rule("a", Kind.SINGLE, 11, Decimal(5))], POOLS, OPTIONS, "x")
    assert caught.value.found == 10


@given(st.permutations("ABCDEF"), st.sets(st.sampled_from("ABCDEF")))
def test_letters_shown_and_own_letters_translate_both_ways(order: list[str], chosen: set[str]) -> None:
    own = "".join(sorted(chosen))
    assert to_own_letters("".join(order), to_shown_letters("".join(order), own)) == own


def test_rules_and_items_survive_storage() -> None:
    assert [Rule.from_json(rule.as_json()) for rule in RULES] == RULES
    item = Item(7, "BACD", Decimal("2.5"))
    assert Item.from_json(item.as_json()) == item


def test_marks_are_given_for_wholly_right_answers_in_the_letters_shown() -> None:
    item = Item(1, "CABD", Decimal(5))  # the version's C is shown as A
    assert marks_for(item, Kind.SINGLE, "C", "A") == 5
    assert marks_for(item, Kind.SINGLE, "C", "C") == 0
    assert marks_for(item, Kind.MULTIPLE, "AC", "AB") == 5
    assert marks_for(item, Kind.MULTIPLE, "AC", "A") == 0
    assert marks_for(item, Kind.SINGLE, "C", None) == 0


@pytest.mark.parametrize(
    ("marks", "full", "result"),
    [([5, 0, 5], 15, "66.7"), ([5] * 20, 100, "100.0"), ([], 0, "0"), ([1, 1, 0], 3, "66.7"), ([1, 0, 0], 8, "12.5")],
)
def test_a_score_is_of_a_hundred_and_rounded_half_up(marks: list[int], full: int, result: str) -> None:
    assert score([Decimal(mark) for mark in marks], Decimal(full)) == Decimal(result)


@pytest.mark.parametrize(
    ("kind", "raw", "response"),
    [
        (Kind.SINGLE, ["B"], "B"),
        (Kind.SINGLE, ["A", "B"], None),
        (Kind.SINGLE, ["E"], None),
        (Kind.SINGLE, [], None),
        (Kind.MULTIPLE, ["C", "A", "C", "Z", "AB"], "AC"),
        (Kind.TRUE_FALSE, ["false"], False),
        (Kind.TRUE_FALSE, ["maybe"], None),
        (Kind.FILL, [" 五社 ", ""], ["五社", ""]),
        (Kind.FILL, [" "], None),
    ],
)
def test_what_a_form_sends_becomes_a_response_or_nothing(kind: Kind, raw: list[str], response: object) -> None:
    assert clean_response(kind, 4, raw) == response


def test_right_and_wrong() -> None:
    assert is_right(Kind.TRUE_FALSE, False, False)
    assert not is_right(Kind.TRUE_FALSE, False, None)
    assert is_right(Kind.FILL, [["2022年", "2022"], ["ＩＦＳＷ"]], [" 2022 ", "ifsw"])
    assert not is_right(Kind.FILL, [["2022"]], ["2023"])
    assert not is_right(Kind.FILL, [["2022"]], ["2022", "2023"])
