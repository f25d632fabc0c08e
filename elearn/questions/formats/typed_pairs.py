"""Pairs of question and answer, “Q：… A：…” or “问：… 答：…”: they become numbered questions with an answer. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from elearn.questions.formats import keys

if TYPE_CHECKING:
    from elearn.questions.formats.typed_lines import Line

_ASKS = re.compile(r"(?:Q|问|提问)\s*[:：]\s*(?P<text>\S.*)", re.S | re.I)
_ANSWERS = re.compile(r"(?:A|答)\s*[:：]\s*(?P<text>\S.*)", re.S | re.I)
_OPTION_B = re.compile(r"[（(]?B\s*[.、．:：)）]")


def numbered(lines: Sequence["Line"]) -> list["Line"]:
    """Number the questions of such pairs; where A: may as well be an option, or one has no answer, all stays."""
    begins = [at for at, line in enumerate(lines) if _ASKS.fullmatch(line.text)]
    if not begins:
        return list(lines)
    ends = [*begins[1:], len(lines)]
    answers = [
        [at for at in range(begin + 1, end) if _ANSWERS.fullmatch(lines[at].text)]
        for begin, end in zip(begins, ends, strict=True)
    ]
    if any(len(each) != 1 for each in answers) or any(_OPTION_B.match(line.text) for line in lines):
        return list(lines)
    found = list(lines)
    for number, (begin, (answer,)) in enumerate(zip(begins, answers, strict=True), 1):
        asked, given = _ASKS.fullmatch(lines[begin].text), _ANSWERS.fullmatch(lines[answer].text)
        if asked and given:
            kind = "判断" if keys.plain_truth(given["text"]) is not None else "简答"
            tag = "" if keys.BLANK.search(asked["text"]) else f"[{kind}] "
            found[begin] = replace(lines[begin], text=f"Q{number}: {tag}{asked['text']}")
            found[answer] = replace(lines[answer], text=f"答案：{given['text']}")
    return found
