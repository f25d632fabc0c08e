"""Slips of scanners and hurried fingers in numbers and letters, mended where what stands around leaves no doubt. Pure.

“l.” for “1.”, “3，” for “3.”, “A，” for “A.”, “8.” for “B.”, a small or Cyrillic letter among capitals, a letter alone
in its line with the option below it.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from elearn.questions.formats import marks
from elearn.questions.grading import letters

if TYPE_CHECKING:
    from elearn.questions.formats.typed_lines import Line

_FIRST = re.compile(r"[lI|ｌ]\s*[.．、,，]\s*(?P<rest>[\u4e00-\u9fff“《（(].*)", re.S)
_COMMA = re.compile(r"(?P<number>\d{1,3})\s*[,，。]\s*(?P<rest>[\u4e00-\u9fff“《（(].*)", re.S)
_OPTION = re.compile(
    r"[（(]?(?P<letter>[A-Za-zＡ-ＨАВСЕа-я8])\s*(?P<sign>[)）]?[.、．:：,，;；·。]|[)）])\s*(?P<rest>\S.*)", re.S
)
_ALONE = re.compile(r"[（(]?(?P<letter>[A-HＡ-Ｈ])\s*[.、．:：)）]?")
_BARE_NUMBER = re.compile(r"(?P<number>\d{1,3})\s*[.、．]?")
_NO_COLON = re.compile(r"(?:正确|参考|标准)?答案\s*[。.;；,，]\s*(?P<key>[A-H]{1,8}|[√×对错]|正确|错误)[。.]?")
_TWO_SIGNS = re.compile(
    r"[（(]?[AＡ]\s*[)）.．、:：]*\s*(?P<first>[√✓×✗])\s*[，,;；]?\s*[（(]?[BＢ]\s*[)）.．、:：]*\s*(?!(?P=first))[√✓×✗xX]"
)
_LOOKS = {"А": "A", "В": "B", "С": "C", "Е": "E", "8": "B"}


def mended(lines: Sequence["Line"]) -> list["Line"]:
    """Return the lines with such slips mended."""
    lines = _numbered(_joined([_with_colon(line) for line in lines]))
    found: list[Line] = []
    number, option = 0, 0
    for at, line in enumerate(lines):
        after = lines[at + 1].text if at + 1 < len(lines) else ""
        text = _option(line.text, option, after) or _number(line.text, number, after) or line.text
        if own := marks.number_of(text):
            number, option = (own.number if own.style == "plain" else number), 0
            if marks.split_stem(text)[1]:
                option = len(marks.options_of(marks.split_stem(text)[1], "A"))
        elif options := marks.options_of(text, letters(26)[min(option, 25)], after):
            option = letters(26).index(options[-1][0]) + 1
        found.append(line if text == line.text else replace(line, text=text))
    return found


def _number(text: str, last: int, after: str) -> str:
    """“l.甲” is the first question, “3，乙” the one after the second, where options or a bracket follow."""
    first, comma = _FIRST.fullmatch(text), _COMMA.fullmatch(text)
    number, rest = (1, first["rest"]) if first else (int(comma["number"]), comma["rest"]) if comma else (0, "")
    if number != last + 1 or not (marks.looks_like_question(rest, after) or re.match(r"[AaＡ][,，。]", after)):
        return ""
    return f"{number}. {rest}"


def _option(text: str, count: int, after: str) -> str:
    """Return the text with the letter and the sign that were meant, "" where all is well or nothing is sure."""
    found = _OPTION.fullmatch(text)
    if not found or count > 9:
        return ""
    expected = letters(26)[count]
    letter = _LOOKS.get(found["letter"], marks.folded(found["letter"]).upper())
    is_odd = found["letter"] not in letters(26) or found["sign"][-1] in ",，;；·。"
    if letter != expected or not is_odd or (found["letter"].islower() and not count):
        return ""
    follows = _OPTION.match(after)
    following = marks.folded(follows["letter"]).upper() if follows else ""
    goes_on = _LOOKS.get(following, following) == letters(26)[count + 1]
    if found["letter"] == "8" or not count:
        # An option that is none by its look needs one behind it as well.
        return f"{letter}. {found['rest']}" if goes_on else ""
    return f"{letter}. {found['rest']}"


def _with_colon(line: "Line") -> "Line":
    """“答案。A” and “答案；A” want a colon."""
    if found := _NO_COLON.fullmatch(line.text):
        return replace(line, text=f"答案：{found['key']}")
    # The sign √ is the text of an option here, no mark of one.
    signs = _TWO_SIGNS.fullmatch(line.text)
    return replace(line, text="A.对 B.错" if signs["first"] in "√✓" else "A.错 B.对") if signs else line


def _numbered(lines: list["Line"]) -> list["Line"]:
    """Join numbers that stand alone with the questions below them; the numbers of pages have no question below."""
    found: list[Line] = []
    last = 0
    for at, line in enumerate(lines):
        number = _BARE_NUMBER.fullmatch(found[-1].text) if found else None
        count = int(number["number"]) if number else 0
        after = lines[at + 1].text if at + 1 < len(lines) else ""
        text = line.text
        if (
            count in (1, last + 1)
            and not (marks.number_of(text) or marks.field_of(text) or marks.options_of(text, "A", after))
            and marks.looks_like_question(text, after)
        ):
            last = count
            found[-1] = replace(found[-1], text=f"{count}. {text}", looks=line.looks, pictures=line.pictures)
        else:
            found.append(line)
    return found


def _joined(lines: Sequence["Line"]) -> list["Line"]:
    """Join letters that stand alone with the lines below them: A / 甲 / B / 乙."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        run = _run(lines, at)
        for letter, place in zip(letters(26), run, strict=False):
            found.append(replace(lines[place], text=f"{letter}. {lines[place + 1].text}", looks=lines[place + 1].looks))
        if not run:
            found.append(lines[at])
        at = run[-1] + 2 if run else at + 1
    return found


def _run(lines: Sequence["Line"], at: int) -> list[int]:
    """Return where A, B, C … stand alone from here on, each with one line of text below it; [] for less than two."""
    places: list[int] = []
    while at + 1 < len(lines) and len(places) < 10:
        alone = _ALONE.fullmatch(lines[at].text)
        if (
            not alone
            or marks.folded(alone["letter"]) != letters(26)[len(places)]
            or _ALONE.fullmatch(lines[at + 1].text)
        ):
            break
        places.append(at)
        at += 2
    return places if len(places) > 1 else []
