"""XML that stands in a text: its encoding, entities of HTML, bounds of depth and size, the place of a mistake. Pure."""

import contextlib
import re
from html.entities import html5
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from elearn.errors import marked
from elearn.questions.formats.packed import BROKEN, ENTITIES, TOO_LARGE
from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.text_file import decode

MOST_DEPTH = 200
MOST_ELEMENTS = 400_000
BROKEN_XML = marked("The XML is wrong in line %(line)s, sign %(column)s. Mend it there, or export the file once more.")
TOO_DEEP = marked("The file is nested far deeper than a question bank.")
# What a part of a text is: CDATA, which stays, or an entity that HTML knows and XML does not.
_NAMED = re.compile(r"(?P<kept><!\[CDATA\[.*?\]\]>)|&(?P<name>[A-Za-z]\w+);", re.S)
_XMLS_OWN = frozenset(["amp", "lt", "gt", "quot", "apos"])
_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,80}encoding\s*=\s*['\"]([\w.-]{1,20})['\"]")


def text_of(data: bytes) -> str:
    """Return the text of a file that may be XML: one that is no UTF-8 has the encoding it names. Raises Unreadable."""
    if found := _ENCODING.match(data[:400]):
        try:
            data.decode("utf-8-sig")
        except UnicodeDecodeError:
            with contextlib.suppress(UnicodeDecodeError, LookupError):
                return data.decode(found[1].decode())
    return decode(data)


def parsed_text(text: str) -> Element:
    """Parse XML that people or other programs wrote as a text: what it says of its encoding no longer counts.

    Entities of HTML such as &nbsp; are understood. Raises Unreadable, with the place for what is no XML.
    """
    bare = re.sub(r"\A\s*<\?xml[^>]*>", lambda found: "\n" * found[0].count("\n"), text)
    try:
        return _bounded(bare)
    except ParseError as error:
        mended = _NAMED.sub(_plain_sign, bare)
        if mended == bare:
            raise _broken_at(error) from error
    try:
        return _bounded(mended)
    except ParseError as error:
        raise _broken_at(error) from error


def _bounded(text: str) -> Element:
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=False)
    try:
        parser.feed(text)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise Unreadable("entities", ENTITIES) from error
    except (ValueError, LookupError, AssertionError) as error:
        raise Unreadable("broken", BROKEN) from error
    return root


class _Bounded(TreeBuilder):
    """Builds a tree that is neither too deep for what walks through it nor too large for memory."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.depth += 1
        self.elements += 1
        if self.depth > MOST_DEPTH:
            raise Unreadable("too-deep", TOO_DEEP)
        if self.elements > MOST_ELEMENTS:
            raise Unreadable("too-large", TOO_LARGE)
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def _plain_sign(found: re.Match[str]) -> str:
    if found["kept"] or found["name"] in _XMLS_OWN:
        return found[0]
    return html5.get(f"{found['name']};", found[0])


def _broken_at(error: ParseError) -> Unreadable:
    line, column = error.position
    return Unreadable("broken-xml", BROKEN_XML, line=line, column=column + 1)
