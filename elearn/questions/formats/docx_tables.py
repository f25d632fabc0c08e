"""Tables in Word files: of answers, of questions, of labels with values, of marks, or only for the layout. Pure.

A table becomes lines for the reader of typed questions, or a sheet for the reader of tables.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from elearn.questions.formats import marks
from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.columns import is_header, named
from elearn.questions.formats.docx_symbols import LOST, OBJECT
from elearn.questions.formats.raw import FIELD_NAMES
from elearn.questions.formats.reading import Place
from elearn.questions.formats.typed import Line
from elearn.questions.formats.worksheet import MOST_COLUMNS, Sheet

_NUMBER_HEAD = re.compile(r"(?:题\s*号|序\s*号|题目|试题|题|题目序号|试题序号)\s*[:：]?")
_ANSWER_HEAD = re.compile(r"(?:(?:正确|参考|标准)?答\s*案|正确选项|选\s*项|结果)\s*[:：]?")
_WHY_HEAD = re.compile(r"(?:答案|试题|题目)?解析|详解|说明|依据")
_ENTRY = re.compile(r"(?:第\s*)?(?P<number>\d{1,4}(?:\s*[-—–~～至]\s*\d{1,4})?)\s*(?:题)?\s*[.、．)）]?")
_KEYS = re.compile(r"[A-HＡ-Ｈ](?:[\s,，、]*[A-HＡ-Ｈ])*|[√×✓✗\s]+|对|错|正确|错误")
_LETTER = re.compile(r"[（(]?(?P<letter>[A-HＡ-Ｈ])[)）]?\s*[.．、:：]?")
_SCORES = re.compile(
    r"[一二三四五六七八九十ⅠⅡⅢⅣⅤ\d]{0,3}"
    r"|(?:题号|得分|分数|满分|总分|合计|评卷|阅卷|复核|核分|评分|审核)人?"
)
_LABELS = {
    "number": re.compile(r"题号|序号|编号"),
    "kind": re.compile(r"题型|试题类型|题目类型|类型"),
    "stem": re.compile(r"题干|题目|试题|问题|题目内容|试题内容|题干内容"),
    "options": re.compile(r"选项|备选项|选项内容|备选答案"),
    "option": re.compile(r"(?:选项\s*)?(?P<letter>[A-HＡ-Ｈ])\s*(?:选项|项)?[.．、]?"),
}
_FIELDS = {word for words in FIELD_NAMES.values() for word in words}


@dataclass(frozen=True)
class TableCell:
    """A cell: its lines, whether it goes on the one above, and where it ends."""

    lines: list[Line]
    goes_on: bool = False
    where: Place = field(default_factory=Place)

    @property
    def text(self) -> str:
        """Return all its lines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def text_alone(self) -> str:
        """Return its text for a sheet, with LOST for pictures, which do not come along there."""
        return f"{self.text}{LOST}" if any(line.pictures for line in self.lines) else self.text


Rows = Sequence[Sequence[TableCell]]


@dataclass
class Table:
    """What a table turned out to be."""

    lines: list[Line] = field(default_factory=list)
    ignored: list[tuple[Place, str]] = field(default_factory=list)
    sheet: Sheet | None = None


def sorted_in(rows: Rows, before: Sequence[Line], number: int) -> Table:
    """Return what a table holds; `before`: the lines above it; `number`: which of the sheets it would be."""
    filled = [row for row in rows if any(cell.lines for cell in row)]
    if not filled:
        return Table()
    if _holds_marks(filled):
        return Table(ignored=[(_place(row), _joined(row)) for row in filled])
    if answers := _answers(filled):
        return Table(_answer_lines(answers, before))
    if sheet := _sheet(rows, number):
        return Table(sheet=sheet)
    return Table(list(_labelled(filled) or (line for row in filled for line in _row(row))))


def _place(row: Sequence[TableCell]) -> Place:
    return next((line.where for cell in row for line in cell.lines), row[0].where if row else Place())


def _joined(row: Sequence[TableCell]) -> str:
    return " | ".join(cell.text.replace("\n", " ") for cell in row if cell.lines)


def _holds_marks(rows: Rows) -> bool:
    """Say whether it only waits for marks: 题号 一 二 三 总分 / 得分."""
    texts = [re.sub(r"\s", "", cell.text) for row in rows for cell in row]
    return all(map(_SCORES.fullmatch, texts)) and any(re.search(r"[分人]", text) for text in texts)


def _answers(rows: Rows) -> list[tuple[Place, str, str, str]]:
    """Return place, number, answer and explanation of a table of answers, in rows or in columns; [] for any other."""
    return _answers_below(rows) or _answers_beside(rows)


def _answers_below(rows: Rows) -> list[tuple[Place, str, str, str]]:
    """A row of numbers, and below it a row of answers; headings between them stand alone in their row."""
    found: list[tuple[Place, str, str, str]] = []
    at = 0
    while at < len(rows):
        texts = [cell.text.strip() for cell in rows[at]]
        alone = [text for text in texts if text]
        if len(alone) == 1 and marks.section_of(alone[0]):
            found.append((_place(rows[at]), "", alone[0], ""))
            at += 1
            continue
        below = [cell.text.strip() for cell in rows[at + 1]] if at + 1 < len(rows) else []
        if not below or not (pairs := _pairs(texts, below)):
            return []
        found += [(_place(rows[at + 1]), number, answer, "") for number, answer in pairs]
        at += 2
    return found if any(number for _, number, _, _ in found) else []


def _pairs(numbers: Sequence[str], answers: Sequence[str]) -> list[tuple[str, str]]:
    named_so = bool(_NUMBER_HEAD.fullmatch(numbers[0]) and _ANSWER_HEAD.fullmatch(answers[0]))
    begin = 1 if named_so else 0
    pairs = [pair for pair in zip(numbers[begin:], answers[begin:], strict=False) if pair[0] or pair[1]]
    if not pairs or not all(number and _ENTRY.fullmatch(number) for number, _ in pairs):
        return []
    if not named_so and (len(pairs) < 2 or not all(_KEYS.fullmatch(answer) for _, answer in pairs)):
        return []
    return [(number, answer) for number, answer in pairs if answer]


def _answers_beside(rows: Rows) -> list[tuple[Place, str, str, str]]:
    """Columns of numbers and answers, perhaps several times side by side, perhaps with explanations."""
    heads = [cell.text.strip() for cell in rows[0]]
    roles = [
        "number" if _NUMBER_HEAD.fullmatch(head) else "answer" if _ANSWER_HEAD.fullmatch(head) else
        "why" if _WHY_HEAD.fullmatch(head) else ""
        for head in heads
    ]  # fmt: skip
    if "number" not in roles or "answer" not in roles or "" in roles or len(rows) < 2:
        return []
    found = []
    for row in rows[1:]:
        number = answer = why = ""
        for role, cell in [*zip(roles, row, strict=False), ("number", TableCell([]))]:
            if role == "number":
                if number and answer:
                    found.append((_place(row), number, answer, why))
                number, answer, why = cell.text.strip(), "", ""
            elif role == "answer":
                answer = cell.text.strip()
            else:
                why = cell.text.strip()
    return found if all(_ENTRY.fullmatch(number) for _, number, _, _ in found) else []


def _answer_lines(answers: Sequence[tuple[Place, str, str, str]], before: Sequence[Line]) -> list[Line]:
    """Answers as they are typed below a document: “1.A 2.B”, or each in a line of its own."""
    lines: list[Line] = []
    if not any(marks.ANSWERS_HEAD.fullmatch(line.text) for line in before[-3:]):
        lines.append(Line("参考答案", answers[0][0]))
    plain = all(_KEYS.fullmatch(answer) and not why for _, number, answer, why in answers if number)
    run: list[str] = []
    last, place = 0, answers[0][0]
    for where, number, answer, why in answers:
        entry = _ENTRY.fullmatch(number) if number else None
        first = int(re.split(r"\D", entry["number"])[0]) if entry else 0
        if run and (first <= last or not plain):
            lines.append(Line(" ".join(run), place))
            run = []
        last, place = first, where
        if not entry:
            lines.append(Line(answer, where))
        elif plain:
            joint = "." if entry["number"].isdecimal() else " "
            run.append(entry["number"] + joint + re.sub(r"[\s,，、]", "", answer))
        else:
            lines.append(Line(f"{entry['number']}.【答案】{answer}".replace("\n", " "), where))
            lines += [Line(f"【解析】{why}".replace("\n", " "), where)] if why else []
    return lines + ([Line(" ".join(run), place)] if run else [])


def _sheet(rows: Rows, number: int) -> Sheet | None:
    """Return a table whose header names columns of questions as a sheet; its rows are numbered by paragraphs."""
    if max(map(len, rows)) > MOST_COLUMNS:
        return None
    heads = [[Cell(cell.text) for cell in row] for row in rows[:4]]
    if not any(is_header(row) and named(row).makes_questions for row in heads):
        return None
    found, above = [], list[str]()
    for row in rows:
        texts = [
            Cell(above[at], spread=True) if cell.goes_on and at < len(above) else Cell(cell.text_alone)
            for at, cell in enumerate(row)
        ]
        above = [cell.text for cell in texts]
        found.append((_place(row).paragraph or 1, texts))
    return Sheet("" if number == 1 else f"表{number}", found)


def _labelled(rows: Rows) -> list[Line]:
    """Return the lines of a table with a label before each value: 题干 | …, A | …, 答案 | B; [] for any other."""
    pairs = []
    for row in rows:
        cells = [cell for cell in row if cell.lines]
        if len(cells) % 2 or not cells:
            return []
        pairs += [(cells[at], cells[at + 1]) for at in range(0, len(cells), 2)]
    roles = [_label(label.text.strip(" :：\n")) for label, _ in pairs]
    if "" in roles or "stem" not in roles or not {"answer", "option", "options"} & set(roles):
        return []
    lines: list[Line] = []
    kind = number = ""
    for role, (label, value) in zip(roles, pairs, strict=True):
        first, *more = value.lines
        if role == "kind":
            kind = f"[{first.text.strip('[]【】')}] "
        elif role == "number":
            number = f"{first.text.strip('.、')}. "
        elif role == "stem":
            lines += [replace(first, text=f"{number}{kind}{first.text}", blank_before=True), *more]
            number = ""
        elif role == "options":
            lines += value.lines
        else:
            lines += [replace(first, text=f"{_sign(role, label.text)}{first.text}"), *more]
    return lines


def _label(text: str) -> str:
    for role, pattern in _LABELS.items():
        if pattern.fullmatch(text):
            return role
    if text in _FIELDS:
        return "answer" if text in FIELD_NAMES["answer"] else "field"
    return ""


def _sign(role: str, label: str) -> str:
    found = _LABELS["option"].fullmatch(label.strip(" :：\n")) if role == "option" else None
    return f"{found['letter']}. " if found else f"{label.strip(' :：')}："


def _row(row: Sequence[TableCell]) -> Iterator[Line]:
    """Yield the lines of a row that only lays out: a letter or a number goes in front of the cell beside it."""
    cells = [cell for cell in row if cell.lines]
    numbered = len(cells) > 1 and _ENTRY.fullmatch(cells[0].text.strip()) and _asks(cells[1].text)
    if len(cells) > 1 and not numbered and not any(_is_part(cell) for cell in cells):
        first = cells[0].lines[0]
        pictures = tuple(each for cell in cells for line in cell.lines for each in line.pictures)
        text = _joined([cell for cell in cells if cell.text != OBJECT]) or OBJECT
        yield replace(first, text=text, pictures=pictures, looks=())
        return
    at = 0
    while at < len(cells):
        cell = cells[at]
        sign = cell.text.strip()
        letter = _LETTER.fullmatch(sign)
        is_number = bool(_ENTRY.fullmatch(sign))
        if at + 1 < len(cells) and (letter or is_number) and not _ENTRY.fullmatch(cells[at + 1].text.strip()):
            first, *more = cells[at + 1].lines
            before = f"{letter['letter'] if letter else sign.rstrip('.、．)）')}. "
            yield replace(first, text=before + first.text, blank_before=is_number)
            yield from more
            at += 2
        elif at and at == len(cells) - 1 and _ENTRY.fullmatch(cells[0].text.strip()) and _KEYS.fullmatch(sign):
            yield replace(cell.lines[0], text=f"答案：{sign}")
            at += 1
        else:
            yield from cell.lines
            at += 1


def _asks(text: str) -> bool:
    """Say whether a cell beside a number may be a question: it is long, or has a place for the answer."""
    return len(text) > 12 or bool(re.search(r"[（(]\s*[A-H√×]{0,8}\s*[）)]|_{2,}|[？?。]|\n", text))


def _is_part(cell: TableCell) -> bool:
    """Say whether a cell holds a question, an option or an answer, or several lines: then it stands for itself."""
    text = cell.lines[0].text
    return (
        len(cell.lines) > 1
        or bool(re.match(r"[（(]?[A-HＡ-Ｈ](?:[)）]|\s*[.．、:：]|$)", text))
        or any(found is not None for found in (marks.number_of(text), marks.field_of(text), marks.section_of(text)))
    )
