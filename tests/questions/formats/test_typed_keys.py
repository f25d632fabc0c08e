"""Keys in the places where programs and people leave them: tables, boxes, brackets, other languages."""

import pytest

from elearn.questions.formats.text_file import read_text
from tests.questions.formats.shapes import outcome

ASK = "1. 谁审批？（ ）\nA. 乡镇\nB. 县里\n2. 谁公示？（ ）\nA. 乡镇\nB. 县里\n"
B_THEN_A = ["single: 谁审批？（\u3000） | 乡镇/县里 | B", "single: 谁公示？（\u3000） | 乡镇/县里 | A"]


@pytest.mark.parametrize(
    "text",
    [
        f"{ASK}参考答案：\n题号 1 2\n答案 B A",
        f"{ASK}参考答案\n题号：1、2\n答案：B、A",
        f"{ASK}答案：\n1. B    2. A",
        f"{ASK}参考答案\n1-2 BA",
        "1. 谁审批？（ ）A.乡镇 B.县里【B】\n2. 谁公示？（ ）A.乡镇 B.县里【A】",
        "1. 谁审批？( )   A. 乡镇   B. 县里   (答案：B)\n2. 谁公示？( )   A. 乡镇   B. 县里   (答案：A)",
        "1. 谁审批？（ ）\n□A、乡镇\n■B、县里\n2. 谁公示？（ ）\n■A、乡镇\n□B、县里",
        "1. 谁审批？（ ）\n☐ A. 乡镇\n☒ B. 县里\n2. 谁公示？（ ）\n☑ A. 乡镇\n☐ B. 县里",
        "1. 谁审批？（ ）\nA) 乡镇\nB) 县里\nANSWER: B\n\n2. 谁公示？（ ）\nA) 乡镇\nB) 县里\nANSWER: A",
    ],
)
def test_two_keys_in_every_place(text: str) -> None:
    assert outcome(read_text(text)) == B_THEN_A


def test_a_table_with_fewer_keys_than_numbers_gives_none() -> None:
    reading = read_text(f"{ASK}参考答案\n题号 1 2\n答案 B")
    assert all(not draft.is_sound for draft in reading.drafts)


def test_numbers_that_nobody_writes_stop_nothing() -> None:
    assert not any(draft.is_sound for draft in read_text("二二、甲\n十十、乙\n一十一、丙").drafts)


def test_two_keys_of_one_question_are_never_a_longer_one() -> None:
    assert outcome(read_text("1. 谁审批？（ ）A.乡镇 B.县里【B】\n答案：B")) == B_THEN_A[:1]
    assert outcome(read_text("1. 谁审批？（ ）A.乡镇 B.县里【A】\n答案：B")) == ["@1 two-answers"]


def test_the_answer_of_a_blank_does_not_stay_in_the_stem() -> None:
    assert outcome(read_text("1. [填空] 站设在【乡镇】。\n答案：乡镇")) == ["fill: 站设在____。 | [['乡镇']]"]


@pytest.mark.parametrize("space", [" ", "\u3000", " \u3000"])
def test_long_spaces_within_many_lines_are_no_burden_and_lose_no_words(space: str) -> None:
    """Without shortening them these lines took minutes; with it, well below a second."""
    wide = space * (15_000 // len(space))
    text = "\n".join(f"{number}. 谁审批？{wide}（ ）\nA. 乡镇{wide}B. 县里\n答案：{wide}B" for number in range(1, 41))
    found = read_text(text).drafts
    assert len(found) == 40
    assert all(each.question and each.question.options == ("乡镇", "县里") for each in found)
    assert all(each.question and each.question.answer == "B" for each in found)
