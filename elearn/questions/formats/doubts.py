"""Signs that a question, although it could be read, holds something that belongs elsewhere. Pure."""

import re
from collections.abc import Sequence

from elearn.errors import marked
from elearn.questions.formats.raw import KIND_PATTERN
from elearn.questions.grading import letters
from elearn.questions.parsed import Wrong

_ANSWER = re.compile(
    r"(?:正确|参考|标准)答案|(?<![\u4e00-\u9fff])答案\s*[】\]:：]|答案\s*[:：]\s*[A-H√×]|你的答案|(?<=[。？?！!；;\s])答\s*[:：]"
)
_HEADING = re.compile(
    rf"(?<=\s)(?:[一二三四五六七八九十]{{1,3}}\s*[、.．]|第[一二三四五六七八九十]{{1,3}}部分|[（(][一二三四五六七八九十]{{1,2}}[）)])\s*(?:{KIND_PATTERN})题"
)
_OPTIONS = re.compile(r"(?<![A-Za-z0-9])A\s*[.．、:：)）].{1,300}?(?<![A-Za-z])B\s*[.．、:：)）]", re.S)
_STOP_NUMBER = re.compile(r"(?<=[。？?！!；;）)])\s*(\d{1,4})\s*[.、．](?!\d)\s*(?=\S)")
_ANY_NUMBER = re.compile(r"(?<!\d)(\d{1,4})\s*[.、．)）]")
_TWO = marked("“%(text)s” looks like the beginning of something else. Put each question and each option in a line.")
_HIDDEN = marked("“%(text)s” stands within the text. Put the answer in a line of its own.")


def refuse_mixed(stem: str, texts: Sequence[str], explanation: str) -> None:
    """Raise Wrong where two questions, or an option and an answer, were run together."""
    for text in (stem, *texts):
        if found := _ANSWER.search(text):
            raise Wrong("hidden-answer", _HIDDEN, text=_shown(text, found.start()))
    for text in (*texts, *([stem] if texts else []), explanation):
        if found := _OPTIONS.search(text):
            raise Wrong("two-in-one", _TWO, text=_shown(text, found.start()))
    for text in (stem, *texts):
        if found := _HEADING.search(text):
            raise Wrong("two-in-one", _TWO, text=_shown(text, found.start()))
    for text in texts:
        if (bracket := re.search(r"[（(]\s*[）)]|_{2,}", text)) and len(text) > bracket.end():
            raise Wrong("two-in-one", _TWO, text=_shown(text, bracket.start()))
    if texts and len(texts) < 10:
        # “乙 C丙”: the next letter without a sign.
        letter = letters(26)[len(texts)]
        if bare := re.search(rf"(?<=\s){letter}(?=\s?[\u4e00-\u9fff])", texts[-1]):
            raise Wrong("two-in-one", _TWO, text=_shown(texts[-1], bare.start()))
    if texts and len(texts) < 6:
        # “毛c;刘”: the next letter with a slip of the keyboard behind it.
        letter = letters(26)[len(texts)]
        slip = re.search(rf"(?<=[\u4e00-\u9fff\s])(?:{letter}|{letter.lower()})\s*[;；:：.．`·](?=\s*\S)", texts[-1])
        if slip:
            raise Wrong("two-in-one", _TWO, text=_shown(texts[-1], slip.start()))


def refuse_next_number(number: str, texts: Sequence[str]) -> None:
    """Raise Wrong where the next question's number stands in a text that has no list of its own."""
    if not number.isdecimal() or len(number) > 4:
        return
    for text in texts:
        found = next((each for each in _STOP_NUMBER.finditer(text) if int(each[1]) == int(number) + 1), None)
        if found and not any(int(each[1]) == int(number) for each in _ANY_NUMBER.finditer(text)):
            raise Wrong("two-in-one", _TWO, text=_shown(text, found.end()))


def refuse_answer_within(answer: str) -> None:
    """Raise Wrong where an answer in words goes on with the next question and its answer."""
    if found := re.search(r"(?<=[。？?！!；;\s])答(?:案)?\s*[:：]", answer):
        raise Wrong("two-in-one", _TWO, text=_shown(answer, found.start()))


def refuse_answer_of_more(accepted: Sequence[Sequence[str]]) -> None:
    """Raise Wrong where a blank's answer goes on with the next question's: “发展2.预估”."""
    for text in (each for part in accepted for each in part):
        if found := re.search(r"(?<=[^\d.])\d{1,3}[.、．]\s*(?=[^\d\s])", text):
            raise Wrong("two-in-one", _TWO, text=_shown(text, found.start()))


def _shown(text: str, at: int) -> str:
    return text[max(0, at - 6) : at + 18].replace("\n", " ")
