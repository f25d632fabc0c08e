"""Course text: a TOML head between two lines of +++, then Markdown. Pure: text in, values out."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.utils import isMdAsciiPunct, isPunctChar
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

TAGS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "blockquote", "br", "hr", "code", "figure", "figcaption"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "img", "a"}
ATTRIBUTES = {"img": {"src", "alt", "width", "height", "loading"}, "a": {"href"}, "ol": {"start"}}
PICTURE = re.compile(r"pictures/[a-z0-9][a-z0-9-]*\.(svg|png|jpg)")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,58}")
KINDS = ("reading",)


class LessonProblem(ValueError):
    """A text that is not a lesson or course; says what is wrong with it."""


@dataclass(frozen=True)
class LessonText:
    """A lesson as its file tells it; `html` is clean and may be shown as it is."""

    title: str
    module: str
    kind: str
    minutes: int
    bank: str
    points: tuple[str, ...]
    facts: tuple[str, ...]
    sources: tuple[str, ...]
    html: str


@dataclass(frozen=True)
class CourseText:
    """A course with its lessons in order, as (slug, lesson) pairs."""

    slug: str
    title: str
    summary: str
    credit_hours: Decimal
    lessons: tuple[tuple[str, LessonText], ...]


class _ChineseInline(StateInline):
    """Markdown's rule for ** looks for spaces between words, which Chinese does not write.

    `**很重要。**后面` would stay as it stands, because “。” is punctuation and 后 is no space. Chinese characters and
    their punctuation therefore count as neither: stars beside them open and close freely (rule 2 of
    https://spec.commonmark.org/0.31.2/#left-flanking-delimiter-run, relaxed).
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803  (the library's names)
        """Say whether a run of stars may open or close emphasis."""
        plain = super().scanDelims(start, canSplitWord)
        before = self.src[start - 1] if start else " "
        end = start + plain.length
        after = self.src[end] if end < self.posMax else " "
        if not (_is_wide(before) or _is_wide(after)):
            return plain
        return Scanned(plain.can_open or not after.isspace(), plain.can_close or not before.isspace(), plain.length)


def _is_wide(char: str) -> bool:
    return ord(char) >= 0x2E80 or (not isMdAsciiPunct(ord(char)) and isPunctChar(char))


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """Parse one inline run with the Chinese rule."""
        state = _ChineseInline(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False}).enable("table")
    made.inline = _Inline()
    made.add_render_rule("image", _image)
    return made


def _image(_self: Any, tokens: list[Token], index: int, _options: Any, _env: Any) -> str:
    token = tokens[index]
    source, text = str(token.attrs.get("src", "")), nh3.clean_text(token.content)
    # Width and height keep the page from jumping when a picture arrives late on a slow line.
    return f'<img src="{nh3.clean_text(source)}" alt="{text}" width="640" height="360" loading="lazy">'


def render(markdown: str) -> str:
    """Return clean HTML. Raises LessonProblem for a picture from elsewhere or without a text alternative."""
    for alternative, source in re.findall(r"!\[([^\]]*)\]\(([^)\s]*)", markdown):
        if not PICTURE.fullmatch(source):
            raise LessonProblem(f"picture {source}: write pictures/<name>.svg")
        if len(alternative.strip()) < 4:
            raise LessonProblem(f"picture {source}: say in words what it shows")
    html: str = _markdown().render(markdown)
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https", "http"}, link_rel="noopener")


def read_lesson(text: str) -> LessonText:
    """Read a lesson. Raises LessonProblem naming the missing or wrong part."""
    parts = re.split(r"^\+\+\+[ \t]*$", text.replace("\r\n", "\n").lstrip("\ufeff"), maxsplit=2, flags=re.M)
    if len(parts) != 3 or parts[0].strip():
        raise LessonProblem("begin with a head between two lines +++")
    head = _toml(parts[1])
    kind = _text(head, "kind")
    minutes = head.get("minutes")
    if kind not in KINDS:
        raise LessonProblem(f"kind: one of {', '.join(KINDS)}")
    if not isinstance(minutes, int) or not 1 <= minutes <= 60:
        raise LessonProblem("minutes: a whole number from 1 to 60")
    return LessonText(
        title=_text(head, "title"),
        module=_text(head, "module"),
        kind=kind,
        minutes=minutes,
        bank=_text(head, "bank"),
        points=_texts(head, "points"),
        facts=_texts(head, "facts"),
        sources=_texts(head, "sources"),
        html=render(parts[2].strip()),
    )


def read_course(course: str, lessons: Mapping[str, str]) -> CourseText:
    """Read course.toml and the lesson files that it names (slug → text). Raises LessonProblem naming the file."""
    head = _toml(course)
    read = []
    for slug in _texts(head, "lessons"):
        if not SLUG.fullmatch(slug):
            raise LessonProblem(f"lessons: {slug!r}: small letters, digits and dashes")
        if slug not in lessons:
            raise LessonProblem(f"lessons: there is no file {slug}.md")
        try:
            read.append((slug, read_lesson(lessons[slug])))
        except LessonProblem as problem:
            raise LessonProblem(f"{slug}.md: {problem}") from None
    try:
        hours = Decimal(_text(head, "credit_hours"))
    except InvalidOperation:
        raise LessonProblem('credit_hours: write a number in quotes, e.g. "2.00"') from None
    return CourseText(_text(head, "slug"), _text(head, "title"), _text(head, "summary"), hours, tuple(read))


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LessonProblem(f"head: {error}") from None


def _text(head: Mapping[str, Any], name: str) -> str:
    value = head.get(name)
    if not isinstance(value, str) or not value.strip():
        raise LessonProblem(f"{name}: missing")
    return value.strip()


def _texts(head: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = head.get(name)
    if not isinstance(value, list) or not value or not all(isinstance(each, str) and each for each in value):
        raise LessonProblem(f"{name}: a list of texts")
    return tuple(value)
