"""Reading tables in tests, and what became of their questions."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook

from elearn.questions.formats.reading import Reading
from elearn.questions.formats.sheet import read_workbook
from elearn.questions.formats.sheet_questions import read_sheets
from elearn.questions.formats.sniff import read_file
from tests.questions.formats.files import xlsx


def facts(reading: Reading) -> list[Any]:
    """What became of each question: (kind, options, answer), or the codes that keep it out."""
    return [
        (draft.question.kind, list(draft.question.options), draft.question.answer)
        if draft.question and not draft.rejected
        else [doubt.code for doubt in draft.rejected]
        for draft in reading.drafts
    ]


def read(*sheets: list[list[Any]], merged: str = "") -> Reading:
    return read_sheets(read_workbook(xlsx(*sheets, merged=merged)), "xlsx")


def named(**sheets: list[list[Any]]) -> Reading:
    book = Workbook()
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.remove(book.worksheets[0])
    body = BytesIO()
    book.save(body)
    return read_sheets(read_workbook(body.getvalue()), "xlsx")


def formatted(rows: list[list[Any]], codes: dict[str, str]) -> Reading:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cell, code in codes.items():
        book.active[cell].number_format = code
    body = BytesIO()
    book.save(body)
    return read_sheets(read_workbook(body.getvalue()), "xlsx")


def csv(text: str) -> Reading:
    return read_file("题库.csv", text.encode())
