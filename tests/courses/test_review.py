"""When a question of the book of wrong answers comes again."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.courses.review import Memory, answered, left_today, rebuilt

DAY = date(2026, 11, 1)


def intervals(answers: str) -> list[int]:
    """Return after how many days a question comes again, each time answered on the day it is due: R right, W wrong."""
    memory, on, found = None, DAY, []
    for each in answers:
        memory = answered(memory, each == "R", on)
        found.append((memory.due_on - on).days)
        on = memory.due_on
    return found


def test_a_wrong_answer_comes_back_tomorrow_then_ever_more_seldom() -> None:
    assert intervals("WRRRR") == [1, 2, 6, 17, 44]


def test_what_is_forgotten_again_comes_back_tomorrow() -> None:
    assert intervals("WRRW")[-1] == 1


def test_a_question_is_learnt_after_a_month_of_right_answers_and_not_before() -> None:
    memory, on, learnt = None, DAY, []
    for each in "WRRRR":
        memory = answered(memory, each == "R", on)
        learnt.append(memory.is_learnt)
        on = memory.due_on
    assert learnt == [False, False, False, False, True]


def test_an_answer_that_comes_in_late_does_not_turn_time_back() -> None:
    later = answered(answered(None, False, DAY), True, DAY + timedelta(days=3))
    assert answered(later, False, DAY).last_on == later.last_on


@settings(max_examples=25)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40)), min_size=1, max_size=8))
def test_the_same_answers_give_the_same_card(steps: list[tuple[bool, int]]) -> None:
    on, memory, answers = DAY, None, []
    for right, days in steps:
        on += timedelta(days=days)
        answers.append((right, on))
        memory = answered(memory, right, on)
    assert memory == rebuilt(answers)
    assert isinstance(memory, Memory)
    assert memory.due_on > memory.last_on


def test_a_day_asks_for_twenty_at_most() -> None:
    assert [left_today(8, 0), left_today(50, 0), left_today(50, 15), left_today(3, 30)] == [8, 20, 5, 0]
