"""What a reminder says, and what it must never say."""

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.reports import reminder_text
from elearn.reports.reminder_text import Somebody, Tone

FACTS = {"title": "培训班", "day": "12月15日", "days": 22, "address": "http://school.example/", "sign": "李梅 11月23日"}


def _say(tone: Tone, people: list[Somebody], counts: list[tuple[str, int]] | None = None) -> str:
    return reminder_text.compose(str, tone, FACTS, people, counts or [])


def test_the_tone_fits_the_day() -> None:
    found = [reminder_text.tone_for(days, reminded=False) for days in (30, 4, 3, 0, -1)]
    assert found == [Tone.FIRST, Tone.FIRST, Tone.LAST, Tone.LAST, Tone.OVER]
    assert reminder_text.tone_for(30, reminded=True) is Tone.AGAIN


def test_names_stand_by_village_with_what_each_lacks() -> None:
    lacking = reminder_text.lacking(activated=True, lessons_left=2, passed=False)
    text = _say(
        Tone.FIRST, [Somebody("西庄村", "王*国", lacking), Somebody("西庄村", "李*"), Somebody("石口村", "张*")]
    )
    assert "西庄村：王*国（2 lessons left、exam left）、李*\n石口村：张*\n" in text
    assert "(3)" in text
    assert text.endswith("—— 李梅 11月23日")


def test_too_many_people_give_numbers_of_units() -> None:
    text = _say(Tone.AGAIN, [], [("双池镇", 40), ("石口镇", 7)])
    assert "双池镇：40 people\n石口镇：7 people" in text
    assert "(47)" in text


@settings(max_examples=20)
@given(activated=st.booleans(), lessons=st.integers(0, 30), passed=st.booleans(), tone=st.sampled_from(Tone))
def test_every_unfinished_person_is_told_something_and_no_mark(
    activated: bool, lessons: int, passed: bool, tone: Tone
) -> None:
    lacking = reminder_text.lacking(activated, lessons, passed)
    assert lacking
    assert not any("score" in text or "mark" in text for text, _ in lacking)
    text = _say(tone, [Somebody("", "王*国", lacking)])
    assert "http://school.example/" in text
    assert "12月15日" in text
