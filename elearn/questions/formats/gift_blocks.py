"""A GIFT file in pieces: which lines make a question, which category and comments belong to it. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from elearn.questions.parsed import clean_line

# Escaped signs are set aside as signs that no text holds, until the special ones have done their work.
_ESCAPED = "\\~=#{}:"
ASIDE = {sign: chr(0xFDD0 + at) for at, sign in enumerate(_ESCAPED)}
BACK = str.maketrans({aside: sign for sign, aside in ASIDE.items()})
_TAG = re.compile(r"\[(?P<name>id|tag):(?P<text>(?:\\.|[^\]\\])+)\]")


MOST_AHEAD = 200
"""Lines within which an open brace must close."""


@dataclass
class Block:
    """One question as its lines, each with its number, and what stands above it."""

    lines: list[tuple[int, str]] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    category: str = ""

    def tags(self, name: str) -> list[str]:
        """Return what the comments above the question say: its “id”, or every “tag”."""
        found = [each for line in self.comments for each in _TAG.finditer(line) if each["name"] == name]
        return [re.sub(r"\\(.)", r"\1", each["text"]) for each in found]


def blocks_of(text: str) -> Iterator[Block]:
    """Questions are parted by empty lines; one whose brace is still open goes on behind them."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    category, current = "", Block()
    for number, raw in enumerate([*lines, ""], 1):
        line = clean_line(raw)
        if line.startswith("//"):
            current.comments.append(line)
        elif line.upper().startswith("$CATEGORY:"):
            yield from _parted(current)
            category, current = _category(line[10:].strip()), Block()
        elif line:
            current.category = category
            current.lines.append((number, line))
        elif current.lines and not _goes_on(current.lines, lines[number : number + MOST_AHEAD]):
            yield from _parted(current)
            current = Block()
    yield from _parted(current)


def _category(path: str) -> str:
    last = re.sub(r"^.*(?<!/)/(?!/)", "", path).replace("//", "/").strip()
    return "" if last in ("$course$", "top", "$system$", "$cat1$") else last


def _goes_on(lines: list[tuple[int, str]], rest: list[str]) -> bool:
    """Say whether the open brace of a block closes behind empty lines, before another one opens."""
    flat = set_aside("\n".join(line for _, line in lines))
    if flat.count("{") <= flat.count("}"):
        return False
    ahead = re.search(r"[{}]|^::", set_aside("\n".join(rest)), re.M)
    return bool(ahead) and ahead is not None and ahead[0] == "}"


def _parted(block: Block) -> Iterator[Block]:
    """Questions that follow each other without an empty line are parted where one has closed and another opens."""
    flat = [set_aside(line) for _, line in block.lines]
    current, opened, closed = replace(block, lines=[]), 0, 0
    for at, line in enumerate(block.lines):
        whole = opened and opened == closed
        if whole and (
            flat[at].startswith("::") or (flat[at - 1].endswith("}") and any("{" in rest for rest in flat[at:]))
        ):
            yield current
            current, opened, closed = replace(block, lines=[], comments=[]), 0, 0
        current.lines.append(line)
        opened, closed = opened + flat[at].count("{"), closed + flat[at].count("}")
    if current.lines:
        yield current


def set_aside(text: str) -> str:
    """Return a text whose escaped signs have lost their special meaning until they are translated BACK."""
    return re.sub(r"\\([\\~=#{}:])", lambda found: ASIDE[found[1]], text)
