"""Moodle's questions with the answers embedded in the text: https://docs.moodle.org/en/Embedded_Answers. Pure."""

import re
from dataclasses import dataclass

from elearn.errors import marked
from elearn.questions.fill_text import number_range
from elearn.questions.formats import assembled, notes
from elearn.questions.formats.gift import PART_MARKS, without_wildcards
from elearn.questions.formats.moodle_rest import CASE_COUNTS
from elearn.questions.parsed import ParsedQuestion, Wrong

_GAP = re.compile(r"\{\d*:(?P<kind>[A-Z_]+):(?P<body>(?:\\.|[^}\\])*)\}", re.S)
_ANY_GAP = re.compile(r"\{\d*:[A-Z_]{2,}.{0,40}", re.S)
_TYPED = frozenset(["SHORTANSWER", "SA", "MW", "SHORTANSWER_C", "SAC", "MWC"])
_CASE_COUNTS = frozenset(["SHORTANSWER_C", "SAC", "MWC"])
_NUMBER = frozenset(["NUMERICAL", "NM"])
_LIST = re.compile(r"(?:MULTICHOICE|MC)(?:_?[VHS]|_?[VH]S)?")
_WEIGHT = re.compile(r"\s*(?:%(?P<weight>-?\d+(?:\.\d+)?)%|(?P<right>=))?")
NO_BLANK = marked("There is no blank in the text of this question.")
LIST_GAP = marked("A drop-down list within a text can't be taken over. Write it anew as a choice.")
NOT_READ = marked("The blank “%(text)s” can't be read.")


@dataclass
class _Given:
    share: float
    text: str
    said: str


def read_cloze(ref: str, text: str, warnings: list[tuple[str, str]]) -> tuple[ParsedQuestion, list[str]]:
    """Return the fill-in of a text with typed blanks, or the choice of one with a single list; and its feedback.

    Raises Wrong for other kinds of gap.
    """
    gaps = list(_GAP.finditer(text))
    if broken := _ANY_GAP.search(_GAP.sub("", text)):
        raise Wrong("blank", NOT_READ, text=broken[0])
    if not gaps:
        raise Wrong("no-blank", NO_BLANK)
    given = [_given(each) for each in gaps]
    said = [notes.of_answer(each.text, each.said) for part in given for each in part if each.said]
    if any(0 < each.share < 100 for part in given for each in part):
        warnings.append(("part-marks", PART_MARKS))
    if any(gap["kind"] in _CASE_COUNTS for gap in gaps):
        warnings.append(("case-counts", CASE_COUNTS))
    if len(gaps) == 1 and _LIST.fullmatch(gaps[0]["kind"]):
        right = [at for at, each in enumerate(given[0]) if each.share == 100]
        return assembled.choice(ref, _GAP.sub("（　）", text), [each.text for each in given[0]], right, True), said
    if any(each["kind"] not in _TYPED | _NUMBER for each in gaps):
        raise Wrong("list-gap", LIST_GAP)
    accepted = [_accepted(gap["kind"], part) for gap, part in zip(gaps, given, strict=True)]
    return assembled.fill(ref, _GAP.sub("____", text), accepted), said


def _given(gap: re.Match[str]) -> list[_Given]:
    found = []
    for part in re.findall(r"(?:\\.|[^~\\])+", gap["body"], re.S):
        weight = _WEIGHT.match(part)
        share = 100.0 if weight and weight["right"] else float(weight["weight"] or 0) if weight else 0.0
        text, _, said = (re.sub(r"(?<!\\)#", "\0", part[weight.end() :] if weight else part, count=1)).partition("\0")
        plain, remark = (re.sub(r"\\(.)", r"\1", each).strip() for each in (text, said))
        found.append(_Given(share, plain, remark))
    return found


def _accepted(kind: str, given: list[_Given]) -> list[str]:
    full = [each.text for each in given if each.share == 100]
    return [_number(text) for text in full] if kind in _NUMBER else without_wildcards(full)


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
