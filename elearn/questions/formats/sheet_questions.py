"""Questions from tables: each row one question, its options in columns, in one cell, or in rows below. Pure."""

import re
from collections.abc import Sequence

from elearn.errors import marked
from elearn.questions.formats import marks
from elearn.questions.formats.columns import Columns, find_header, guess
from elearn.questions.formats.raw import Raw, kind_of
from elearn.questions.formats.reading import Draft, Place, Reading, Unreadable
from elearn.questions.formats.sheet import Cell, Sheet
from elearn.questions.formats.understand import understand
from elearn.questions.grading import Kind, letters

_JOINED = (r"\$;\$", r"\n", r"\s*[|｜]\s*", r"[;；]\s*")
_PREFIX = re.compile(r"[（(]?([A-ZＡ-Ｚ])[)）]?\s*[.、．:：\-—]\s*")
NO_LAYOUT = marked("The columns of this table are not known. Say which column holds what, or use the template.")


class UnknownLayout(Unreadable):
    """A table whose columns must be asked for; carries a guess and the first rows."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__("unknown-layout", NO_LAYOUT)
        self.sheet = sheet
        self.guess = guess(sheet.rows)


def read_sheets(sheets: Sequence[Sheet], name: str, columns: Columns | None = None) -> Reading:
    """Read all tables of a file. `columns` were asked for; otherwise the header says. Raises UnknownLayout."""
    reading = Reading(name)
    raws: list[Raw] = []
    keys: dict[str, str] = {}
    for sheet in sheets:
        if not sheet.rows:
            continue
        header = (_first_question(sheet, columns), columns) if columns else find_header(sheet.rows)
        if header is None:
            if len([each for each in sheets if each.rows]) == 1:
                raise UnknownLayout(sheet)
            reading.ignored += [
                (Place(sheet=sheet.name or None, row=number), _joined(row)) for number, row in sheet.rows
            ]
            continue
        index, found = header
        begin = index if columns else index + 1
        reading.ignored += [
            (Place(sheet=sheet.name or None, row=number), _joined(row)) for number, row in sheet.rows[:index]
        ]
        if found.of("stem"):
            raws += _raws(sheet, found, begin, reading)
        else:
            keys |= _keys(sheet, found, begin)
    for raw in raws:
        if not raw.fields.get("answer") and raw.number in keys:
            raw.fields["answer"] = keys[raw.number]
    reading.drafts = [_draft(raw) for raw in raws]
    return reading


def _first_question(sheet: Sheet, columns: Columns) -> int:
    """A header below asked-for columns is the row whose answer cell is no key but a name."""
    header = find_header(sheet.rows)
    return header[0] + 1 if header else 0


def _joined(row: Sequence[Cell]) -> str:
    return " | ".join(cell.text for cell in row if cell.text)


def _keys(sheet: Sheet, columns: Columns, begin: int) -> dict[str, str]:
    """A table of numbers and answers alone serves the questions of another table."""
    number, answer = columns.of("number")[0], columns.of("answer")[0]
    return {
        _at(row, number): _at(row, answer) for _, row in sheet.rows[begin:] if _at(row, number) and _at(row, answer)
    }


def _at(row: Sequence[Cell], column: int) -> str:
    return row[column].text if column < len(row) else ""


def _raws(sheet: Sheet, columns: Columns, begin: int, reading: Reading) -> list[Raw]:
    raws: list[Raw] = []
    for number, row in sheet.rows[begin:]:
        where = Place(sheet=sheet.name or None, row=number)
        stem = "\n".join(filter(None, (_at(row, column) for column in columns.of("stem"))))
        options = _options(row, columns)
        same = bool(raws) and stem != "" and raws[-1].stem == [stem] and len(options) == 1
        if (
            (not stem or same)
            and options
            and raws
            and not any(_at(row, each) for each in columns.of("answer") if not same)
        ):
            _go_on(raws[-1], options, row)
        elif not stem and not options:
            reading.ignored.append((where, _joined(row)))
        else:
            raws.append(_raw(where, row, columns, stem, options, len(raws) + 1))
    return raws


def _go_on(raw: Raw, options: list[tuple[str, str]], row: Sequence[Cell]) -> None:
    """Options in rows of their own below the question."""
    for _, text in options:
        raw.options.append((letters(26)[len(raw.options)], text))
    raw.lines.append(_joined(row))


def _raw(
    where: Place, row: Sequence[Cell], columns: Columns, stem: str, options: list[tuple[str, str]], at: int
) -> Raw:
    number = next(filter(None, (_at(row, column) for column in columns.of("number"))), str(at))
    raw = Raw(number, where, stem=[stem], options=options, lines=[_joined(row)])
    word = "".join(_at(row, column) for column in columns.of("kind"))
    if kind := kind_of(word):
        raw.kind, raw.kind_is_certain = kind, True
    for role in ("explanation", "source", "topic", "difficulty", "uses", "effective_on", "review_on", "points"):
        texts = [text for column in columns.of(role) if (text := _at(row, column))]
        if texts:
            raw.fields[role] = "\n".join(texts)
    answers = [_answer(row[column]) for column in columns.of("answer") if _at(row, column)]
    sign = "|" if raw.kind is Kind.FILL else "\n" if raw.kind is Kind.ESSAY else ""
    raw.fields["answer"] = sign.join(answers)
    if raw.kind in (Kind.FILL, Kind.ESSAY):
        raw.options = []
    return raw


def _answer(cell: Cell) -> str:
    """“3-1” typed as an answer became a date; people read it as month and day."""
    found = re.fullmatch(r"\d{4}-(\d{1,2})-(\d{1,2})", cell.text) if cell.was_date else None
    return f"{found[1]}月{found[2]}日" if found else cell.text


def _options(row: Sequence[Cell], columns: Columns) -> list[tuple[str, str]]:
    """Return the options of a row: a column each (with or without A. before), or all in one cell."""
    texts = [_at(row, column) for column in columns.options]
    while texts and not texts[-1]:
        texts.pop()
    if texts:
        found = [(letter, text) for letter, text in zip(letters(26), texts, strict=False) if text]
        own = [_PREFIX.match(text) for _, text in found]
        if all(each and each[1] == letter for each, (letter, _) in zip(own, found, strict=True)):
            return [(letter, text[each.end() :]) for each, (letter, text) in zip(own, found, strict=True) if each]
        return found
    joined = "\n".join(filter(None, (_at(row, column) for column in columns.of("options"))))
    return _split(joined) if joined else []


def _split(joined: str) -> list[tuple[str, str]]:
    for sign in _JOINED:
        parts = [part.strip() for part in re.split(sign, joined) if part.strip()]
        if len(parts) > 1:
            bare = [_PREFIX.sub("", part, count=1) for part in parts]
            return list(zip(letters(26), bare, strict=False))
    return marks.options_of(joined, "A") or [("A", joined)]


def _draft(raw: Raw) -> Draft:
    return understand(raw)
