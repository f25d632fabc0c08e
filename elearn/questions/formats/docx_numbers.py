"""The numbers and letters that Word counts by itself (numbering.xml), written out as people see them. Pure.

ECMA-376 part 1, 17.9: a paragraph names a list (numId) and a level; the list's abstract definition says how each level
counts and how its label is put together (“%1.”).
"""

import re
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BULLET = "○"
_DIGITS = "〇一二三四五六七八九"


@dataclass
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class Numbering:
    """The lists of a document and how far each has counted."""

    lists: dict[str, str] = field(default_factory=dict)
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    """Styles of paragraphs that count by themselves: list and level."""

    @classmethod
    def read(cls, root: Element | None, styles: Element | None = None) -> "Numbering":
        """Read numbering.xml and the styles that count; a document without one has no lists."""
        found = cls(styles=_styles(styles))
        for abstract in root.iter(f"{W}abstractNum") if root is not None else ():
            found.levels[abstract.get(f"{W}abstractNumId", "")] = {
                int(level.get(f"{W}ilvl", "0")): _level(level) for level in abstract.iter(f"{W}lvl")
            }
        for each in root.iter(f"{W}num") if root is not None else ():
            number = each.get(f"{W}numId", "")
            found.lists[number] = _value(each, "abstractNumId", "")
            for override in each.iter(f"{W}lvlOverride"):
                if start := _value(override, "startOverride", ""):
                    found.starts[number, int(override.get(f"{W}ilvl", "0"))] = int(start)
        return found

    def label(self, paragraph: Element) -> str:
        """Return the label in front of a paragraph and count on; "" where Word shows none."""
        number, at = self._list_of(paragraph)
        abstract = self.lists.get(number, "")
        level = self.levels.get(abstract, {}).get(at)
        if level is None or level.form == "none":
            return ""
        if level.form == "bullet":
            return BULLET
        counts = self._count(number, abstract, at)
        label = re.sub(r"%(\d)", lambda found: self._written(abstract, counts, int(found[1]) - 1), level.text)
        return label if not label or label[-1] in "、.．)）:：" else f"{label} "

    def _list_of(self, paragraph: Element) -> tuple[str, int]:
        """Return list and level of a paragraph: its own, else those of its style."""
        own = paragraph.find(f"{W}pPr")
        if own is None:
            return "0", 0
        number, at = self.styles.get(_value(own, "pStyle", ""), ("0", 0)) if self.styles else ("0", 0)
        properties = own.find(f"{W}numPr")
        if properties is None:
            return number, at
        level = _value(properties, "ilvl", str(at))
        return _value(properties, "numId", number), int(level) if level.isdecimal() else 0

    def _count(self, number: str, abstract: str, at: int) -> dict[int, int]:
        """Lists of one definition count together; the first use of a list with a start of its own begins anew."""
        counts = self.counts.setdefault(abstract, {})
        start = self.starts.get((number, at))
        if start is not None and number not in self.begun:
            counts.pop(at, None)
        self.begun.add(number)
        levels = self.levels.get(abstract, {})
        counts[at] = counts[at] + 1 if at in counts else (start if start is not None else levels[at].start)
        for deeper in [level for level in counts if level > at]:
            del counts[deeper]
        return counts

    def _written(self, abstract: str, counts: dict[int, int], at: int) -> str:
        level = self.levels.get(abstract, {}).get(at, _Level())
        return written(counts.get(at, level.start), level.form)


def _styles(root: Element | None) -> dict[str, tuple[str, int]]:
    """Return list and level of each style that counts, or that is based on one that does."""
    own: dict[str, tuple[str, int]] = {}
    based: dict[str, str] = {}
    for style in root.iter(f"{W}style") if root is not None else ():
        name = style.get(f"{W}styleId", "")
        based[name] = _value(style, "basedOn", "")
        properties = style.find(f"{W}pPr/{W}numPr")
        if properties is not None:
            level = _value(properties, "ilvl", "0")
            own[name] = (_value(properties, "numId", "0"), int(level) if level.isdecimal() else 0)
    for name in based:
        seen, at = {name}, based[name]
        while name not in own and at and at not in seen:
            if at in own:
                own[name] = own[at]
            seen.add(at)
            at = based.get(at, "")
    return own


def _level(level: Element) -> _Level:
    start = _value(level, "start", "1")
    return _Level(
        _value(level, "numFmt", "decimal"), _value(level, "lvlText", ""), int(start) if start.isdecimal() else 1
    )


def _value(parent: Element, name: str, otherwise: str) -> str:
    found = parent.find(f"{W}{name}")
    return otherwise if found is None else found.get(f"{W}val", otherwise)


def written(number: int, form: str) -> str:
    """Return a count as its form writes it."""
    match form:
        case "upperLetter" | "lowerLetter":
            letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
            return letter if form == "upperLetter" else letter.lower()
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCounting":
            return _chinese(number)
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= number <= 20:
            return chr(ord("①") + number - 1)
        case "decimalFullWidth":
            return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))
        case "lowerRoman" | "upperRoman":
            return _roman(number) if form == "upperRoman" else _roman(number).lower()
    return str(number)


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")


def _roman(number: int) -> str:
    text = ""
    for value, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            text, number = text + sign, number - value
    return text
