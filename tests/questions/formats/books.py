"""Workbooks with what only workbooks have: hidden parts, comments, merged cells, formulas, several tables."""

import io
from collections.abc import Callable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]


def book(tables: dict[str, Rows], change: Callable[[Worksheet], object] | None = None) -> bytes:
    """An Excel file with these tables by name; `change` is made to the first of them."""
    made = Workbook()
    for name, rows in tables.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.remove(made.worksheets[0])
    if change:
        change(made.worksheets[0])
    body = io.BytesIO()
    made.save(body)
    return body.getvalue()
