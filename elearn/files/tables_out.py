"""Tables as Excel files in the layout of official reports, and as CSV. Knows nothing of what the tables are about."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter

Kind = Literal["text", "integer", "percent", "mark", "hours"]
LARGE = 20_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """A column: its heading, its width in characters, and what its cells are.

    percent: a Decimal in percent that is already rounded (62.70), stored as 0.627 with the format 0.00%.
    """

    heading: str
    width: float = 9
    kind: Kind = "integer"


@dataclass(frozen=True)
class Table:
    """A table with its title above and its notes below. None is an empty denominator and shows as “—”."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    sheet: str = "Sheet1"
    above: str = ""
    """What stands left above the title: 附件1."""
    left: str = ""
    right: str = ""
    """The line under the title: who reports, as of when."""
    total: Sequence[Any] | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    watermark: str = ""
    """Who took this file and when; printed at the foot of every page and shown under the notes."""


def to_xlsx(*tables: Table) -> bytes:
    """Write a landscape A4 sheet for each table: merged title, frozen and repeated heading, numbers as numbers.

    A sheet is one page wide.
    """
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    # A large sheet is written line by line into a temporary file: its cells alone would take hundreds of megabytes.
    keep = {"constant_memory": True} if max(len(table.rows) for table in tables) > LARGE else {"in_memory": True}
    book = xlsxwriter.Workbook(buffer, options | keep)
    for table in tables:
        _Writer(book, table).write()
    book.close()
    return buffer.getvalue()


class _Writer:
    """One sheet being written; the next free row is kept in `row`."""

    def __init__(self, book: Any, table: Table) -> None:
        self.table = table
        self.last = len(table.columns) - 1
        self.sheet = book.add_worksheet(table.sheet)
        self.row = 0
        base = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
        cell = base | {"border": 1}
        shape: dict[Kind, dict[str, Any]] = {
            "text": {"align": "left", "text_wrap": True},
            "integer": {"align": "right", "num_format": "0"},
            "percent": {"align": "right", "num_format": "0.00%"},
            "mark": {"align": "right", "num_format": "0.0"},
            "hours": {"align": "right", "num_format": "0.00"},
        }
        self.title = book.add_format(base | {"font_name": "黑体", "font_size": 18, "align": "center"})
        self.above = book.add_format(base | {"font_name": "黑体", "font_size": 14})
        self.line = book.add_format(base)
        self.line_right = book.add_format(base | {"align": "right"})
        self.head = book.add_format(cell | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#EFEBE3"})
        self.note = book.add_format(base | {"font_size": 10, "text_wrap": True, "valign": "top"})
        self.cells = {kind: book.add_format(cell | look) for kind, look in shape.items()}
        self.sums = {kind: book.add_format(cell | look | {"bold": True}) for kind, look in shape.items()}
        # quote_prefix is Excel's own mark for "this is text": a name such as =1+1 stays text even when it is edited.
        self.quoted = book.add_format(cell | shape["text"] | {"quote_prefix": True})

    def write(self) -> None:
        """Fill the sheet from top to bottom."""
        table, sheet = self.table, self.sheet
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, column.width)
        if table.above:
            self._merged(table.above, self.above, height=20)
        self._merged(table.title, self.title, height=32)
        if table.left or table.right:
            self._two_sides()
        sheet.set_row(self.row, 34)
        for index, column in enumerate(table.columns):
            sheet.write_string(self.row, index, column.heading, self.head)
        sheet.freeze_panes(self.row + 1, 0)
        sheet.repeat_rows(self.row)
        self.row += 1
        for cells in table.rows:
            self._line(cells, self.cells)
        if table.total is not None:
            self._line(table.total, self.sums)
        for note in (*table.notes, *((table.watermark,) if table.watermark else ())):
            # Merged cells do not grow by themselves: about two columns' characters fit per unit of width.
            width = sum(column.width for column in table.columns)
            lines = 1 + int(len(note.encode("gb18030", "replace")) // (width * 1.05))
            self._merged(note, self.note, height=15 * lines)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{table.watermark.replace('&', '&&')}&C&P / &N")

    def _line(self, cells: Sequence[Any], formats: dict[Kind, Any]) -> None:
        for index, (column, value) in enumerate(zip(self.table.columns, cells, strict=True)):
            look = formats[column.kind]
            if value is None:
                self.sheet.write_string(self.row, index, "—", look)
            elif isinstance(value, str):
                risky = value.startswith(FORMULA_STARTS)
                self.sheet.write_string(self.row, index, value, self.quoted if risky else look)
            elif column.kind == "percent":
                self.sheet.write_number(self.row, index, float(Decimal(value) / 100), look)
            else:
                self.sheet.write_number(self.row, index, float(value), look)
        self.row += 1

    def _merged(self, text: str, look: Any, height: float) -> None:
        self.sheet.set_row(self.row, height)
        if self.last:
            self.sheet.merge_range(self.row, 0, self.row, self.last, "", look)
        self.sheet.write_string(self.row, 0, text, look)
        self.row += 1

    def _two_sides(self) -> None:
        middle = self.last // 2
        for first, last, text, look in (
            (0, middle, self.table.left, self.line),
            (middle + 1, self.last, self.table.right, self.line_right),
        ):
            if last > first:
                self.sheet.merge_range(self.row, first, self.row, last, "", look)
            self.sheet.write_string(self.row, first, text, look)
        self.row += 1


def to_csv(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Write CSV in UTF-8 with a mark that lets Excel see the encoding; text that looks like a formula gets a '."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([[_harmless(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _harmless(value: Any) -> Any:
    if value is None:
        return ""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
