"""Questions as Excel tables: our own template, and the layout that 考试宝 reads. Pure."""

import io
from collections.abc import Sequence

import xlsxwriter

from elearn.errors import marked
from elearn.files.tables_out import FORMULA_STARTS
from elearn.questions.bank_text import parts
from elearn.questions.bank_text_out import answer_text
from elearn.questions.grading import Difficulty, Kind, letters
from elearn.questions.parsed import DIFFICULTY_WORDS, KIND_WORDS, USE_WORDS, ParsedBank, ParsedQuestion, Problem

OWN_TAIL = ("答案", "要点", "解析", "依据", "知识点", "难度", "用途", "施行日期", "复核日期")
EXAM_HEAD = ("题干（必填）", "题型 （必填）", "选项 A", "选项 B", "选项 C", "选项 D")
EXAM_MORE = ("选项E\n(勿删)", "选项F\n(勿删)", "选项G\n(勿删)", "选项H\n(勿删)")
EXAM_TAIL = ("正确答案H\n（必填）", "解析", "章节", "难度")
EXAM_KINDS = {Kind.SINGLE: "单选题", Kind.MULTIPLE: "多选题", Kind.INDEFINITE: "多选题", Kind.TRUE_FALSE: "判断题"}
EXAM_KINDS |= {Kind.FILL: "填空题", Kind.ESSAY: "简答题"}
NO_PICTURE = marked("The picture of this question does not go into this file.")
NO_CASE = marked("A case does not fit into one row of a table; it is left out.")
NO_FIELDS = marked("Numbers, sources, points of marking, uses and days have no place there.")
NO_INDEFINITE = marked("“One or more” is not known there; it becomes a single or a multiple choice.")
NO_KIND = marked("This kind of question is not known there; it is left out.")
TOO_MANY = marked("More than 8 options do not fit; the question is left out.")


def write_own(bank: ParsedBank) -> tuple[bytes, list[Problem]]:
    """Return our own template filled with a bank, and what it can't carry; reading it gives the same questions."""
    kept = [each for each in bank.questions if each.kind is not Kind.CASE]
    width = max([4, *(len(_items(each)) for each in kept)])
    head = ["题号", "题型", "题干", *(f"选项{letter}" for letter in letters(width)), *OWN_TAIL]
    rows = [_own_row(each, width, bank) for each in kept]
    left = [Problem("case", NO_CASE, 0, each.ref) for each in bank.questions if each.kind is Kind.CASE]
    return _book(head, rows), left + _pictured(kept)


def write_rest(drafts: Sequence[tuple[str, str, str]]) -> bytes:
    """Return what could not be taken over as our template, to be mended and imported again.

    Each draft is (its place, what is wrong, its text). The two columns in front are not read again.
    """
    found = [(place, wrong, *parts(text)) for place, wrong, text in drafts]
    width = max([4, *(len(options) for *_, options, _ in found)])
    head = ["所在位置", "问题", "题型", "题干", *(f"选项{letter}" for letter in letters(width)), *OWN_TAIL]
    rows = [
        [
            place,
            wrong,
            kind,
            stem,
            *options,
            *[""] * (width - len(options)),
            *(fields.get(name, "") for name in OWN_TAIL),
        ]
        for place, wrong, kind, stem, options, fields in found
    ]
    return _book(head, rows)


def _pictured(questions: Sequence[ParsedQuestion]) -> list[Problem]:
    return [Problem("picture", NO_PICTURE, 0, each.ref) for each in questions if each.pictures]


def _items(question: ParsedQuestion) -> list[str]:
    match question.kind:
        case Kind.MATCH:
            return [f"{left} = {right}" for left, right in question.answer]
        case Kind.ORDER:
            return list(question.answer)
    return list(question.options)


def _own_row(question: ParsedQuestion, width: int, bank: ParsedBank) -> list[str]:
    items = _items(question)
    kept = question.kind in (Kind.MATCH, Kind.ORDER)
    uses = bank.uses if question.uses is None else question.uses
    return [
        question.ref,
        KIND_WORDS[question.kind],
        question.stem,
        *items,
        *[""] * (width - len(items)),
        "" if kept else answer_text(question.kind, question.answer),
        "\n".join(f"{point.text}（{point.marks}分）" for point in question.points),
        question.explanation,
        question.source,
        question.topic,
        DIFFICULTY_WORDS[question.difficulty],
        " ".join(USE_WORDS[use] for use in uses),
        question.effective_on.isoformat() if question.effective_on else "",
        question.review_on.isoformat() if question.review_on else "",
    ]


def write_exam_app(bank: ParsedBank) -> tuple[bytes, list[Problem]]:
    """Return a bank in the layout of 考试宝, and what that layout can't carry."""
    left: list[Problem] = []
    rows = []
    for each in bank.questions:
        if each.kind not in EXAM_KINDS:
            left.append(Problem("kind", NO_CASE if each.kind is Kind.CASE else NO_KIND, 0, each.ref))
        elif len(each.options) > 8:
            left.append(Problem("options", TOO_MANY, 0, each.ref))
        else:
            rows.append(_exam_row(each))
            if each.kind is Kind.INDEFINITE:
                left.append(Problem("indefinite", NO_INDEFINITE, 0, each.ref))
    kept = [each for each in bank.questions if each.kind in EXAM_KINDS and len(each.options) <= 8]
    return _book([*EXAM_HEAD, *EXAM_MORE, *EXAM_TAIL], rows), [Problem("fields", NO_FIELDS, 0), *left, *_pictured(kept)]


def _exam_row(question: ParsedQuestion) -> list[str]:
    options = list(question.options)
    answer = answer_text(question.kind, question.answer)
    if question.kind is Kind.TRUE_FALSE:
        options, answer = ["正确", "错误"], "A" if question.answer else "B"
    difficulty = {Difficulty.EASY: "易", Difficulty.MEDIUM: "中", Difficulty.HARD: "难"}[question.difficulty]
    filled = [*options, *[""] * (8 - len(options))]
    kind = EXAM_KINDS[question.kind]
    if question.kind is Kind.INDEFINITE and len(answer) == 1:
        kind = EXAM_KINDS[Kind.SINGLE]  # a multiple choice there has at least two
    return [question.stem, kind, *filled, answer, question.explanation, question.topic, difficulty]


def _book(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """Every cell is text: what begins like a formula stays what it is."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("题库")
    base = {"font_name": "宋体", "font_size": 11, "valign": "top", "text_wrap": True, "num_format": "@"}
    bold = book.add_format(base | {"bold": True, "bg_color": "#EFEBE3", "border": 1})
    plain, quoted = book.add_format(base), book.add_format(base | {"quote_prefix": True})
    for at, text in enumerate(head):
        sheet.set_column(at, at, 40 if text.startswith("题干") else 14)
        sheet.write_string(0, at, text, bold)
    for number, row in enumerate(rows, 1):
        for at, text in enumerate(row):
            if text:
                sheet.write_string(number, at, text, quoted if text.startswith(FORMULA_STARTS) else plain)
    sheet.freeze_panes(1, 0)
    book.close()
    return buffer.getvalue()
