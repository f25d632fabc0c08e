from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.training.completion import STANDARD, Condition, ConditionKind, Facts, decide


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
    facts = Facts(lessons=7, lessons_done=done, score=None if best is None else Decimal(best), pass_mark=Decimal(60))
    decision = decide(facts, STANDARD)
    assert (decision.passed, decision.completed) == (passed, completed)
    assert (ConditionKind.LESSONS in decision.missing) is (done < 7)
    assert (ConditionKind.EXAM in decision.missing) is not passed


@given(st.integers(0, 20), st.integers(0, 20), st.decimals(0, 100, places=1) | st.none())
def test_more_study_never_undoes_completion(lessons: int, done: int, best: Decimal | None) -> None:
    before = decide(Facts(lessons, done, best, Decimal(60)), STANDARD)
    after = decide(Facts(lessons, done + 1, Decimal(100), Decimal(60)), STANDARD)
    assert after.completed >= before.completed


@pytest.mark.parametrize(("done", "met"), [(2, False), (3, True), (5, True)])
def test_a_threshold_is_a_share_of_what_is_planned(done: int, met: bool) -> None:
    decision = decide(Facts(lessons=5, lessons_done=done), [Condition(ConditionKind.LESSONS, Decimal(60))])
    assert decision.completed is met


def test_hours_of_the_two_kinds_never_stand_in_for_each_other() -> None:
    conditions = [Condition(ConditionKind.ONLINE_HOURS), Condition(ConditionKind.FACE_HOURS)]
    facts = Facts(online_planned=Decimal(4), online_hours=Decimal(8), face_planned=Decimal(4), face_hours=Decimal(0))
    assert decide(facts, conditions).missing == (ConditionKind.FACE_HOURS,)


def test_a_required_exam_beside_the_closing_one_must_be_passed_too() -> None:
    facts = Facts(score=Decimal(90), pass_mark=Decimal(60), exams_missing=1)
    decision = decide(facts, [Condition(ConditionKind.EXAM)])
    assert (decision.passed, decision.completed) == (True, False)


def test_a_class_without_conditions_is_never_completed_by_itself() -> None:
    assert not decide(Facts(), []).completed
