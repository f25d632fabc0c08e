"""GIFT, the text form of Moodle's questions: https://docs.moodle.org/en/GIFT_format. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from elearn.errors import marked
from elearn.questions.formats import assembled, keys, notes
from elearn.questions.formats.gift_blocks import ASIDE, BACK, Block, blocks_of, set_aside
from elearn.questions.formats.reading import Draft, Place, Reading, Unreadable
from elearn.questions.formats.rich import Rich, check_length, maybe_html
from elearn.questions.formats.taken_pictures import NO_PICTURE, left_out
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, Wrong, clean

_ANSWER = re.compile(r"(?P<sign>[=~])\s*(?:%(?P<weight>-?\d+(?:\.\d+)?)%)?(?P<text>[^=~]*)")
_TRUTH = re.compile(r"(?P<word>T|TRUE|F|FALSE)\s*(?P<said>#.*)?", re.S | re.I)
_FORM = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_NO_ANSWER_PART = marked("There is no answer part { … }. Text without a question can't be taken over.")
Doubt = tuple[str, str, dict[str, str]]
_BRACES = marked("The braces { } of this question don't fit. Signs that are meant as such need a \\ before them.")


def is_gift(text: str) -> bool:
    """Say whether a text is GIFT: it has answer parts, and no line of it is bank text or a typed key."""
    parts = re.findall(r"(?<!\\)\{(?:[^{}\\]|\\.)*\}", text)
    shaped = [
        part for part in parts if re.match(r"\{\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*(?:#.*)?\}|\})", part, re.I | re.S)
    ]
    if re.search(r"^\s*(?:[【\[]?(?:正确|参考)?答案[】\]]?\s*[:：]|[AＡ]\s*[.、．])", text, re.M):
        return False
    if re.match(r"(?:\s*//.*\n|\s)*\$CATEGORY:", text, re.I):
        return True
    named = re.search(r"^::.+?::", text, re.M) is not None
    return bool(shaped) and (named or len(shaped) >= len(parts) / 2)


def read_gift(text: str) -> Reading:
    """Read a GIFT file."""
    reading = Reading("gift")
    categories = set()
    for number, block in enumerate(blocks_of(text), 1):
        if number > assembled.MOST_QUESTIONS:
            raise Unreadable("too-many", assembled.TOO_MANY, most=assembled.MOST_QUESTIONS)
        categories.add(block.category)
        reading.drafts.append(_draft(str(number), block))
    if len(categories) == 1:
        reading.title = categories.pop()
        for draft in reading.drafts:
            if draft.question and draft.question.topic == reading.title:
                draft.question = replace(draft.question, topic="")
    return reading


def _draft(number: str, block: Block) -> Draft:
    source = "\n".join(line for _, line in block.lines)
    warnings: list[Doubt] = []
    where = Place(line=block.lines[0][0])
    draft = assembled.draft(number, where, lambda: _question(block, source, warnings), source)
    for code, message, params in dict.fromkeys(
        (code, message, tuple(params.items())) for code, message, params in warnings
    ):
        draft.warn(code, message, **dict(params))
    return draft


def _question(block: Block, source: str, warnings: list[Doubt]) -> ParsedQuestion:
    check_length(source)
    text = set_aside(source)
    title = ""
    if found := re.match(r"::(?P<title>.*?)::\s*", text, re.S):
        title, text = _plain(found["title"]), text[found.end() :]
    if text.count("{") == 0 and text.count("}") == 0:
        raise Wrong("no-answer-part", _NO_ANSWER_PART)
    if text.count("{") != 1 or text.count("}") != 1 or text.index("{") > text.index("}"):
        raise Wrong("braces", _BRACES)
    before, rest = text.split("{")
    body, after = rest.split("}")
    body, _, said = body.partition("####")
    form = found[1] if (found := _FORM.match(before)) else ""
    ref = next(filter(None, map(assembled.own_ref, [*block.tags("id"), title])), "")
    question, own_said = _understood(ref, (before, body.strip(), after), form, warnings)
    tags = block.tags("tag")
    tags += [] if any(tag.startswith("知识点") for tag in tags) else [_topic(block)]
    general = _said(said, form, warnings)
    return notes.with_notes(question, "\n".join(filter(None, [general, *own_said])), tags)


def _topic(block: Block) -> str:
    return f"知识点:{clean(block.category)[:60]}" if block.category else ""


def _understood(
    ref: str, parts: tuple[str, str, str], form: str, warnings: list[Doubt]
) -> tuple[ParsedQuestion, list[str]]:
    """Return the question and what the feedback of single answers says. Answers have the form of the question."""
    before, body, after = parts
    whole = _stem(before, "", after)
    if not body:
        return ParsedQuestion(ref, Kind.ESSAY, assembled.needed(whole), (), ""), []
    if found := _TRUTH.fullmatch(body):
        said = [_said(each, form, warnings) for each in (found["said"] or "").split("#")]
        return ParsedQuestion(ref, Kind.TRUE_FALSE, assembled.needed(whole), (), found["word"][0] in "Tt"), said
    numeric = body.startswith("#")
    if numeric:
        answers = _numeric(body[1:], form, warnings)
    else:
        answers = _answers(body if re.search("[=~]", body) else f"={body}", form, warnings)
    said = [notes.of_answer(each.text, each.said) for each in answers if each.said]
    gap = _stem(before, assembled.BLANK, after)
    if all(each.sign == "=" for each in answers):
        if not numeric and any("->" in each.text for each in answers):
            return assembled.match(ref, whole, list(_pairs(answers, warnings))), said
        accepted = [each.text for each in answers if each.weight in (None, 100)]
        if any(each.weight and 0 < each.weight < 100 for each in answers):
            warnings.append(("part-marks", PART_MARKS, {}))
        return assembled.fill(ref, gap, [accepted if numeric else without_wildcards(accepted)]), said
    return _choice(ref, _stem(before, "（　）" if after.strip() else "", after), answers, warnings), said


PART_MARKS = marked("Answers that earn a part of the marks are not taken over; only those that are wholly right.")
EXTRA_SIDE = marked("“%(text)s” has no partner; it was an extra answer there and is left out.")
NOT_ESCAPED = marked(
    "“%(text)s” breaks off at a sign = ~ or # that is meant as text. Such signs need a \\ before them."
)
NO_WEIGHT = marked("“%(text)s” is no share of the marks. Write it like %%50%%, or \\%% where a text begins so.")


@dataclass
class _Answer:
    sign: str
    weight: float | None
    text: str
    said: str


def _answers(body: str, form: str, warnings: list[Doubt]) -> list[_Answer]:
    """Return the answers. Raises Wrong where there is text before the first, or a text that breaks off."""
    if not body.startswith(("=", "~")):
        raise Wrong("answer-sign", marked("An answer must begin with = (right) or ~ (wrong)."))
    found = []
    for each in _ANSWER.finditer(body):
        raw, _, said = each["text"].partition("#")
        if re.search(r"<[A-Za-z/][^<>]*$", raw):
            raise Wrong("not-escaped", NOT_ESCAPED, text=raw.translate(BACK).strip()[-40:])
        if each["weight"] is None and re.match(r"\s*%[^%\s]{1,12}%", raw):
            raise Wrong("weight", NO_WEIGHT, text=raw.translate(BACK).strip()[:40])
        weight = float(each["weight"]) if each["weight"] else None
        found.append(_Answer(each["sign"], weight, _plain(raw, form), _said(said, form, warnings)))
    return found


def _choice(ref: str, stem: str, answers: list[_Answer], warnings: list[Doubt]) -> ParsedQuestion:
    options = [each.text for each in answers]
    signed = [at for at, each in enumerate(answers) if each.sign == "=" and each.weight in (None, 100)]
    weighted = [at for at, each in enumerate(answers) if each.weight is not None and each.weight > 0]
    if any(each.sign == "=" for each in answers):
        if len(signed) > 1:
            raise Wrong("several", SEVERAL_SIGNED)
        if any(at not in signed for at in weighted):
            warnings.append(("part-marks", PART_MARKS, {}))
        return assembled.choice(ref, stem, options, signed, True)
    return assembled.choice(ref, stem, options, weighted, False)


SEVERAL_SIGNED = marked(
    "Several answers are marked = , so any one of them would do. Where all are meant, give each its share after ~ ."
)


def _numeric(body: str, form: str, warnings: list[Doubt]) -> list[_Answer]:
    """Return the numbers and ranges of “3:0.5”, “1..5” or “=3:0 =%50%3:1 ~#for all other answers”."""
    right, _, wrong = body.partition("~")
    found = []
    for part in re.split(r"(?==)", right):
        text, _, said = part.partition("#")
        text = text.strip().removeprefix("=").strip()
        share = re.match(r"%(-?\d+(?:\.\d+)?)%", text)
        text = (text[share.end() :] if share else text).replace(ASIDE[":"], ":").strip()
        if text:
            weight = float(share[1]) if share else None
            number = "*" if text == "*" and weight == 0 else _number(text)
            found.append(_Answer("=", weight, number, _said(said, form, warnings)))
    if remark := _said(wrong.partition("#")[2], form, warnings):
        found.append(_Answer("=", 0, "~", remark))
    return found


def _number(text: str) -> str:
    low, dots, high = text.partition("..")
    if dots:
        return f"{assembled.number_range(low, '')}~{assembled.number_range(high, '')}"
    value, _, tolerance = text.partition(":")
    return assembled.number_range(value, tolerance)


def without_wildcards(accepted: list[str]) -> list[str]:
    """Return accepted texts with their escaped stars. Raises Wrong for a star that stands for any text."""
    if any("*" in text.replace("\\*", "") for text in accepted):
        raise Wrong("wildcard", WILDCARD)
    return [text.replace("\\*", "*") for text in accepted]


WILDCARD = marked("An answer with * stands for any text there. Write out each answer that is accepted.")


def _pairs(answers: list[_Answer], warnings: list[Doubt]) -> Iterator[tuple[str, str]]:
    """Yield the pairs; an answer without a left side only makes the choice harder there."""
    for each in answers:
        left, arrow, right = each.text.partition("->")
        if arrow and right.strip() and not left.strip():
            warnings.append(("extra-side", EXTRA_SIDE, {"text": right.strip()}))
        elif not arrow:
            raise Wrong("pair", marked("A pair lacks one of its sides."))
        else:
            yield left, right


def _stem(before: str, blank: str, after: str) -> str:
    """Return the stem; the place of the answer shows as a blank where text follows it."""
    gap = blank if after.strip() or not keys.BLANK.search(before) else ""
    return _plain(f"{before}{gap}{after}")


def _plain(text: str, inherited: str = "") -> str:
    """Return text as it is meant: signs set aside come back, \\n is a new line, tags of HTML go. Raises Wrong."""
    rich = _rich(text, inherited)
    if rich.images:
        raise Wrong("picture-missing", NO_PICTURE, file=rich.images[0][0][:80])
    return rich.text


def _said(text: str, inherited: str, warnings: list[Doubt]) -> str:
    rich = _rich(text, inherited)
    warnings += left_out(rich.images)
    return rich.text


def _rich(text: str, inherited: str) -> Rich:
    found = _FORM.match(text)
    form = found[1] if found else inherited
    text = text[found.end() :] if found else text
    back = text.replace("\\n", "\n").translate(BACK)
    return Rich(clean(back)) if form in ("plain", "markdown") else maybe_html(back)
