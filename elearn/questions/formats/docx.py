"""Word files: paragraphs with the numbers that Word counts by itself, tables, text boxes and pictures. Pure.

Read from WordprocessingML (ECMA-376, part 1, chapter 17): what was deleted while changes were tracked is left out,
what was inserted is taken; a soft line break begins a new line.
"""

import posixpath
import re
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from elearn.errors import marked
from elearn.questions import bank_text
from elearn.questions.formats import packed
from elearn.questions.formats.columns import Columns
from elearn.questions.formats.docx_numbers import Numbering
from elearn.questions.formats.docx_runs import W
from elearn.questions.formats.docx_symbols import LOST, OBJECT
from elearn.questions.formats.docx_walk import Document, walk
from elearn.questions.formats.reading import Draft, Place, Reading, Unreadable
from elearn.questions.formats.sheet_questions import UnknownLayout, read_sheets
from elearn.questions.formats.text_file import read_bank_text
from elearn.questions.formats.typed import Line, read_lines
from elearn.questions.parsed import clean_line

NO_DOCUMENT = marked("This is no Word document. Open it in Word or WPS and save it as .docx.")
IN_TEXT = marked(
    "A picture, formula or sign that is no text stands within the question or an option. "
    "Write it as text, or put one picture below the question."
)
_MAIN = "/officeDocument"
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)  # fmt: skip
_NOTES = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}


def read_docx(data: bytes, columns: Columns | None = None) -> Reading:
    """Read the questions of a Word file; `columns` of its tables where they were asked for. Raises Unreadable."""
    with packed.open_package(data) as package:
        main = _main(package)
        body = _part(package, main)
        if body is None:
            raise Unreadable("no-document", NO_DOCUMENT)
        folder = posixpath.dirname(main)
        document = _document(package, main, folder)
        walk(document, body)
        reading = _read(document, columns)
        _tell_the_rest(document, package, folder, reading)
        used = {picture.file for draft in reading.drafts if draft.question for picture in draft.question.pictures}
        names = set(package.namelist())
        for name, path in document.pictures.items():
            if name in used and path in names:
                reading.pictures[name] = packed.read_member(package, path)
    return reading


def _main(package: zipfile.ZipFile) -> str:
    """Return the name of the main part: nearly always word/document.xml, else what the package says."""
    if "word/document.xml" in package.namelist():
        return "word/document.xml"
    root = _part(package, "_rels/.rels")
    for each in root if root is not None else ():
        if each.get("Type", "").endswith(_MAIN):
            return each.get("Target", "").lstrip("/")
    return ""


def _document(package: zipfile.ZipFile, main: str, folder: str) -> Document:
    styles = _part(package, f"{folder}/styles.xml")
    notes = {
        (kind, note.get(f"{W}id", "")): [text for text in map(_text, note.iter(f"{W}p")) if text]
        for part, kind in _NOTES.items()
        for note in _notes(package, f"{folder}/{part}.xml", kind)
    }
    return Document(
        Numbering.read(_part(package, f"{folder}/numbering.xml"), styles),
        _relations(package, main, folder),
        {key: texts for key, texts in notes.items() if texts},
        _contents(styles),
    )


def _notes(package: zipfile.ZipFile, name: str, kind: str) -> Iterable[Element]:
    root = _part(package, name)
    return [] if root is None else root.iter(f"{W}{kind}")


def _text(paragraph: Element) -> str:
    return clean_line("".join(each.text or "" for each in paragraph.iter(f"{W}t")))


def _contents(styles: Element | None) -> frozenset[str]:
    """Return the styles of tables of contents, whose lines repeat headings."""
    found = set()
    for style in styles.iter(f"{W}style") if styles is not None else ():
        name = style.find(f"{W}name")
        if name is not None and re.fullmatch(r"toc \d", name.get(f"{W}val", ""), re.I):
            found.add(style.get(f"{W}styleId", ""))
    return frozenset(found)


def _read(document: Document, columns: Columns | None) -> Reading:
    """Read lines and tables; drafts of both in the order of the document."""
    text = "\n".join(line.text for line in document.lines)
    is_bank = bank_text.is_bank_text(text)
    reading = _bank_text(document.lines, text) if is_bank else read_lines(document.lines, "docx")
    if document.sheets:
        _add_tables(document, reading, columns)
    for draft in reading.drafts:
        _refuse_objects(draft)
    return reading


def _bank_text(lines: list[Line], text: str) -> Reading:
    places = [line.where for line in lines for _ in line.text.split("\n")]
    reading = read_bank_text(
        text, lambda number: places[min(number, len(places)) - 1] if places else Place(paragraph=1)
    )
    reading.format = "docx"
    return reading


def _add_tables(document: Document, reading: Reading, columns: Columns | None) -> None:
    try:
        found = read_sheets(document.sheets, "docx", columns)
    except UnknownLayout:
        if not reading.drafts:
            raise
        found = Reading("docx")
        for sheet in document.sheets:
            found.ignored += [
                (Place(row=number), " | ".join(cell.text for cell in row if cell.text)) for number, row in sheet.rows
            ]
    for draft in found.drafts:
        draft.where = _place(draft.where)
        draft.rejected = [replace(doubt, where=_place(doubt.where)) for doubt in draft.rejected]
        draft.warnings = [replace(doubt, where=_place(doubt.where)) for doubt in draft.warnings]
    reading.drafts = sorted([*reading.drafts, *found.drafts], key=lambda draft: draft.where.paragraph or 0)
    reading.ignored += [(_place(where), text) for where, text in found.ignored]


def _place(where: Place) -> Place:
    """Rows of Word's tables are numbered by their paragraphs."""
    return Place(paragraph=where.row, item=where.item) if where.row else where


def _refuse_objects(draft: Draft) -> None:
    question = draft.question
    texts = [
        text
        for part in (question.parts() if question else ())
        for text in (part.stem, *part.options, str(part.answer), part.explanation, part.source)
    ]
    if any(OBJECT in text or LOST in text for text in texts):
        draft.reject("object-in-text", IN_TEXT, "stem")


def _tell_the_rest(document: Document, package: zipfile.ZipFile, folder: str, reading: Reading) -> None:
    """What stands around the text is told: heads and feet of pages, notes that nothing refers to."""
    reading.ignored += document.ignored
    for (kind, _), texts in document.notes.items():
        reading.ignored.append((Place(item=f"{kind}s.xml"), "\n".join(texts)))
    for name in sorted(package.namelist()):
        if re.fullmatch(rf"{re.escape(folder)}/(?:header|footer)\d*\.xml", name):
            root = _part(package, name)
            text = " ".join(filter(None, map(_text, root.iter(f"{W}p")))) if root is not None else ""
            if text:
                reading.ignored.append((Place(item=posixpath.basename(name)), text))


def _part(package: zipfile.ZipFile, name: str) -> Element | None:
    if name not in package.namelist():
        return None
    body = packed.read_member(package, name)
    if b"purl.oclc.org/ooxml" in body:
        for strict, usual in _STRICT:
            body = body.replace(strict, usual)
    return packed.parsed_xml(body)


def _relations(package: zipfile.ZipFile, main: str, folder: str) -> dict[str, str]:
    root = _part(package, f"{folder}/_rels/{posixpath.basename(main)}.rels")
    found = {}
    for each in root if root is not None else ():
        if each.get("TargetMode") != "External":
            target = each.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            found[each.get("Id", "")] = posixpath.normpath(path)
    return found


def is_docx(names: Iterable[str]) -> bool:
    """Say whether a package's members are those of a Word file."""
    return any(re.fullmatch(r"word/document\w*\.xml", name) for name in names)


def paragraph_texts(data: bytes) -> list[Any]:
    """Return the text of every paragraph, for measuring the reader alone."""
    with packed.open_package(data) as package:
        main = _main(package)
        document = _document(package, main, posixpath.dirname(main))
        body = _part(package, main)
        walk(document, body if body is not None else Element("empty"))
    return document.lines
