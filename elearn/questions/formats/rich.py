"""HTML from other systems to plain text and back: lines stay lines, pictures are named, nothing else is kept. Pure."""

import re
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser

from elearn.errors import marked
from elearn.questions.parsed import Wrong, clean

MOST_SIGNS = 200_000
TOO_LONG = marked("A text of this question has more than %(most)s signs. Is it really one question?")
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
_HIDDEN = frozenset(["script", "style", "head", "title", "template", "rp"])
_KNOWN = "p|div|br|li|tr|td|th|table|tbody|ul|ol|b|i|u|em|strong|span|font|sup|sub|img|a|h[1-6]|pre|code|blockquote|hr"
_TAG = re.compile(rf"<(?P<close>/?)(?P<name>{_KNOWN})(?:\s[^<>]*)?(?P<alone>/?)>", re.I)
_VOID = frozenset(["br", "img", "hr"])
# Tags that people leave open.
_LOOSE = frozenset(["p", "li", "td", "th", "tr"])
_SPOKEN_OF = re.compile(r"\s*(?:[”\"'`’」》]|标签|标记|元素|属性|tags?\b|elements?\b)", re.I)
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
        self.pre = 0
        self.raised: list[str] = []
        self.lists: list[tuple[str, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag in _NOT_TEXT and self.strict:
            raise Wrong("formula", FORMULA, tag=tag)
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n")
            self._block(tag, own)
        elif tag == "rt":
            self.pieces.append("（")
        elif tag in ("td", "th"):
            self.pieces.append("\u3000")
        elif tag in ("sup", "sub"):
            self.raised.append(tag)
        elif tag == "img" and own.get("src"):
            self.images.append((own["src"], own.get("alt", "").strip()))

    def _block(self, tag: str, own: dict[str, str]) -> None:
        """Numbers that a browser puts before the parts of a list are part of its text."""
        if tag == "pre":
            self.pre += 1
        elif tag in ("ul", "ol"):
            start = own.get("start", "1")
            self.lists.append((own.get("type", "1") if tag == "ol" else "", int(start) if start.isdecimal() else 1))
        elif tag == "li" and self.lists and self.lists[-1][0]:
            style, number = self.lists[-1]
            self.lists[-1] = style, number + 1
            lettered = style in ("A", "a") and number <= 26
            self.pieces.append(f"{chr(ord(style) + number - 1) if lettered else number}. ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in ("br", "img", "hr"):
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BLOCKS and tag != "br":
            self.pieces.append("\n")
            self.pre -= tag == "pre" and self.pre > 0
            if tag in ("ul", "ol") and self.lists:
                self.lists.pop()
        elif tag == "rt":
            self.pieces.append("）")
        elif tag in ("sup", "sub") and self.raised:
            self.raised.pop()

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Take “<![…” that is no known section for text: the parser of Python fails on it."""
        try:
            return super().parse_marked_section(i, report)
        except AssertionError:
            return -1

    def handle_data(self, data: str) -> None:
        if self.hidden:
            return
        text = data if self.pre else re.sub(r"[ \t\r\n\f]+", " ", data)
        if self.raised:
            table = _SUPERSCRIPT if self.raised[-1] == "sup" else _SUBSCRIPT
            text = text.translate(table)
        self.pieces.append(text)


def check_length(source: str) -> None:
    """Raise Wrong for a text that no question has; the pictures embedded in it do not count."""
    if len(source) > MOST_SIGNS and len(re.sub(r"data:[^\"'\s<>)]*", "", source)) > MOST_SIGNS:
        raise Wrong("too-long", TOO_LONG, most=MOST_SIGNS)


def html_text(source: str, strict: bool = True) -> Rich:
    """Return the text of a piece of HTML, a line for every block, with its pictures.

    Raises Wrong for what has no text, such as a formula, unless only a part is wanted.
    """
    if strict:
        check_length(source)
    reader = _Reader(strict)
    reader.feed(source if strict else source[:MOST_SIGNS])
    reader.close()
    lines = (line.strip(" ") for line in "".join(reader.pieces).split("\n"))
    return Rich(clean("\n".join(line for line in lines if line.strip())), reader.images)


def maybe_html(source: str) -> Rich:
    """Return the text of what may be HTML or plain: it is HTML where it is marked up with the usual tags or entities.

    A text that only speaks of tags, such as “the tag <br>”, keeps them.
    """
    check_length(source)
    if _is_marked_up(source):
        rich = html_text(re.sub(r"\r?\n", "<br>", source) if "<br" not in source and "<p" not in source else source)
        if rich.text or rich.images:
            return rich
    return Rich(clean(unescape(source) if re.search(r"&(?:#\d+|#x[0-9a-f]+|[a-z]+);", source, re.I) else source))


def _is_marked_up(source: str) -> bool:
    counts: dict[str, int] = {}
    found = list(_TAG.finditer(source))
    for each in found:
        name = each["name"].lower()
        if not each["close"] and _SPOKEN_OF.match(source, each.end()) and (name in _VOID or not _closed(source, each)):
            return False
        if name not in _VOID and not each["alone"]:
            counts[name] = counts.get(name, 0) + (-1 if each["close"] else 1)
    loose = {name for name, count in counts.items() if count}
    return bool(found) and (not loose or (loose <= _LOOSE and source.lstrip().startswith("<")))


def _closed(source: str, tag: re.Match[str]) -> bool:
    return bool(re.compile(rf"</{tag['name']}\s*>", re.I).search(source, tag.end()))


def as_html(text: str) -> str:
    """Return plain text as HTML that html_text() reads as the same text."""
    spaced = re.sub(r" (?= )|(?<= ) ", "\u00a0", escape(text, quote=False))
    return spaced.replace("\u00a0", "&nbsp;").replace("\n", "<br>")
