"""Tables from .xlsx, .xls and .csv: rows of text with their places. The content decides, not the file's name. Pure."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from elearn.errors import marked
from elearn.questions.formats import packed, sheet_pictures, workbook_parts
from elearn.questions.formats.cell_text import Cell, cell_of
from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.text_file import decode
from elearn.questions.parsed import clean

__all__ = ["Cell", "Sheet", "read_csv", "read_strokes", "read_workbook"]
MOST_ROWS = 20_000
MOST_COLUMNS = 256
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
TOO_MANY = marked(
    "The table “%(sheet)s” has more than %(rows)s rows or %(columns)s columns. Split it, or delete what is empty."
)


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its rows, counted from 1 as the program shows them, and the pictures of its rows."""

    name: str
    rows: list[tuple[int, list[Cell]]]
    pictures: dict[int, list[tuple[str, bytes]]] = field(default_factory=dict)
    """By row: file name and bytes."""


@dataclass
class _Package:
    """What an .xlsx tells beyond the values: formats of cells, pictures over rows and in cells."""

    formats: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    over: dict[str, dict[int, list[tuple[str, bytes]]]] = field(default_factory=dict)
    inside: dict[str, tuple[str, bytes]] = field(default_factory=dict)


def read_workbook(data: bytes) -> list[Sheet]:
    """Read .xlsx or .xls. Raises Unreadable for anything damaged, protected or far too large."""
    more = _Package()
    if data.startswith(b"PK"):
        with packed.open_package(data) as package:
            _check_size(package)
            more = _more(package)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_sheet(book, name, more) for name in book.sheet_names]
    except PasswordError as error:
        raise Unreadable("encrypted", marked("The file is protected by a password. Save it without one.")) from error
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise Unreadable("broken", packed.BROKEN) from error


def _more(package: zipfile.ZipFile) -> _Package:
    def body(path: str) -> tuple[str, bytes]:
        return re.sub(r"[^\w.-]", "", path.rpartition("/")[2])[-60:], packed.read_member(package, path)

    more = _Package(inside={name: body(path) for name, path in sheet_pictures.in_cells(package).items()})
    for name, path in workbook_parts.sheet_paths(package).items():
        more.formats[name] = workbook_parts.cell_formats(package, path)
        over = sheet_pictures.over_cells(package, path)
        more.over[name] = {row: [body(each) for each in paths] for row, paths in over.items()}
    return more


def _check_size(package: zipfile.ZipFile) -> None:
    """Refuse tables whose farthest cell is too far out, before anybody makes room for all cells up to it."""
    for name in package.namelist():
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            continue
        body = packed.read_member(package, name)
        rows, columns = len(_ROW.findall(body)), 0
        for column, row in _CELL.findall(body):
            rows, columns = max(rows, int(row)), max(columns, workbook_parts.column_index(column) + 1)
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise Unreadable(
                "too-many-cells", TOO_MANY, sheet=name.rpartition("/")[2], rows=MOST_ROWS, columns=MOST_COLUMNS
            )


def _sheet(book: CalamineWorkbook, name: str, more: _Package) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise Unreadable("too-many-cells", TOO_MANY, sheet=name, rows=MOST_ROWS, columns=MOST_COLUMNS)
    values = sheet.to_python(skip_empty_area=False)
    formats = more.formats.get(name, {})
    found = [[cell_of(value, formats.get((number, at), "")) for at, value in enumerate(row)]
             for number, row in enumerate(values, 1)]  # fmt: skip
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        _spread(found, top, left, bottom, right)
    pictures = {row: list(own) for row, own in more.over.get(name, {}).items()}
    rows = [(number, _without_pictures(cells, number, more, pictures)) for number, cells in enumerate(found, 1)]
    return Sheet(name, [row for row in rows if any(cell.text for cell in row[1])], pictures)


def _without_pictures(
    cells: list[Cell], number: int, more: _Package, pictures: dict[int, list[tuple[str, bytes]]]
) -> list[Cell]:
    """Take the pictures that stand in cells out of their texts."""
    if not any("DISPIMG" in cell.text for cell in cells):
        return cells
    for cell in cells:
        for found in sheet_pictures.IN_CELL.finditer(cell.text):
            pictures.setdefault(number, []).append(more.inside.get(found["id"], (f"{found['id']}.png", b"")))
    return [Cell(sheet_pictures.IN_CELL.sub("", cell.text).strip(), cell.was_date, cell.lost) for cell in cells]


def _spread(cells: list[list[Cell]], top: int, left: int, bottom: int, right: int) -> None:
    """A merged cell downwards means the same for each of its rows; merged to the right it stays one cell."""
    if left != right or not top < bottom < len(cells):
        return
    for row in cells[top + 1 : bottom + 1]:
        if left < len(row) and not row[left].text:
            row[left] = cells[top][left]


def read_csv(data: bytes) -> list[Sheet]:
    """Read comma, semicolon or tab separated text. Raises Unreadable."""
    text = decode(data).lstrip("\ufeff")
    sign = _sign(text)
    rows = _rows(text, sign)
    width = max((len(row) for row in rows[:30]), default=0)
    if any("\n" in value and value.count(sign) >= max(2, width - 2) for row in rows for value in row):
        # A quotation mark that nobody closed has swallowed the rows below it.
        rows = _rows(text, sign, quoting=csv.QUOTE_NONE)
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for row in rows):
        raise Unreadable("too-many-cells", TOO_MANY, sheet="csv", rows=MOST_ROWS, columns=MOST_COLUMNS)
    cells = [(number, [Cell(clean(value)) for value in row]) for number, row in enumerate(rows, 1)]
    return [Sheet("", [(number, row) for number, row in cells if any(cell.text for cell in row)])]


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
        raise Unreadable("too-many-cells", TOO_MANY, sheet="text", rows=MOST_ROWS, columns=MOST_COLUMNS)
    return [Sheet("", rows)]


def _sign(text: str) -> str:
    """Return the sign that parts the cells: the one that stands most often in the first lines, each line counting."""
    lines = [line for line in text.split("\n")[:30] if line.strip()]
    return max(",;\t", key=lambda sign: (sum(min(line.count(sign), 8) > 0 for line in lines), text[:8000].count(sign)))


def _rows(text: str, sign: str, **options: Any) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, **options))
    except csv.Error as error:
        raise Unreadable("broken", packed.BROKEN) from error
