"""An exam paper for printing as .docx: a head to fill in, empty brackets, the key on pages of its own. Pure.

Written as plain WordprocessingML (ECMA-376), like questions/formats/docx_out.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from elearn.exams.printed import Printed
from elearn.questions.formats.docx_out import package, page_break, paragraph
from elearn.questions.grading import Kind, letters
from elearn.questions.parsed import KIND_WORDS

_NUMBERS = "一二三四五六七八九"
_BRACKETED = (Kind.SINGLE, Kind.MULTIPLE, Kind.INDEFINITE, Kind.TRUE_FALSE)


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper besides its questions. `form`: A or B."""

    title: str
    form: str
    minutes: int
    notes: str = ""


def write(sheet: Sheet, questions: Sequence[Printed]) -> bytes:
    """Return a .docx of one form of a paper with its key."""
    numbered = list(enumerate(sorted(questions, key=lambda each: list(Kind).index(each.kind)), 1))
    body = list(_head(sheet, sum((each.marks for each in questions), Decimal(0))))
    for at, (kind, group) in enumerate(groupby(numbered, key=lambda pair: pair[1].kind)):
        rows = list(group)
        same = len({question.marks for _, question in rows}) == 1
        body.append(
            paragraph(f"{_NUMBERS[at]}、{KIND_WORDS[kind]}题{_section_marks(rows, same)}", bold=True, with_next=True)
        )
        for number, question in rows:
            own = "" if same else f"（{_plain(question.marks)} 分）"
            lines = list(_question(f"{number}.", question, own))
            # A question and its options stay on one page; a case may be longer than one.
            ends = len(lines) - 1 if kind is not Kind.CASE else 0
            body += [paragraph(line, with_next=place < ends) for place, line in enumerate(lines)]
    body.append(page_break())
    body.append(paragraph(f"{sheet.title}　{sheet.form} 卷　参考答案", size=32, centre=True))
    body.append(paragraph("仅供阅卷使用，请勿发给考生。", centre=True))
    for number, question in numbered:
        body += [paragraph(line) for line in _answer(f"{number}.", question)]
    return package("".join(body))


def _head(sheet: Sheet, marks: Decimal) -> Iterator[str]:
    yield paragraph(sheet.title, size=36, centre=True)
    yield paragraph(f"（{sheet.form} 卷）", size=28, centre=True)
    yield paragraph(f"答题时间：{sheet.minutes} 分钟　　满分：{_plain(marks)} 分", centre=True)
    yield paragraph("单位：________________________　　姓名：______________　　得分：__________")
    if sheet.notes:
        yield paragraph(f"注意事项：{sheet.notes}")


def _section_marks(rows: Sequence[tuple[int, Printed]], same: bool) -> str:
    total = _plain(sum((question.marks for _, question in rows), Decimal(0)))
    each = f"，每题 {_plain(rows[0][1].marks)} 分" if same else ""
    return f"（共 {len(rows)} 题{each}，共 {total} 分）"


def _plain(marks: Decimal) -> str:
    return f"{marks.normalize():f}"


def _question(number: str, printed: Printed, own_marks: str) -> Iterator[str]:
    question = printed.question
    first, *more = question.stem.split("\n")
    yield f"{number} {first}{own_marks}"
    yield from more
    if printed.kind in _BRACKETED and not _has_bracket(question.stem):
        yield "（　　）"
    for picture in question.pictures:
        yield f"［图：{picture.alt}］"
    yield from (f"{place}. {left}　（　　）" for place, left in enumerate(printed.lefts, 1))
    for letter, text in zip(letters(26), printed.options, strict=False):
        yield f"{letter}. {text}"
    if printed.kind is Kind.ORDER:
        yield "正确顺序：____________________"
    if printed.kind is Kind.ESSAY:
        yield from ("",) * 6
    for at, child in enumerate(printed.children, 1):
        yield from _question(f"（{at}）", child, f"（{_plain(child.marks)} 分）")


def _has_bracket(stem: str) -> bool:
    """Say whether the author left a bracket for the answer."""
    squeezed = stem.replace("　", "").replace(" ", "").replace("\xa0", "")
    return "（）" in squeezed or "()" in squeezed


def _answer(number: str, printed: Printed) -> Iterator[str]:
    question = printed.question
    if printed.kind is not Kind.CASE:
        yield f"{number} {printed.key}"
    yield from (f"　　要点：{point.text}（{_plain(point.marks)} 分）" for point in question.points)
    if question.explanation:
        yield f"　　解析：{question.explanation}"
    if question.source:
        yield f"　　依据：{question.source}"
    for at, child in enumerate(printed.children, 1):
        yield from _answer(f"{number}（{at}）", child)
