"""The parts of an .xlsx package (ECMA-376, part 1, chapter 18): where each table lies, how its cells are shown. Pure.

Only what the values alone do not tell is read here: 30 % is stored as 0.3, and “3月1日” as a date.
"""

import posixpath
import re
import zipfile
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from elearn.questions.formats import packed

_CELL = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*?\br="([A-Z]{1,3})(\d{1,7})")(?=[^>]*?\bs="(\d{1,5})")')
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# The built-in formats that show a share or a day; in Chinese programs 27 to 36 and 50 to 58 are days.
BUILT_IN = {9: "0%", 10: "0.00%", 14: "yyyy-m-d", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm"}
BUILT_IN |= {21: "h:mm:ss", 27: 'yyyy"年"m"月"', 57: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 58: 'm"月"d"日"'}
BUILT_IN |= {31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"'}


def sheet_paths(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the path of each table in the package by its name; {} where the package does not say."""
    book = _part(package, "xl/workbook.xml")
    targets = relations(package, "xl/workbook.xml")
    if book is None:
        return {}
    return {
        sheet.get("name", ""): targets.get(sheet.get(f"{_R}id", ""), "")
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


def cell_formats(package: zipfile.ZipFile, path: str) -> dict[tuple[int, int], str]:
    """Return the formats of a table's cells that show shares or days: (row from 1, column from 0) → format."""
    shown = _styles(package)
    if not shown or path not in package.namelist():
        return {}
    found: dict[tuple[int, int], str] = {}
    for column, row, style in _CELL.findall(packed.read_member(package, path)):
        if code := shown.get(int(style)):
            found[int(row), column_index(column)] = code
    return found


def column_index(name: bytes) -> int:
    """Return a column's index from 0 by its letters."""
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1


def _styles(package: zipfile.ZipFile) -> Mapping[int, str]:
    """Return the styles by number that show shares or days."""
    root = _part(package, "xl/styles.xml")
    if root is None:
        return {}
    own = {
        int(each.get("numFmtId", "0")): each.get("formatCode", "")
        for each in root.iter()
        if each.tag.endswith("}numFmt") and each.get("numFmtId", "").isdecimal()
    }
    codes = BUILT_IN | own
    formats = next((each for each in root if each.tag.endswith("}cellXfs")), None)
    found = {}
    for at, style in enumerate(formats if formats is not None else ()):
        number = style.get("numFmtId", "0")
        code = codes.get(int(number), "") if number.isdecimal() else ""
        if "%" in code or re.search(r"[ymdh年月日]", re.sub(r"\[[^\]]*\]", "", code)):
            found[at] = code
    return found
