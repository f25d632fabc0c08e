from datetime import date

import pytest

from elearn.questions.formats.columns import Columns
from elearn.questions.formats.reading import Reading
from elearn.questions.formats.sheet import read_csv, read_workbook
from elearn.questions.formats.sheet_questions import UnknownLayout, read_sheets
from elearn.questions.grading import Kind
from tests.questions.formats.files import xlsx

HEAD = ["题干", "题型", "选项A", "选项B", "选项C", "正确答案", "解析"]


def _read(*sheets: list[list[object]], merged: str = "") -> Reading:
    return read_sheets(read_workbook(xlsx(*sheets, merged=merged)), "xlsx")


def _facts(reading: Reading) -> list[object]:
    return [
        (draft.question.kind, draft.question.options, draft.question.answer)
        if draft.question and not draft.rejected
        else [doubt.code for doubt in draft.rejected]
        for draft in reading.drafts
    ]


def test_the_header_is_found_below_titles_and_instructions() -> None:
    rows = [["某县题库"], ["说明：请勿改动表头"], HEAD, ["选（ ）", "单选题", "甲", "乙", "丙", "B", "因为"]]
    reading = _read(rows)
    assert _facts(reading) == [(Kind.SINGLE, ("甲", "乙", "丙"), "B")]
    assert reading.drafts[0].where.as_json() == {"sheet": "表1", "row": 4}
    assert [text for _, text in reading.ignored] == ["某县题库", "说明：请勿改动表头"]


@pytest.mark.parametrize(
    "head",
    [
        ["题干（必填）", "题型 （必填）", "选项 A", "选项 B", "选项C\n(勿删)", "正确答案H\n（必填）", "解析"],
        ["*题目", "*题型", "A", "B", "C", "*答案", "答案解析"],
        ["题干", "题型", "选择项1", "选择项2", "选择项3", "答案1", "解析"],
        ["Question", "Type", "Option A", "Option B", "Option C", "Answer", "Explanation"],
    ],
)
def test_names_of_columns_in_real_templates_are_known(head: list[object]) -> None:
    assert _facts(_read([head, ["选（ ）", "单选", "甲", "乙", "丙", "C", "因为"]])) == [
        (Kind.SINGLE, ("甲", "乙", "丙"), "C")
    ]


@pytest.mark.parametrize("options", ["A-甲$;$B-乙", "A.甲\nB.乙", "A、甲 B、乙", "甲|乙", "甲；乙"])
def test_options_in_one_cell_are_parted(options: str) -> None:
    reading = _read([["题型", "题干", "选项", "答案"], ["单选", "选（ ）", options, "B"]])
    assert _facts(reading) == [(Kind.SINGLE, ("甲", "乙"), "B")]


def test_options_in_rows_below_their_question_are_gathered() -> None:
    rows = [["题干", "选项", "答案"], ["选（ ）", "A.甲", "B"], ["", "B.乙", ""], ["", "C.丙", ""], ["判。", "", "对"]]
    assert _facts(_read(rows)) == [(Kind.SINGLE, ("甲", "乙", "丙"), "B"), (Kind.TRUE_FALSE, (), True)]


def test_a_merged_cell_downwards_holds_for_each_row() -> None:
    rows = [["题型", "题干", "选项A", "选项B", "答案"], ["判断", "甲。", "", "", "对"], ["", "乙。", "", "", "错"]]
    assert [fact[0] for fact in _facts(_read(rows, merged="A2:A3"))] == [Kind.TRUE_FALSE] * 2  # type: ignore[index]


def test_answers_in_a_second_table_are_joined_by_number() -> None:
    rows = [["序号", "题干", "选项A", "选项B"], [1, "甲（ ）", "一", "二"], [2, "乙（ ）", "一", "二"]]
    answers = [["题号", "答案"], [1, "A"], [2, "B"]]
    assert [fact[2] for fact in _facts(_read(rows, answers))] == ["A", "B"]  # type: ignore[index]


def test_numbers_and_dates_that_the_program_made_of_answers_are_read_as_typed() -> None:
    rows = [
        ["题型", "题干", "选项A", "选项B", "答案"],
        ["填空", "期限____年", "", "", 3.0],
        ["填空", "____是慈善日", "", "", date(2026, 9, 5)],
        ["单选", "几年（ ）", 1.0, 2.5, "B"],
    ]
    assert _facts(_read(rows)) == [
        (Kind.FILL, (), [["3"]]),
        (Kind.FILL, (), [["9月5日"]]),
        (Kind.SINGLE, ("1", "2.5"), "B"),
    ]


def test_statements_with_options_in_either_order() -> None:
    rows = [HEAD, ["甲。", "判断题", "正确", "错误", "", "B", ""], ["乙。", "判断", "错误", "正确", "", "B", ""]]
    assert [fact[2] for fact in _facts(_read(rows))] == [False, True]  # type: ignore[index]


def test_doubtful_rows_are_refused_and_the_others_stay() -> None:
    rows = [
        HEAD,
        ["甲（ ）", "单选", "一", "二", "", "2", ""],
        ["乙（ ）", "单选", "一", "", "三", "A", ""],
        ["丙（ ）", "多选", "一", "二", "", "A", ""],
        ["丁（ ）", "单选", "一", "二", "", "", ""],
        ["戊（ ）", "单选", "一", "二", "", "A", ""],
    ]
    facts = _facts(_read(rows))
    assert facts[:4] == [["number-answer"], ["missing-option"], ["too-few"], ["no-answer"]]
    assert facts[4] == (Kind.SINGLE, ("一", "二"), "A")


def test_an_unknown_layout_asks_with_a_guess_and_is_read_by_what_was_said() -> None:
    rows: list[list[object]] = [
        ["哪个月有国际社工日？", "3月", "4月", "A"],
        ["村委会每届任期几年？", "三年", "五年", "B"],
    ]
    with pytest.raises(UnknownLayout) as unknown:
        _read(rows)
    assert unknown.value.guess.roles == {0: "stem", 1: "option", 2: "option", 3: "answer"}
    said = Columns({0: "stem", 1: "option", 2: "option", 3: "answer"}, [1, 2])
    reading = read_sheets(read_workbook(xlsx(rows)), "xlsx", said)
    assert [fact[2] for fact in _facts(reading)] == ["A", "B"]  # type: ignore[index]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_csv_in_its_habits(sign: str, encoding: str) -> None:
    text = (
        sign.join(["题干", "题型", "选项A", "选项B", "答案"]) + "\r\n" + sign.join(["选（ ）", "单选", "甲", "乙", "A"])
    )
    assert _facts(read_sheets(read_csv(text.encode(encoding)), "csv")) == [(Kind.SINGLE, ("甲", "乙"), "A")]
