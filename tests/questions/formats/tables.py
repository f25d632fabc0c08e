"""Reading tables in tests, and what became of their questions."""

import zlib
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from typing import Any

from openpyxl import Workbook

from elearn.questions.formats.reading import Reading, Unreadable
from elearn.questions.formats.sheet import read_workbook
from elearn.questions.formats.sheet_questions import UnknownLayout, read_sheets
from elearn.questions.formats.sniff import read_file
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion
from tests.questions.formats.files import xlsx

# An .xls as old programs write it: shares, days and 007 as shown, a hidden row, formulas whose values were not saved,
# a cell merged downwards, a hidden table.
OLD_XLS = zlib.decompress(
    b64decode(
        "eNrtWEloVEEQfd3/z8yfOJlMNtGIYwgkaowy4sWLjom4XByXRFxxiYkLMVEGFaIH1zmpMCDIKF4E14vLxQUX9CYoRFQQBCFRctGT"
        "oKCg+VbX7z9O9AsJaED5Nenqrurq6urq6urOf9pT2nv2elUffoLZMDBghxEs4AkqYZeIgfptWzXd2qJi+/BPQdiijQwGcKf4SUjt"
        "odrvPkhcMx8SBt5QWYudSO3oaq8eQWhiGzYKZcMsYVLsSZyhEsVYtquM8SbG5YyvsuxdxnOYc5zxLJLtFavRk0zVz9RxvFLWcF+U"
        "sMBNHvOKOdNRiUcqjvdnhSMbQGN628btfscvHXEzgnOgsFnQ3tWeVnQY52ECiWmJ2rhZiQuUEkQnamBtqUEb1f3tNYibJbiIIqCb"
        "YGpn59S2trhp4RIlHCQSiV5UUBCewye7GvjoZpsH1T5/ZPkCxP88mB/6Dd+ia8GLr8LBi19EkeHFH0WB4cWPUHT8zD8hKdAOwN4g"
        "1BHO0FHeHFA9hljeHM7mchkalbVUtEqRPdmT+YrdlCiAEio0IpdLrzMgwtnuXCN0o8ltzFUSLfsWbiX6RcfRxRNsCvxGIt61TF7F"
        "RBMR25eWrJ9gU2qyWvasy+UUXyBF6FiKhvc3ywS1v6wpUrcmZ9nYoCxbzLknQriNjFLtUs5AMXLn18sfni1qXZJcz5wDfLM692+t"
        "WjZsHFQjaHAUrj5Arb+eR0xhfIi1juN2FeMKkqG6bkmlbsw/zDJHuLeO5pnB8Dw5saA9idqZ90tvxTNvk5OpfWVB396KKy+TZ+lE"
        "h8l6wb/DaBAN4vQpBbeTbi10pn7NeOwvWduSMW27rR8ZJfimsgNBKWOHUt4ReUpqXzmUQZSRp0yiTK1ZeGgWrFn56h7Zpiwvwz6+"
        "UR6zZoN8KkhfuV7z86QzSukNar2yQG+11itZb4j1jmGvUqA/lZQ8o4RHI86WOpJKl6V1GR42GqwrzDs7XkWlXqF6XzmCIcSF+jMc"
        "AfkbAXW3S4u6DPafo7twdtNjdpNnL9IeNXn2UXlKTRXJU4VeCfA+/dB1n2YJ6H3s1z4MOK9LWYYbymF0U/+AkTgpMo//1ZMih3BS"
        "CuNfesZ/sZYXLB919wRee+KDDz744MP/B0Lfhga/nJw3ZJCfD853nW9UBvzPJP8tLMMO+u2if67moYvqNLqHFT+jERCuLjHEMe73"
        "QgUraPY0OtDKdnQMO37pzSQK1zPkgbE/d4SGO//AcOz8y/N/B0+KYfo="
    )
)


def facts(reading: Reading) -> list[Any]:
    """What became of each question: (kind, options, answer), or the codes that keep it out."""
    return [
        (draft.question.kind, list(draft.question.options), draft.question.answer)
        if draft.question and not draft.rejected
        else [doubt.code for doubt in draft.rejected]
        for draft in reading.drafts
    ]


_WRITTEN: dict[Kind, Callable[[ParsedQuestion], str]] = {
    Kind.SINGLE: lambda each: f"S:{each.answer}",
    Kind.MULTIPLE: lambda each: f"M:{each.answer}",
    Kind.INDEFINITE: lambda each: f"I:{each.answer}",
    Kind.TRUE_FALSE: lambda each: f"T:{int(each.answer)}",
    Kind.FILL: lambda each: "F:" + "|".join(";".join(accepted) for accepted in each.answer),
    Kind.ESSAY: lambda each: f"E:{each.answer}",
    Kind.MATCH: lambda each: "MATCH:" + "|".join("=".join(pair) for pair in each.answer),
    Kind.ORDER: lambda each: "ORDER:" + "|".join(each.answer),
    Kind.CASE: lambda each: "CASE:" + "+".join(short(child) for child in each.children),
}


def short(question: ParsedQuestion) -> str:
    """A question's kind and key in a word: S:B, M:AC, T:1, F:甲;乙|丙."""
    return _WRITTEN[question.kind](question)


def outcome(name: str, data: bytes) -> list[str]:
    """What becomes of each question of a file, by row: “2 S:B”, “3 no-answer”; the code alone where all is refused."""
    try:
        reading = read_file(name, data)
    except UnknownLayout as unknown:
        return [f"ask {unknown.params['sheet']} {unknown.params['row']}".replace("  ", " ")]
    except Unreadable as refused:
        return [refused.code]
    found = []
    for draft in reading.drafts:
        codes = "+".join(dict.fromkeys(doubt.code for doubt in draft.rejected))
        told = short(draft.question) if draft.question and not draft.rejected else codes
        found.append(f"{draft.where.row or draft.where.line} {told}")
    return found


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
