"""Tables from .xlsx, .xls and .csv: rows of text with their places. The content decides, not the file's name. Pure."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from elearn.errors import marked
from elearn.questions.formats import packed
from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.text_file import decode
from elearn.questions.parsed import clean

MOST_ROWS = 20_000
MOST_COLUMNS = 256
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
TOO_MANY = marked(
    "The table “%(sheet)s” has more than %(rows)s rows or %(columns)s columns. Split it, or delete what is empty."
)


@dataclass(frozen=True)
class Cell:
    """A cell as text. `was_date`: the program that wrote the table took what was typed for a date."""

    text: str
    was_date: bool = False


@dataclass(frozen=True)
class Sheet:
    """One table: its name and its rows, counted from 1 as the program shows them."""

    name: str
    rows: list[tuple[int, list[Cell]]]


def read_workbook(data: bytes) -> list[Sheet]:
    """Read .xlsx or .xls. Raises Unreadable for anything damaged, protected or far too large."""
    if data.startswith(b"PK"):
        with packed.open_package(data) as package:
            _check_size(package)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_sheet(book, name) for name in book.sheet_names]
    except PasswordError as error:
        raise Unreadable("encrypted", marked("The file is protected by a password. Save it without one.")) from error
    except (CalamineError, ValueError, OSError, OverflowError) as error:
        raise Unreadable("broken", packed.BROKEN) from error


def _check_size(package: zipfile.ZipFile) -> None:
    """Refuse tables whose farthest cell is too far out, before anybody makes room for all cells up to it."""
    for name in package.namelist():
        if not re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            continue
        body = packed.read_member(package, name)
        rows, columns = len(_ROW.findall(body)), 0
        for column, row in _CELL.findall(body):
            rows, columns = max(rows, int(row)), max(columns, _column(column))
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise Unreadable(
                "too-many-cells", TOO_MANY, sheet=name.rpartition("/")[2], rows=MOST_ROWS, columns=MOST_COLUMNS
            )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.total_height > MOST_ROWS or sheet.total_width > MOST_COLUMNS:
        raise Unreadable("too-many-cells", TOO_MANY, sheet=name, rows=MOST_ROWS, columns=MOST_COLUMNS)
    values = sheet.to_python(skip_empty_area=False)
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        _spread(values, top, left, bottom, right)
    rows = [(number, [_cell(value) for value in row]) for number, row in enumerate(values, 1)]
    return Sheet(name, [(number, cells) for number, cells in rows if any(cell.text for cell in cells)])


def _spread(values: list[list[Any]], top: int, left: int, bottom: int, right: int) -> None:
    """A merged cell downwards means the same for each of its rows; merged to the right it stays one cell."""
    if left != right or not top < bottom < len(values):
        return
    for row in values[top + 1 : bottom + 1]:
        if left < len(row) and row[left] in ("", None):
            row[left] = values[top][left]


def _cell(value: Any) -> Cell:
    match value:
        case bool():
            return Cell("TRUE" if value else "FALSE")
        case float() if value.is_integer() and abs(value) < 1e15:
            return Cell(str(int(value)))
        case datetime() | date():
            return Cell(f"{value.year}-{value.month}-{value.day}", was_date=True)
        case time() | timedelta():
            return Cell(str(value), was_date=True)
        case None:
            return Cell("")
    return Cell(clean(str(value)))


def read_csv(data: bytes) -> list[Sheet]:
    """Read comma, semicolon or tab separated text. Raises Unreadable."""
    text = decode(data).lstrip("\ufeff")
    first = text.split("\n", 1)[0]
    sign = max(",;\t", key=first.count)
    try:
        rows = [
            (number, [Cell(clean(value)) for value in row])
            for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign), 1)
        ]
    except csv.Error as error:
        raise Unreadable("broken", packed.BROKEN) from error
    if len(rows) > MOST_ROWS or any(len(row) > MOST_COLUMNS for _, row in rows):
        raise Unreadable("too-many-cells", TOO_MANY, sheet="csv", rows=MOST_ROWS, columns=MOST_COLUMNS)
    return [Sheet("", [(number, cells) for number, cells in rows if any(cell.text for cell in cells)])]
