"""Options that are counted (1) ① or have small letters, with the letters that their keys name. Pure."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from elearn.questions.grading import letters

if TYPE_CHECKING:
    from elearn.questions.formats.typed_lines import Line

_SMALL = re.compile(r"(?:^|(?<=[)）。？?]))\s*a\s*[.、．)）:：]", re.M)
# a. b) c：, and (b) or (a、c) in the question.
_SMALL_SIGN = re.compile(
    r"(?:(?<=^)|(?<=[^\x00-\x7f]|[\s)]))[a-h](?=\s*[.、．)）:：])|(?<=[（(])\s*[a-h](?:[\s、,，]*[a-h]){0,7}\s*(?=[）)])"
)
_NUMBER_AS_ANSWER = re.compile(r"(?:正确|参考)?答案\s*[:：]\s*(?P<signs>(?:[（(]\d[)）]|[①-⑩])+)\s*[。.]?$", re.M)


def lettered(lines: list["Line"]) -> list["Line"]:
    """Options counted (1) (2) or ① ② get letters where the answers name them so; so do small letters."""
    text = "\n".join(line.text for line in lines)
    named = _NUMBER_AS_ANSWER.search(text)
    small = _SMALL.search(text) and not re.search(r"^A\s*[.、．)）:：]", text, re.M)
    if not named and not small:
        return lines
    if small:
        return [replace(line, text=_SMALL_SIGN.sub(lambda found: found[0].upper(), line.text)) for line in lines]
    shape = r"[①-⑩]" if named and named["signs"][0] in "①②③④⑤⑥⑦⑧⑨⑩" else r"[（(]\d[)）]"
    return [replace(line, text=_with_letters(line.text, shape)) for line in lines]


def _with_letters(text: str, shape: str) -> str:
    if re.match(r"(?:正确|参考)?答案\s*[:：]", text):
        return re.sub(shape, lambda each: _letter(each[0]), text)
    begins = re.match(shape, text)
    return f"{_letter(begins[0])}. {text[begins.end() :].lstrip(' .、．')}" if begins else text


def _letter(sign: str) -> str:
    digit = re.sub(r"\D", "", sign)
    at = int(digit) if digit and digit.isascii() else ord(sign) - ord("①") + 1
    return letters(26)[max(0, at - 1)]
