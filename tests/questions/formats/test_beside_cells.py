"""What a workbook holds beside the texts of its cells: hidden parts, comments, merged cells, colours, text boxes."""

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from elearn.questions.formats.reading import Reading
from elearn.questions.formats.sniff import read_file
from tests.questions.formats.books import book
from tests.questions.formats.tables import outcome

H = ["题目", "A", "B", "答案"]
ONE, TWO = ["甲？", "一", "二", "A"], ["乙？", "三", "四", "B"]


def _told(reading: Reading) -> list[tuple[int | None, str]]:
    return [
        (doubt.where.row, doubt.code) for draft in reading.drafts for doubt in draft.warnings if doubt.code == "hidden"
    ]


def test_hidden_rows_columns_and_tables_are_taken_and_told() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["D"].hidden = True
        other = sheet.parent.create_sheet("备用")
        other.sheet_state = "hidden"
        other.append(["题干", "答案"])
        other.append(["丙。", "错"])
        listed = sheet.parent.create_sheet("字典")
        listed.sheet_state = "veryHidden"
        listed.append(["单选"])

    data = book({"题": [H, ONE, TWO]}, hide)
    assert outcome("a.xlsx", data) == ["2 S:A", "3 S:B", "2 T:0"]
    reading = read_file("a.xlsx", data)
    assert _told(reading) == [(2, "hidden"), (3, "hidden"), (2, "hidden")]
    assert [text for _, text in reading.ignored] == ["单选"]


def test_comments_are_told_with_their_cell() -> None:
    def comment(sheet: Worksheet) -> None:
        sheet["D2"].comment = Comment("答案有争议", "老王")

    reading = read_file("a.xlsx", book({"题": [H, ONE]}, comment))
    assert [(place.row, text) for place, text in reading.ignored] == [(2, "D2：答案有争议")]


def test_a_colour_is_no_key() -> None:
    def colour(sheet: Worksheet) -> None:
        sheet["B2"].font = Font(color="FF0000")

    assert outcome("a.xlsx", book({"题": [["题目", "A", "B"], ["甲？", "一", "二"]]}, colour)) == ["2 no-answer"]


def test_rich_text_is_read_whole() -> None:
    stem = CellRichText("下列", TextBlock(InlineFont(b=True), "不属于"), "五社的是？")
    reading = read_file("a.xlsx", book({"题": [H, [stem, "一", "二", "A"]]}))
    assert reading.drafts[0].question
    assert reading.drafts[0].question.stem == "下列不属于五社的是？"


def test_merged_cells_downwards() -> None:
    def merge(sheet: Worksheet) -> None:
        for cells in ("A2:A4", "C2:C4", "A5:A6", "C5:C6", "A7:A8"):
            sheet.merge_cells(cells)

    rows = [["题目", "选项", "答案"], ["甲？", "一", "B"], [None, "二，两", None], [None, "三", None]]
    rows += [["乙？", "一", "A"], [None, "二", None], ["丙。", None, "对"]]
    assert outcome("a.xlsx", book({"题": rows}, merge)) == ["2 S:B", "5 S:A", "7 T:1"]


def test_cells_merged_sideways_leave_an_option_open() -> None:
    def merge(sheet: Worksheet) -> None:
        sheet.merge_cells("B2:C2")

    rows = [["题目", "A", "B", "C", "答案"], ["甲？", "一", None, "三", "A"]]
    assert outcome("a.xlsx", book({"题": rows}, merge)) == ["2 missing-option"]


def test_numbers_are_read_as_they_are_shown() -> None:
    def show(sheet: Worksheet) -> None:
        formats = {"B2": "000", "C2": '#,##0"元"', "B3": "0.00", "C3": "0.0%", "B4": 'm"月"d"日"', "C4": "h:mm"}
        for cell, code in formats.items():
            sheet[cell].number_format = code

    rows = [
        H,
        ["甲？", 7, 1200, "A"],
        ["乙？", 1.5, 0.125, "A"],
        ["丙？", 46000, 0.5, "A"],
        ["丁？", 0.1 + 0.2, 1e-7, "A"],
    ]
    reading = read_file("a.xlsx", book({"题": rows}, show))
    options = [draft.question.options for draft in reading.drafts if draft.question]
    assert options == [("007", "1,200元"), ("1.50", "12.5%"), ("12月9日", "12:00"), ("0.3", "0.0000001")]


def test_columns_that_are_not_used_are_named_with_their_letters() -> None:
    reading = read_file("a.xlsx", book({"题": [[*H, "分值", "", "出题人"], [*ONE, 2, "旁注", "老王"], [*TWO, 3]]}))
    told = [text for _, text in reading.ignored]
    assert told == ["分值（E）：2 | 3", "（F）：旁注", "出题人（G）：老王"]
