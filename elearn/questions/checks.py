"""What is wrong or doubtful about a question, wherever it comes from: pure."""

import re
from dataclasses import dataclass, field
from typing import Any

from elearn.errors import marked
from elearn.questions.fill_text import normalise
from elearn.questions.grading import CHOICE_KINDS, Kind, letters
from elearn.questions.parsed import ParsedQuestion

# An answer left in the stem's bracket: （C）, ( AB ), （√）, （对）.
_SHOWN_KEY = re.compile(r"[（(]\s*(?:[A-ZＡ-Ｚ]{1,8}|[√×✓✗]|对|错|正确|错误)\s*[）)]")
# Two negations that make a yes: nobody should have to work out what is asked.
_DOUBLE = re.compile(
    r"不得不|不能不|不会不|不可不|不应不|不该不|并非不|并不是不|不是不|不是没有|没有不|无不|莫不|无非不|未必不|不无"
)
_ASKS_WRONG = re.compile(
    r"(?:不正确|不属于|不包括|不符合|不妥|不当|不对|不合适|不应当?|不可以|不需要|错误)的?(?:做法|说法|一项)?(?:有|是)"
)
_NEGATION = re.compile(r"不|没有|未|无需|无须|并非|严禁|禁止|不得")
_ALL_OF_ABOVE = re.compile(
    r"(?:以上|上述|前面|[A-D](?:[、和,，]?[A-D])+)(?:各项|几项|选项|三项|说法|内容)?(?:都|皆|均|全)(?:对|是|正确|不|错|属于|包括)"
)
# What people type where they still mean to write something.
_LEFT_OPEN = re.compile(r"[…\.。·]{2,}|…|(?:答案|参考答案|解析)?[（(]?略[）)]?。?")
_BLANK = re.compile(r"_{2,}|＿{2,}|[（(]\s*[）)]")


@dataclass(frozen=True)
class Finding:
    """One doubt. `part` of the question is what it is about; a fatal one keeps the question out."""

    code: str
    part: str
    message: str
    fatal: bool = True
    params: dict[str, Any] = field(default_factory=dict)


def findings(question: ParsedQuestion) -> list[Finding]:
    """Return everything wrong (fatal) or doubtful about a question, in the order of its parts."""
    found = [*_stem(question), *_options(question), *_answer(question), *_pictures(question), *_notes(question)]
    return [*found, *_left_open(question)] + [each for child in question.children for each in _child(child)]


def fatal(found: list[Finding]) -> list[Finding]:
    """Return those that keep a question out."""
    return [each for each in found if each.fatal]


def _stem(question: ParsedQuestion) -> list[Finding]:
    if not question.stem.strip():
        return [Finding("no-stem", "stem", marked("Write the question."))]
    shown = _SHOWN_KEY.search(question.stem)
    if shown:
        message = marked("“%(text)s” in the question shows the answer. Leave the brackets empty.")
        return [Finding("key-in-stem", "stem", message, params={"text": shown[0]})]
    if double := _DOUBLE.search(question.stem):
        return [_double_negative("stem", double[0])]
    return []


def _double_negative(part: str, text: str) -> Finding:
    message = marked("“%(text)s” denies twice. Say plainly what is meant.")
    return Finding("double-negative", part, message, fatal=False, params={"text": text})


def _options(question: ParsedQuestion) -> list[Finding]:
    if question.kind not in CHOICE_KINDS:
        return []
    if len(question.options) < 2:
        return [Finding("few-options", "options", marked("Write at least two options."))]
    seen: dict[str, str] = {}
    for letter, text in zip(letters(len(question.options)), question.options, strict=True):
        if (first := seen.setdefault(normalise(text), letter)) != letter:
            message = marked("Options %(first)s and %(second)s are the same.")
            return [Finding("same-options", "options", message, params={"first": first, "second": letter})]
    return _wording(question)


def _wording(question: ParsedQuestion) -> list[Finding]:
    """Options that name other options lose their sense when they are shuffled; a denial asked for as wrong is two."""
    found = []
    for text in question.options:
        if above := _ALL_OF_ABOVE.search(text):
            message = marked("“%(text)s” only fits one order of the options, and they are shuffled. Write it out.")
            found.append(Finding("all-of-above", "options", message, fatal=False, params={"text": above[0]}))
        double = _DOUBLE.search(text)
        if double or (_ASKS_WRONG.search(question.stem) and _NEGATION.match(text)):
            found.append(_double_negative("options", text))
    return found


def _answer(question: ParsedQuestion) -> list[Finding]:
    match question.kind:
        case Kind.SINGLE if len(question.answer or "") != 1:
            return [Finding("answer", "answer", marked("A single choice has exactly one right option."))]
        case Kind.MULTIPLE if len(question.answer or "") < 2:
            return [Finding("answer", "answer", marked("A multiple choice has at least two right options."))]
        case Kind.INDEFINITE if not question.answer:
            return [Finding("answer", "answer", marked("Mark the right options."))]
        case Kind.TRUE_FALSE if not isinstance(question.answer, bool):
            return [Finding("answer", "answer", marked("Choose whether the statement is true."))]
        case Kind.FILL:
            return _blanks(question)
        case Kind.ESSAY if not question.answer and not question.points:
            return [Finding("no-model", "answer", marked("There is no model answer to mark by."), fatal=False)]
        case Kind.MATCH:
            return _distinct([side for side, _ in question.answer]) or _distinct([side for _, side in question.answer])
        case Kind.ORDER:
            return _distinct(question.answer)
        case Kind.CASE if not question.children:
            return [Finding("no-children", "children", marked("A case needs at least one question."))]
    return []


def _pictures(question: ParsedQuestion) -> list[Finding]:
    message = marked("The picture %(file)s needs words that stand for it, for those who can't see it.")
    return [
        Finding("no-alt", "pictures", message, params={"file": picture.file})
        for picture in question.pictures
        if not picture.alt
    ]


def _distinct(texts: list[str]) -> list[Finding]:
    if len(texts) < 2:
        return [Finding("few-items", "answer", marked("Write at least two pairs or items."))]
    if len({normalise(text) for text in texts}) < len(texts):
        return [Finding("same-items", "answer", marked("Two pairs or items are the same."))]
    return []


def _left_open(question: ParsedQuestion) -> list[Finding]:
    """A part that holds only “……” or “略” was never written."""
    answer = question.answer
    items = answer if isinstance(answer, list) else [answer] if question.kind is Kind.ESSAY else []
    texts = [text for item in items for text in (item if isinstance(item, list) else [item])]
    parts = [("stem", [question.stem]), ("options", question.options), ("answer", texts)]
    parts += [("answer", [each.text for each in question.points]), ("explanation", [question.explanation])]
    found = [(part, text) for part, own in parts for text in own if text and _LEFT_OPEN.fullmatch(text.strip())]
    message = marked("“%(text)s” stands where something should be written.")
    return [Finding("left-open", part, message, fatal=False, params={"text": text}) for part, text in found[:1]]


def _child(child: ParsedQuestion) -> list[Finding]:
    """The doubts about a sub-question; sources and uses are those of its case."""
    found = [*_stem(child), *_options(child), *_answer(child), *_pictures(child), *_left_open(child)]
    return [Finding(each.code, "children", each.message, each.fatal, each.params) for each in found]


def _blanks(question: ParsedQuestion) -> list[Finding]:
    if not question.answer or not all(question.answer):
        return [Finding("answer", "answer", marked("Write at least one accepted answer for every blank."))]
    blanks = len(_BLANK.findall(question.stem))
    if blanks != len(question.answer):
        message = marked("The question has %(blanks)s blanks, the answer %(answers)s parts.")
        return [Finding("blanks", "answer", message, params={"blanks": blanks, "answers": len(question.answer)})]
    return []


def _notes(question: ParsedQuestion) -> list[Finding]:
    found = []
    if not question.explanation.strip():
        found.append(Finding("no-explanation", "explanation", marked("Learners will see no explanation."), fatal=False))
    if not question.source.strip():
        found.append(Finding("no-source", "source", marked("The question names no source."), fatal=False))
    if not question.uses and question.uses is not None:
        found.append(Finding("no-uses", "uses", marked("Choose at least one use.")))
    if question.effective_on and question.review_on and question.review_on <= question.effective_on:
        message = marked("The review day must come after the day it takes effect.")
        found.append(Finding("review-day", "review_on", message))
    return found
