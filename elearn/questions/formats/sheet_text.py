"""Tables kept as text: parted by commas, semicolons, tabs or strokes. Pure."""

import csv
import io
import re
from collections import Counter
from typing import Any

from elearn.errors import marked
from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.text_file import decode
from elearn.questions.formats.worksheet import MOST_COLUMNS, MOST_ROWS, Sheet, too_many
from elearn.questions.parsed import clean

# The first lines of a file of cards say how it is parted and which columns are no text of a card.
_CARD_HEAD = re.compile(
    r"#(?P<name>separator|html|tags|deck|columns|notetype|guid)(?P<column> column)?:(?P<value>.*)", re.I
)
MOST_LINES = 40
"""How many lines a cell of a table with broken quotation marks may have."""
LONG_CELL = marked("A cell from row %(row)s on holds far too much. Is there a quotation mark that is not closed?")
LONGEST_CELL = 40_000
_SIGNS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":"}
_KEPT_SIGN = re.compile(r"'(?=[=+@0-9-])")


def read_csv(data: bytes) -> list[Sheet]:
    """Read comma, semicolon or tab separated text. Raises Unreadable."""
    text = decode(data).lstrip("\ufeff")
    if re.match(r"sep=(.)\r?\n", text):
        # Excel's own first line names the sign.
        return [_sheet(_rows(text, text[4])[1:], 2)]
    sign = _sign(text)
    try:
        rows = _rows(text, sign)
    except Unreadable:
        return [_sheet(_mended(text, sign))]
    width = max((len(row) for row in rows[:30]), default=0)
    if _has_swallowed(rows, sign, width - 1):
        rows = _mended(text, sign)
    return [_sheet(rows)]


def _mended(text: str, sign: str) -> list[list[str]]:
    """Read text where a quotation mark that nobody closed swallows the rows below it: there it is a sign like others.

    A cell over several lines is kept where its mark is closed before the row has become too long.
    """
    lines = text.splitlines(keepends=True)
    counts = Counter(line.count(sign) for line in lines if '"' not in line) or Counter([lines[0].count(sign)])
    signs = counts.most_common(1)[0][0]
    rows, at = [], 0
    while at < len(lines):
        end = at + 1
        while end < min(len(lines), at + MOST_LINES) and "".join(lines[at:end]).count('"') % 2:
            end += 1
        whole = "".join(lines[at:end])
        row = _rows(whole, sign) if whole.count('"') % 2 == 0 else []
        if len(row) != 1 or len(row[0]) > signs + 1 or _has_swallowed(row, sign, signs):
            row, end = [[_unquoted(value) for value in lines[at].rstrip("\r\n").split(sign)]], at + 1
        rows += row
        at = end
    return rows


def _has_swallowed(rows: list[list[str]], sign: str, signs: int) -> bool:
    return any("\n" in value and value.count(sign) >= max(2, signs - 1) for row in rows for value in row)


def _unquoted(value: str) -> str:
    return value[1:-1].replace('""', '"') if re.fullmatch(r'".*"', value, re.S) and len(value) > 1 else value


def _sheet(rows: list[list[str]], first: int = 1) -> Sheet:
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise too_many("csv")
    for number, row in enumerate(rows, first):
        if any(len(value) > LONGEST_CELL for value in row):
            raise Unreadable("long-cell", LONG_CELL, row=number)
    cells = [(number, [_cell(value) for value in row]) for number, row in enumerate(rows, first)]
    return Sheet("", [(number, row) for number, row in cells if any(cell.text for cell in row)])


def _cell(value: str) -> Cell:
    """A sign before a number or a formula only kept a program from working it out."""
    text = _KEPT_SIGN.sub("", clean(value), count=1) if value.startswith("'") else clean(value)
    return Cell(text, wrong=text if re.fullmatch(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!)", text) else "")


def is_cards(text: str) -> bool:
    """Say whether a text is a file of cards (Anki)."""
    return bool(re.match(r"#(?:separator|html|notetype|columns)\b[^\n]*:", text.lstrip("\ufeff"), re.I))


def read_cards(text: str) -> list[Sheet]:
    """Read a file of cards as a table of questions and answers, with what its first lines say. Raises Unreadable."""
    lines = text.lstrip("\ufeff").split("\n")
    heads: list[re.Match[str]] = []
    while lines[len(heads) : len(heads) + 1] and (found := _CARD_HEAD.fullmatch(lines[len(heads)].strip())):
        heads.append(found)
    said = {found["name"].lower(): found["value"].strip() for found in heads if not found["column"]}
    named = {
        int(found["value"]): found["name"].lower()
        for found in heads
        if found["column"] and found["value"].strip().isdecimal()
    }
    sign = _SIGNS.get(said.get("separator", "tab").casefold(), said.get("separator", "\t")[:1] or "\t")
    sheet = _sheet(_rows("\n".join(lines[len(heads) :]), sign), len(heads) + 1)
    width = max((len(row) for _, row in sheet.rows), default=0)
    words = iter(["题干", "答案", *(f"第{at}栏" for at in range(3, width + 3))])
    header = [Cell(f"（{named[at]}）" if at in named else next(words)) for at in range(1, width + 1)]
    return [Sheet("", [(max(1, len(heads)), header), *sheet.rows])]


def read_strokes(text: str) -> list[Sheet]:
    """Read a table whose cells stand between strokes: | a | b |, as chat programs write them."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.strip()
        if not bare or re.fullmatch(r"\|?[\s:|-]+\|?", bare):
            continue
        parts = re.split(r"(?<!\\)\|", bare.removeprefix("|").removesuffix("|"))
        rows.append((number, [Cell(clean(part.replace("\\|", "|"))) for part in parts]))
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for _, row in rows):
        raise too_many("text")
    return [Sheet("", rows)]


def _sign(text: str) -> str:
    """Return the sign that parts the cells: the one that stands most often in the first lines, each line counting."""
    lines = [line for line in text.split("\n")[:30] if line.strip()]
    return max(",;\t", key=lambda sign: (sum(min(line.count(sign), 8) > 0 for line in lines), text[:8000].count(sign)))


def _rows(text: str, sign: str, **options: Any) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, **options)
    try:
        return list(reader)
    except csv.Error as error:
        raise Unreadable("long-cell", LONG_CELL, row=reader.line_num) from error
