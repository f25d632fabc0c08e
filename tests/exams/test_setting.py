"""A paper on paper: forms A and B, the key in the letters shown, what the Word file holds."""

import io
import zipfile
from decimal import Decimal

import mammoth
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.exams.paper import Item
from elearn.exams.paper_docx import Sheet, write
from elearn.exams.printed import Printed, other_form, printed
from elearn.questions import bank_text
from elearn.questions.grading import Kind, Shape, letters
from elearn.questions.parsed import ParsedQuestion

TEXT = """# 题库
编号: b
用途: 考试

[单选] b-1
选一项（　）
A. 甲
B. 乙
C. 丙
答案: C
解析: 因为丙。

[多选] b-2
选几项
A. 一
B. 二
C. 三
答案: AC

[判断] b-3
天是蓝的。
答案: 正确

[填空] b-4
____是山西省会。
答案: 太原;太原市

[配对] b-5
连线
A. 左一 = 右一
B. 左二 = 右二

[排序] b-6
排一排
A. 先
B. 后

[简答] b-7
谈谈五社。
答案: 先说。
要点: 先说（2分）

[案例] b-8
老周家。

[单选] b-8.1
怎么办？
A. 走访
B. 不管
答案: A

[判断] b-8.2
对吗？
答案: 错误
"""
PAIR = Shape(Kind.MATCH, 2)
SHAPES = [
    Shape(Kind.SINGLE, 3),
    Shape(Kind.MULTIPLE, 3),
    Shape(Kind.TRUE_FALSE),
    Shape(Kind.FILL, blanks=1),
    PAIR,
    Shape(Kind.ORDER, 2),
    Shape(Kind.ESSAY),
    Shape(Kind.CASE, children=(Shape(Kind.SINGLE, 2), Shape(Kind.TRUE_FALSE))),
]
ORDERS = ["CAB", "BCA", "", "", "BA", "BA", "", "BA/"]


def _questions() -> list[ParsedQuestion]:
    bank, problems = bank_text.read(TEXT)
    assert not problems
    return list(bank.questions)


def _paper() -> list[Printed]:
    rows = zip(_questions(), SHAPES, ORDERS, strict=True)
    return [printed(question, shape, order, Decimal(5)) for question, shape, order in rows]


def _text(body: bytes) -> str:
    return str(mammoth.extract_raw_text(io.BytesIO(body)).value)


def test_the_key_is_told_in_the_letters_that_are_shown() -> None:
    paper = _paper()
    assert list(paper[0].options) == ["丙", "甲", "乙"]
    assert [each.key for each in paper] == ["A", "BC", "正确", "太原 或 太原市", "1—B，2—A", "BA", "先说。", ""]
    assert [child.key for child in paper[7].children] == ["B", "错误"]
    assert sum(child.marks for child in paper[7].children) == 5


@pytest.mark.parametrize("at", [0, 1, 4, 5])
def test_whatever_the_order_the_key_names_the_right_texts(at: int) -> None:
    question, shape = _questions()[at], SHAPES[at]
    own = letters(shape.options)
    for order in (own, own[::-1]):
        shown = printed(question, shape, order, Decimal(1))
        by_letter = dict(zip(letters(26), shown.options, strict=False))
        if question.kind is Kind.MATCH:
            pairs = [(int(each[0]) - 1, each[-1]) for each in shown.key.split("，")]
            assert [[shown.lefts[left], by_letter[right]] for left, right in pairs] == [
                list(p) for p in question.answer
            ]
        elif question.kind is Kind.ORDER:
            assert [by_letter[letter] for letter in shown.key] == list(question.answer)
        else:
            right = {text for letter, text in zip("ABC", question.options, strict=True) if letter in question.answer}
            assert {by_letter[letter] for letter in shown.key} == right


def test_the_file_has_a_head_empty_brackets_and_the_key_behind_a_page_break() -> None:
    body = write(Sheet("期中 <测验>", "B", 45, "请独立作答。"), _paper())
    paper, _, key = _text(body).partition("参考答案")
    for words in (
        "期中 <测验>",
        "（B 卷）",
        "答题时间：45 分钟",
        "满分：40 分",
        "单位：____",
        "姓名：____",
        "得分：____",
    ):
        assert words in paper
    assert "请独立作答。" in paper
    assert "一、单选题（共 1 题，每题 5 分，共 5 分）" in paper
    assert "选一项（　）" in paper
    assert "（　　）" in paper
    assert "（1） 怎么办？（2.5 分）" in paper
    for words in ("因为丙", "太原市", "先说（2 分）"):
        assert words not in paper
        assert words in key
    document = zipfile.ZipFile(io.BytesIO(body)).read("word/document.xml").decode()
    assert document.index('w:type="page"') < document.index("参考答案")


def test_no_bracket_is_added_where_the_author_left_one() -> None:
    paper = _text(write(Sheet("卷", "A", 45), _paper()[:1]))
    assert paper.partition("参考答案")[0].count("（　　）") == 0


@given(st.text(max_size=8))
def test_form_b_has_the_same_questions_in_another_order_with_other_options(seed: str) -> None:
    shapes = dict.fromkeys(range(6), Shape(Kind.SINGLE, 4)) | dict.fromkeys((6, 7), Shape(Kind.TRUE_FALSE))
    items = [Item(version, "ABCD" if version < 6 else "", Decimal(2)) for version in range(8)]
    other = other_form(items, shapes, seed, shuffle_options=True)
    assert sorted(item.version for item in other) == list(range(8))
    assert [item.version for item in other] != list(range(8))
    assert {item.version for item in other[:6]} == set(range(6)), "kinds stay together"
    assert all(item.order != "ABCD" for item in other if item.version < 6)
    assert all(sorted(item.order) == list("ABCD") for item in other if item.version < 6)
    kept = other_form(items, shapes, seed, shuffle_options=False)
    assert all(item.order == "ABCD" for item in kept if item.version < 6)
