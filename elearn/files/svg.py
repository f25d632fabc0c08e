"""Drawings (SVG) from strangers: only what draws, by a list of what is allowed, and written anew by us. Pure.

No script, no event, no reference out of the drawing, no style sheet, no animation, nothing of HTML. What editors put in
for themselves (Inkscape's layers, dates and names of authors) goes; anything else that is not on the list is refused.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError, SubElement, TreeBuilder, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from elearn.errors import marked

SVG = "http://www.w3.org/2000/svg"
MOST_BYTES = 80_000
MOST_ELEMENTS = 4_000
MOST_DEPTH = 32
_ELEMENTS = frozenset(
    ["svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "title", "desc"]
)
_ELEMENTS |= {"defs", "marker", "linearGradient", "radialGradient", "stop"}
_NUMBERS = (
    "x y x1 y1 x2 y2 dx dy cx cy r rx ry fx fy width height viewBox points offset refX refY markerWidth markerHeight"
)
_SHAPES = "d transform gradientTransform rotate orient pathLength textLength preserveAspectRatio"
_WORDS = "lengthAdjust gradientUnits markerUnits spreadMethod id version xml:space"
# What may stand as an attribute and within style="…".
_LOOK = (
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-dasharray "
    "stroke-dashoffset stroke-miterlimit opacity color display visibility font-family font-size font-weight font-style "
    "font-variant text-anchor text-decoration dominant-baseline alignment-baseline baseline-shift letter-spacing "
    "word-spacing writing-mode stop-color stop-opacity marker-start marker-mid marker-end paint-order overflow "
    "shape-rendering text-rendering vector-effect line-height white-space clip-rule color-interpolation"
)
_LOOKS = frozenset(_LOOK.split())
_ATTRIBUTES = frozenset(" ".join([_NUMBERS, _SHAPES, _WORDS, _LOOK]).split())
# Local references alone: a marker or a gradient of the same drawing.
_REFERENCE = re.compile(r"url\(\s*['\"]?#[\w.:-]{1,60}['\"]?\s*\)(?:\s*(?:none|#[0-9a-fA-F]{3,8}|[a-z]+))?")
_VALUE = re.compile(r"[^<>&\\{};@]*")
_UNSAFE = re.compile(r"url\s*\(|expression|javascript|import|data:|https?:|//", re.I)
# Name spaces in which editors keep what is theirs; nothing in them is drawn.
_EDITORS = re.compile(
    r"http://(?:www\.)?(?:inkscape\.org|sodipodi\.sourceforge\.net|purl\.org/dc|creativecommons\.org/ns"
    r"|www\.w3\.org/1999/02/22-rdf|ns\.adobe\.com|www\.bohemiancoding\.com|schemas\.microsoft\.com/visio)|https://.*figma",
)
_DROPPED = frozenset(
    ["class", "role", "enable-background", "baseProfile", "tabindex", "focusable", "lang", "zoomAndPan"]
)
NOT_ALLOWED = marked(
    "The drawing %(file)s holds “%(what)s”, which pictures may not. Save it as PNG and put it in again."
)
TOO_LARGE = marked(
    "The drawing %(file)s is larger or finer than a picture of a question. Save it as PNG and put it in again."
)
BROKEN = marked("The drawing %(file)s can't be read. Save it as PNG and put it in again.")


class BadDrawing(Exception):
    """A drawing that is refused; the message is marked and takes `what` and the name of the file."""

    def __init__(self, message: str, what: str = "") -> None:
        super().__init__(what)
        self.message, self.what = message, what[:60]


def is_svg(data: bytes) -> bool:
    """Say whether a file is a drawing, sound or not."""
    return data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def clean(data: bytes) -> bytes:
    """Return a drawing with what is allowed alone, written anew. Raises BadDrawing for everything else."""
    if len(data) > MOST_BYTES:
        raise BadDrawing(TOO_LARGE)
    parser = DefusedXMLParser(target=_Bounded(), forbid_dtd=False)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise BadDrawing(NOT_ALLOWED, "ENTITY") from error
    except (ParseError, ValueError, LookupError, AssertionError) as error:
        raise BadDrawing(BROKEN) from error
    if root.tag not in (f"{{{SVG}}}svg", "svg"):
        raise BadDrawing(NOT_ALLOWED, str(root.tag))
    made = Element("svg", {"xmlns": SVG} | dict(_attributes(root)))
    _copy(root, made)
    body: bytes = tostring(made, encoding="utf-8")
    if len(body) > MOST_BYTES:
        raise BadDrawing(TOO_LARGE)
    return body


class _Bounded(TreeBuilder):
    """Builds a tree that is neither too deep nor too large to walk through."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.elements = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.depth += 1
        self.elements += 1
        if self.depth > MOST_DEPTH or self.elements > MOST_ELEMENTS:
            raise BadDrawing(TOO_LARGE)
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)


def _copy(source: Element, target: Element) -> None:
    target.text = source.text
    last: Element | None = None
    for child in source:
        space, _, name = str(child.tag).rpartition("}")
        if space not in ("", f"{{{SVG}") or name == "metadata":
            if name != "metadata" and not _EDITORS.match(space.lstrip("{")):
                raise BadDrawing(NOT_ALLOWED, name)
            # The text behind what is left out stays where it stood.
            if last is None:
                target.text = (target.text or "") + (child.tail or "")
            else:
                last.tail = (last.tail or "") + (child.tail or "")
            continue
        if name not in _ELEMENTS:
            raise BadDrawing(NOT_ALLOWED, name)
        last = SubElement(target, name, dict(_attributes(child)))
        last.tail = child.tail
        _copy(child, last)


def _attributes(node: Element) -> Iterator[tuple[str, str]]:
    """Yield what may stay; a style comes last, since it wins over attributes of the same name."""
    for key, value in node.attrib.items():
        space, _, name = key.rpartition("}")
        if space == "{http://www.w3.org/XML/1998/namespace":
            name = f"xml:{name}"
        elif space:
            if not _EDITORS.match(space.lstrip("{")):
                raise BadDrawing(NOT_ALLOWED, name)
            continue
        if name == "style":
            continue
        if name in _ATTRIBUTES:
            yield name, _checked(name, value)
        elif name not in _DROPPED and not name.startswith(("data-", "aria-", "xml:")):
            raise BadDrawing(NOT_ALLOWED, name)
    yield from _declarations(node.get("style", ""))


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    """Return what a style says as attributes; properties that only editors and web pages know are left out."""
    if "/*" in style or "\\" in style or "@" in style:
        raise BadDrawing(NOT_ALLOWED, "style")
    for each in style.split(";"):
        name, _, value = (part.strip() for part in each.partition(":"))
        if _UNSAFE.search(value) and not _REFERENCE.fullmatch(value):
            raise BadDrawing(NOT_ALLOWED, f"{name}:{value}")
        if name in _LOOKS and value:
            yield name, _checked(name, value.removesuffix("!important").strip())


def _checked(name: str, value: str) -> str:
    plain = " ".join(value.split()) if name != "d" else value
    if _REFERENCE.fullmatch(plain) and name in _LOOKS:
        return plain
    if not _VALUE.fullmatch(plain) or _UNSAFE.search(plain):
        raise BadDrawing(NOT_ALLOWED, f"{name}={plain}")
    return plain
