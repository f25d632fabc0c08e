"""Blanks and what is accepted in them: 9月5日；九月初九, 3;三|1;一, （甲）（乙）, __甲__ within the text. Pure."""

import re
from collections.abc import Sequence

from elearn.errors import marked
from elearn.questions import field_text
from elearn.questions.formats.keys import BLANK
from elearn.questions.parsed import Wrong

DOUBTFUL_SIGN = re.compile(r"(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])|或者?(?=.)")
# “隐私（或秘密）”, “9月5日（或者九月五日）”
_OR = re.compile(
    r"(?P<one>[^（）()；;]+?)\s*[（(](?:或者?|也可(?:以)?(?:填|写|答))\s*(?P<other>[^（）()；;或]+)[）)][。.]?"
)
_GROUP = re.compile(r"[（(]([^（）()]*)[）)]")
_FILLED = re.compile(r"[_＿]+\s*([^_＿\s][^_＿]*?)\s*[_＿]+")


def empty_lines(stem: str) -> str:
    """Return a stem without lines that hold a text: __3__ is an answer, ____ is a blank."""
    return _FILLED.sub("", stem) if _are_filled(stem) else stem


def _are_filled(stem: str) -> bool:
    """Say whether short lines hold texts: __3__; “甲____，乙____” are two blanks, as long lines always are."""
    found = [each[1] for each in _FILLED.finditer(stem)]
    between = any(re.match(r"[，。；：、,.;:!?！？]|(?:和|与|及|或|是|以及|为)$", text) for text in found)
    return not between and [len(line) < 3 for line in re.findall(r"[_＿]+", stem)] == [True] * (2 * len(found))


def take_blanks(stem: str) -> tuple[str, str]:
    """Take the answers that stand in the blanks of a stem, in lines or in brackets, and leave the blanks."""
    for shape in (_FILLED, _GROUP) if _are_filled(stem) else (_GROUP,):
        found = [each[1].strip() for each in shape.finditer(stem)]
        if found and all(found):
            return shape.sub("____", stem), "|".join(re.sub(r"([|;；\\])", r"\\\1", text) for text in found)
    return stem, ""


def blanked(stem: str, accepted: Sequence[Sequence[str]]) -> str:
    """Return a stem with a blank where its answer stands in brackets, else at its end."""
    for text in accepted[0] if len(accepted) == 1 else ():
        shown = re.compile(rf"[（(【\[]\s*{re.escape(text)}\s*[）)】\]]")
        if len(shown.findall(stem)) == 1:
            return shown.sub("____", stem)
    return f"{stem}____"


def fill_key(given: str, stem: str) -> list[list[str]]:
    """Return the accepted strings of every blank; the stem says how many blanks there are. Raises Wrong."""
    blanks = max(1, len(BLANK.findall(stem)))
    if listed := _numbered(given, blanks):
        return [[_range(text) for text in part] for part in listed]
    groups = _GROUP.findall(given)
    if groups and not _GROUP.sub("", given).strip(" 、,，;；"):
        parts = [_alternatives(group) for group in groups]
    elif "|" not in given and blanks == 1 and _OR.fullmatch(given.strip()):
        parts = [_alternatives(given)]
    elif "|" in given or blanks == 1:
        parts = field_text.split_blanks(given)
    else:
        parts = [_alternatives(part) for part in _parted(given, blanks)]
    if len(parts) != blanks or not all(parts):
        message = marked("The question has %(blanks)s blanks, the answer %(answers)s parts.")
        raise Wrong("blanks", message, blanks=blanks, answers=len(parts))
    return [[_range(text) for text in part] for part in parts]


def _numbered(given: str, blanks: int) -> list[list[str]]:
    """Return the parts of “1.甲 2.乙”, “（1）甲；（2）乙”, “①甲②乙”, “第一空：甲；第二空：乙”; [] for all else."""
    for signs in _NUMBERINGS:
        before = r"(?:^|(?<=[\s;；,，、。|])|(?<=[\u4e00-\u9fff]))" if signs.startswith(_AMONG_DIGITS) else ""
        found = re.compile(before + signs).finditer(given)
        places = list(found)
        if not places or places[0].start() != 0 or len(places) != blanks:
            continue
        ends = [place.start() for place in places[1:]] + [len(given)]
        if [_ordinal(place["at"]) for place in places] == list(range(1, blanks + 1)):
            return [
                _alternatives(given[place.end() : end].strip(" ;；,，、。|\n"))
                for place, end in zip(places, ends, strict=True)
            ]
    return []


_NUMBERINGS = (
    r"第(?P<at>[一二三四五六七八九十]|\d)(?:个)?空\s*[:：]?\s*",
    r"[（(](?P<at>\d)[)）]\s*",
    r"(?P<at>[①-⑩])\s*",
    r"(?P<at>\d)[.、．](?!\d)\s*",
)

_AMONG_DIGITS = (_NUMBERINGS[0], _NUMBERINGS[3])
"""What may as well be a part of an answer with a number in it."""


def _ordinal(sign: str) -> int:
    if sign.isdecimal() and sign.isascii():
        return int(sign)
    return ord(sign) - ord("①") + 1 if sign in "①②③④⑤⑥⑦⑧⑨⑩" else "一二三四五六七八九十".index(sign) + 1


def _parted(given: str, blanks: int) -> list[str]:
    """Part an answer into as many pieces as there are blanks, by the first sign that gives so many."""
    for sign in (r"\n", r"[;；]", r"\s{2,}", r"[、,，]", r"\s+"):
        parts = [part.strip() for part in re.split(sign, given.strip()) if part.strip()]
        if len(parts) == blanks:
            return parts
    return [part.strip() for part in re.split(r"[;；]", given) if part.strip()]


def _alternatives(text: str) -> list[str]:
    if two := _OR.fullmatch(text.strip()):
        return [two["one"], two["other"].strip()]
    return [part.strip() for part in re.split(r"[;；]", text) if part.strip()]


def _range(text: str) -> str:
    """“1-9” is how a range of numbers is typed elsewhere; our own form is 1~9."""
    found = re.fullmatch(r"(-?\d+(?:\.\d+)?)\s*[-—～~]\s*(\d+(?:\.\d+)?)", text)
    if not found or any(re.match(r"-?0\d", each) for each in found.groups()) or float(found[1]) >= float(found[2]):
        return text
    if all(re.fullmatch(r"(?:1[89]|20)\d\d", each) for each in found.groups()):
        # 2021-2025 is a span of years, not any year in it.
        return text
    return f"{found[1]}~{found[2]}"
