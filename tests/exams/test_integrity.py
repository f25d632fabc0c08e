"""The integrity rules: what is listed for a person to look at, and what is left alone."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.exams.integrity import Sat, Sheet, at_least, equal_wrong, fast_answers, leavers, speeds

START = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def _times(*seconds: float) -> list[datetime]:
    return [START + timedelta(seconds=each) for each in seconds]


def _sat(key: int, seconds: list[float], taken: float = 900, **values: int) -> Sat:
    return Sat(
        attempt_id=key,
        user_id=key,
        group="141130102",
        started_at=START,
        handed_in_at=START + timedelta(seconds=taken),
        by_clock=False,
        questions=10,
        saved=tuple(_times(*seconds)),
        **values,
    )


CALM = [30.0 + 40 * at for at in range(10)]


def test_answers_within_two_seconds_of_the_one_before_are_counted() -> None:
    assert fast_answers(_times(0, 20, 21, 22.5, 60)) == 0  # three answers after a silence of 20 s: read before
    assert fast_answers(_times(0, 5, 6, 7, 8, 40)) == 3
    assert fast_answers(_times(40, 8, 7, 6, 5, 0)) == 3
    assert fast_answers([]) == 0


def test_a_queue_that_arrives_after_the_network_came_back_is_not_speed() -> None:
    outage = [30.0, 70.0, *(500 + at / 10 for at in range(8))]
    assert speeds([_sat(1, outage)]) == []
    saved_at_once = [600.0] * 10  # the page without script saves all with one button
    assert speeds([_sat(1, saved_at_once)]) == []


def test_clicking_through_is_listed() -> None:
    found = speeds([_sat(1, [3 + 1.5 * at for at in range(10)], taken=20), _sat(2, CALM)])
    assert [(each.attempt_id, each.fast, each.answers, each.median) for each in found] == [(1, 9, 10, None)]


def test_a_paper_in_less_than_a_third_of_the_median_is_listed_once_ten_have_handed_in() -> None:
    slow_clicks = [10.0 * at + 5 for at in range(10)]
    hasty = _sat(99, slow_clicks, taken=250)
    usual = [_sat(key, CALM, taken=900) for key in range(1, 10)]
    assert [each.attempt_id for each in speeds([*usual, hasty])] == [99]
    assert speeds([*usual[:-1], hasty]) == []
    assert speeds([*usual, _sat(99, slow_clicks, taken=300)]) == []


def test_who_hands_an_almost_empty_paper_in_gave_up_and_was_not_fast() -> None:
    usual = [_sat(key, CALM, taken=900) for key in range(1, 12)]
    assert speeds([*usual, _sat(99, [3, 4, 5, 6], taken=10)]) == []


def test_pages_left_often_or_long_are_listed_the_most_often_in_front() -> None:
    rows = [
        _sat(1, CALM, away_count=4, away_seconds=100),
        _sat(2, CALM, away_count=5, away_seconds=10),
        _sat(3, CALM, away_count=1, away_seconds=180),
        _sat(4, CALM, away_count=9, away_seconds=10),
    ]
    assert [each.attempt_id for each in leavers(rows)] == [4, 2, 3]


def _crowd(people: int, questions: int, wrong: float, seed: int = 1) -> list[Sheet]:
    """People who each get a part wrong, with one of three wrong options at random."""
    source = random.Random(seed)
    keys = [(number, -1) for number in range(questions)]
    return [
        Sheet(
            person,
            person,
            f"1411301{person // 20:02d}",
            frozenset(keys),
            {key: source.choice("BCD") for key in keys if source.random() < wrong},
        )
        for person in range(people)
    ]


def test_a_crowd_that_answers_by_itself_gives_no_pairs() -> None:
    assert equal_wrong(_crowd(400, 20, 0.3)) == []


def test_a_copied_paper_is_found_with_its_count_and_what_chance_would_give() -> None:
    crowd = _crowd(400, 20, 0.3)
    copied = next(sheet for sheet in crowd if len(sheet.wrong) >= 8)
    copy = Sheet(1000, 1000, copied.group, copied.had, copied.wrong)
    (pair,) = equal_wrong([*crowd, copy])
    assert (pair.first, pair.second, pair.equal) == (copied.attempt_id, 1000, len(copied.wrong))
    assert pair.both_wrong == pair.equal
    assert pair.shared == 20
    assert 0 < pair.expected < pair.equal / 2
    assert pair.by_chance < 0.05


def test_two_tries_of_one_person_are_no_pair() -> None:
    crowd = _crowd(400, 20, 0.3)
    copied = next(sheet for sheet in crowd if len(sheet.wrong) >= 8)
    again = Sheet(1000, copied.user_id, copied.group, copied.had, copied.wrong)
    assert equal_wrong([*crowd, again]) == []


def test_a_wrong_answer_that_nearly_everybody_gives_says_nothing() -> None:
    """A corrupted key, or a common mistake: all give the same wrong answers to ten questions."""
    keys = [(number, -1) for number in range(20)]
    everybody = [
        Sheet(person, person, "141130102", frozenset(keys), dict.fromkeys(keys[:10], "B")) for person in range(60)
    ]
    assert equal_wrong(everybody) == []


def test_a_whole_ring_is_found_though_it_is_larger_than_a_bucket() -> None:
    crowd = _crowd(600, 20, 0.3)
    leaked = next(sheet for sheet in crowd if len(sheet.wrong) >= 9)
    ring = [Sheet(1000 + at, 1000 + at, "141130199", leaked.had, leaked.wrong) for at in range(50)]
    named = {attempt for pair in equal_wrong([*crowd, *ring]) for attempt in (pair.first, pair.second)}
    assert named >= {sheet.attempt_id for sheet in ring}


@given(st.lists(st.floats(0, 0.95), min_size=1, max_size=12), st.integers(1, 12))
def test_at_least_is_the_sum_over_all_outcomes(chances: list[float], count: int) -> None:
    whole = [1.0]
    for chance in chances:
        whole = [
            (whole[at] if at < len(whole) else 0) * (1 - chance) + (whole[at - 1] * chance if at else 0)
            for at in range(len(whole) + 1)
        ]
    assert at_least(chances, count) == pytest.approx(sum(whole[count:]), abs=1e-12)
