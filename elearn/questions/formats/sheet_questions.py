"""Questions from tables: each row one question, its options in columns, in one cell, or in rows below. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from elearn.errors import marked
from elearn.questions.formats import cell_options, marks, sheet_words
from elearn.questions.formats.columns import Columns, guess
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.reading import Reading, Unreadable
from elearn.questions.formats.rich import maybe_html
from elearn.questions.formats.sheet import Cell, Sheet
from elearn.questions.formats.sheet_blocks import Block, answer_tables, at, blocks_of, joined, place
from elearn.questions.formats.understand import understand
from elearn.questions.grading import Kind, letters
from elearn.questions.parsed import Picture

NO_LAYOUT = marked("The columns of this table are not known. Say which column holds what, or use the template.")
TOO_LONG = marked("The row has more cells than the table has columns: “%(text)s” is left over.")
NO_MATERIAL = marked("Does the material above belong to this question? Write it into this row too, or a “-” for none.")
LOST = marked("“%(text)s” has more digits than the program could keep. Write it as text, with ' before it.")
NO_PICTURE = marked("The picture %(file)s could not be found.")
_FIELDS = ("explanation", "source", "topic", "difficulty", "uses", "effective_on", "review_on", "points")
_NONE = ("-", "—", "/", "无", "无。")


class UnknownLayout(Unreadable):
    """A table whose columns must be asked for; carries a guess and the first rows."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__("unknown-layout", NO_LAYOUT)
        self.sheet = sheet
        self.guess = guess(sheet.rows)


def read_sheets(sheets: Sequence[Sheet], name: str, columns: Columns | None = None) -> Reading:
    """Read all tables of a file. `columns` were asked for; otherwise the header says. Raises UnknownLayout."""
    reading = Reading(name)
    blocks = [block for sheet in sheets for block in blocks_of(sheet, columns, reading)]
    if not any(block.columns.of("stem") for block in blocks):
        raise UnknownLayout(max(sheets, key=lambda sheet: (_width(sheet), len(sheet.rows))))
    raws: list[Raw] = []
    for block in blocks:
        if block.columns.of("stem"):
            raws += _raws(block, reading)
    _use_tables(raws, [table for block in blocks if block.columns.makes_answers for table in answer_tables(block)])
    if not columns and (unsure := _without_key(blocks, raws)):
        raise UnknownLayout(unsure.sheet)
    reading.drafts = [understand(raw) for raw in raws]
    return reading


def _width(sheet: Sheet) -> int:
    return min(8, max((sum(bool(cell.text) for cell in row) for _, row in sheet.rows), default=0))


def _without_key(blocks: Sequence[Block], raws: Sequence[Raw]) -> Block | None:
    """Options but no answer in any row, and a column nobody knows: that one may be the answer. Ask."""
    if not raws or any(raw.fields.get("answer") for raw in raws) or not any(raw.options for raw in raws):
        return None
    for block in blocks:
        for column in range(block.width):
            if column not in block.columns.roles and any(at(row, column) for (_, row), _ in block.rows):
                return block
    return None


def _use_tables(raws: Sequence[Raw], tables: Sequence[tuple[Kind | None, dict[str, str]]]) -> None:
    """Give the keys of answer tables to the questions they number; where two could be meant, to none."""
    for raw in raws:
        if raw.fields.get("answer"):
            continue
        same = sum(each.number == raw.number and not each.fields.get("answer") for each in raws)
        found = {
            keys[raw.number]
            for kind, keys in tables
            if keys.get(raw.number) and (kind == raw.kind if kind and raw.kind else same == 1)
        }
        if len(found) == 1:
            raw.fields["answer"], raw.key_from_table = found.pop(), True


def _raws(block: Block, reading: Reading) -> list[Raw]:
    raws: list[Raw] = []
    columns, material = block.columns, ""
    for (number, row), kind in block.rows:
        stem = "\n".join(filter(None, (at(row, column) for column in columns.of("stem"))))
        options = _options(row, columns)
        if raws and options and _goes_on(raws[-1], stem, options, row, columns):
            _go_on(raws[-1], options, row)
        elif not stem and not options:
            reading.ignored.append((place(block.sheet, number), joined(row)))
        else:
            raw = _raw(block, number, row, stem, options, len(raws) + 1)
            raw.kind = raw.kind or (None if "kind" in raw.fields else kind)
            material = _with_material(raw, row, columns, material)
            _with_pictures(raw, block.sheet, number, reading)
            raws.append(raw)
    _unnumber(raws)
    return raws


def _goes_on(raw: Raw, stem: str, options: Sequence[tuple[str, str]], row: Sequence[Cell], columns: Columns) -> bool:
    """Say whether a row holds one more option of the question above."""
    same = stem != "" and raw.stem == [stem] and len(options) == 1
    return (not stem or same) and (same or not any(at(row, column) for column in columns.of("answer")))


def _go_on(raw: Raw, options: list[tuple[str, str]], row: Sequence[Cell]) -> None:
    """Options in rows of their own below the question."""
    for _, text in options:
        raw.options.append((letters(26)[min(len(raw.options), 25)], text))
    raw.lines.append(joined(row))


def _raw(block: Block, number: int, row: Sequence[Cell], stem: str, options: list[tuple[str, str]], count: int) -> Raw:
    columns = block.columns
    own = next(filter(None, (at(row, column) for column in columns.of("number"))), str(count))
    raw = Raw(own, place(block.sheet, number), stem=[_plain(stem)], options=options, lines=[joined(row)])
    sheet_words.take_kind(raw, "".join(at(row, column) for column in columns.of("kind")))
    for role in _FIELDS:
        texts = [_plain(text) for column in columns.of(role) if (text := at(row, column))]
        if texts:
            raw.fields[role] = "\n".join(texts)
    sheet_words.take_difficulty(raw)
    _take_answer(raw, [row[column] for column in columns.of("answer") if at(row, column)])
    if raw.kind in (Kind.FILL, Kind.ESSAY):
        raw.options = []
    elif not raw.options:
        raw.stem[0], in_stem = marks.split_stem_lines(raw.stem[0])
        raw.options = cell_options.of_cell(in_stem) if in_stem else []
    beyond = [cell.text for cell in row[block.width :] if cell.text] if block.header else []
    if beyond:
        raw.refuse("too-long-row", TOO_LONG, text=" | ".join(beyond)[:80])
    for cell in row:
        if cell.lost:
            raw.refuse("lost-digits", LOST, text=cell.text)
    return raw


def _plain(text: str) -> str:
    """HTML that some program left in a cell becomes text; a picture in it is not there and keeps the question out."""
    rich = maybe_html(text)
    return rich.text + "".join(f"\n<img {address[:60]}>" for address, _ in rich.images)


def _take_answer(raw: Raw, cells: Sequence[Cell]) -> None:
    """“3-1” typed as an answer became a date; people read it as month and day. Equal answers count once."""
    texts = []
    for cell in cells:
        found = re.fullmatch(r"\d{4}-(\d{1,2})-(\d{1,2})", cell.text) if cell.was_date else None
        texts.append(f"{found[1]}月{found[2]}日" if found else _plain(cell.text))
    if raw.kind is not Kind.FILL:
        texts = list(dict.fromkeys(texts))
    raw.fields["answer"] = ("|" if raw.kind is Kind.FILL else "\n" if raw.kind is Kind.ESSAY else "").join(texts)


def _options(row: Sequence[Cell], columns: Columns) -> list[tuple[str, str]]:
    """Return the options of a row: a column each (with or without A. before), or all in one cell."""
    texts = [_plain(at(row, column)) for column in columns.options]
    if any(texts):
        return cell_options.of_columns(texts)
    whole = "\n".join(filter(None, (at(row, column) for column in columns.of("options"))))
    if not whole:
        return []
    return [("A", _plain(whole))] if columns.of("letter") else cell_options.of_cell(_plain(whole))


def _with_material(raw: Raw, row: Sequence[Cell], columns: Columns, before: str) -> str:
    """Put the material that a row shares before its question; return it for the rows below."""
    if not columns.of("material"):
        return ""
    own = "\n".join(filter(None, (at(row, column) for column in columns.of("material"))))
    if own in _NONE:
        return ""
    if own:
        raw.stem[0] = f"{_plain(own)}\n{raw.stem[0]}"
    elif before:
        raw.refuse("material", NO_MATERIAL)
    return own or before


def _with_pictures(raw: Raw, sheet: Sheet, number: int, reading: Reading) -> None:
    for name, body in sheet.pictures.get(number, []):
        if not body:
            raw.refuse("picture-missing", NO_PICTURE, file=name)
            continue
        reading.pictures[name] = body
        raw.pictures.append(Picture(name, ""))
    named_images = re.findall(r"\n<img ([^>]*)>", "\n".join([raw.stem[0], *(text for _, text in raw.options)]))
    for address in named_images:
        raw.refuse("picture-missing", NO_PICTURE, file=address)


def _unnumber(raws: Sequence[Raw]) -> None:
    """Numbers typed before the questions, rising row by row, are no part of them."""
    found = [marks.number_of(raw.stem[0]) for raw in raws]
    numbers = [each.number for each in found if each]
    if len(numbers) == len(raws) and numbers and numbers[0] == 1 and _rises(numbers):
        for raw, each in zip(raws, found, strict=True):
            raw.stem = [each.rest] if each and each.rest else raw.stem


def _rises(numbers: Sequence[int]) -> bool:
    return all(after in (before + 1, 1) for before, after in pairwise(numbers))
