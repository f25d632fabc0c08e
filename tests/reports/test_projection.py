"""The plain projection: the pace of the last week, drawn on, and the curve that goes with it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.reports.indicators import Counts
from elearn.reports.projection import HEIGHT, WIDTH, Outlook, curve, project

START, END = date(2026, 9, 1), date(2026, 9, 30)


def _days(*completed: tuple[int, int], required: int = 100) -> list[tuple[date, Counts]]:
    return [(START + timedelta(days=at), Counts(required=required, completed=done)) for at, done in completed]


def test_the_pace_of_the_last_week_says_when_the_last_one_is_finished() -> None:
    found = project(_days((0, 0), (3, 30), (10, 65)), date(2026, 9, 11), START, END)
    assert (found.outlook, found.pace, found.day) == (Outlook.IN_TIME, Decimal(5), date(2026, 9, 18))
    assert (found.at_end, found.missing) == (Decimal("100.00"), 0)


def test_what_comes_too_late_says_how_many_will_be_missing_on_the_last_day() -> None:
    found = project(_days((0, 0), (16, 10), (20, 17)), date(2026, 9, 21), START, END)
    # 17 in seven days: nine more days bring 21 more; 83 are left, which takes 35 days.
    assert (found.outlook, found.day) == (Outlook.LATE, date(2026, 10, 26))
    assert (found.at_end, found.missing) == (Decimal("38.00"), 62)


@pytest.mark.parametrize(
    ("days", "today", "outlook"),
    [
        ([], date(2026, 9, 5), Outlook.NOBODY),
        (_days((0, 0)), date(2026, 9, 5), Outlook.STILL),
        (_days((0, 40)), date(2026, 9, 20), Outlook.STILL),
        (_days((5, 100)), date(2026, 9, 20), Outlook.DONE),
        (_days((5, 90)), date(2026, 10, 1), Outlook.OVER),
        (_days((28, 1), required=100_000), date(2026, 9, 29), Outlook.FAR),
    ],
)
def test_where_there_is_nothing_to_draw_on(days: list[tuple[date, Counts]], today: date, outlook: Outlook) -> None:
    assert project(days, today, START, END).outlook is outlook


def test_a_class_of_three_days_has_the_pace_of_three_days() -> None:
    found = project(_days((0, 10), (2, 30)), date(2026, 9, 3), START, END)
    assert found.pace == Decimal(10)
    assert found.day == date(2026, 9, 10)


@given(
    gains=st.lists(st.integers(0, 9), min_size=1, max_size=40),
    required=st.integers(1, 200),
    today=st.integers(0, 45),
)
def test_the_promised_day_is_the_first_on_which_the_pace_suffices(gains: list[int], required: int, today: int) -> None:
    days, done = [], 0
    for at, gain in enumerate(gains):
        done = min(required, done + gain)
        days.append((START + timedelta(days=at), Counts(required=required, completed=done)))
    now = START + timedelta(days=today)
    found = project(days, now, START, END)
    completed = next((counts.completed for at, counts in reversed(days) if at <= now), 0)
    if found.day is not None:
        more = (found.day - now).days
        assert completed + found.pace * more >= required
        assert completed + found.pace * (more - 1) < required
        assert (found.outlook is Outlook.IN_TIME) == (found.day <= END)
    assert 0 <= found.missing <= required
    drawn = curve(days, found, now, START, END)
    for point in (*drawn.line.split(), *drawn.ahead.split()):
        x, y = map(float, point.split(","))
        assert 0 <= x <= WIDTH
        assert 0 <= y <= HEIGHT
    xs = [float(point.split(",")[0]) for point in drawn.line.split()]
    assert xs == sorted(xs)
