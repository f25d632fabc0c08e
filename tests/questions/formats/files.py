"""Builders of Word, Excel and zip files for tests."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip package."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in members.items():
            package.writestr(name, text)
    return body.getvalue()


def paragraph(text: str, number: tuple[int, int] | None = None) -> str:
    """A paragraph, counted by Word itself as (list, level) where `number` says so."""
    counted = ""
    if number:
        counted = f'<w:pPr><w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr></w:pPr>'
    return f"<w:p>{counted}<w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str, numbering: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file with this body."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
    }
    if numbering:
        members["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    return zipped(members | dict(more or {}))


def counting(levels: Sequence[tuple[str, str]], number: int = 1) -> str:
    """A list whose levels count in these forms with these labels: ("decimal", "%1.")."""
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="{number}">{inner}</w:abstractNum>'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
    )


def xlsx(*sheets: Sequence[Sequence[Any]], merged: str = "") -> bytes:
    """An Excel file with these tables."""
    book = Workbook()
    book.remove(book.active)
    for at, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"表{at}")
        for row in rows:
            sheet.append(list(row))
        if merged and at == 1:
            sheet.merge_cells(merged)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()
