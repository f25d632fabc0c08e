"""Rates, mean and rank, as they stand in the definitions under the table."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from elearn.reports.indicators import Counts, Pace, average, indicators, is_ranked, pace, ranks, rate, total


def _counts(required: int, completed: int, passed: int = 0, examined: int = 0, score: int = 0) -> Counts:
    return Counts(
        required=required, completed=completed, passed=passed, examined=examined, score_sum=Decimal(score * examined)
    )


def test_rates_are_rounded_half_up_to_two_places() -> None:
    assert rate(1, 3) == Decimal("33.33")
    assert rate(2, 3) == Decimal("66.67")
    assert rate(1, 800) == Decimal("0.13")  # 0.125, which half-even rounding would make 0.12


def test_an_empty_denominator_has_no_rate_and_no_rank() -> None:
    assert rate(0, 0) is None
    assert average(Decimal(0), 0) is None
    assert ranks([("1", Counts()), ("2", _counts(1, 0))]) == {"2": 1}


def test_the_mean_has_one_place_half_up() -> None:
    assert average(Decimal("164.5"), 2) == Decimal("82.3")  # 82.25


def test_the_total_is_computed_from_sums_and_not_from_rates() -> None:
    found = indicators(total([_counts(90, 90), _counts(10, 0)]))
    assert found.completion_rate == Decimal("90.00")  # the average of 100 % and 0 % would be 50 %
    assert found.unfinished == 10


def test_rank_goes_by_completion_then_pass_rate_then_mean_then_size() -> None:
    units = [
        ("size", _counts(20, 10, 5, 10, 80)),
        ("half", _counts(10, 5, 5, 10, 80)),
        ("mean", _counts(10, 5, 5, 10, 90)),
        ("pass", _counts(10, 5, 6, 10, 60)),
        ("best", _counts(10, 6, 0, 0)),
    ]
    assert ranks(units) == {"best": 1, "pass": 2, "mean": 3, "size": 4, "half": 5}


def test_equal_units_share_a_rank_and_the_next_one_skips() -> None:
    assert ranks([("a", _counts(10, 9)), ("b", _counts(10, 9)), ("c", _counts(10, 1))]) == {"a": 1, "b": 1, "c": 3}


def test_units_that_are_no_division_do_not_compete() -> None:
    assert is_ranked("141130102", "镇")
    assert not is_ranked("141130D01", "单位")
    assert not is_ranked("141171", "统计用区划")


def test_behind_is_less_than_half_of_the_total_and_slow_less_than_two_thirds() -> None:
    total_rate = Decimal("60.00")
    assert pace(Decimal("29.99"), total_rate) is Pace.BEHIND
    assert pace(Decimal("30.00"), total_rate) is Pace.SLOW
    assert pace(Decimal("40.00"), total_rate) is Pace.FINE
    assert pace(None, total_rate) is Pace.FINE
    assert pace(Decimal(0), Decimal(0)) is Pace.FINE


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=12))
def test_whoever_ranks_before_has_no_lower_completion_rate(sizes: list[tuple[int, int]]) -> None:
    units = {str(number): _counts(max(pair), min(pair)) for number, pair in enumerate(sizes)}
    places = ranks(units.items())
    assert set(places) == {code for code, counts in units.items() if counts.required}
    for one, first in places.items():
        for other, second in places.items():
            if first < second:
                better, worse = indicators(units[one]).completion_rate, indicators(units[other]).completion_rate
                assert better is not None
                assert worse is not None
                assert better >= worse
