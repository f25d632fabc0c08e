"""Codes and times of checking in: what runs out, what belongs to which session, what a repeat does."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.training import check_in
from elearn.training.check_in import GRACE, SEAL_HOLDS, SPOKEN_HOLDS, STEP, Direction, Times

KEY = "k" * 40
NOW = datetime(2026, 11, 23, 1, 0, 0, tzinfo=UTC)  # the beginning of a half minute
IN, OUT = Direction.IN, Direction.OUT
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize(
    ("seconds", "holds"), [(0, True), (STEP - 1, True), (STEP + GRACE - 1, True), (STEP + GRACE, False), (-1, False)]
)
def test_a_code_of_the_screen_holds_for_its_half_minute_and_a_short_grace(
    direction: Direction, seconds: int, holds: bool
) -> None:
    code = check_in.screen_code(KEY, 7, direction, NOW)
    assert check_in.direction_of(KEY, 7, code, after(seconds)) == (direction if holds else None)


@given(moments, st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_code_is_good_for_its_own_session_and_key_alone(at: datetime, session_id: int, other: int) -> None:
    code = check_in.screen_code(KEY, session_id, IN, at)
    assert check_in.direction_of(KEY, session_id, code.upper(), at) is IN
    assert check_in.direction_of("other" + KEY, session_id, code, at) is None
    if other != session_id:
        assert check_in.direction_of(KEY, other, code, at) is None


@pytest.mark.parametrize("typed", ["", "x", "签到", "a" * 500, "\x00"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert check_in.direction_of(KEY, 7, typed, NOW) is None
    assert check_in.open_seal(KEY, typed, 7, NOW) is None
    assert not check_in.spoken_fits(KEY, 7, IN, NOW, typed, NOW)


def test_the_code_changes_every_half_minute_and_the_screen_is_told_when() -> None:
    codes = [check_in.screen_code(KEY, 7, IN, after(seconds)) for seconds in range(0, 10 * STEP, STEP)]
    assert len(set(codes)) == 10
    assert [check_in.seconds_left(after(seconds)) for seconds in (0, 1, 29, 30)] == [30, 29, 1, 30]


def test_a_seal_outlives_the_code_for_the_sign_in_and_then_runs_out() -> None:
    sealed = check_in.seal(KEY, 7, OUT, NOW)
    assert check_in.open_seal(KEY, sealed, 7, NOW) is OUT
    assert check_in.open_seal(KEY, sealed, 7, NOW + SEAL_HOLDS) is OUT
    assert check_in.open_seal(KEY, sealed, 7, NOW + SEAL_HOLDS + timedelta(seconds=1)) is None
    assert check_in.open_seal(KEY, sealed, 8, NOW) is None
    assert check_in.open_seal(KEY, sealed, 7, NOW - timedelta(minutes=1)) is None


@pytest.mark.parametrize("change", [("7.", "8."), (".out.", ".in."), (".17", ".18")])
def test_a_seal_that_was_changed_is_worth_nothing(change: tuple[str, str]) -> None:
    sealed = check_in.seal(KEY, 7, OUT, NOW)
    spoilt = sealed.replace(*change, 1)
    assert spoilt != sealed
    assert check_in.open_seal(KEY, spoilt, 7, NOW) is None
    assert check_in.open_seal(KEY, spoilt, 8, NOW) is None


def test_six_digits_hold_for_some_minutes_and_end_with_the_next_ones() -> None:
    code = check_in.spoken_code(KEY, 7, IN, NOW)
    assert len(code) == 6
    assert code.isdigit()
    assert check_in.spoken_fits(KEY, 7, IN, NOW, f" {code[:3]} {code[3:]}", NOW)
    assert check_in.spoken_fits(
        KEY, 7, IN, NOW, code.translate(str.maketrans("0123456789", "０１２３４５６７８９")), NOW
    )
    assert not check_in.spoken_fits(KEY, 7, IN, NOW, code, NOW + SPOKEN_HOLDS)
    assert not check_in.spoken_fits(KEY, 7, OUT, NOW, code, NOW)
    assert not check_in.spoken_fits(KEY, 8, IN, NOW, code, NOW)
    assert not check_in.spoken_fits(KEY, 7, IN, None, code, NOW)
    assert not check_in.spoken_fits(KEY, 7, IN, after(1), code, after(1))


def test_times_of_checking_in_and_out() -> None:
    times = Times(NOW, NOW + timedelta(hours=2))
    hour = timedelta(hours=1)
    assert [times.may_come(NOW + hour * n / 2) for n in (-3, -2, 0, 4, 5)] == [False, True, True, True, False]
    assert [times.may_go(NOW + hour * n / 2) for n in (-1, 0, 4, 6, 7)] == [False, True, True, True, False]
    assert [times.is_late(NOW + timedelta(minutes=n)) for n in (0, 10, 11)] == [False, False, True]
    assert [times.shows_link(NOW + timedelta(minutes=n)) for n in (-31, -30, 120, 121)] == [False, True, True, False]


@pytest.mark.parametrize(("planned", "cap"), [("0", "0"), ("14", "2"), ("20", "2.86"), ("90", "12.86")])
def test_a_seventh_of_the_hours_may_be_leave(planned: str, cap: str) -> None:
    assert check_in.leave_cap(Decimal(planned)) == Decimal(cap)
