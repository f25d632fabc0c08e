"""What a file is, whatever it is called, and the reader for it. Pure."""

import re
import struct
import zipfile
from io import BytesIO

from elearn.errors import marked
from elearn.questions.bank_text import is_bank_text
from elearn.questions.formats import packed, repeats
from elearn.questions.formats.aiken import is_aiken, read_aiken
from elearn.questions.formats.blackboard import is_blackboard, read_blackboard
from elearn.questions.formats.columns import Columns, is_header
from elearn.questions.formats.docx import is_docx, read_docx
from elearn.questions.formats.gift import is_gift, read_gift
from elearn.questions.formats.json_list import is_json, read_json
from elearn.questions.formats.moodle_xml import read_moodle
from elearn.questions.formats.qti import ENDINGS, is_qti, read_package, read_qti
from elearn.questions.formats.reading import Place, Reading, Unreadable
from elearn.questions.formats.sheet import read_csv, read_strokes, read_workbook
from elearn.questions.formats.sheet_html import read_html
from elearn.questions.formats.sheet_questions import UnknownLayout, read_sheets
from elearn.questions.formats.sheet_text import is_cards, read_cards
from elearn.questions.formats.text_file import read_text
from elearn.questions.formats.xml_text import parsed_text, text_of

MOST_BYTES = 10_000_000
OLD_WORD = marked("This is an old Word or WPS document. Open it, choose “save as”, type .docx, and send that file.")
OLD_SHEET = marked("This is a WPS table (.et). Open it, choose “save as”, type .xlsx, and send that file.")
PDF = marked(
    "A PDF can't be read reliably. Open the Word document it was made from, or convert it to .docx, and send that."
)
RTF = marked("This is an RTF document. Open it in Word, choose “save as”, type .docx, and send that file.")
HTML = marked("This is a web page, not a document. Copy its text and paste it, or save it as .docx.")
OTHER = marked("This kind of file is not known. Send .docx, .xlsx, .csv or a text file.")


ODS = marked("This table is saved as %(ending)s. Open it, choose “save as”, type .xlsx, and send that file.")
ODT = marked("This document is saved as %(ending)s. Open it, choose “save as”, type .docx, and send that file.")
XML = marked("This XML file holds neither a quiz of Moodle's nor items of QTI.")
ZIPPED = marked("This is a zip file without questions of QTI or Moodle. Unpack it and send its files one by one.")


def read_file(name: str, data: bytes, columns: Columns | None = None) -> Reading:
    """Read a file of questions by what it holds. Raises Unreadable, for tables with unknown columns UnknownLayout."""
    reading = _reading(name, data, columns)
    repeats.refuse(reading.drafts)
    return reading


def _reading(name: str, data: bytes, columns: Columns | None) -> Reading:
    if len(data) > MOST_BYTES:
        raise Unreadable("too-large", marked("The file is larger than %(most)s MB."), most=MOST_BYTES // 1_000_000)
    if not data.strip():
        raise Unreadable("empty", marked("The file is empty."))
    if data.startswith(b"PK\x03\x04"):
        return _package(data, columns)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _old_office(name, data, columns)
    if data.startswith(b"%PDF"):
        raise Unreadable("pdf", PDF)
    if data.startswith(b"{\\rtf"):
        raise Unreadable("rtf", RTF)
    return _text(name, data, columns)


def _package(data: bytes, columns: Columns | None) -> Reading:
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise Unreadable("broken", packed.BROKEN) from error
    if is_docx(names):
        return read_docx(data, columns)
    if any(each.startswith("xl/") for each in names):
        return read_sheets(read_workbook(data), "xlsx", columns)
    if "content.xml" in names and "mimetype" in names:
        is_text = "text" in _mimetype(data)
        raise Unreadable("opendocument", ODT if is_text else ODS, ending=".odt" if is_text else ".ods")
    if any(each.lower().endswith(ENDINGS) for each in names):
        return read_package(data)
    raise Unreadable("other", ZIPPED if names else OTHER)


def _mimetype(data: bytes) -> str:
    with packed.open_package(data) as package:
        return packed.read_member(package, "mimetype").decode("ascii", "replace")


def _old_office(name: str, data: bytes, columns: Columns | None) -> Reading:
    """The streams inside say what it is: their names stand there in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise Unreadable("encrypted", marked("The file is protected by a password. Save it without one."))
    if name.lower().endswith(".et"):
        raise Unreadable("et", OLD_SHEET)
    if any(stream.encode("utf-16-le") in data for stream in ("Workbook", "Book")):
        return read_sheets(read_workbook(data), "xls", columns)
    raise Unreadable("doc", OLD_WORD)


def _text(name: str, data: bytes, columns: Columns | None) -> Reading:
    text = text_of(data)
    if text.count("\0") or text.count("\ufffd") > 20:
        raise Unreadable("other", OTHER)
    start = text.lstrip("\ufeff \r\n\t")
    if start.startswith("<"):
        return _markup(start, name, columns)
    if re.match(r"MIME-Version:", start, re.I):
        raise Unreadable("html", HTML)
    if is_blackboard(text):
        return read_blackboard(text)
    if is_cards(text):
        return read_sheets(read_cards(text), "csv", columns)
    if (is_json(text) or name.lower().endswith((".json", ".jsonl", ".ndjson"))) and not columns:
        return read_json(text)
    if (
        name.lower().endswith((".csv", ".tsv"))
        or columns
        or (name.lower().endswith((".xls", ".xlsx")) and _is_parted(text))
    ):
        return read_sheets(read_csv(data), "csv", columns)
    if name.lower().endswith(".gift"):
        return read_gift(text)
    return _table_or_text(text, data)


def _is_parted(text: str) -> bool:
    """Say whether nearly every line holds the same sign between several cells."""
    lines = [line for line in text.splitlines() if line.strip()][:50]
    return any(sum(line.count(sign) > 1 for line in lines) > 0.8 * len(lines) for sign in "\t,;")


def _table_or_text(text: str, data: bytes) -> Reading:
    """A table that was saved as text (and perhaps named .xlsx) has a header row of known names."""
    first = [line for line in text.splitlines() if line.strip()][:30]
    if any(line.startswith("|") for line in first):
        sheets = read_strokes(text)
    elif any(line.count("\t") or line.count(",") > 1 or line.count(";") > 1 for line in first):
        sheets = read_csv(data)
    else:
        sheets = []
    if any(is_header(row) for sheet in sheets for _, row in sheet.rows[:30]):
        return read_sheets(sheets, "csv")
    if is_aiken(text):
        return read_aiken(text)
    if is_gift(text) and not is_bank_text(text):
        return read_gift(text)
    return read_text(text)


def _markup(text: str, file: str, columns: Columns | None) -> Reading:
    name = _root_name(text)
    if name in ("html", "head", "body", "meta", "table", "div", "p"):
        return _page(text, file, columns)
    if name or text.startswith(("<?xml", "<!DOCTYPE")):
        root = parsed_text(text)
        if root.tag == "quiz":
            return read_moodle(root)
        if is_qti(root):
            return read_qti(root)
        if root.tag == "{urn:schemas-microsoft-com:office:spreadsheet}Workbook":
            raise Unreadable("opendocument", ODS, ending=".xml")
        raise Unreadable("other", XML)
    return read_text(text)


def _page(text: str, file: str, columns: Columns | None) -> Reading:
    """A page is read where it is a table of questions, as old programs export them under the name .xls."""
    sheets, outside = read_html(text)
    if not any(len(row) > 1 for sheet in sheets for _, row in sheet.rows):
        raise Unreadable("html", HTML)
    try:
        reading = read_sheets(sheets, "html", columns)
    except UnknownLayout as unknown:
        if file.lower().endswith((".xls", ".xlsx", ".et")):
            raise
        raise Unreadable("html", HTML) from unknown
    if outside:
        reading.ignored.append((Place(), outside))
    return reading


def _root_name(text: str) -> str:
    """Return the name of the first element in small letters, behind declarations and remarks; "" for none."""
    at = 0
    while found := _PROLOG.match(text, at):
        end = text.find(_PROLOG_ENDS[found[1]], found.end())
        if end < 0:
            return ""
        if found[1] == "<!" and "[" in text[at:end]:
            end = text.find("]", at)
            end = text.find(">", end) if end > 0 else -1
        at = end + len(_PROLOG_ENDS[found[1]]) if end > 0 else len(text)
    first = re.compile(r"\s*<([A-Za-z][\w:.-]{0,60})[\s>/]").match(text, at)
    return first[1].lower() if first else ""


_PROLOG = re.compile(r"\s*(<\?|<!--|<!)")
_PROLOG_ENDS = {"<?": "?>", "<!--": "-->", "<!": ">"}
