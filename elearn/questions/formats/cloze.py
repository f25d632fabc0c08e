"""Moodle's questions with the answers embedded in the text: https://docs.moodle.org/en/Embedded_Answers. Pure."""

import re

from elearn.errors import marked
from elearn.questions.fill_text import number_range
from elearn.questions.formats import assembled
from elearn.questions.formats.gift import PART_MARKS, without_wildcards
from elearn.questions.parsed import ParsedQuestion, Wrong

_GAP = re.compile(r"\{\d*:(?P<kind>[A-Z_]+):(?P<body>(?:\\.|[^}\\])*)\}", re.S)
_TYPED = frozenset(["SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"])
_NUMBER = frozenset(["NUMERICAL", "NM"])
_WEIGHT = re.compile(r"\s*(?:%(?P<weight>-?\d+(?:\.\d+)?)%|(?P<right>=))?")
NO_BLANK = marked("There is no blank in the text of this question.")
LIST_GAP = marked("A drop-down list within a text can't be taken over. Write it anew as a choice.")


def read_cloze(ref: str, text: str, warnings: list[tuple[str, str]]) -> ParsedQuestion:
    """Return the fill-in of a text with typed blanks. Raises Wrong for other kinds of gap."""
    gaps = list(_GAP.finditer(text))
    if not gaps:
        raise Wrong("no-blank", NO_BLANK)
    return assembled.fill(ref, _GAP.sub("____", text), [_accepted(each, warnings) for each in gaps])


def _accepted(gap: re.Match[str], warnings: list[tuple[str, str]]) -> list[str]:
    if gap["kind"] not in _TYPED | _NUMBER:
        raise Wrong("list-gap", LIST_GAP)
    found = []
    for part in re.findall(r"(?:\\.|[^~\\])+", gap["body"], re.S):
        weight = _WEIGHT.match(part)
        share = (
            100.0 if weight and weight["right"] else float(weight["weight"] or 0) if weight and weight["weight"] else 0
        )
        given = re.split(r"(?<!\\)#", part[weight.end() :] if weight else part)[0]
        plain = re.sub(r"\\(.)", r"\1", given).strip()
        if 0 < share < 100:
            warnings.append(("part-marks", PART_MARKS))
        if share == 100:
            found.append(_number(plain) if gap["kind"] in _NUMBER else plain)
    return without_wildcards(found)


def _number(text: str) -> str:
    value, _, tolerance = text.partition(":")
    return assembled.number_range(value, tolerance)


def gap(accepted: list[str]) -> str:
    """Return the accepted texts of one blank as an embedded answer."""
    ranges = [ends for text in accepted if (ends := number_range(text))]
    if len(ranges) == len(accepted):
        parts = [f"{assembled.plain((low + high) / 2)}:{assembled.plain((high - low) / 2)}" for low, high in ranges]
        return "{1:NUMERICAL:=" + "~=".join(parts) + "}"
    texts = (re.sub(r"([\\}#~/\"=])", r"\\\1", text.replace("*", "\\*")) for text in accepted)
    return "{1:SHORTANSWER:=" + "~=".join(texts) + "}"
