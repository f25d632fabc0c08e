"""Which habit of numbering the questions of a document follow, where lists within them count for themselves. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from elearn.questions.formats import marks
from elearn.questions.formats.typed_lines import Line

# What stands behind “2.” where the dot is no decimal point: 2.2023年, 4.60周岁, 5.12345热线.
_AFTER_DOT = re.compile(r"\d{1,2}\.\d|\d{4}年|\d{1,2}月|\d+(?:周?岁|日|个|名|人|户|天|家|项|%|％)|\d{5,}")
# The order of habits where two occur equally often.
_ORDER = (
    "plain",
    "word",
    "item",
    "q",
    "cnword",
    "half",
    "bracket",
    "boxed",
    "pair",
    "hash",
    "title",
    "chinese",
    "space",
    "circle",
)
# Habits in which statements within a question are counted.
_WITHIN = ("circle", "bracket", "half", "space", "chinese")


@dataclass(frozen=True)
class _Found:
    style: str
    number: int
    asks: bool


def style_of(lines: Sequence[Line]) -> str:
    """Return the habit with most rising numbers, unless another one holds it: 1. … ① ② ③ A. … 2. … ① ② ③ A. …"""
    found = [each for at, line in enumerate(lines) if (each := _found(line, lines[at + 1 : at + 2]))]
    runs: Counter[str] = Counter()
    last: dict[str, int] = {}
    for each in found:
        if each.number in (1, last.get(each.style, 0) + 1):
            runs[each.style] += 1
        last[each.style] = each.number
    if found and found[0].style == "q":
        # Nobody counts within a text by Q1, Q2.
        return "q"
    for style in ("space", "chinese"):
        # One such line alone is a sentence that begins with a number, or a heading.
        if runs[style] == 1:
            del runs[style]
    ordered = sorted(runs, key=lambda style: (-runs[style], _ORDER.index(style)))
    best = ordered[0] if ordered else ""
    if best in _WITHIN:
        others = sorted(ordered[1:], key=lambda style: style in _WITHIN)
        return next((style for style in others if _holds(found, style, best)), best)
    return best


def _found(line: Line, following: Sequence[Line]) -> _Found | None:
    found = marks.number_of(line.text) or loose_number(line.text)
    if found is None or marks.section_of(line.text):
        return None
    after = following[0].text if following else ""
    return _Found(found.style, found.number, marks.looks_like_question(line.text, after))


def loose_number(text: str) -> marks.Number | None:
    """Return the number of “2.2023年…”, where the dot is no decimal point."""
    found = marks.loose_number_of(text)
    return found if found and follows_dot(found.rest) else None


def follows_dot(rest: str) -> bool:
    """Say whether a text behind a dot can't be the end of a decimal."""
    return bool(_AFTER_DOT.match(rest))


def _holds(found: Sequence[_Found], outer: str, inner: str) -> bool:
    """Say whether numbers of one habit only count statements between those of the other, and mostly ask nothing."""
    both = [each for each in found if each.style in (outer, inner)]
    if not both or both[0].style != outer:
        return False
    before = both[0]
    for each in both[1:]:
        if each.style == inner and each.number != (before.number + 1 if before.style == inner else 1):
            return False
        before = each
    inners = [each for each in both if each.style == inner]
    outers = [each for each in both if each.style == outer]
    ask = sum(each.asks for each in inners)
    return ask * 2 <= len(inners) and (len(outers) > 1 or (outers[0].asks and ask <= 1))
