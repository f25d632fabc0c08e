"""One-click mends of the commonest faults: text in, text out. Pure."""

import re
from collections.abc import Sequence

from elearn.errors import marked
from elearn.questions.formats.keys import EMPTY_BRACKET
from elearn.questions.formats.reading import Draft
from elearn.questions.grading import letters

_ANSWER = re.compile(r"^答案\s*[:：]\s*(?P<key>.*)$", re.M)
_SHOWN_KEY = re.compile(r"[（(]\s*(?:[A-ZＡ-Ｚ]{1,8}|[√×✓✗]|对|错|正确|错误)\s*[）)]")
# fault → (name of the mend, what its button says)
MENDS: dict[str, tuple[tuple[str, str], ...]] = {
    "several": (("to-multiple", marked("It is a multiple choice")),),
    "too-few": (("to-single", marked("It is a single choice")),),
    "number-answer": (("number-to-letter", marked("1 means A, 2 means B …")),),
    "key-in-stem": (("blank-key", marked("Empty the brackets in the question")),),
    "missing-option": (("letters-anew", marked("Letter the options anew: A, B, C …")),),
    "double-option": (("letters-anew", marked("Letter the options anew: A, B, C …")),),
    "no-kind": (("to-essay", marked("It is a short answer")),),
}


def mends_of(draft: Draft) -> list[tuple[str, str]]:
    """Return the mends that fit a draft's faults: (name, marked label)."""
    return [mend for doubt in draft.rejected for mend in MENDS.get(doubt.code, ())]


def mended(text: str, mend: str) -> str:
    """Return a draft's text after a mend; the same text where it does not apply."""
    match mend:
        case "to-multiple":
            return _retagged(text, "多选")
        case "to-single":
            return _retagged(text, "单选")
        case "to-essay":
            return _retagged(text, "简答")
        case "number-to-letter":
            return _ANSWER.sub(lambda found: f"答案: {_as_letters(found['key'])}", text)
        case "blank-key":
            head, sign, rest = text.partition("\nA. ")
            return _SHOWN_KEY.sub(EMPTY_BRACKET, head) + sign + rest
        case "letters-anew":
            return _lettered(text.split("\n"))
    return text


def _retagged(text: str, word: str) -> str:
    if re.match(r"\[\w+\]", text):
        return re.sub(r"^\[\w+\]", f"[{word}]", text)
    return f"[{word}] 1\n{text}"


def _as_letters(key: str) -> str:
    numbers = [int(number) for number in re.findall(r"\d+", key)]
    return "".join(letters(26)[number - 1] for number in numbers if 1 <= number <= 26) or key


def _lettered(lines: Sequence[str]) -> str:
    found, count = [], 0
    for line in lines:
        if option := re.match(r"[A-Z]\.\s", line):
            line = f"{letters(26)[count % 26]}. {line[option.end() :]}"
            count += 1
        found.append(line)
    return "\n".join(found)
