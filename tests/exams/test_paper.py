from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.exams.paper import Item, PoolTooSmall, Rule, draw
from elearn.exams.scoring import CountedTry, Marked, Try, counted, marks_for, score, shares
from elearn.questions.grading import Kind, PartMarks, Shape

DAY = datetime(2026, 11, 23, tzinfo=UTC)
RULES = [Rule("a", Kind.SINGLE, 3, Decimal(5)), Rule("a", Kind.TRUE_FALSE, 2, Decimal(5))]
POOLS = [range(1, 11), range(20, 26)]
SHAPES = dict.fromkeys(range(1, 11), Shape(Kind.SINGLE, 4)) | dict.fromkeys(range(20, 26), Shape(Kind.TRUE_FALSE))


@given(st.text(max_size=20))
def test_a_paper_follows_its_rules_and_its_seed(seed: str) -> None:
    paper = draw(RULES, POOLS, SHAPES, seed)
    assert [item.version < 20 for item in paper] == [True, True, True, False, False]
    assert len({item.version for item in paper}) == 5
    assert all(sorted(item.order) == list("ABCD") for item in paper[:3])
    assert all(item.order == "" for item in paper[3:])
    assert paper == draw(RULES, POOLS, SHAPES, seed)


def test_different_seeds_give_different_papers() -> None:
    papers = {tuple(item.version for item in draw(RULES, POOLS, SHAPES, str(seed))) for seed in range(20)}
    assert len(papers) > 10


def test_two_rules_never_draw_the_same_question() -> None:
    rules = [Rule("a", Kind.SINGLE, 5, Decimal(5)), Rule("a", Kind.SINGLE, 5, Decimal(2))]
    paper = draw(rules, [POOLS[0], POOLS[0]], SHAPES, "x")
    assert len({item.version for item in paper}) == 10


@given(st.integers())
def test_a_narrow_rule_is_met_before_a_wide_one_takes_its_questions(seed: int) -> None:
    rules = [Rule("a", Kind.SINGLE, 6, Decimal(5)), Rule("", Kind.SINGLE, 3, Decimal(5), topic="某点")]
    paper = draw(rules, [range(1, 11), [2, 5, 7]], SHAPES, str(seed))
    assert {item.version for item in paper[6:]} == {2, 5, 7}


def test_unshuffled_questions_keep_the_pools_order_and_unshuffled_options_their_own() -> None:
    paper = draw(RULES, POOLS, SHAPES, "x", shuffle_questions=False, shuffle_options=False)
    assert [item.version for item in paper[:3]] == sorted(item.version for item in paper[:3])
    assert {item.order for item in paper[:3]} == {"ABCD"}


def test_too_small_a_pool_says_how_many_there_are() -> None:
    with pytest.raises(PoolTooSmall) as caught:
        draw([Rule("a", Kind.SINGLE, 11, Decimal(5))], POOLS[:1], SHAPES, "x")
    assert caught.value.found == 10


def test_rules_and_items_survive_storage() -> None:
    assert [Rule.from_json(rule.as_json()) for rule in RULES] == RULES
    item = Item(7, "BACD", Decimal("2.5"))
    assert Item.from_json(item.as_json()) == item


SINGLE, MULTIPLE = Shape(Kind.SINGLE, 4), Shape(Kind.MULTIPLE, 4)


def test_marks_are_given_for_wholly_right_answers_in_the_letters_shown() -> None:
    order, five = "CABD", Decimal(5)  # the version's C is shown as A
    assert marks_for(Marked(SINGLE, "C"), order, five, "A", PartMarks.NONE) == 5
    assert marks_for(Marked(SINGLE, "C"), order, five, "C", PartMarks.NONE) == 0
    assert marks_for(Marked(MULTIPLE, "AC"), order, five, "AB", PartMarks.NONE) == 5
    assert marks_for(Marked(MULTIPLE, "AC"), order, five, "A", PartMarks.NONE) == 0
    assert marks_for(Marked(SINGLE, "C"), order, five, None, PartMarks.NONE) == 0


@pytest.mark.parametrize(
    ("rule", "response", "marks"),
    [
        (PartMarks.NONE, "AB", "0"),
        (PartMarks.HALF, "AB", "2.5"),
        (PartMarks.HALF, "ABD", "0"),
        (PartMarks.EACH, "AB", "3.3"),
        (PartMarks.EACH, "A", "1.7"),
        (PartMarks.EACH, "AD", "0"),
        (PartMarks.EACH, "ABC", "5"),
    ],
)
def test_a_part_of_the_right_options_counts_as_the_exam_says(rule: PartMarks, response: str, marks: str) -> None:
    assert marks_for(Marked(MULTIPLE, "ABC"), "ABCD", Decimal(5), response, rule) == Decimal(marks)


def test_a_case_is_the_sum_of_its_parts_and_an_essay_waits_for_a_person() -> None:
    essay = Marked(Shape(Kind.ESSAY), "要点")
    shape = Shape(Kind.CASE, children=(SINGLE, Shape(Kind.ESSAY)))
    case = Marked(shape, None, (Marked(SINGLE, "C"), essay))
    assert marks_for(case, "CABD/", Decimal(5), ["A", "我的做法"], PartMarks.NONE) is None
    assert marks_for(case, "CABD/", Decimal(5), ["A", "我的做法"], PartMarks.NONE, {1: Decimal("2")}) == Decimal("4.5")
    assert marks_for(case, "CABD/", Decimal(5), ["A", None], PartMarks.NONE) == Decimal("2.5")
    assert marks_for(case, "CABD/", Decimal(5), None, PartMarks.NONE) == 0
    assert marks_for(essay, "", Decimal(10), "写了", PartMarks.NONE, {0: Decimal(12)}) == 10, (
        "never more than there are"
    )


def test_a_free_question_gives_everybody_full_marks() -> None:
    assert marks_for(Marked(SINGLE, "A", free=True), "ABCD", Decimal(5), None, PartMarks.NONE) == 5


@given(st.integers(1, 1000), st.integers(1, 9))
def test_the_marks_of_a_case_are_divided_without_loss(tenths: int, count: int) -> None:
    marks = Decimal(tenths) / 10
    parts = shares(marks, count)
    assert sum(parts) == marks
    assert max(parts) - min(parts) <= Decimal("0.1")


@pytest.mark.parametrize(
    ("rule", "result"), [(CountedTry.BEST, "80"), (CountedTry.LAST, "70"), (CountedTry.FIRST, "50")]
)
def test_the_try_that_counts(rule: CountedTry, result: str) -> None:
    tries = [Try(number, Decimal(mark), DAY) for number, mark in ((2, 80), (1, 50), (3, 70))]
    assert counted(tries, rule) == Decimal(result)
    assert counted([], rule) is None


def test_a_last_try_that_waits_for_its_marker_counts_nothing_yet() -> None:
    tries = [Try(1, Decimal(80), DAY), Try(2, None, DAY)]
    assert counted(tries, CountedTry.LAST) is None
    assert counted(tries, CountedTry.BEST) == 80


@pytest.mark.parametrize(
    ("marks", "full", "result"),
    [([5, 0, 5], 15, "66.7"), ([5] * 20, 100, "100.0"), ([], 0, "0"), ([1, 1, 0], 3, "66.7"), ([1, 0, 0], 8, "12.5")],
)
def test_a_score_is_of_a_hundred_and_rounded_half_up(marks: list[int], full: int, result: str) -> None:
    assert score([Decimal(mark) for mark in marks], Decimal(full)) == Decimal(result)
