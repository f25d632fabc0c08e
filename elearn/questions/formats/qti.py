"""QTI of every version, as single items and as packages. Pure."""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from elearn.errors import marked
from elearn.questions.formats import packed, qti1, qti2, xml_text
from elearn.questions.formats.moodle_xml import read_moodle
from elearn.questions.formats.reading import Draft, Place, Reading, Unreadable
from elearn.questions.formats.taken_pictures import Pictures

ENDINGS = (".xml", ".qti", ".dat")
MANIFEST = "imsmanifest.xml"
MOST_ITEMS = 5_000
_DOCUMENTS = (".docx", ".doc", ".xlsx", ".xls", ".csv", ".txt", ".gift", ".json", ".jsonl", ".pdf")
NO_ITEMS = marked("The package holds no items of QTI and no quiz of Moodle's.")
UNSAFE = marked("The package holds a file that leads out of it (%(name)s). It is refused.")


def is_qti(root: Element) -> bool:
    """Say whether the root of a file belongs to QTI."""
    name = str(root.tag).rpartition("}")[2]
    return name in ("questestinterop", "assessmentItem", "qti-assessment-item", "assessmentTest", "qti-assessment-test")


def read_qti(root: Element) -> Reading:
    """Read one file of QTI that stands alone, so without pictures."""
    reading = Reading("qti")
    for item, name in _items(root, ""):
        _read(reading, item, name, lambda path: b"")
    return reading


def read_package(data: bytes) -> Reading:
    """Read a package: every item that it holds, in the order of its manifest, with the pictures. Raises Unreadable."""
    reading = Reading("qti")
    with packed.open_package(data) as package:
        names = package.namelist()
        for name in names:
            if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or re.match(r"[A-Za-z]:", name):
                raise Unreadable("unsafe", UNSAFE, name=name[:80])
        for name in _files(package, names):
            _read_file(reading, package, name, set(names))
        reading.ignored += [(Place(item=name), name) for name in names if name.lower().endswith(_DOCUMENTS)]
    if not reading.drafts:
        raise Unreadable("no-items", NO_ITEMS)
    return reading


def _read_file(reading: Reading, package: zipfile.ZipFile, name: str, names: set[str]) -> None:
    """Read the items of one file; one that is no XML is named and does not keep the others out."""
    try:
        text = xml_text.text_of(packed.read_member(package, name))
        if not re.search(r"questestinterop|assessment-?item|<quiz|<!ENTITY", text, re.I):
            return
        root = xml_text.parsed_text(text)
    except Unreadable as error:
        if error.code not in ("broken-xml", "broken", "encoding"):
            raise
        draft = Draft(str(len(reading.drafts) + 1), Place(item=name[:120]), None)
        draft.reject(error.code, error.message, **error.params)
        reading.drafts.append(draft)
        return
    if root.tag == "quiz" and root.find("question") is not None:
        reading.format = "moodle-xml"
        read_moodle(root, reading)
    elif is_qti(root):
        for item, title in _items(root, name):
            _read(reading, item, title, _finder(package, posixpath.dirname(name), names))


def _files(package: zipfile.ZipFile, names: list[str]) -> list[str]:
    """Return the XML files, those first that the manifest names, in its order.

    Canvas writes each quiz twice in a cartridge; its own form, which says more, is read.
    """
    files = [name for name in names if name.lower().endswith(ENDINGS) and posixpath.basename(name) != MANIFEST]
    own = {posixpath.basename(name).partition(".")[0] for name in names if name.endswith(".xml.qti")}
    files = [
        name
        for name in files
        if not (posixpath.basename(name) == "assessment_qti.xml" and posixpath.basename(posixpath.dirname(name)) in own)
    ]
    manifest = next((name for name in names if posixpath.basename(name) == MANIFEST), None)
    if manifest is None:
        return files
    base = posixpath.dirname(manifest)
    root = xml_text.parsed_text(xml_text.text_of(packed.read_member(package, manifest)))
    named = [
        posixpath.join(base, node.get("href", "")) for node in root.iter() if str(node.tag).rpartition("}")[2] == "file"
    ]
    first = [posixpath.normpath(name) for name in named]
    return list(dict.fromkeys([*(name for name in first if name in files), *files]))


def _items(root: Element, name: str) -> Iterator[tuple[Element, str]]:
    qti2.fold(root)
    if root.tag == "assessmentItem":
        yield root, name or root.get("title", "") or root.get("identifier", "")
    elif root.tag == "questestinterop":
        for item in root.iter("item"):
            yield item, posixpath.join(name, item.get("title") or item.get("ident") or "")


def _read(reading: Reading, item: Element, name: str, find: Callable[[str], bytes]) -> None:
    if len(reading.drafts) >= MOST_ITEMS:
        raise Unreadable("too-large", marked("The file unpacks to far more than a question bank needs."))
    number = str(len(reading.drafts) + 1)
    pictures = Pictures(find, reading.pictures)
    reader = qti2.read_item if item.tag == "assessmentItem" else qti1.read_item
    reading.drafts.append(reader(item, number, Place(item=name[:120] or number), pictures))


def _finder(package: zipfile.ZipFile, folder: str, names: set[str]) -> Callable[[str], bytes]:
    """Return what finds a file by its address: beside the item, else anywhere in the package by the same path."""

    def find(path: str) -> bytes:
        for base in (folder, ""):
            name = posixpath.normpath(posixpath.join(base, path.lstrip("/")))
            if name in names:
                return packed.read_member(package, name)
        return b""

    return find
