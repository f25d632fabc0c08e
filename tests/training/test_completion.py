from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.training.completion import Facts, decide


@pytest.mark.parametrize(
    ("done", "best", "passed", "completed"),
    [
        (7, "60", True, True),
        (7, "59.9", False, False),
        (6, "100", True, False),
        (7, None, False, False),
        (0, None, False, False),
        (8, "60", True, True),
    ],
)
def test_completed_means_every_lesson_and_the_exam(done: int, best: str | None, passed: bool, completed: bool) -> None:
    decision = decide(Facts(7, done, None if best is None else Decimal(best), Decimal(60)))
    assert (decision.passed, decision.completed) == (passed, completed)
    assert decision.lessons_missing == max(0, 7 - done)
    assert decision.exam_missing is not passed


@given(st.integers(0, 20), st.integers(0, 20), st.decimals(0, 100, places=1) | st.none())
def test_more_study_never_undoes_completion(lessons: int, done: int, best: Decimal | None) -> None:
    before = decide(Facts(lessons, done, best, Decimal(60)))
    after = decide(Facts(lessons, done + 1, Decimal(100), Decimal(60)))
    assert after.completed >= before.completed
