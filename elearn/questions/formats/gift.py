"""GIFT, the text form of Moodle's questions: https://docs.moodle.org/en/GIFT_format. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from elearn.errors import marked
from elearn.questions.formats import assembled, keys, notes
from elearn.questions.formats.reading import Draft, Place, Reading
from elearn.questions.formats.rich import maybe_html
from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, Wrong, clean, clean_line

# Escaped signs are set aside as signs that no text holds, until the special ones have done their work.
_ESCAPED = "\\~=#{}:"
_ASIDE = {sign: chr(0xFDD0 + at) for at, sign in enumerate(_ESCAPED)}
_BACK = str.maketrans({aside: sign for sign, aside in _ASIDE.items()})
_ANSWER = re.compile(r"(?P<sign>[=~])\s*(?:%(?P<weight>-?\d+(?:\.\d+)?)%)?(?P<text>[^=~]*)")
_TRUTH = re.compile(r"(?P<word>T|TRUE|F|FALSE)\s*(?P<said>#.*)?", re.S | re.I)
_TAG = re.compile(r"\[(?P<name>id|tag):(?P<text>(?:\\.|[^\]\\])+)\]")
_FORM = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_NO_ANSWER_PART = marked("There is no answer part { … }. Text without a question can't be taken over.")
_BRACES = marked("The braces { } of this question don't fit. Signs that are meant as such need a \\ before them.")


@dataclass
class _Block:
    line: int
    lines: list[str]
    tags: list[str] = field(default_factory=list)
    id: str = ""
    category: str = ""


def is_gift(text: str) -> bool:
    """Say whether a text is GIFT: it has answer parts, and no line of it is bank text or a typed key."""
    parts = re.findall(r"(?<!\\)\{(?:[^{}\\]|\\.)*\}", text)
    shaped = [
        part for part in parts if re.match(r"\{\s*(?:[=~#]|(?:T|F|TRUE|FALSE)\s*(?:#.*)?\}|\})", part, re.I | re.S)
    ]
    if re.search(r"^\s*(?:[【\[]?(?:正确|参考)?答案[】\]]?\s*[:：]|[AＡ]\s*[.、．])", text, re.M):
        return False
    return bool(shaped) and len(shaped) >= len(parts) / 2


def read_gift(text: str) -> Reading:
    """Read a GIFT file."""
    reading = Reading("gift")
    categories = set()
    for number, block in enumerate(_blocks(text), 1):
        categories.add(block.category)
        reading.drafts.append(_draft(str(number), block))
    if len(categories) == 1:
        reading.title = categories.pop()
        for draft in reading.drafts:
            if draft.question and draft.question.topic == reading.title:
                draft.question = replace(draft.question, topic="")
    return reading


def _blocks(text: str) -> Iterator[_Block]:
    """Questions are parted by empty lines; one whose brace is still open goes on behind them."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    category, tags, current = "", list[str](), _Block(0, [])
    for number, raw in enumerate([*lines, ""], 1):
        line = clean_line(raw)
        if line.startswith("//"):
            tags.append(line)
        elif line.upper().startswith("$CATEGORY:"):
            category = re.sub(r"^.*(?<!/)/(?!/)", "", line[10:].strip()).replace("//", "/")
            category = "" if category in ("$course$", "top", "$system$", "$cat1$") else category
        elif line:
            if not current.lines:
                current = _Block(number, [], _tags("tag", tags), "".join(_tags("id", tags)[:1]), category)
                tags = []
            current.lines.append(line)
        elif current.lines and not _goes_on(current.lines, lines[number:]):
            yield current
            current = _Block(0, [])
    if current.lines:
        yield current


def _tags(name: str, comments: list[str]) -> list[str]:
    found = [each for line in comments for each in _TAG.finditer(line)]
    return [re.sub(r"\\(.)", r"\1", each["text"]) for each in found if each["name"] == name]


def _goes_on(lines: list[str], rest: list[str]) -> bool:
    """Say whether the open brace of a block closes behind empty lines, before another one opens."""
    flat = _set_aside("\n".join(lines))
    if flat.count("{") <= flat.count("}"):
        return False
    ahead = re.search(r"[{}]|^::", _set_aside("\n".join(rest)), re.M)
    return bool(ahead) and ahead is not None and ahead[0] == "}"


def _set_aside(text: str) -> str:
    return re.sub(r"\\([\\~=#{}:])", lambda found: _ASIDE[found[1]], text)


def _draft(number: str, block: _Block) -> Draft:
    source = "\n".join(block.lines)
    where = Place(line=block.line)
    warnings: list[tuple[str, str]] = []
    draft = assembled.draft(number, where, lambda: _question(block, source, warnings), source)
    for code, message in warnings:
        draft.warn(code, message)
    return draft


def _question(block: _Block, source: str, warnings: list[tuple[str, str]]) -> ParsedQuestion:
    text = _set_aside(source)
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
    ref = assembled.own_ref(block.id) or assembled.own_ref(title)
    question, own_said = _understood(ref, (before, body.strip(), after), form, warnings)
    tags = block.tags if any(tag.startswith("知识点") for tag in block.tags) else [*block.tags, _topic(block)]
    return notes.with_notes(question, "\n".join(filter(None, [_plain(said, form), own_said])), tags)


def _topic(block: _Block) -> str:
    return f"知识点:{clean(block.category)[:60]}" if block.category else ""


def _understood(
    ref: str, parts: tuple[str, str, str], form: str, warnings: list[tuple[str, str]]
) -> tuple[ParsedQuestion, str]:
    """Return the question and what the feedback of single answers says. Answers have the form of the question."""
    before, body, after = parts
    whole = _stem(before, "", after)
    if not body:
        return ParsedQuestion(ref, Kind.ESSAY, whole, (), ""), ""
    if found := _TRUTH.fullmatch(body):
        both = (_plain(each, form) for each in (found["said"] or "").split("#"))
        said = "\n".join(filter(None, both))
        return ParsedQuestion(ref, Kind.TRUE_FALSE, whole, (), found["word"][0] in "Tt"), said
    if body.startswith("#"):
        return assembled.fill(ref, _stem(before, assembled.BLANK, after), [_numbers(body[1:])]), ""
    answers = _answers(body, form)
    said = "\n".join(f"{text}：{words}" for _, _, text, words in answers if words)
    if all(sign == "=" for sign, *_ in answers):
        if any("->" in text for _, _, text, _ in answers):
            return assembled.match(ref, whole, [_pair(text) for _, _, text, _ in answers]), said
        accepted = [text for _, weight, text, _ in answers if weight in (None, 100)]
        if len(accepted) < len(answers):
            warnings.append(("part-marks", PART_MARKS))
        return assembled.fill(ref, _stem(before, assembled.BLANK, after), [without_wildcards(accepted)]), said
    return _choice(ref, _stem(before, "（　）" if after.strip() else "", after), answers, warnings), said


PART_MARKS = marked("Answers that earn a part of the marks are not taken over; only those that are wholly right.")


def _answers(body: str, form: str) -> list[tuple[str, float | None, str, str]]:
    """Return sign, weight, text and feedback of every answer. Raises Wrong where there is text before the first."""
    if not body.startswith(("=", "~")):
        raise Wrong("answer-sign", marked("An answer must begin with = (right) or ~ (wrong)."))
    found = []
    for each in _ANSWER.finditer(body):
        text, _, said = each["text"].partition("#")
        found.append(
            (each["sign"], float(each["weight"]) if each["weight"] else None, _plain(text, form), _plain(said, form))
        )
    return found


def _choice(
    ref: str, stem: str, answers: list[tuple[str, float | None, str, str]], warnings: list[tuple[str, str]]
) -> ParsedQuestion:
    options = [text for _, _, text, _ in answers]
    signed = [at for at, (sign, weight, *_) in enumerate(answers) if sign == "=" and weight in (None, 100)]
    weighted = [at for at, (sign, weight, *_) in enumerate(answers) if weight is not None and weight > 0]
    if any(sign == "=" for sign, *_ in answers):
        if len(signed) > 1:
            raise Wrong("several", SEVERAL_SIGNED)
        if any(at not in signed for at in weighted):
            warnings.append(("part-marks", PART_MARKS))
        return assembled.choice(ref, stem, options, signed, True)
    return assembled.choice(ref, stem, options, weighted, False)


SEVERAL_SIGNED = marked(
    "Several answers are marked = , so any one of them would do. Where all are meant, give each its share after ~ ."
)


def _numbers(body: str) -> list[str]:
    """Return the numbers and ranges of “#3:0.5”, “#1..5” or “#=3:0 =%50%3:1”; those with part of the marks go."""
    found = []
    for part in re.split(r"(?==)", body):
        text = part.partition("#")[0].strip().removeprefix("=").strip()
        weight = re.match(r"%(-?\d+(?:\.\d+)?)%", text)
        text = text[weight.end() :].strip() if weight else text
        if not text or (weight and float(weight[1]) < 100):
            continue
        low, dots, high = text.partition("..")
        value, _, tolerance = text.replace(_ASIDE[":"], ":").partition(":")
        if dots:
            found.append(f"{assembled.number_range(low, '')}~{assembled.number_range(high, '')}")
        else:
            found.append(assembled.number_range(value, tolerance))
    return found


def without_wildcards(accepted: list[str]) -> list[str]:
    """Return accepted texts with their escaped stars. Raises Wrong for a star that stands for any text."""
    if any("*" in text.replace("\\*", "") for text in accepted):
        raise Wrong("wildcard", WILDCARD)
    return [text.replace("\\*", "*") for text in accepted]


WILDCARD = marked("An answer with * stands for any text there. Write out each answer that is accepted.")


def _pair(text: str) -> tuple[str, str]:
    left, arrow, right = text.partition("->")
    if not arrow:
        raise Wrong("pair", marked("A pair lacks one of its sides."))
    return left, right


def _stem(before: str, blank: str, after: str) -> str:
    """Return the stem; the place of the answer shows as a blank where text follows it."""
    gap = blank if after.strip() or not keys.BLANK.search(before) else ""
    return _plain(f"{before}{gap}{after}")


def _plain(text: str, inherited: str = "") -> str:
    """Return text as it is meant: signs set aside come back, \\n is a new line, tags of HTML go."""
    found = _FORM.match(text)
    form = found[1] if found else inherited
    text = text[found.end() :] if found else text
    back = text.replace("\\n", "\n").translate(_BACK)
    if form in ("plain", "markdown"):
        return clean(back)
    rich = maybe_html(back)
    if rich.images:
        raise Wrong("picture-missing", NO_PICTURE, file=rich.images[0][0])
    return rich.text


NO_PICTURE = marked("The picture %(file)s is not in the file. Put it in again, or send a package that holds it.")
