"""When a weekly draft is due."""

from datetime import date

import pytest

from elearn.reports.bulletin_rules import weekly_cut_off

STARTS, ENDS = date(2026, 11, 1), date(2026, 12, 15)


@pytest.mark.parametrize(
    ("today", "weekday", "day"),
    [
        (date(2026, 11, 23), 0, date(2026, 11, 22)),  # a Monday, and the draft is for Mondays
        (date(2026, 11, 29), 0, date(2026, 11, 22)),
        (date(2026, 11, 23), 4, date(2026, 11, 19)),
        (date(2026, 11, 1), 6, None),  # the first day has not ended
        (date(2026, 12, 21), 0, date(2026, 12, 20)),  # the last week of the class gets one
        (date(2026, 12, 28), 0, None),
    ],
)
def test_the_draft_counts_to_the_day_before_the_weekday(today: date, weekday: int, day: date | None) -> None:
    assert weekly_cut_off(today, weekday, STARTS, ENDS) == day
