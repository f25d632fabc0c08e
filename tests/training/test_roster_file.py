"""Rosters as people really send them: exact outcomes of the pure reader and judge."""

import io
from typing import Any

import pytest
import xlsxwriter

from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.sheet import read_csv, read_workbook
from elearn.training.roster_cells import mobile_of, name_of
from elearn.training.roster_file import ColumnsUnknown, read_roster
from elearn.training.roster_judge import Act, Around, Known, Row, RowState, judge
from elearn.training.roster_units import Named, Units

COUNTY = {
    "141130": "交口县",
    "141130102": "双池镇",
    "141130104": "石口镇",
    "141130D01": "县民政局",
    "141130102207": "石口村委会",
    "141130102214": "西庄村委会",
    "141130102001": "双池社区居委会",
    "141130104200": "石口村委会",
    "141130104205": "山神峪村委会",
}


def units() -> Units:
    return Units(
        [Named(code, name) for code, name in COUNTY.items()],
        [Named("141130104", "石口乡")],
        ["山西省", "吕梁市", "交口县"],
    )


def around(known: dict[str, Known] | None = None, namesakes: dict[Any, Any] | None = None) -> Around:
    return Around(units(), known or {}, namesakes or {}, "2026-11-23")


def judged(text: str, against: Around | None = None) -> list[Row]:
    found = read_roster(read_csv(text.encode()), "csv")
    rows = [Row(person, position) for position, person in enumerate(found.people, 1)]
    judge(rows, against or around())
    return rows


@pytest.mark.parametrize(
    ("typed", "mobile"),
    [
        ("13800000001", "13800000001"),
        ("+86 138 0000 0001", "13800000001"),
        ("86-13800000001", "13800000001"),
        ("0086 13800000001", "13800000001"),
        ("138-0000-0001", "13800000001"),
        ("１３８０００００００１", "13800000001"),
        ("13800000001.0", "13800000001"),
        ("1.3800000001E+10", "13800000001"),
        ("1.3800000001e10", "13800000001"),
        ("'13800000001", "13800000001"),
        ("\u200b138\xa00000\u30000001", "13800000001"),
        ("手机：13800000001", "13800000001"),
        ("138.0000.0001", "13800000001"),
    ],
)
def test_numbers_are_understood_as_they_are_typed(typed: str, mobile: str) -> None:
    assert mobile_of(typed) == (mobile, None, [])


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "no-mobile"),
        ("1.38E+10", "lost-digits"),
        ("1.380000E+10", "lost-digits"),
        ("138****0001", "masked-mobile"),
        ("13800000001/13900000002", "several-mobiles"),
        ("0358-5422001", "landline"),
        ("5422001", "landline"),
        ("1380000000", "wrong-length"),
        ("138000000012", "wrong-length"),
        ("12800000001", "bad-mobile"),
        ("无", "bad-mobile"),
    ],
)
def test_numbers_that_cannot_be_are_refused_with_what_to_do(typed: str, code: str) -> None:
    mobile, problem, _ = mobile_of(typed)
    assert (mobile, problem and problem.code) == ("", code)


def test_of_two_numbers_one_is_chosen() -> None:
    assert mobile_of("13800000001、139 0000 0002")[2] == ["13800000001", "13900000002"]


@pytest.mark.parametrize(
    ("typed", "name", "title"),
    [
        ("王建国", "王建国", ""),
        ("张  三", "张三", ""),
        ("王建国（书记）", "王建国", "书记"),
        ("王建国 村主任", "王建国", "村主任"),
        ("王建国同志", "王建国", ""),
        ("李梅(女)", "李梅", ""),
        ("武会计", "武会计", ""),
        ("刘书记明", "刘书记明", ""),
        ("王建国书记", "王建国", "书记"),
        ("刘䶮", "刘䶮", ""),
        ("𠮷小明", "𠮷小明", ""),
        ("阿卜杜拉•买买提", "阿卜杜拉·买买提", ""),
    ],
)
def test_names_keep_rare_characters_and_lose_titles(typed: str, name: str, title: str) -> None:
    assert name_of(typed) == (name, title, None)


@pytest.mark.parametrize(("typed", "code"), [("", "no-name"), ("王建国1", "bad-name"), ("王建国、李梅", "bad-name")])
def test_what_is_no_name_is_refused(typed: str, code: str) -> None:
    problem = name_of(typed)[2]
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("双池镇", "西庄村委会", ""), "141130102214"),
        (("双池镇", "西庄村", ""), "141130102214"),
        (("双池", "西庄", ""), "141130102214"),
        (("", "西庄村", ""), "141130102214"),
        (("石口", "石口村", ""), "141130104200"),
        (("石口乡", "石口村", ""), "141130104200"),
        (("双池镇", "石口", ""), "141130102207"),
        (("石口乡", "", ""), "141130104"),
        (("石口", "", ""), "141130104"),
        (("双池镇", "机关", ""), "141130102"),
        (("双池镇", "双池镇", ""), "141130102"),
        (("", "", "双池镇人民政府"), "141130102"),
        (("", "", "双池镇西庄村"), "141130102214"),
        (("", "", "山西省吕梁市交口县双池镇西庄村民委员会"), "141130102214"),
        (("", "", "交口县石口乡山神峪村"), "141130104205"),
        (("", "", "县民政局"), "141130D01"),
        (("", "", "交口县民政局"), "141130D01"),
        (("双池镇", "双池社区", ""), "141130102001"),
        (("双池镇", "", "西庄村"), "141130102214"),
        (("双池镇（街道）", "西庄村", ""), "141130102214"),
    ],
)
def test_units_are_found_by_the_names_that_people_use(cells: tuple[str, str, str], code: str) -> None:
    assert units().find(*cells).code == code


def test_a_post_behind_the_unit_is_a_post() -> None:
    found = units().find("", "", "双池镇西庄村党支部书记")
    assert (found.code, found.rest) == ("141130102214", "党支部书记")
    found = units().find("", "", "双池镇党委副书记")
    assert (found.code, found.rest) == ("141130102", "党委副书记")


def test_near_and_ambiguous_names_are_offered_never_guessed() -> None:
    assert units().find("双池镇", "西庒村", "").near == ("141130102214",)
    assert units().find("", "石口村", "").near == ("141130102207", "141130104200")
    assert units().find("石口镇", "西庄村", "").code == ""
    assert units().find("", "县民政所", "").near[0] == "141130D01"
    assert units().find("月球镇", "", "").near == ()


def test_sheets_with_titles_merged_cells_totals_and_notes() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("双池镇")
    sheet.merge_range("A1:E1", "双池镇2026年干部培训花名册")
    sheet.write_row("A2", ["填表说明：手机号请填11位", "", "", "", ""])
    sheet.write_row("A3", ["序号", "所在村（社区）", "姓  名", "联系电话\n（手机）", "职务"])
    sheet.merge_range("B4:B5", "西庄村")
    sheet.write_row("A4", [1])
    sheet.write_row("C4", ["王建国", 13800000001, "书记"])
    sheet.write_row("A5", [2])
    sheet.write_row("C5", ["李梅", 13800000002.0, "主任"])
    sheet.write_row("A6", ["", "小 计", "", 2, ""])
    sheet.write_row("A7", ["序号", "所在村（社区）", "姓  名", "联系电话\n（手机）", "职务"])
    sheet.write_row("A8", [3, "石口村", "刘䶮", "+86 138 0000 0003", ""])
    sheet.write_row("A9", [4, "", "", "", ""])
    sheet.write_row("A10", ["合计", "", "", "3人", ""])
    sheet.write_row("A11", ["填表人：张三", "", "", "", ""])
    book.add_worksheet("说明").write("A1", "本表每周报一次")
    book.close()
    found = read_roster(read_workbook(buffer.getvalue()), "xlsx")
    assert [(p.where.sheet, p.where.row, p.name, p.mobile, p.village, p.post) for p in found.people] == [
        ("双池镇", 4, "王建国", "13800000001", "西庄村", "书记"),
        ("双池镇", 5, "李梅", "13800000002", "西庄村", "主任"),
        ("双池镇", 8, "刘䶮", "+86 138 0000 0003", "石口村", ""),
    ]
    assert [(where.row, reason) for where, reason, _ in found.skipped] == [
        (6, "A row of totals."),
        (7, "The head once more."),
        (9, "Neither name nor number."),
        (10, "A row of totals."),
        (11, "Neither name nor number."),
        (None, "This sheet has no columns of names and numbers; it was not read."),
    ]


def test_without_a_column_of_units_the_sheet_names_them() -> None:
    found = read_roster(read_csv("双池镇干部花名册,,\n姓名,手机号,职务\n王建国,13800000001,书记\n".encode()), "csv")
    rows = [Row(found.people[0], 1)]
    judge(rows, around())
    assert (rows[0].unit_code, rows[0].state) == ("141130102", RowState.SOUND)


def test_unknown_columns_are_asked_for_and_then_known() -> None:
    sheets = read_csv("谁,号码甲,哪儿\n王建国,13800000001,西庄村\n".encode())
    with pytest.raises(ColumnsUnknown) as asked:
        read_roster(sheets, "csv")
    assert asked.value.guess == ["name", "mobile", ""]
    found = read_roster(sheets, "csv", ["name", "mobile", "unit"])
    assert [(p.name, p.mobile, p.unit) for p in found.people] == [("王建国", "13800000001", "西庄村")]


def test_what_is_no_roster_is_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read_roster(read_csv("甲,乙\n1,2\n".encode()), "csv")
    assert refused.value.code == "no-people"


HEAD = "姓名,手机号,乡镇,村\n"


def test_doubles_within_a_file() -> None:
    rows = judged(
        HEAD
        + "王建国,13800000001,双池镇,西庄村\n王建国,138 0000 0001,双池,西庄\n李梅,13800000001,双池镇,\n"
        + "刘强,13800000003,双池镇,西庄村\n刘强,13800000003,石口镇,\n"
        + "赵一,13800000004,双池镇,\n赵一,13800000005,双池镇,\n"
    )
    assert [(row.state.value, row.doubts[0]["code"] if row.doubts else "") for row in rows] == [
        ("refused", "two-names"),
        ("same", "twice"),
        ("refused", "two-names"),
        ("sound", ""),
        ("refused", "twice-units"),
        ("sound", ""),
        ("ask", "same-name"),
    ]


def test_people_who_are_known() -> None:
    known = {
        "13800000001": Known(1, "王建国", "141130102214", "西庄村", True, place="141130102214"),
        "13800000002": Known(2, "李梅", "141130102214", "西庄村", True, place="141130102214", place_name="西庄村"),
        "13800000003": Known(3, "刘强", "141130102", "双池镇", True),
        "13800000004": Known(4, "赵一", "141129100", "宁乡镇", False),
        "13800000005": Known(5, "孙二", "141130102", "双池镇", True),
        "13800000006": Known(6, "周三", "141129100", "宁乡镇", False),
        "13800000007": Known(7, "吴四", "141130102", "双池镇", True, is_closed=True),
        "13800000008": Known(8, "郑五", "141130102", "双池镇", True, place="141130102", left="退休"),
    }
    rows = judged(
        HEAD
        + "王建国,13800000001,双池镇,西庄村\n李梅,13800000002,石口镇,\n"
        + "刘强,13800000003,双池镇,\n赵一,13800000004,双池镇,\n"
        + "孙小二,13800000005,双池镇,\n周小三,13800000006,双池镇,\n吴四,13800000007,双池镇,\n郑五,13800000008,双池镇,\n"
        + "王五,13800000009,双池镇,\n",
        around(known, {("王五", "141130102"): ["138****0010"]}),
    )
    assert [(r.state.value, r.act.value, [d["code"] for d in r.doubts]) for r in rows] == [
        ("same", "", ["already"]),
        ("sound", "move", ["moves"]),
        ("sound", "enrol", []),
        ("ask", "request", ["of-others"]),
        ("ask", "enrol", ["other-name"]),
        ("refused", "new", ["number-of-another"]),
        ("refused", "new", ["closed-account"]),
        ("sound", "back", ["comes-back"]),
        ("ask", "new", ["other-number"]),
    ]
    # Nothing of a person in units of others is told.
    assert "宁乡" not in str(rows[3].doubts) + str(rows[5].doubts)
    assert "周三" not in str(rows[5].doubts)


def test_what_the_official_decides_counts() -> None:
    text = HEAD + "赵一,13800000004,双池镇,\n赵一,13800000005,双池镇,\n"
    found = read_roster(read_csv(text.encode()), "csv")
    rows = [Row(person, position) for position, person in enumerate(found.people, 1)]
    rows[1].decision = "keep"
    judge(rows, around())
    assert [row.state for row in rows] == [RowState.SOUND, RowState.SOUND]
    rows[0].decision = "drop"
    judge(rows, around())
    assert [row.state for row in rows] == [RowState.DROPPED, RowState.SOUND]
    assert rows[1].act is Act.NEW
