"""What lies over the cells of .xlsx tables, and the pictures that WPS keeps in the cells themselves. Pure."""

import re
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from elearn.questions.formats import packed, workbook_parts

IN_CELL = re.compile(r'=?(?:_xlfn\.)?DISPIMG\("(?P<id>[^"]{1,80})"[^)]*\)')
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_CELL_PICTURES = "xl/cellimages.xml"


def over_cells(package: zipfile.ZipFile, sheet_path: str) -> tuple[dict[int, list[str]], list[tuple[int, str]]]:
    """Return the paths of the pictures that lie over a table, by the row (from 1) of their corner; and texts by row."""
    found: dict[int, list[str]] = {}
    texts: list[tuple[int, str]] = []
    for target in workbook_parts.relations(package, sheet_path).values():
        if "/drawings/" not in target or not target.endswith(".xml") or target not in package.namelist():
            continue
        paths = workbook_parts.relations(package, target)
        for anchor in packed.parsed_xml(packed.read_member(package, target, workbook_parts.MOST_OVER)):
            row = _row(anchor)
            found.setdefault(row, []).extend(path for path in _embedded(anchor, paths) if path in package.namelist())
            words = "".join(each.text or "" for each in anchor.iter() if each.tag.endswith("}t")).strip()
            if words:
                texts.append((row, words))
    return {row: paths for row, paths in found.items() if paths}, texts


def _row(anchor: Element) -> int:
    corner = next((each for each in anchor if each.tag.endswith("}from")), None)
    row = next((each.text for each in corner if each.tag.endswith("}row")), None) if corner is not None else None
    return int(row) + 1 if row and row.strip().isdecimal() else 0


def _embedded(parent: Element, paths: dict[str, str]) -> Iterator[str]:
    for each in parent.iter():
        if each.tag.endswith("}blip") and (path := paths.get(each.get(_EMBED, ""))):
            yield path


def in_cells(package: zipfile.ZipFile) -> dict[str, str]:
    """Return the paths of the pictures that cells name by an id."""
    if _CELL_PICTURES not in package.namelist():
        return {}
    paths = workbook_parts.relations(package, _CELL_PICTURES)
    root = packed.parsed_xml(packed.read_member(package, _CELL_PICTURES, workbook_parts.MOST_OVER))
    found = {}
    for picture in root:
        name = next((each.get("name", "") for each in picture.iter() if each.tag.endswith("}cNvPr")), "")
        path = next(_embedded(picture, paths), "")
        if name and path in package.namelist():
            found[name] = path
    return found
