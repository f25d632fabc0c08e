"""Through the body of a Word file: paragraphs and tables in reading order, each line with its place. Pure.

What was deleted while changes were tracked is left out, what was inserted is taken; a soft line break begins a new
line. Nothing is left out in silence: what is struck out, or no text at all, is told.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element

from elearn.errors import marked
from elearn.questions.formats import docx_tables, marks
from elearn.questions.formats.docx_numbers import BULLET, Numbering
from elearn.questions.formats.docx_pieces import SKIPPED, Pieces, collect
from elearn.questions.formats.docx_runs import W
from elearn.questions.formats.docx_symbols import OBJECT
from elearn.questions.formats.reading import Place, Unreadable
from elearn.questions.formats.typed import Line
from elearn.questions.formats.worksheet import Sheet
from elearn.questions.parsed import clean_line

MOST_PARAGRAPHS = 60_000
TOO_LONG = marked("The document has more than %(most)s paragraphs. Split it.")
_PLAIN = "-"
_KEY = re.compile(r"(?:应?选|答案?)?\s*(?P<key>[A-H]{1,8}|[√×✓✗]|对|错|正确|错误)\s*[。.]?")
_BEGINS = re.compile(r"[（(]?[A-Za-z\d]{1,3}[)）]?\s*[.．、:：]|[（(][A-Za-z\d]{1,3}[)）]|[【\[]")


@dataclass
class Document:
    """A Word file while it is read. `notes`: the lines of foot notes, end notes and comments by kind and number."""

    numbering: Numbering
    relations: Mapping[str, str] = field(default_factory=dict)
    notes: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    contents: frozenset[str] = frozenset()
    """The styles of a table of contents."""
    lines: list[Line] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    ignored: list[tuple[Place, str]] = field(default_factory=list)
    paragraph: int = 0
    blank: bool = False
    in_cell: bool = False
    in_list: str = ""
    """The bullets that are going on: BULLET before what may be options, _PLAIN within an answer."""
    held: Pieces | None = None
    """A paragraph whose end was deleted, so that the next one goes on with it."""
    pictures: dict[str, str] = field(default_factory=dict)
    """Name in our question → path in the package."""

    @property
    def place(self) -> Place:
        """Return where the reader is."""
        return Place(paragraph=max(self.paragraph, 1))


def walk(document: Document, parent: Element) -> None:
    """Read paragraphs and tables in order, the text boxes of a paragraph after it."""
    for child in parent:
        if child.tag == f"{W}p":
            _paragraph(document, child)
        elif child.tag == f"{W}tbl":
            _table(document, child)
        elif child.tag in (f"{W}altChunk", f"{W}subDoc"):
            name = next((value for key, value in child.items() if key.endswith("}id")), "")
            document.ignored.append((document.place, document.relations.get(name, child.tag.removeprefix(W))))
        elif child.tag not in SKIPPED:
            walk(document, child)


def _paragraph(document: Document, element: Element) -> None:
    document.paragraph += 1
    if document.paragraph > MOST_PARAGRAPHS:
        raise Unreadable("too-long", TOO_LONG, most=MOST_PARAGRAPHS)
    _take(document, element)
    for box in _boxes(element):
        walk(document, box)


def _boxes(parent: Element) -> Iterator[Element]:
    """Yield the text boxes in a paragraph; the fallback for old programs holds the same text once more."""
    for child in parent:
        if child.tag == f"{W}txbxContent":
            yield child
        elif child.tag not in SKIPPED:
            yield from _boxes(child)


def _take(document: Document, element: Element) -> None:
    pieces = document.held or Pieces()
    document.held = None
    collect(pieces, element, document.relations)
    if element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
        document.held = pieces
        return
    document.pictures |= pieces.paths
    style = element.find(f"{W}pPr/{W}pStyle")
    texts = [clean_line(part) for part in pieces.text.split("\n")]
    if style is not None and style.get(f"{W}val") in document.contents:
        document.ignored += [(document.place, text) for text in texts if text]
        return
    _lines(document, element, pieces, texts)
    document.ignored += [(document.place, text) for text in map(clean_line, pieces.struck) if text]
    _notes(document, pieces.notes)


def _lines(document: Document, element: Element, pieces: Pieces, texts: list[str]) -> None:
    """Add what a paragraph says; a picture in a paragraph of its own belongs to what stands before it."""
    has_text = any(text.strip(OBJECT + " ") for text in texts)
    label = _label(document, element, texts[0])
    looks = pieces.looks()
    if has_text or (label and pieces.pictures):
        texts[0] = clean_line(_labelled(label, texts[0])) if texts[0] or pieces.pictures else texts[0]
        wanted = [(_trimmed(text), look) for text, look in zip(texts, looks, strict=True) if text.strip(OBJECT + " ")]
        for at, (text, look) in enumerate(wanted):
            pictures = tuple(pieces.pictures) if at == 0 else ()
            document.lines.append(Line(text, document.place, document.blank and at == 0, pictures, look))
        document.blank = False
    elif pieces.pictures:
        _picture(document, Line(OBJECT, document.place, pictures=tuple(pieces.pictures)))
    else:
        document.blank = True


def _picture(document: Document, line: Line) -> None:
    """Pictures in a paragraph of their own belong to what stands before them; in a cell the table decides."""
    document.blank = False
    if document.lines and document.lines[-1].text != OBJECT:
        last = document.lines[-1]
        document.lines[-1] = replace(last, pictures=(*last.pictures, *line.pictures))
    elif document.in_cell:
        document.lines.append(line)
    else:
        document.ignored += [(line.where, picture.file) for picture in line.pictures]


def _label(document: Document, element: Element, text: str) -> str:
    """Return the number of a paragraph; a bullet only where what stands there may be an option without a letter."""
    label = document.numbering.label(element)
    before = document.in_list
    document.in_list = label if label == BULLET else ""
    if label != BULLET:
        return label
    last = document.lines[-1].text if document.lines else ""
    if before == _PLAIN or not last or marks.field_of(last) or (not before and marks.section_of(last)):
        document.in_list = _PLAIN
        return ""
    return "" if _BEGINS.match(text) or marks.field_of(text) or marks.section_of(text) else f"{BULLET} "


def _labelled(label: str, text: str) -> str:
    """Put the number that Word shows in front of a text, unless the same number was typed there as well."""
    bare = re.sub(r"[.．、)）:：\s]+$", "", label)
    if bare and re.match(rf"{re.escape(bare)}\s*[.．、)）:：]", text):
        return text
    return f"{label} {text}" if text[:1].isdigit() and not label.endswith(" ") else f"{label}{text}"


def _trimmed(text: str) -> str:
    """A picture at the end of a text stands below it; within a text, or as an option, it is part of what is said."""
    bare = text.strip(OBJECT + " ")
    return text if OBJECT in bare or re.match(r"[（(]?[A-Z][)）]?\s*[.．、:：)）]", bare) else bare


def _notes(document: Document, references: Sequence[tuple[str, str]]) -> None:
    """A note or comment may hold the answer of what it stands at; all others are told."""
    for reference in references:
        for text in document.notes.pop(reference, []):
            key = _KEY.fullmatch(text)
            if key or marks.field_of(text):
                document.lines.append(Line(f"答案：{key['key']}" if key else text, document.place))
            else:
                document.ignored.append((document.place, text))


def _table(document: Document, element: Element) -> None:
    rows = []
    for row in _inside(element, "tr"):
        if row.find(f"{W}trPr/{W}del") is None:
            rows.append(_row(document, row))
    found = docx_tables.sorted_in(rows, document.lines, len(document.sheets) + 1)
    for line in found.lines:
        if line.text == OBJECT:
            _picture(document, line)
        else:
            document.lines.append(line)
    document.ignored += found.ignored
    if found.sheet:
        document.sheets.append(found.sheet)
    document.blank = False


def _row(document: Document, element: Element) -> list[docx_tables.TableCell]:
    cells = []
    outer, was_cell, document.in_cell = document.lines, document.in_cell, True
    for cell in _inside(element, "tc"):
        document.lines, document.blank = [], False
        walk(document, cell)
        merged = cell.find(f"{W}tcPr/{W}vMerge")
        goes_on = merged is not None and merged.get(f"{W}val", "continue") == "continue"
        cells.append(docx_tables.TableCell(document.lines, goes_on, document.place))
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        wide = span.get(f"{W}val", "1") if span is not None else "1"
        more = min(int(wide), 64) - 1 if wide.isdecimal() else 0
        cells += [docx_tables.TableCell([], goes_on, document.place)] * more
    document.lines, document.in_cell = outer, was_cell
    return cells


def _inside(parent: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, also where a content control or a change stands around them."""
    for child in parent:
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag not in SKIPPED and child.tag not in (f"{W}tr", f"{W}tc", f"{W}tbl"):
            yield from _inside(child, name)
