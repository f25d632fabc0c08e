"""Word files: paragraphs with the numbers that Word counts by itself, tables, text boxes and pictures. Pure.

Read from WordprocessingML (ECMA-376, part 1, chapter 17): what was deleted while changes were tracked is left out,
what was inserted is taken; a soft line break begins a new line.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from elearn.errors import marked
from elearn.questions import bank_text
from elearn.questions.formats import packed
from elearn.questions.formats.docx_numbers import Numbering
from elearn.questions.formats.docx_runs import formula, looks_of, shifted
from elearn.questions.formats.reading import Place, Reading, Unreadable
from elearn.questions.formats.text_file import read_bank_text
from elearn.questions.formats.typed import Line, read_lines
from elearn.questions.formats.typed_marked import Looks
from elearn.questions.parsed import Picture, clean_line

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
V = "{urn:schemas-microsoft-com:vml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
SKIPPED = {f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}delText", f"{W}pPr", f"{W}rPr", f"{MC}Fallback"}
MOST_PARAGRAPHS = 60_000


@dataclass
class _Document:
    """A Word file while it is read."""

    numbering: Numbering
    relations: Mapping[str, str]
    lines: list[Line] = field(default_factory=list)
    paragraph: int = 0
    blank: bool = False
    pictures: dict[str, str] = field(default_factory=dict)
    """Name in our question → path in the package."""


def read_docx(data: bytes) -> Reading:
    """Read the questions of a Word file. Raises Unreadable."""
    with packed.open_package(data) as package:
        document = _Document(
            Numbering.read(_part(package, "word/numbering.xml"), _part(package, "word/styles.xml")), _relations(package)
        )
        body = _part(package, "word/document.xml")
        if body is None:
            message = marked("This is no Word document. Open it in Word or WPS and save it as .docx.")
            raise Unreadable("no-document", message)
        _walk(document, body)
        reading = _read(document.lines)
        reading.ignored += _beside(package)
        used = {picture.file for draft in reading.drafts if draft.question for picture in draft.question.pictures}
        for name, path in document.pictures.items():
            if name in used and path in package.namelist():
                reading.pictures[name] = packed.read_member(package, path)
    return reading


def _read(lines: list[Line]) -> Reading:
    text = "\n".join(line.text for line in lines)
    if not bank_text.is_bank_text(text):
        return read_lines(lines, "docx")
    places = [line.where for line in lines for _ in line.text.split("\n")]
    reading = read_bank_text(
        text, lambda number: places[min(number, len(places)) - 1] if places else Place(paragraph=1)
    )
    reading.format = "docx"
    return reading


def _beside(package: zipfile.ZipFile) -> list[tuple[Place, str]]:
    """Return what stands around the text: heads and feet of pages, notes and comments; no question is read there."""
    found = []
    for name in sorted(package.namelist()):
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml|word/(?:footnotes|endnotes|comments)\.xml", name):
            root = _part(package, name)
            text = clean_line("".join(each.text or "" for each in root.iter(f"{W}t"))) if root is not None else ""
            if text:
                found.append((Place(item=name.rpartition("/")[2]), text))
    return found


def _part(package: zipfile.ZipFile, name: str) -> Element | None:
    if name not in package.namelist():
        return None
    return packed.parsed_xml(packed.read_member(package, name))


def _relations(package: zipfile.ZipFile) -> dict[str, str]:
    root = _part(package, "word/_rels/document.xml.rels")
    return (
        {}
        if root is None
        else {
            each.get("Id", ""): f"word/{each.get('Target', '')}"
            for each in root
            if each.get("TargetMode") != "External"
        }
    )


def _walk(document: _Document, body: Element) -> None:
    for paragraph in _paragraphs(body):
        document.paragraph += 1
        if document.paragraph > MOST_PARAGRAPHS:
            message = marked("The document has more than %(most)s paragraphs. Split it.")
            raise Unreadable("too-long", message, most=MOST_PARAGRAPHS)
        _take(document, paragraph)


def _paragraphs(parent: Element) -> Iterator[Element]:
    """Yield paragraphs in reading order, those of tables cell by cell and those of text boxes after their own."""
    for child in parent:
        if child.tag == f"{W}p":
            yield child
            for box in _boxes(child):
                yield from _paragraphs(box)
        elif child.tag not in SKIPPED:
            yield from _paragraphs(child)


def _boxes(parent: Element) -> Iterator[Element]:
    """Yield the text boxes in a paragraph; the fallback for old programs holds the same text once more."""
    for child in parent:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag not in SKIPPED:
            yield from _boxes(child)


def _take(document: _Document, paragraph: Element) -> None:
    pieces = _Pieces()
    found: list[Picture] = []
    _collect(document, paragraph, pieces, found)
    label = document.numbering.label(paragraph)
    where = Place(paragraph=document.paragraph)
    texts = [clean_line(part) for part in "".join(pieces.texts).split("\n")]
    texts[0] = clean_line(f"{label}{texts[0]}") if texts[0] or found else texts[0]
    wanted = [(text, looks) for text, looks in zip(texts, pieces.looks(), strict=True) if text]
    for at, (text, looks) in enumerate(wanted):
        first = at == 0
        document.lines.append(Line(text, where, document.blank and first, tuple(found) if first else (), looks))
    if not wanted and found and document.lines:
        # A picture in a paragraph of its own belongs to what stands before it.
        last = document.lines[-1]
        document.lines[-1] = Line(last.text, last.where, last.blank_before, (*last.pictures, *found))
    document.blank = not wanted and not found


@dataclass
class _Pieces:
    """The texts of a paragraph, and which of them stand out."""

    texts: list[str] = field(default_factory=list)
    marks: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    now: tuple[str, ...] = ()

    def add(self, text: str) -> None:
        """Add a text that looks as the run it stands in."""
        if self.now:
            self.marks.append((len(self.texts), self.now))
        self.texts.append(text)

    def looks(self) -> list[Looks]:
        """Return for each line what stands out in it; runs that look alike and touch are one."""
        found: list[list[tuple[str, str]]] = [[] for _ in "".join(self.texts).split("\n")]
        if not self.marks:
            return [() for _ in found]
        marked = dict(self.marks)
        for look in sorted({each for _, looks in self.marks for each in looks}):
            line, run = 0, ""
            for at, text in enumerate([*self.texts, ""]):
                inside = look in marked.get(at, ())
                parts = text.split("\n")
                for number, part in enumerate(parts):
                    if number or not inside:
                        _end_run(found[min(line, len(found) - 1)], look, run)
                        run, line = "", line + (number > 0)
                    if inside:
                        run += part
            _end_run(found[-1], look, run)
        return [tuple(each) for each in found]


def _end_run(found: list[tuple[str, str]], look: str, run: str) -> None:
    if text := clean_line(run):
        found.append((look, text))


def _collect(document: _Document, parent: Element, pieces: _Pieces, found: list[Picture]) -> None:
    for child in parent:
        if child.tag == f"{W}t":
            pieces.add(shifted(child.text or "", pieces.now) if pieces.now else child.text or "")
        elif child.tag == f"{W}r":
            pieces.now = looks_of(child)
            _collect(document, child, pieces, found)
            pieces.now = ()
        elif child.tag in (f"{M}oMath", f"{M}oMathPara"):
            pieces.add(formula(child))
        elif child.tag == f"{W}tab":
            pieces.add("____" if "underline" in pieces.now else "\t")
        elif child.tag in (f"{W}br", f"{W}cr"):
            pieces.add("\n")
        elif child.tag == f"{W}noBreakHyphen":
            pieces.add("-")
        elif child.tag == f"{W}sym":
            pieces.add(_symbol(child))
        elif child.tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
            found += _pictures(document, child)
        elif child.tag not in SKIPPED and child.tag != f"{W}txbxContent":
            _collect(document, child, pieces, found)


def _symbol(child: Element) -> str:
    """The ticks and crosses that people insert from the fonts Wingdings and Wingdings 2."""
    code = (child.get(f"{W}char") or "").upper()[-2:]
    return {"FC": "√", "FE": "√", "FB": "×", "FD": "×", "50": "√", "51": "×", "52": "√", "A8": "□"}.get(code, "")


def _pictures(document: _Document, parent: Element) -> list[Picture]:
    alt = next((each.get("descr") or "" for each in parent.iter(f"{WP}docPr")), "")
    found = []
    for each in [*parent.iter(f"{A}blip"), *parent.iter(f"{V}imagedata")]:
        path = document.relations.get(each.get(f"{R}embed") or each.get(f"{R}id") or "", "")
        if path:
            name = re.sub(r"[^\w.-]", "", path.rpartition("/")[2])[-60:]
            document.pictures[name] = path
            found.append(Picture(name, clean_line(alt.replace("\n", " "))))
    return found


def is_docx(names: list[str]) -> bool:
    """Say whether a package's members are those of a Word file."""
    return "word/document.xml" in names


def paragraph_texts(data: bytes) -> list[Any]:
    """Return the text of every paragraph, for measuring the reader alone."""
    with packed.open_package(data) as package:
        document = _Document(
            Numbering.read(_part(package, "word/numbering.xml"), _part(package, "word/styles.xml")), _relations(package)
        )
        body = _part(package, "word/document.xml")
        _walk(document, body if body is not None else Element("empty"))
    return document.lines
