"""Reading a roster file in a process of its own, bounded in memory and time, while the site goes on serving."""

import json
import sys
import zipfile
from io import BytesIO
from typing import Any

from elearn.errors import RuleBroken, marked
from elearn.questions import read_apart
from elearn.questions.formats import packed
from elearn.questions.formats.docx import is_docx
from elearn.questions.formats.reading import Place, Unreadable
from elearn.questions.formats.sheet import read_csv, read_workbook
from elearn.questions.formats.sheet_html import read_html
from elearn.questions.formats.sniff import MOST_BYTES
from elearn.questions.formats.worksheet import Sheet
from elearn.questions.formats.xml_text import text_of
from elearn.training.roster_file import ColumnsUnknown, Person, Roster, read_roster

MOST_PEOPLE = 12_000
WORD = marked("This is a Word document. Copy its table into Excel, save it as .xlsx, and send that file.")
OTHER = marked("This is no table. Send the roster as .xlsx, .xls or .csv.")
EMPTY = marked("The file is empty.")


def read(name: str, data: bytes, roles: list[str] | None = None) -> Roster:
    """Read a roster. Raises RuleBroken with the reason, ColumnsUnknown where columns must be asked for."""
    if len(data) > MOST_BYTES:
        too_large = marked("The file is larger than %(most)s MB.")
        raise RuleBroken("too-large", too_large, most=MOST_BYTES // 1_000_000)
    try:
        found = read_apart.ask("elearn.training.roster_apart", {"name": name, "roles": roles}, data)
    except Unreadable as error:
        raise RuleBroken(error.code, error.message, **error.params) from error
    if "layout" in found:
        raise ColumnsUnknown(**found["layout"])
    if "code" in found:
        raise RuleBroken(found["code"], found["message"], **found["params"])
    return _roster_of(found)


def tables(data: bytes) -> tuple[list[Sheet], str]:
    """Return the tables of a file, whatever it is called, and its format. Raises Unreadable."""
    if not data.strip():
        raise Unreadable("empty", EMPTY)
    if data.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(BytesIO(data)) as package:
                names = set(package.namelist())
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise Unreadable("broken", packed.BROKEN) from error
        if any(each.startswith("xl/") for each in names):
            return read_workbook(data), "xlsx"
        raise Unreadable("word", WORD) if is_docx(names) else Unreadable("other", OTHER)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("encrypted", marked("The file is protected by a password. Save it without one."))
        if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
            return read_workbook(data), "xls"
        raise Unreadable("word", WORD)
    text = text_of(data)
    if data.startswith(b"%PDF") or text.count("\0") or text.count("\ufffd") > 20:
        raise Unreadable("other", OTHER)
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        return read_html(text)[0], "html"
    return read_csv(data), "csv"


def _roster_of(found: dict[str, Any]) -> Roster:
    people = [
        Person(**{**each, "where": Place(**each["where"]), "context": tuple(each["context"])})
        for each in found["people"]
    ]
    skipped = [(Place(**where), reason, text) for where, reason, text in found["skipped"]]
    return Roster(found["format"], people, skipped)


def _answer(asked: dict[str, Any], data: bytes) -> dict[str, Any]:
    try:
        sheets, form = tables(data)
        roster = read_roster(sheets, form, asked["roles"])
        if len(roster.people) > MOST_PEOPLE:
            raise Unreadable("too-many", marked("The file has more than %(most)s people. Split it."), most=MOST_PEOPLE)
    except ColumnsUnknown as unknown:
        layout = {"rows": unknown.rows, "guess": unknown.guess, "names": unknown.names}
        return read_apart.refusal(unknown) | {"layout": layout}
    except Unreadable as unreadable:
        return read_apart.refusal(unreadable)
    return {
        "format": roster.format,
        "people": [{**vars(each), "where": each.where.as_json()} for each in roster.people],
        "skipped": [[where.as_json(), reason, text] for where, reason, text in roster.skipped],
    }


def _child() -> None:
    """Read from stdin, answer on stdout."""
    read_apart.bound()
    asked = json.loads(sys.stdin.buffer.readline())
    json.dump(_answer(asked, sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    read_apart.run(_child)
