"""Tables as they really come: headers, blocks, sheets; each case once went wrong or was lost."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.sniff import read_file
from elearn.questions.grading import Kind
from tests.questions.formats.files import xlsx, zipped
from tests.questions.formats.tables import csv, facts, named, read

S, M, T, F = Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.FILL
FOUR = ["社区", "社会组织", "社工", "社保"]


def test_sheet_names_and_headings_name_the_kind() -> None:
    head = ["题目", "A", "B", "C", "答案"]
    reading = named(
        单选题=[head, ["甲？", "一", "二", "三", "A"]],
        多选题=[head, ["乙？", "一", "二", "三", "A"], ["丙？", "一", "二", "三", "AB"]],
        判断题=[["题目", "答案"], ["戊。", "A"]],
        简答题=[["题目", "答案"], ["简述五社。", "社区等"]],
    )
    one, few, two, true, essay = facts(reading)
    assert (one[0], few, two[0], true, essay[0]) == (S, ["too-few"], M, (T, [], True), Kind.ESSAY)
    rows = [head, ["甲？", "一", "二", "三", "A"], ["二、多项选择题（每题3分）"], ["乙？", "一", "二", "三", "A"]]
    assert facts(read(rows))[1] == ["too-few"]


def test_keys_of_several_parts_never_mix() -> None:
    head = ["序号", "题目", "A", "B", "C"]
    reading = named(
        单选题=[head, [1, "甲？", "一", "二", "三"]],
        多选题=[head, [1, "乙？", "一", "二", "三"]],
        单选答案=[["题号", "答案"], [1, "A"]],
        多选答案=[["题号", "答案"], [1, "ABC"]],
    )
    assert [fact[2] for fact in facts(reading)] == ["A", "ABC"]
    reading = named(
        第一部分=[head, [1, "甲？", "一", "二", "三"]],
        第二部分=[head, [1, "乙？", "一", "二", "三"]],
        答案=[["题号", "答案"], [1, "A"], [1, "B"]],
    )
    assert facts(reading) == [["no-answer"], ["no-answer"]]


def test_answers_in_pairs_of_columns_and_in_ranges() -> None:
    rows = [["序号", "题目", "A", "B"], *([number, f"第几（ ）{number}", "一", "二"] for number in range(1, 5))]
    pairs = [["题号", "答案", "题号", "答案"], [1, "A", 2, "B"], [3, "A", 4, "B"]]
    assert [fact[2] for fact in facts(read(rows, pairs))] == ["A", "B", "A", "B"]
    assert [fact[2] for fact in facts(read(rows, [["题号", "答案"], ["1-4", "ABBA"]]))] == ["A", "B", "B", "A"]


def test_columns_nobody_knows_are_named() -> None:
    reading = read([["题干", "答案", "出题人"], ["三月有社工日。", "对", "老王"], ["四月有。", "错", "小李"]])
    assert [text for _, text in reading.ignored] == ["出题人（C）：老王 | 小李"]
    reading = read([["题干", "答案", "试题分析"], ["三月有社工日。", "对", "因为是三月"]])
    assert reading.drafts[0].question
    assert reading.drafts[0].question.explanation == "因为是三月"


def test_material_goes_before_its_questions() -> None:
    rows = [["材料", "题干", "A", "B", "答案"], ["王奶奶独居。", "她最需要？", "陪伴", "工作", "A"]]
    merged = [*rows, ["", "社工首先？", "接案", "结案", "A"]]
    both = read(merged, merged="A2:A3")
    stems = [draft.question.stem for draft in both.drafts if draft.question]
    assert stems == ["王奶奶独居。\n她最需要？", "王奶奶独居。\n社工首先？"]
    assert facts(read(merged))[1] == ["material"]
    assert facts(read([*rows, ["无", "社工首先？", "接案", "结案", "A"]]))[1] == (S, ["接案", "结案"], "A")


def test_a_header_in_two_rows() -> None:
    rows = [
        ["序号", "题型", "题干", "选项", "", "", "", "答案"],
        ["", "", "", "A", "B", "C", "D", ""],
        [1, "单选", "甲？", *FOUR, "A"],
    ]
    assert facts(read(rows, merged="D1:G1")) == [(S, FOUR, "A")]
    assert facts(read([rows[0], rows[2]])) == [(S, FOUR, "A")]


def test_each_header_begins_a_block_of_its_own() -> None:
    statements = [["序号", "题目", "答案"], [1, "三月有社工日。", "对"], [2, "四月有。", "错"]]
    choices = [["选择题"], ["序号", "题目", "A", "B", "答案"], [1, "甲？", "一", "二", "A"]]
    expected = [(T, [], True), (T, [], False), (S, ["一", "二"], "A")]
    assert facts(read([*statements, *choices])) == expected
    assert facts(read([*choices, *statements])) == [expected[2], *expected[:2]]


def test_kinds_by_words_nobody_knows_are_refused() -> None:
    rows = [
        ["题干", "题型", "A", "B", "答案"],
        ["第（ ）？", "多项", "一", "二", "A"],
        ["谈谈（ ）", "主观题", "", "", "谈谈"],
        ["x（ ）", "checkbox", "一", "二", "A"],
        ["x（ ）", "奇怪题", "一", "二", "A"],
    ]
    found = facts(read(rows))
    assert (found[0], found[1][0], found[2], found[3]) == (["too-few"], Kind.ESSAY, ["too-few"], ["unknown-kind"])


def test_words_of_difficulty() -> None:
    words = ["较易", "极难", "easy", "★★★★★", "0.7"]
    reading = read([["题干", "题型", "答案", "难度"], *(["甲。" + word, "判断", "对", word] for word in words)])
    levels = [draft.question.difficulty.value for draft in reading.drafts if draft.question]
    assert levels == ["easy", "hard", "easy", "hard", "medium"]
    assert "difficulty" in [doubt.code for doubt in reading.drafts[-1].warnings]


@pytest.mark.parametrize(
    ("answer", "key"),
    [("2021-2025", "2021-2025"), ("010-12345", "010-12345"), ("3-1", "3-1"), ("1-9", "1~9"), ("km/h", "km/h")],
)
def test_spans_that_are_no_ranges(answer: str, key: str) -> None:
    assert facts(read([["题干", "题型", "答案"], ["____", "填空", answer]])) == [(F, [], [[key]])]


def test_a_stroke_between_words_is_asked_about() -> None:
    reading = read([["题干", "题型", "答案"], ["单位是____", "填空", "元/吨"]])
    assert facts(reading) == [(F, [], [["元/吨"]])]
    assert "slash-in-answer" in [doubt.code for doubt in reading.drafts[0].warnings]


def test_a_column_of_letters_before_the_options() -> None:
    rows = [["题干", "选项", "选项内容", "答案"], ["甲？", "A", "一", "B"], ["", "B", "二", ""], ["", "C", "三", ""]]
    assert facts(read(rows)) == [(S, ["一", "二", "三"], "B")]
    full = [rows[0], ["甲？", "A", "一", "B"], ["甲？", "B", "二", "B"], ["甲？", "C", "三", "B"]]
    assert facts(read(full)) == [(S, ["一", "二", "三"], "B")]


def test_a_number_that_may_be_place_or_text_is_refused() -> None:
    head = ["题目", "选项1", "选项2", "选项3", "选项4", "正确答案"]
    assert facts(read([head, ["五社有几社？", 2, 3, 4, 5, 4]])) == [["number-answer"]]
    assert facts(read([head, ["五社有几社？", 1, 2, 3, 4, 4]])) == [(S, ["1", "2", "3", "4"], "D")]
    assert facts(read([head, ["哪年？", 2006, 2008, 2018, 2023, 2008]])) == [(S, ["2006", "2008", "2018", "2023"], "B")]


def test_html_in_cells_becomes_text() -> None:
    reading = csv('题干,题型,选项A,选项B,答案\n"<p>五社&nbsp;不包括？</p>",单选,<p>社区</p>,<p>社保</p>,B')
    assert facts(reading) == [(S, ["社区", "社保"], "B")]
    assert facts(csv('题干,题型,选项A,选项B,答案\n"看<img src=""a.png"">？",单选,社区,社保,B')) == [["picture-missing"]]


def test_a_quotation_mark_nobody_closed_swallows_nothing() -> None:
    rows = ["五社”联动不包括（ ）,单选,社区,社保,B", *(f"{month}月有（ ）,单选,一,二,A" for month in range(3, 7))]
    reading = csv("题干,题型,选项A,选项B,答案\n" + '"' + "\n".join(rows))
    assert [fact[2] for fact in facts(reading)] == ["B", "A", "A", "A", "A"]


def test_cells_beyond_the_header_are_refused() -> None:
    assert facts(csv("题型,题干,答案\n填空,甲、乙的____,一,二")) == [["too-long-row"]]


def test_twelve_options() -> None:
    letters = "ABCDEFGHIJKL"
    rows = [
        ["题干", *(f"选项{letter}" for letter in letters), "答案"],
        ["选？", *(f"第{each}项" for each in letters), "L"],
    ]
    assert len(facts(read(rows))[0][1]) == 12


def test_numbers_typed_before_the_questions_go() -> None:
    reading = read([["题干", "答案"], ["1、三月有社工日。", "对"], ["2、四月有。", "错"]])
    assert [draft.question.stem for draft in reading.drafts if draft.question] == ["三月有社工日。", "四月有。"]


@pytest.mark.parametrize(
    "text",
    [
        "某县社工题库\n题干\t题型\t选项A\t选项B\t答案\n五社不包括（ ）\t单选\t社区\t社保\tB",
        "| 题干 | 选项A | 选项B | 答案 |\n|---|---|---|---|\n| 五社不包括（ ） | 社区 | 社保 | B |",
    ],
)
def test_tables_in_text_files(text: str) -> None:
    assert facts(read_file("题库.txt", text.encode())) == [(S, ["社区", "社保"], "B")]


def test_two_columns_in_a_text_file() -> None:
    assert facts(read_file("题库.txt", "题目\t答案\n三月有社工日。\t对".encode())) == [(T, [], True)]


def test_the_sign_between_cells_is_not_taken_from_the_first_line_alone() -> None:
    text = "说明;一;二;三;四;五;六,\n题干,题型,选项A,选项B,答案\n五社不包括（ ）,单选,社区,社保,B"
    assert facts(csv(text)) == [(S, ["社区", "社保"], "B")]


def test_two_answer_columns_that_agree() -> None:
    rows = [["题干", "A", "B", "参考答案", "正确答案"], ["甲？", "一", "二", "A", "A"]]
    assert facts(read(rows)) == [(S, ["一", "二"], "A")]


def test_letters_in_a_bracket_that_is_not_the_answers() -> None:
    rows = [["题干", "A", "B", "C"], ["维生素（A）属于（  ）", "一", "二", "三"]]
    assert facts(read(rows)) == [["no-answer"]]


def test_tables_saved_in_other_ways_are_refused_with_what_to_do() -> None:
    sheet = zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"})
    old = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
    for name, data in (("a.ods", sheet), ("a.xml", old)):
        with pytest.raises(Unreadable) as refused:
            read_file(name, data)
        assert refused.value.code == "opendocument"


def _with_picture() -> bytes:
    drawing = 'xmlns:xdr="urn:x" xmlns:a="urn:a" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    main = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    anchor = "<xdr:from><xdr:col>0</xdr:col><xdr:row>1</xdr:row></xdr:from>"
    with ZipFile(
        BytesIO(xlsx([["题干", "A", "B", "答案"], ["看图，这是什么？", "甲", "乙", "A"], PICTURED]))
    ) as package:
        members = {name: package.read(name) for name in package.namelist()}
    return zipped(
        members
        | {
            "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships {main}><Relationship Id="r1" '
            'Target="../drawings/drawing1.xml"/></Relationships>',
            "xl/drawings/drawing1.xml": f"<xdr:wsDr {drawing}><xdr:oneCellAnchor>{anchor}"
            '<a:blip r:embed="r1"/></xdr:oneCellAnchor></xdr:wsDr>',
            "xl/drawings/_rels/drawing1.xml.rels": f'<Relationships {main}><Relationship Id="r1" '
            'Target="../media/image1.png"/></Relationships>',
            "xl/cellimages.xml": f'<etc:cellImages xmlns:etc="urn:e" {drawing}><etc:cellImage>'
            '<xdr:cNvPr name="ID_0A1B"/><a:blip r:embed="r1"/></etc:cellImage></etc:cellImages>',
            "xl/_rels/cellimages.xml.rels": f'<Relationships {main}><Relationship Id="r1" '
            'Target="media/image2.png"/></Relationships>',
            "xl/media/image1.png": b"one",
            "xl/media/image2.png": b"two",
        }
    )


PICTURED = ['这是哪里？=DISPIMG("ID_0A1B",1)', "甲", "乙", "B"]


def test_pictures_over_rows_and_in_cells_come_along_and_ask_for_words() -> None:
    reading = read_file("题库.xlsx", _with_picture())
    assert [[each.code for each in draft.rejected] for draft in reading.drafts] == [["no-alt"], ["no-alt"]]
    assert reading.pictures == {"image1.png": b"one", "image2.png": b"two"}
    assert [draft.question.stem for draft in reading.drafts if draft.question] == ["看图，这是什么？", "这是哪里？"]


def test_a_cell_picture_that_is_not_there_keeps_the_question_out() -> None:
    rows = [["题干", "A", "B", "答案"], ['看=DISPIMG("ID_FF",1)这是哪里？', "甲", "乙", "B"]]
    assert facts(read(rows)) == [["picture-missing"]]
