"""HTML from other systems to plain text and back: lines stay lines, pictures are named, nothing else is kept. Pure."""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

from elearn.errors import marked
from elearn.questions.parsed import Wrong, clean

FORMULA = marked("This question holds a formula or a film (%(tag)s), which can't be taken over as text.")
_NOT_TEXT = frozenset(["math", "svg", "video", "audio", "iframe", "embed", "canvas"])
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "br",
        "li",
        "tr",
        "table",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "section",
        "article",
        "header",
        "footer",
        "hr",
    ]
)
_HIDDEN = frozenset(["script", "style", "head", "title", "template"])
_KNOWN = "p|div|br|li|tr|td|th|table|tbody|ul|ol|b|i|u|em|strong|span|font|sup|sub|img|a|h[1-6]|pre|code|blockquote|hr"
_TAG = re.compile(rf"</?(?:{_KNOWN})(?:\s[^<>]*)?/?>", re.I)
_SUPERSCRIPT = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_SUBSCRIPT = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")


@dataclass
class Rich:
    """Plain text with the pictures that stood in it, each as (address, words that stand for it)."""

    text: str
    images: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, strict: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.strict = strict
        self.pieces: list[str] = []
        self.images: list[tuple[str, str]] = []
        self.hidden = 0
        self.raised: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag in _NOT_TEXT and self.strict:
            raise Wrong("formula", FORMULA, tag=tag)
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append("\u3000")
        elif tag in ("sup", "sub"):
            self.raised.append(tag)
        elif tag == "img" and own.get("src"):
            self.images.append((own["src"], own.get("alt", "").strip()))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ("br", "img", "hr"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BLOCKS and tag != "br":
            self.pieces.append("\n")
        elif tag in ("sup", "sub") and self.raised:
            self.raised.pop()

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        text = re.sub(r"[ \t\r\n\f]+", " ", data)
        if self.raised:
            table = _SUPERSCRIPT if self.raised[-1] == "sup" else _SUBSCRIPT
            text = text.translate(table)
        self.pieces.append(text)


def html_text(source: str, strict: bool = True) -> Rich:
    """Return the text of a piece of HTML, a line for every block, with its pictures.

    Raises Wrong for what has no text, such as a formula, unless only a part is wanted.
    """
    reader = _Reader(strict)
    reader.feed(source)
    reader.close()
    lines = (line.strip(" ") for line in "".join(reader.pieces).split("\n"))
    return Rich(clean("\n".join(line for line in lines if line.strip())), reader.images)


def maybe_html(source: str) -> Rich:
    """Return the text of what may be HTML or plain: it is HTML where it holds one of the usual tags or entities."""
    if _TAG.search(source):
        return html_text(re.sub(r"\r?\n", "<br>", source) if "<br" not in source and "<p" not in source else source)
    return Rich(clean(unescape(source) if re.search(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+);", source, re.I) else source))


def as_html(text: str) -> str:
    """Return plain text as HTML that html_text() reads as the same text."""
    spaced = re.sub(r" (?= )|(?<= ) ", "\u00a0", escape(text, quote=False))
    return spaced.replace("\u00a0", "&nbsp;").replace("\n", "<br>")
