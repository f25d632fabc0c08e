"""Cells as people fill them: each case once let in something wrong, or refused what is plain."""

from datetime import datetime, time
from typing import Any

import pytest

from elearn.questions.formats.sheet_questions import UnknownLayout
from elearn.questions.grading import Kind
from tests.questions.formats.tables import facts, formatted, read

S, M, T, F = Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.FILL
FOUR = ["社区", "社会组织", "社工", "社保"]


def test_options_within_the_stem_cell_are_parted_from_it() -> None:
    rows = [
        ["题目", "答案"],
        ["“五社联动”不包括（ ）\nA.社区\nB.社会组织\nC.社工\nD.社保", "D"],
        ["国际社工日在几月（ ） A.3月 B.4月 C.5月", "A"],
    ]
    assert facts(read(rows)) == [(S, FOUR, "D"), (S, ["3月", "4月", "5月"], "A")]


@pytest.mark.parametrize(
    "head",
    [
        ["A.", "B.", "C.", "D."],
        ["A、", "B、", "C、", "D、"],
        ["选项一", "选项二", "选项三", "选项四"],
        ["选择A", "选择B", "选择C", "选择D"],
        ["备选答案A", "备选答案B", "备选答案C", "备选答案D"],
        ["选项", "", "", ""],
    ],
)
def test_names_of_option_columns(head: list[str]) -> None:
    assert facts(read([["题目", *head, "答案"], ["五社不包括（ ）。", *FOUR, "D"]])) == [(S, FOUR, "D")]


@pytest.mark.parametrize("name", ["答案选项", "选项列表", "备选项"])
def test_names_of_a_column_with_all_options(name: str) -> None:
    rows = [["题目", name, "答案"], ["五社不包括（ ）", "A.社区 B.社会组织 C.社工 D.社保", "D"]]
    assert facts(read(rows)) == [(S, FOUR, "D")]


def test_a_letter_is_no_text_for_a_blank() -> None:
    rows = [["题目", "甲项", "乙项", "答案"], ["五社不包括（ ）。", "社区", "社保", "B"]]
    with pytest.raises(UnknownLayout, match="unknown-layout") as unknown:
        read(rows)
    assert "B “甲项”、C “乙项”" in unknown.value.params["columns"]


def test_options_called_answers_beside_the_right_answer() -> None:
    rows = [["题目", "答案A", "答案B", "答案C", "答案D", "正确答案"], ["不包括（ ）。", *FOUR, "D"]]
    assert facts(read(rows)) == [(S, FOUR, "D")]
    rows = [["Question", "Answer 1", "Answer 2", "Correct Answer"], ["The capital is ____.", "Taiyuan", "Datong", "1"]]
    assert facts(read(rows)) == [(S, ["Taiyuan", "Datong"], "A")]


@pytest.mark.parametrize(
    "cell",
    [
        "A.社区 B.社会组织\nC.社工 D.社保",
        "（A）社区\n（B）社会组织\n（C）社工\n（D）社保",
        "A)社区\nB)社会组织\nC)社工\nD)社保",
        "A 社区\nB 社会组织\nC 社工\nD 社保",
        "A社区\nB社会组织\nC社工\nD社保",
        "A、社区,B、社会组织,C、社工,D、社保",
        "A:社区,B:社会组织,C:社工,D:社保",
        "社区,社会组织,社工,社保",
        '["社区","社会组织","社工","社保"]',
        "社区<br>社会组织<br>社工<br>社保",
        "社区###社会组织###社工###社保",
        "Ａ．社区　Ｂ．社会组织　Ｃ．社工　Ｄ．社保",
    ],
)
def test_signs_between_the_options_of_a_cell(cell: str) -> None:
    rows = [["题型", "题目", "选项", "答案"], ["单选", "五社不包括？", cell, "D"]]
    assert facts(read(rows)) == [(S, FOUR, "D")]


@pytest.mark.parametrize(
    ("cell", "options"),
    [
        ("A.甲；甲甲 B.乙；乙乙 C.丙", ["甲；甲甲", "乙；乙乙", "丙"]),
        ("A.甲第一行\n甲第二行\nB.乙", ["甲第一行\n甲第二行", "乙"]),
    ],
)
def test_signs_within_lettered_options_part_nothing(cell: str, options: list[str]) -> None:
    assert facts(read([["题型", "题目", "选项", "答案"], ["单选", "选？", cell, "B"]])) == [(S, options, "B")]


@pytest.mark.parametrize(
    ("cell", "code"), [("A.甲\nC.丙\nD.丁", "missing-option"), ("A.甲\nB.乙\nB.丙\nD.丁", "double-option")]
)
def test_letters_out_of_order_are_refused(cell: str, code: str) -> None:
    assert facts(read([["题型", "题目", "选项", "答案"], ["单选", "选？", cell, "A"]])) == [[code]]
    columns = ["A", "B", "C", "D"][: len(cell.split("\n"))]
    rows = [["题目", *columns, "答案"], ["选？", *cell.split("\n"), "A"]]
    assert facts(read(rows)) == [[code]]


def test_letters_in_option_columns_are_taken_off() -> None:
    rows = [
        ["题目", "A", "B", "C", "答案"],
        ["选？", "（A）甲", "（B）乙", "（C）丙", "B"],
        ["选？", "A甲", "B乙", "C丙", "C"],
    ]
    assert facts(read(rows)) == [(S, ["甲", "乙", "丙"], "B"), (S, ["甲", "乙", "丙"], "C")]


def test_shares_and_days_are_read_as_they_are_shown() -> None:
    head = ["题型", "题干", "选项A", "选项B", "答案"]
    day = datetime(2012, 11, 1)
    rows: list[list[Any]] = [
        head,
        ["单选", "比例（ ）", 0.3, 0.5, "A"],
        ["填空", "____年", None, None, datetime(2017, 10, 18)],
        ["填空", "____月", None, None, day],
        ["单选", "哪天（ ）", datetime(2026, 3, 1), day, "A"],
        ["单选", "几点（ ）", time(8, 30), time(9, 0), "A"],
        ["填空", "占____", None, None, 0.125],
    ]
    month, whole = 'yyyy"年"m"月"', 'yyyy"年"m"月"d"日"'
    codes = {"C2": "0%", "D2": "0%", "E3": whole, "E4": month, "C5": 'm"月"d"日"', "D5": month}
    reading = formatted(rows, codes | {"C6": "h:mm", "D6": "h:mm", "E7": "0.0%"})
    assert facts(reading) == [
        (S, ["30%", "50%"], "A"),
        (F, [], [["2017年10月18日"]]),
        (F, [], [["2012年11月"]]),
        (S, ["3月1日", "2012年11月"], "A"),
        (S, ["8:30", "9:00"], "A"),
        (F, [], [["12.5%"]]),
    ]


def test_digits_that_the_program_lost_are_refused() -> None:
    rows = [["题型", "题干", "答案"], ["填空", "号码____", 140100199001011234]]
    assert facts(read(rows)) == [["lost-digits"]]


def test_an_instructions_sheet_does_not_hide_an_unknown_layout() -> None:
    rows = [["标题", "甲项", "乙项", "对的"], ["五社不包括？", "社区", "社保", "B"]]
    with pytest.raises(UnknownLayout) as unknown:
        read(rows, [["填写说明"], ["1.请按模板填写"], ["2.保存"]])
    assert unknown.value.sheet.name == "表1"


def test_an_answer_column_nobody_knows_is_asked_for() -> None:
    with pytest.raises(UnknownLayout):
        read([["题目", "选项A", "选项B", "谜底"], ["五社不包括？", "社区", "社保", "B"]])


@pytest.mark.parametrize(
    ("word", "right"),
    [
        *(("X", False), ("x", False), ("✅", True), ("❌", False), ("不对", False), ("对的", True), ("A.正确", True)),
        *(("B、错误", False), ("V", True), ("不正确", False), ("√", True), ("T", True), ("0", False)),
    ],
)
def test_words_of_true_and_false(word: str, right: bool) -> None:
    assert facts(read([["题型", "题干", "答案"], ["判断题", "甲。", word]])) == [(T, [], right)]


@pytest.mark.parametrize("word", ["A.一", "A、一", "选项A", "A选项", "【A】", "答案：A", "a", "（A）"])
def test_keys_with_words_around_them(word: str) -> None:
    assert facts(read([["题干", "A", "B", "C", "答案"], ["选？", "一", "二", "三", word]])) == [
        (S, ["一", "二", "三"], "A")
    ]


@pytest.mark.parametrize("word", ["A/C", "A|C", "A,C", "正确答案：AC", "A和C", "A C", "A;C", "CA"])
def test_several_keys_with_signs_between(word: str) -> None:
    assert facts(read([["题干", "A", "B", "C", "答案"], ["选？", "一", "二", "三", word]])) == [
        (M, ["一", "二", "三"], "AC")
    ]


def test_a_letter_with_the_text_of_another_option_is_refused() -> None:
    assert facts(read([["题干", "A", "B", "答案"], ["选？", "一", "二", "A.二"]])) == [["answer"]]


@pytest.mark.parametrize(
    "answer", ["1.甲 2.乙", "（1）甲；（2）乙", "第一空：甲；第二空：乙", "①甲②乙", "1、甲\n2、乙"]
)
def test_numbers_before_the_answers_of_blanks_are_places(answer: str) -> None:
    assert facts(read([["题型", "题干", "答案"], ["填空题", "____和____", answer]])) == [(F, [], [["甲"], ["乙"]])]


@pytest.mark.parametrize(
    "stem", ["五社是[填空1]和[填空2]。", "五社是{空1}和{空2}", "五社是﹍﹍和﹍﹍。", "五社是_和_。", "是{}和{}"]
)
def test_blanks_of_other_programs(stem: str) -> None:
    reading = read([["题型", "题目", "答案"], ["填空题", stem, "甲;乙"]])
    assert facts(reading) == [(F, [], [["甲"], ["乙"]])]
    assert reading.drafts[0].question
    assert "填空" not in reading.drafts[0].question.stem


def test_a_question_to_be_filled_in_without_a_blank_gets_one() -> None:
    reading = read([["题干", "题型", "答案"], ["山西的省会是哪里？", "填空题", "太原"]])
    assert facts(reading) == [(F, [], [["太原"]])]
    assert reading.drafts[0].question
    assert reading.drafts[0].question.stem == "山西的省会是哪里？____"
