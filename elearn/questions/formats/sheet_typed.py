"""Tables that are typed text: every line in a cell of its own, perhaps with its number or letter beside it. Pure."""

import re
from collections.abc import Iterator, Sequence

from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.raw import FIELD_NAMES
from elearn.questions.formats.reading import Place, Reading
from elearn.questions.formats.typed import read_lines
from elearn.questions.formats.typed_lines import Line
from elearn.questions.formats.worksheet import Sheet
from elearn.questions.parsed import clean_line

_FIELDS = [name for names in FIELD_NAMES.values() for name in names]
_FIELD = re.compile(rf"(?:{'|'.join(sorted(_FIELDS, key=len, reverse=True))})\s*[:：]?")
_LABEL = re.compile(r"[（(]?(?:\d{1,4}|[A-HＡ-Ｈ])[.、．)）:：]?")
_SHARE = 0.9


def read(sheets: Sequence[Sheet], name: str) -> Reading | None:
    """Read tables whose rows are lines of text; None where they are something else, or hold no question."""
    rows = [row for sheet in sheets for _, row in sheet.rows]
    if not rows or sum(_line(row) is not None for row in rows) < _SHARE * len(rows):
        return None
    reading = read_lines(list(_lines(sheets)), name)
    return reading if any(draft.is_sound for draft in reading.drafts) else None


def _line(row: Sequence[Cell]) -> str | None:
    """Return a row as a line: one text, or one with its number, letter or name before it; None for anything else."""
    texts = [cell.text for cell in row if cell.text]
    if len(texts) == 1:
        return texts[0]
    if len(texts) == 2 and _LABEL.fullmatch(texts[0]):
        return f"{re.sub(r'[^0-9A-Za-zＡ-Ｚ]', '', texts[0])}. {texts[1]}"
    if len(texts) == 2 and _FIELD.fullmatch(texts[0]):
        return f"{texts[0].rstrip(':： ')}：{texts[1]}"
    return None


def _lines(sheets: Sequence[Sheet]) -> Iterator[Line]:
    for sheet in sheets:
        before = 0
        for number, row in sheet.rows:
            text = _line(row) or " ".join(cell.text for cell in row if cell.text)
            for at, part in enumerate(text.split("\n")):
                if cleaned := clean_line(part):
                    where = Place(sheet=sheet.name or None, row=number)
                    yield Line(cleaned, where, at == 0 and number > before + 1)
            before = number
