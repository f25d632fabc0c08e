"""Tables from .xlsx, .xls and .csv: rows of text with their places. The content decides, not the file's name. Pure."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from elearn.errors import marked
from elearn.questions.formats import biff, packed, sheet_pictures, sheet_xml, workbook_parts
from elearn.questions.formats.cell_text import Cell, cell_of
from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.sheet_facts import EMPTY, UNSAVED, Facts
from elearn.questions.formats.sheet_text import LONG_CELL, LONGEST_CELL, read_csv, read_strokes
from elearn.questions.formats.worksheet import MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Picture, Sheet, too_many

__all__ = ["Cell", "Sheet", "read_csv", "read_strokes", "read_workbook"]
_NOTHING = Cell("")
_STRINGS, MOST_STRINGS = "xl/sharedStrings.xml", 25_000_000
MOST_MERGED = 20_000
XLSB = marked("This table is saved as .xlsb. Open it, choose “save as”, type .xlsx, and send that file.")


@dataclass
class _Package:
    """What a file tells beyond the values: facts of each table, pictures over rows and in cells."""

    facts: dict[str, Facts] = field(default_factory=dict)
    over: dict[str, dict[int, list[Picture]]] = field(default_factory=dict)
    inside: dict[str, Picture] = field(default_factory=dict)


def read_workbook(data: bytes) -> list[Sheet]:
    """Read .xlsx or .xls. Raises Unreadable for anything damaged, protected or far too large."""
    if data.startswith(b"PK"):
        with packed.open_package(data) as package:
            more = _more(package)
    else:
        more = _old(data)
        for name, facts in more.facts.items():
            if facts.rows > MOST_ROWS or facts.columns > MOST_COLUMNS or facts.rows * facts.columns > MOST_CELLS:
                raise too_many(name)
    try:
        return _sheets(data, more)
    except PasswordError as error:
        raise Unreadable("encrypted", marked("The file is protected by a password. Save it without one.")) from error
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise Unreadable("broken", packed.BROKEN) from error
    except BaseException as error:
        # On some damaged files the reader, which is written in Rust, panics: no Exception, but no reason to end.
        if type(error).__name__ != "PanicException":
            raise
        raise Unreadable("broken", packed.BROKEN) from error


def _old(data: bytes) -> _Package:
    try:
        return _Package(facts=biff.facts_by_sheet(data))
    except biff.Damaged:
        raise Unreadable("broken", packed.BROKEN) from None


def _sheets(data: bytes, more: _Package) -> list[Sheet]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    hidden = {each.name for each in book.sheets_metadata if each.visible != SheetVisibleEnum.Visible}
    # Tables that are only a chart, or macros, hold no cells.
    names = [each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    return [_sheet(book.get_sheet_by_name(name), name, more, name in hidden) for name in names]


def _more(package: zipfile.ZipFile) -> _Package:
    def body(path: str) -> Picture:
        return re.sub(r"[^\w.-]", "", path.rpartition("/")[2])[-60:], packed.read_member(package, path)

    names = set(package.namelist())
    if "xl/workbook.bin" in names:
        raise Unreadable("xlsb", XLSB)
    if _STRINGS in names and package.getinfo(_STRINGS).file_size > MOST_STRINGS:
        raise Unreadable("too-large", packed.TOO_LARGE)
    paths = workbook_parts.sheet_paths(package)
    shown = workbook_parts.shown_styles(package)
    facts = {path: _facts(package, path, shown) for path in sorted(names) if _is_table(path) or path in paths.values()}
    more = _Package(inside={name: body(path) for name, path in sheet_pictures.in_cells(package).items()})
    for name, path in paths.items():
        over, texts = sheet_pictures.over_cells(package, path)
        more.facts[name] = facts.get(path, Facts())
        more.facts[name].notes += [*workbook_parts.comments(package, path), *texts]
        more.facts[name].notes += workbook_parts.files_inside(package, path)
        more.over[name] = {row: [body(each) for each in found] for row, found in over.items()}
    return more


def _is_table(path: str) -> bool:
    return bool(re.fullmatch(r"xl/worksheets/[^/]+\.xml", path))


def _facts(package: zipfile.ZipFile, path: str, shown: dict[int, str]) -> Facts:
    """Refuse tables whose farthest cell is too far out, before anybody makes room for all cells up to it."""
    try:
        facts = sheet_xml.facts_of(packed.read_member(package, path), shown, MOST_ROWS, MOST_COLUMNS)
    except sheet_xml.TooLarge:
        raise too_many(path.rpartition("/")[2]) from None
    if facts.rows * facts.columns > MOST_CELLS:
        raise too_many(path.rpartition("/")[2])
    return facts


def _sheet(sheet: CalamineSheet, name: str, more: _Package, is_hidden: bool) -> Sheet:
    height, width = sheet.total_height, sheet.total_width
    merged = sheet.merged_cell_ranges or []
    if height > MOST_ROWS or width > MOST_COLUMNS or height * width > MOST_CELLS or len(merged) > MOST_MERGED:
        raise too_many(name)
    facts = more.facts.get(name, Facts())
    found = [_row(values, facts, number) for number, values in enumerate(sheet.to_python(skip_empty_area=False), 1)]
    if sum(bottom - top for (top, _), (bottom, _) in merged) > MOST_CELLS // 4:
        raise too_many(name)
    for (top, left), (bottom, right) in merged:
        _spread(found, top, left, bottom, right)
    pictures = {row: list(own) for row, own in more.over.get(name, {}).items()}
    rows = [(number, _without_pictures(cells, number, more, pictures)) for number, cells in enumerate(found, 1)]
    return Sheet(name, [row for row in rows if _holds(row[1])], pictures, facts, is_hidden)


def _holds(cells: Sequence[Cell]) -> bool:
    """Say whether a row has anything of its own; a formula without a value alone is nothing."""
    return any((cell.text or cell.wrong not in ("", UNSAVED, EMPTY)) and not cell.spread for cell in cells)


def _row(values: Sequence[object], facts: Facts, number: int) -> list[Cell]:
    return [
        _NOTHING if value == "" and (number, at) not in facts.wrong else _cell(value, facts, (number, at))
        for at, value in enumerate(values)
    ]


def _cell(value: object, facts: Facts, spot: tuple[int, int]) -> Cell:
    if isinstance(value, str) and len(value) > LONGEST_CELL:
        raise Unreadable("long-cell", LONG_CELL, row=spot[0])
    if (wrong := facts.wrong.get(spot)) is not None:
        return Cell("" if wrong in (UNSAVED, EMPTY) else wrong, wrong=wrong)
    return cell_of(value, facts.formats.get(spot, ""))


def _without_pictures(cells: list[Cell], number: int, more: _Package, pictures: dict[int, list[Picture]]) -> list[Cell]:
    """Take the pictures that stand in cells out of their texts."""
    if not any("DISPIMG" in cell.text for cell in cells):
        return cells
    for cell in cells:
        for found in sheet_pictures.IN_CELL.finditer(cell.text):
            pictures.setdefault(number, []).append(more.inside.get(found["id"], (f"{found['id']}.png", b"")))
    return [replace(cell, text=sheet_pictures.IN_CELL.sub("", cell.text).strip()) for cell in cells]


def _spread(cells: list[list[Cell]], top: int, left: int, bottom: int, right: int) -> None:
    """A merged cell downwards means the same for each of its rows; merged to the right it stays one cell."""
    if left != right or not top < bottom < len(cells):
        return
    for row in cells[top + 1 : bottom + 1]:
        if left < len(row) and not row[left].text and left < len(cells[top]):
            row[left] = replace(cells[top][left], spread=True)
