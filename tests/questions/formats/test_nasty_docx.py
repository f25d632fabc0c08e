"""Word files as they really come: what the page shows beyond plain paragraphs, with exact outcomes."""

import pytest

from elearn.questions.formats.docx import read_docx
from tests.questions.formats.files import W, counting, docx, zipped

BOLD, LINE, RED = "<w:b/>", '<w:u w:val="single"/>', '<w:color w:val="FF0000"/>'
OPTIONS = ("A. 一", "B. 二")
THREE = "1. 甲（ ）|A. 一|B. 二|2. 乙（ ）|A. 一|B. 二|3. 丙。（ ）"
KEYS = [("single", "甲（　）", "A"), ("single", "乙（　）", "B"), ("true_false", "丙。（　）", True)]
ONE = [("single", "甲（　）", "B")]
MATHS = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def run(text: str, *looks: str) -> str:
    return f'<w:r><w:rPr>{"".join(looks)}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(*runs: str, more: str = "") -> str:
    inner = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{more}</w:pPr>{inner}</w:p>"


def paras(text: str) -> str:
    return "".join(para(line) for line in text.split("|"))


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{paras(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def field(instruction: str) -> str:
    step = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    return f"{step.format('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{step.format('end')}"


def listed(text: str, number: int, level: int = 0) -> str:
    return para(text, more=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def outcome(data: bytes) -> list[object]:
    """Kind, stem and key of each sound question; the codes that refuse the others, with their paragraph."""
    found: list[object] = []
    for draft in read_docx(data).drafts:
        if draft.is_sound and draft.question:
            found.append((draft.question.kind.value, draft.question.stem, draft.question.answer))
        else:
            found.append((draft.where.paragraph, sorted({doubt.code for doubt in draft.rejected})))
    return found


CHOICE = paras("1. 甲（ ）|A. 一|B. 二")
BODIES = {
    "answers in rows": (paras(THREE) + table(("题号", "1", "2", "3"), ("答案", "A", "B", "√")), KEYS),
    "answers without names": (paras(THREE) + table(("1", "2", "3"), ("A", "B", "√")), KEYS),
    "answers in columns": (
        paras(THREE) + table(("题号", "答案", "题号", "答案"), ("1", "A", "2", "B"), ("3", "√", "", "")),
        KEYS,
    ),
    "answers with reasons": (
        paras(THREE) + table(("题号", "答案", "解析"), ("1", "A", "因甲"), ("2", "B", "因乙"), ("3", "√", "因丙")),
        KEYS,
    ),
    "table of questions": (
        table(("序号", "题型", "题干", "选项", "答案"), ("1", "单选", "甲（ ）", "A.一|B.二", "B")),
        ONE,
    ),
    "labels beside values": (
        table(("题型", "单选题"), ("题干", "甲（ ）"), ("A", "一"), ("B", "二"), ("答案", "B")),
        ONE,
    ),
    "options side by side": (paras("1. 甲（ ）") + table(OPTIONS) + paras("答案：B"), ONE),
    "letters in cells": (paras("1. 甲（ ）") + table(("A", "一"), ("B", "二")) + paras("答案：B"), ONE),
    "number, question and key in a row": (table(("1", "甲（ ）|A. 一|B. 二", "B")), ONE),
    "table to be marked": (table(("题号", "一", "总分"), ("得分", "", "")) + CHOICE + paras("答案：B"), ONE),
    "figures in the stem": (
        paras("1. 看表（ ）") + table(("村", "人数"), ("东村", "3")) + paras("A. 多|B. 少|答案：A"),
        [("single", "看表（　）\n村 | 人数\n东村 | 3", "A")],
    ),
    "bold tells": (
        para("1. 甲（ ）") + para("A. 一") + para(run("B. 二", BOLD)) + para("2. 乙（ ）") + para(run("A. 一", BOLD))
        + para("B. 二"),
        [("single", "甲（　）", "B"), ("single", "乙（　）", "A")],
    ),
    "all bold tells nothing": (
        para("1. 甲（ ）") + para(run("A. 一", BOLD)) + para(run("B. 二", BOLD)),
        [(1, ["no-answer", "told-by-look"])],
    ),
    "colour against a written key": (
        CHOICE.replace("B. 二", "") + para(run("B. 二", RED)) + paras("答案：A") + para("2. 乙（ ）") + para("A. 一")
        + para(run("B. 二", RED)),
        None,
    ),
    "key on a line": (
        para("1. 站由", run("  B  ", LINE), "建。") + paras("A. 村|B. 乡"),
        [("single", "站由（　）建。", "B")],
    ),
    "line of spaces in runs": (
        paras("一、填空题") + para("1. 宗旨是", run(" ", LINE), run(" ", LINE), "。") + paras("答案：助人"),
        [("fill", "宗旨是____。", [["助人"]])],
    ),
    "struck out": (CHOICE + para("答案：", run("A", "<w:strike/>"), "B"), ONE),
    "hidden text": (CHOICE + para(run("答案：B", "<w:vanish/>")), ONE),
    "tick of a picture font": (
        para("1. 甲（", '<w:r><w:sym w:font="Wingdings 2" w:char="F050"/></w:r>', "）"),
        [("true_false", "甲", True)],
    ),
    "sign nobody knows": (
        para("1. 甲", '<w:r><w:sym w:font="Webdings" w:char="F0AA"/></w:r>', "乙。（√）"),
        [(1, ["object-in-text"])],
    ),
    "sum": (
        para("1. 值", f"<m:oMath {MATHS}><m:nary><m:e><m:r><m:t>i</m:t></m:r></m:e></m:nary></m:oMath>", "（ ）")
        + paras("A. 一|B. 二|答案：A"),
        [(1, ["object-in-text"])],
    ),
    "field of a root": (
        para("1. 设", field(r"eq \r(3,x)"), "（ ）") + paras("A. 一|B. 二|答案：A"),
        [(1, ["object-in-text"])],
    ),
    "object within": (
        para("1. 设", "<w:r><w:object/></w:r>", "（ ）") + paras("A. 一|B. 二|答案：A"),
        [(1, ["object-in-text"])],
    ),
    "deleted end of a paragraph": (
        para("1. 甲是", more='<w:rPr><w:del w:id="1"/></w:rPr>') + para("乙。（√）"),
        [("true_false", "甲是乙。", True)],
    ),
    "moved": (
        para(f"<w:moveFrom>{run('1. 旧。（×）')}</w:moveFrom>") + para(f"<w:moveTo>{run('1. 新。（√）')}</w:moveTo>"),
        [("true_false", "新。", True)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name, (_, expected) in BODIES.items() if expected is not None])
def test_what_word_shows_is_read_or_refused(name: str) -> None:
    body, expected = BODIES[name]
    assert outcome(docx(body)) == expected


def test_a_look_that_contradicts_a_written_key_tells_nothing() -> None:
    body, _ = BODIES["colour against a written key"]
    assert outcome(docx(body))[-1] == (6, ["no-answer", "told-by-look"])


@pytest.mark.parametrize(
    ("body", "numbering", "expected"),
    [
        (
            listed("2023年起（ ）", 1) + paras("A. 一|B. 二|答案：A"),
            [("decimal", "%1.")],
            ("single", "2023年起（　）", "A"),
        ),
        (listed("1、甲（ ）", 1) + paras("A. 一|B. 二|答案：B"), [("decimal", "%1.")], ("single", "甲（　）", "B")),
        (
            listed("甲（ ）", 1) + listed("一", 1, 1) + listed("二", 1, 1) + paras("答案：b"),
            [("decimal", "%1."), ("lowerLetter", "%2)")],
            ("single", "甲（　）", "B"),
        ),
        (
            paras("1. 甲（ ）") + listed("村", 1) + listed("乡", 1) + paras("答案：乡"),
            [("bullet", "•")],
            ("single", "甲（　）", "B"),
        ),
    ],
)
def test_numbers_letters_and_bullets_of_lists(body: str, numbering: list[tuple[str, str]], expected: object) -> None:
    assert outcome(docx(body, counting(numbering))) == [expected]


def test_a_comment_may_hold_the_key_and_any_other_is_told() -> None:
    at = '<w:r><w:commentReference w:id="{}"/></w:r>'
    body = para("1. 甲（ ）", at.format(0)) + paras("A. 一|B. 二") + para("2. 乙。（√）", at.format(1))
    notes = "".join(f'<w:comment w:id="{i}">{paras(t)}</w:comment>' for i, t in enumerate(("答案：B", "太难")))
    reading = read_docx(docx(body, more={"word/comments.xml": f"<w:comments {W}>{notes}</w:comments>"}))
    assert [draft.question and draft.question.answer for draft in reading.drafts] == ["B", True]
    assert [(place.paragraph, text) for place, text in reading.ignored] == [(4, "太难")]


def test_the_strict_namespace_and_another_main_part_are_read() -> None:
    strict = W.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    inner = f"<w:body>{paras('1. 甲。（√）')}</w:body>"
    assert outcome(zipped({"word/document.xml": f"<w:document {strict}>{inner}</w:document>"}))
    rels = '<Relationships><Relationship Type="x/officeDocument" Target="/word/document2.xml"/></Relationships>'
    parts = {"_rels/.rels": rels, "word/document2.xml": f"<w:document {W}>{inner}</w:document>"}
    assert outcome(zipped(parts)) == [("true_false", "甲。", True)]
