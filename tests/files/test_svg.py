"""Drawings from strangers: what draws comes through, written anew; everything else is refused by name."""

from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.files import pictures, svg
from elearn.questions.shipped import FOLDER

SPACE = 'xmlns="http://www.w3.org/2000/svg"'


def _svg(inner: str, more: str = "") -> bytes:
    return f'<svg {SPACE} viewBox="0 0 9 9"{more}>{inner}</svg>'.encode()


@pytest.mark.parametrize("path", sorted(FOLDER.glob("pictures/*.svg")), ids=lambda path: path.name)
def test_every_drawing_of_ours_comes_through_and_stays_as_it_is(path: object) -> None:
    body = path.read_bytes()  # type: ignore[attr-defined]
    once = svg.clean(body)
    assert pictures.small(once) == ("image/svg+xml", once)
    for word in ("<title>", 'fill="#'):
        assert once.decode().count(word) == body.decode().count(word)


@pytest.mark.parametrize(
    ("body", "made"),
    [
        (_svg('<circle r="2" style="fill:red; -inkscape-font-specification:x"/>'), '<circle r="2" fill="red" />'),
        (_svg('<path d="M0 0&#10;L1 1" marker-end="url(#a)"/>'), 'd="M0 0&#10;L1 1" marker-end="url(#a)"'),
        (_svg('<g class="x" data-name="层"><text>甲&lt;乙</text></g>'), "<g><text>甲&lt;乙</text></g>"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><!DOCTYPE svg>" + _svg("<title>t</title>"), "<title>t</title>"),
        (
            _svg('<i:view xmlns:i="http://www.inkscape.org/namespaces/inkscape"/><rect width="1" i:x="1"/>').replace(
                b'<rect width="1" i:x="1"/>',
                b'<rect xmlns:i="http://www.inkscape.org/namespaces/inkscape" width="1" i:x="1"/>',
            ),
            '<rect width="1" />',
        ),
        (_svg("<metadata><x/></metadata>甲"), "甲</svg>"),
        (_svg('<rect fill="blue" style="fill:red"/>'), '<rect fill="red" />'),
        (b'<svg width="4"><line x1="1"/></svg>', '<svg xmlns="http://www.w3.org/2000/svg" width="4">'),
    ],
)
def test_what_draws_stays(body: bytes, made: str) -> None:
    found = svg.clean(body)
    assert made in found.decode()
    assert svg.clean(found) == found


REFUSED = [
    "<script>alert(1)</script>",
    '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
    '<p xmlns="http://www.w3.org/1999/xhtml">x</p>',
    '<image href="x.png"/>',
    '<use href="#a"/>',
    '<a href="https://x.cn"><text>x</text></a>',
    '<rect onload="alert(1)"/>',
    '<rect onCLICK="x"/>',
    '<animate attributeName="x"/>',
    '<set attributeName="href"/>',
    "<style>*{fill:url(https://x.cn)}</style>",
    '<rect style="fill:url(https://x.cn/a#b)"/>',
    '<rect style="background:url(//x.cn)"/>',
    '<rect style="fill:\\75rl(x)"/>',
    '<rect style="@import x"/>',
    '<rect fill="url(data:image/svg+xml,x)"/>',
    '<rect fill="url(x.svg#a)"/>',
    '<rect fill="javascript:alert(1)"/>',
    '<text font-family="x;}">x</text>',
    '<rect xmlns:x="http://www.w3.org/1999/xlink" x:href="#a"/>',
    '<rect xmlns:x="urn:unknown" x:y="1"/>',
    '<x:y xmlns:x="urn:unknown"/>',
    '<filter id="f"/>',
    '<iframe src="x"/>',
    '<text src="x">x</text>',
]


@pytest.mark.parametrize("inner", REFUSED)
def test_what_could_do_more_is_refused_by_name(inner: str) -> None:
    with pytest.raises(pictures.BadPicture) as refused:
        pictures.small(_svg(inner))
    assert refused.value.message == svg.NOT_ALLOWED
    assert refused.value.params["what"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (_svg("<g>" * 40 + "</g>" * 40), svg.TOO_LARGE),
        (_svg("<rect/>" * 4_001), svg.TOO_LARGE),
        (_svg("<text>" + "长" * 30_000 + "</text>"), svg.TOO_LARGE),
        (b"<svg", svg.BROKEN),
        (b"<html><svg/></html>", svg.NOT_ALLOWED),
        (b"<svg xmlns='urn:other'/>", svg.NOT_ALLOWED),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', svg.NOT_ALLOWED),
        (b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>', svg.NOT_ALLOWED),
    ],
)
def test_what_is_too_large_broken_or_no_drawing_is_refused(body: bytes, message: str) -> None:
    with pytest.raises(svg.BadDrawing) as refused:
        svg.clean(body)
    assert refused.value.message == message


PARTS = [
    "<g>",
    "</g>",
    "<rect ",
    "/>",
    'fill="',
    "url(",
    "#a)",
    '"',
    "<script>",
    "on",
    "load=",
    "style=",
    ";",
    "甲",
    "&#10;",
]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PARTS), max_size=12))
def test_nothing_that_comes_through_can_run_or_fetch(parts: list[str]) -> None:
    try:
        made = svg.clean(_svg("".join(parts))).decode()
    except svg.BadDrawing:
        return
    assert svg.clean(made.encode()).decode() == made
    for node in fromstring(made).iter():
        assert node.tag.rpartition("}")[2] in svg._ELEMENTS
        assert not [name for name in node.attrib if name.startswith("on") or name in ("style", "href", "src")]
        assert not [text for text in node.attrib.values() if "url(" in text and "url(#" not in text]
