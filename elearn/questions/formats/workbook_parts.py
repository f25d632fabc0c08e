"""The parts of an .xlsx package (ECMA-376, part 1, chapter 18): where each table lies, how its cells are shown. Pure.

Only what the values alone do not tell is read here: 30 % is stored as 0.3, and “3月1日” as a date.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import Element

from elearn.questions.formats import packed
from elearn.questions.formats.sheet_facts import BUILT_IN, changes

_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_STRICT = "{http://purl.oclc.org/ooxml/officeDocument/relationships}"
_STYLES = "xl/styles.xml"
_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
_STYLE = re.compile(rb"<(?:\w+:)?xf[\s/>](?:[^>]*?\bnumFmtId=[\"'](\d{1,9})[\"'])?")
MOST_STYLES = 20_000_000
MOST_OVER = 4_000_000
"""Bytes of what lies over a table: comments, drawings."""


def sheet_paths(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the path of each table in the package by its name; {} where the package does not say."""
    book = _part(package, "xl/workbook.xml")
    targets = relations(package, "xl/workbook.xml")
    if book is None:
        return {}
    return {
        sheet.get("name", ""): targets.get(sheet.get(f"{_R}id") or sheet.get(f"{_STRICT}id") or "", "")
        for sheet in book.iter()
        if sheet.tag.rpartition("}")[2] == "sheet"
    }


def relations(package: zipfile.ZipFile, path: str) -> dict[str, str]:
    """Return what a part refers to within the package: id → path."""
    folder, _, name = path.rpartition("/")
    root = _part(package, f"{folder}/_rels/{name}.rels")
    if root is None:
        return {}
    return {
        each.get("Id", ""): _target(folder, each.get("Target", ""))
        for each in root
        if each.get("TargetMode") != "External"
    }


def _target(folder: str, target: str) -> str:
    path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
    return posixpath.normpath(path)


def _part(package: zipfile.ZipFile, name: str) -> Element | None:
    return packed.parsed_xml(packed.read_member(package, name)) if name in package.namelist() else None


def comments(package: zipfile.ZipFile, path: str) -> Iterator[tuple[int, str]]:
    """Yield the comments on a table's cells, by row."""
    for target in relations(package, path).values():
        if not re.search(r"/comments?\d*\.xml$", target) or target not in package.namelist():
            continue
        for each in packed.parsed_xml(packed.read_member(package, target, MOST_OVER)).iter():
            if each.tag.endswith("}comment") and (place := re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", each.get("ref", ""))):
                text = "".join(part.text or "" for part in each.iter() if part.tag.endswith("}t"))
                if text.strip():
                    yield int(place[2]), f"{place[0]}：{text.strip()}"


def files_inside(package: zipfile.ZipFile, path: str) -> Iterator[tuple[int, str]]:
    """Yield the files that lie in a table, such as a Word document."""
    for target in relations(package, path).values():
        if "/embeddings/" in target:
            yield 0, target.rpartition("/")[2]


def shown_styles(package: zipfile.ZipFile) -> dict[int, str]:
    """Return the styles by number that show numbers or days otherwise than plain.

    Only tags are looked at: sheets of styles grow to millions of entries, and hostile ones deep.
    """
    if _STYLES not in package.namelist():
        return {}
    body = packed.read_member(package, _STYLES, MOST_STYLES)
    own = {int(_attribute(tag, b"numFmtId") or 0): _attribute(tag, b"formatCode") for tag in _FORMAT.findall(body)}
    codes = BUILT_IN | own
    begin = re.search(rb"<(?:\w+:)?cellXfs[\s>]", body)
    end = re.compile(rb"</(?:\w+:)?cellXfs>").search(body, begin.end()) if begin else None
    shown = {str(number).encode(): re.sub(r"\[[^\]]*\]", "", code) for number, code in codes.items()}
    shown = {number: code for number, code in shown.items() if changes(code)}
    numbers = _STYLE.findall(body, begin.end() if begin else 0, end.start() if end else 0)
    return {at: shown[number] for at, number in enumerate(numbers) if number in shown}


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + name + rb"=(?:\"([^\"]{0,300})\"|'([^']{0,300})')", tag)
    text = unescape((found[1] or found[2] or b"").decode("utf-8", "replace")) if found else ""
    return text if name != b"numFmtId" or text.isdecimal() else ""
