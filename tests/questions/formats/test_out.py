"""What goes out comes back the same, where the format can carry it; what it can't is named."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

from openpyxl import load_workbook

from elearn.questions.formats.docx_out import write_paper
from elearn.questions.formats.reading import Reading
from elearn.questions.formats.sniff import read_file
from elearn.questions.formats.xlsx_out import write_exam_app, write_own
from elearn.questions.grading import Difficulty, Kind, Use
from elearn.questions.parsed import ParsedBank, ParsedQuestion, Picture, Point

BASE = ParsedQuestion(
    "b-001",
    Kind.SINGLE,
    "五社不包括（　）。",
    ("社区", "社会组织", "企业"),
    "C",
    "解析一句。\n第二行。",
    "某文件（2021年）",
    "五社联动",
    Difficulty.EASY,
    (Use.PRACTICE, Use.EXAM),
    date(2021, 4, 28),
    date(2027, 3, 1),
)
NO_OPTIONS = replace(BASE, options=())
ESSAY = replace(NO_OPTIONS, ref="b-006", kind=Kind.ESSAY)
QUESTIONS = (
    BASE,
    replace(BASE, ref="b-002", kind=Kind.MULTIPLE, answer="AB", stem="=SUM(1)是公式吗（　）"),
    replace(BASE, ref="b-003", kind=Kind.INDEFINITE, answer="A", options=("+甲", "-乙", "@丙")),
    replace(NO_OPTIONS, ref="b-004", kind=Kind.TRUE_FALSE, answer=False, stem="一句话。"),
    replace(NO_OPTIONS, ref="b-005", kind=Kind.FILL, answer=[["甲", "乙"], ["3"]], stem="____和____。"),
    replace(
        NO_OPTIONS,
        ref="b-006",
        kind=Kind.ESSAY,
        answer="先说。\n再说。",
        stem="谈谈。",
        points=(Point("先说", Decimal(2)),),
    ),
    replace(NO_OPTIONS, ref="b-007", kind=Kind.MATCH, answer=[["接案", "建立关系"], ["预估", "弄清问题"]], stem="连。"),
    replace(NO_OPTIONS, ref="b-008", kind=Kind.ORDER, answer=["接案", "预估", "计划"], stem="排。"),
)
CASE = replace(
    NO_OPTIONS, ref="b-009", kind=Kind.CASE, answer=None, stem="李奶奶。", children=(replace(BASE, ref="b-009.1"),)
)
BANK = ParsedBank("b", "题库", (Use.PRACTICE,), QUESTIONS)


def _questions(reading: Reading) -> list[ParsedQuestion | None]:
    assert [doubt.code for draft in reading.drafts for doubt in draft.rejected] == []
    return [draft.question for draft in reading.drafts]


def test_our_own_template_brings_every_question_back() -> None:
    body, left = write_own(BANK)
    assert left == []
    assert _questions(read_file("b.xlsx", body)) == list(QUESTIONS)


def test_cells_that_look_like_formulas_are_text() -> None:
    sheet = load_workbook(io.BytesIO(write_own(BANK)[0])).active
    risky = [cell for row in sheet.iter_rows() for cell in row if str(cell.value or "")[:1] in "=+-@" and cell.value]
    assert len(risky) == 4
    assert {(cell.data_type, cell.quotePrefix) for cell in risky} == {("s", True)}


def test_the_layout_of_the_exam_app_brings_back_what_it_carries() -> None:
    body, left = write_exam_app(replace(BANK, questions=(*QUESTIONS, CASE)))
    assert [(problem.ref, problem.code) for problem in left] == [
        ("", "fields"),
        ("b-003", "indefinite"),
        ("b-007", "kind"),
        ("b-008", "kind"),
        ("b-009", "kind"),
    ]
    found = _questions(read_file("b.xlsx", body))
    assert [each and (each.stem, each.answer) for each in found] == [
        (each.stem, each.answer) for each in QUESTIONS if each.kind not in (Kind.MATCH, Kind.ORDER)
    ]


def test_what_does_not_fit_is_named() -> None:
    pictured = replace(BASE, ref="b-010", pictures=(Picture("a.svg", "图"),))
    for write in (write_own, write_exam_app):
        _, left = write(replace(BANK, questions=(CASE, pictured)))
        assert {problem.ref for problem in left} - {""} == {"b-009", "b-010"}
    long = replace(BASE, options=tuple("甲乙丙丁戊己庚辛壬"))
    assert [problem.code for problem in write_exam_app(replace(BANK, questions=(long,)))[1]] == ["fields", "options"]


def test_a_paper_shows_no_key_before_its_answer_page() -> None:
    body, left = write_paper(replace(BANK, questions=(*QUESTIONS, CASE)))
    assert [(problem.ref, problem.code) for problem in left] == [("", "fields"), ("b-009", "case-explanation")]
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        text = package.read("word/document.xml").decode()
    paper, _, answers = text.partition('<w:br w:type="page"/>')
    for hidden in ("解析", "依据", "先说。", "建立关系；", "接案 → 预估"):
        assert hidden not in paper
        assert hidden in answers or hidden == "建立关系；"
    assert "（　　）" in paper
    assert "接案 = 建立关系" in answers


def test_no_page_break_parts_a_question_from_its_options() -> None:
    bank = ParsedBank("b", "题库", (), (BASE, replace(BASE, ref="b-002", stem="另一题（　）。")))
    with zipfile.ZipFile(io.BytesIO(write_paper(bank)[0])) as package:
        xml = package.read("word/document.xml").decode()
    paragraphs = [(re.sub("<[^>]+>", "", each), "<w:keepNext/>" in each) for each in re.findall(r"<w:p>.*?</w:p>", xml)]
    kept = dict(paragraphs[1:10])
    assert [kept[text] for text in ("一、单选题", "1. 五社不包括（　）。", "A. 社区", "B. 社会组织")] == [True] * 4
    assert [kept_next for text, kept_next in paragraphs if text == "C. 企业"] == [False, False]


def test_a_case_stands_with_its_first_question_and_may_part_after_it() -> None:
    part = replace(BASE, explanation="", source="")
    case = replace(
        NO_OPTIONS, kind=Kind.CASE, answer=None, stem="一段材料。", children=(part, replace(part, ref="b-2"))
    )
    with zipfile.ZipFile(io.BytesIO(write_paper(ParsedBank("b", "题库", (), (case,)))[0])) as package:
        xml = package.read("word/document.xml").decode()
    paragraphs = [(re.sub("<[^>]+>", "", each), "<w:keepNext/>" in each) for each in re.findall(r"<w:p>.*?</w:p>", xml)]
    assert ("一段材料。", True) in paragraphs
    assert [kept_next for text, kept_next in paragraphs if text == "C. 企业"] == [False, False]
    assert [kept_next for text, kept_next in paragraphs if text == "A. 社区"] == [True, True]
