"""The rules of mock exams and weak spots."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from elearn.courses.mock import draw_open, score_of
from elearn.courses.weak_spots import Given, weak_spots
from elearn.exams.paper import Item, Rule
from elearn.questions.grading import Kind, Shape

NOW = datetime(2026, 11, 25, tzinfo=UTC)
SHAPES = {number: Shape(Kind.SINGLE, 4) for number in range(1, 10)}


def rule(count: int) -> Rule:
    return Rule("small", Kind.SINGLE, count, Decimal(5))


def test_a_rule_takes_what_is_open_where_there_is_too_little() -> None:
    items = draw_open([rule(3), rule(4), rule(2)], [[1, 2], [3, 4, 5, 6], []], SHAPES, "seed")
    assert sorted(item.version for item in items) == [1, 2, 3, 4, 5, 6]


def test_overlapping_pools_never_ask_a_question_twice() -> None:
    items = draw_open([rule(2), rule(3)], [[1, 2, 3], [1, 2, 3]], SHAPES, "seed")
    assert sorted(item.version for item in items) == [1, 2, 3]


def test_what_only_a_person_could_mark_is_left_out_of_the_score() -> None:
    items = [Item(1, "", Decimal(5)), Item(2, "", Decimal(5)), Item(3, "", Decimal(10))]
    assert score_of(items, [Decimal(5), Decimal(0), None]) == Decimal("50.0")


def given(topic: str, rights: str) -> list[Given]:
    """Answers to a topic, the newest last: R right, W wrong."""
    return [Given(("small", topic), each == "R", NOW + timedelta(hours=at)) for at, each in enumerate(rights)]


def test_weak_spots_come_with_the_smallest_share_first_and_firm_ones_not_at_all() -> None:
    spots = weak_spots([*given("半", "RW"), *given("全错", "WWW"), *given("牢", "RRRRW"), *given("一次", "W")])
    assert [(spot.topic[1], spot.right, spot.total) for spot in spots] == [("全错", 0, 3), ("半", 1, 2)]


def test_what_was_wrong_long_ago_is_forgiven() -> None:
    assert weak_spots(given("旧账", "W" * 10 + "R" * 10)) == []
