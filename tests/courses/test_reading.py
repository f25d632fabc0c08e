import pytest

from tests.courses import reading


@pytest.mark.parametrize(
    ("text", "long"),
    [
        ("一" * 40 + "。" + "二" * 40, 0),
        ("一" * 41 + "。", 1),
        ("- **" + "一" * 40 + "**", 0),
        ("| " + "一" * 30 + " | " + "二" * 30 + " |", 0),
        ("《" + "一" * 50 + "》说得明白。", 0),
        ("![" + "一" * 50 + "](pictures/a.svg)", 0),
        ("一" * 20 + "，" + "二" * 20, 1),
    ],
)
def test_a_long_sentence_is_found_wherever_it_stands(text: str, long: int) -> None:
    assert len(reading.long_sentences(text)) == long


def test_empty_words_are_found_but_not_in_what_is_quoted() -> None:
    assert reading.filler("这项工作旨在为村民赋能。") == ["旨在", "赋能"]
    assert reading.filler("主题是“五社联动助力”，见《进一步加强的意见》。") == []


def test_the_minutes_follow_from_the_length() -> None:
    assert list(reading.minutes("字" * 1_700)) == [6, 7]
