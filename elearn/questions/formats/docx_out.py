"""A bank as a Word paper: questions by kind with empty brackets, the answers on pages of their own. Pure.

Written as plain WordprocessingML (ECMA-376): paragraphs with runs and nothing else, so a library would not pay.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from xml.sax.saxutils import escape

from elearn.errors import marked
from elearn.questions.bank_text_out import answer_text
from elearn.questions.grading import Kind, letters
from elearn.questions.parsed import KIND_WORDS, ParsedBank, ParsedQuestion, Problem

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NO_PICTURE = marked("The picture of this question does not go into this file.")
NO_FIELDS = marked("Numbers, topics, difficulty, uses and days are not printed.")
CASE_EXPLAINED = marked(
    "The explanation of the case stands behind those of its questions; read again it is the last one's."
)
_NUMBERS = "一二三四五六七八九"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def write_paper(bank: ParsedBank) -> tuple[bytes, list[Problem]]:
    """Return a .docx of a bank, and what it can't carry."""
    numbered = list(_numbered(sorted(bank.questions, key=lambda each: list(Kind).index(each.kind))))
    body = [paragraph(bank.title, size=36, centre=True)]
    for at, (kind, group) in enumerate(groupby(numbered, key=lambda pair: pair[1].kind)):
        body.append(paragraph(f"{_NUMBERS[at]}、{KIND_WORDS[kind]}题", bold=True, with_next=True))
        for number, question in group:
            body += _kept_together(number, question)
    body.append(page_break())
    body.append(paragraph("参考答案", size=32, centre=True))
    for number, question in numbered:
        body += [paragraph(line) for line in _answers(number, question)]
    return package("".join(body)), list(_left(bank))


def _left(bank: ParsedBank) -> Iterator[Problem]:
    yield Problem("fields", NO_FIELDS, 0)
    for each in bank.questions:
        if each.children and (each.explanation or each.source):
            yield Problem("case-explanation", CASE_EXPLAINED, 0, each.ref)
        yield from (Problem("picture", NO_PICTURE, 0, part.ref) for part in each.parts() if part.pictures)


def _numbered(questions: Iterable[ParsedQuestion]) -> Iterator[tuple[int, ParsedQuestion]]:
    """Yield questions with their numbers; the parts of a case are numbered like all others, as papers have them."""
    number = 1
    for each in questions:
        yield number, each
        number += len(each.children) or 1


def _question(number: int, question: ParsedQuestion) -> Iterator[str]:
    first, *more = question.stem.split("\n")
    if question.children:
        last = number + len(question.children) - 1
        yield f"根据以下材料，回答{number}{f'-{last}' if last > number else ''}题："
        yield from (first, *more)
        for at, child in enumerate(question.children):
            yield from _question(number + at, replace(child, stem=f"（{KIND_WORDS[child.kind]}）{child.stem}"))
        return
    yield f"{number}. {first}"
    yield from more
    if question.kind is Kind.TRUE_FALSE:
        yield "（　　）"
    for letter, text in zip(letters(26), _items(question), strict=False):
        yield f"{letter}. {text}"
    if question.kind is Kind.ESSAY:
        yield from ("",) * 4


def _kept_together(number: int, question: ParsedQuestion) -> Iterator[str]:
    """Yield paragraphs that no page break parts: a question and its options, a material and its first question."""
    lines = list(_question(number, question))
    own = [len(list(_question(number, each))) for each in question.children]
    ends = {len(lines) - 1 - sum(own[at:]) for at in range(1, len(own))} | {len(lines) - 1}
    for at, line in enumerate(lines):
        yield paragraph(line, with_next=at not in ends)


def _items(question: ParsedQuestion) -> list[str]:
    """What stands in its right order in the bank is sorted, so that the paper does not give it away."""
    match question.kind:
        case Kind.MATCH:
            rights = sorted(right for _, right in question.answer)
            return [f"{left}　——　{right}" for (left, _), right in zip(question.answer, rights, strict=True)]
        case Kind.ORDER:
            return sorted(question.answer)
    return list(question.options)


def _answers(number: int, question: ParsedQuestion) -> Iterator[str]:
    for at, child in enumerate(question.children):
        yield from _answers(number + at, child)
    if question.kind is not Kind.CASE:
        yield f"{number}. {answer_text(question.kind, question.answer)}"
    yield from (f"　　要点：{point.text}（{point.marks}分）" for point in question.points)
    if question.explanation:
        yield f"　　解析：{question.explanation}"
    if question.source:
        yield f"　　依据：{question.source}"


def paragraph(text: str, size: int = 24, bold: bool = False, centre: bool = False, with_next: bool = False) -> str:
    """Return a paragraph; line breaks in the text stay. One `with_next` stands on the page of the paragraph below."""
    look = f'<w:rPr><w:rFonts w:eastAsia="宋体"/>{"<w:b/>" if bold or centre else ""}<w:sz w:val="{size}"/></w:rPr>'
    next_to = "<w:keepNext/>" if with_next else ""
    middle = '<w:jc w:val="center"/>' if centre else ""
    place = f"<w:pPr>{next_to}<w:keepLines/>{middle}</w:pPr>"
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p>{place}<w:r>{look}{runs}</w:r></w:p>"


def page_break() -> str:
    """Return what begins a new page."""
    return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def package(body: str) -> bytes:
    """Return the file of an A4 document with these paragraphs."""
    margins = " ".join(f'w:{side}="1440"' for side in ("top", "right", "bottom", "left"))
    page = f'<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar {margins}/>'
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{W}"><w:body>{body}{page}'
        "</w:sectPr></w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (
            ("[Content_Types].xml", _TYPES),
            ("_rels/.rels", _RELATIONS),
            ("word/document.xml", document),
        ):
            # A fixed day: the same bank gives the same file.
            package.writestr(zipfile.ZipInfo(name, (2022, 3, 15, 0, 0, 0)), text)
    return out.getvalue()
