"""Bank text (题库文本): the native form of a question bank, read. Pure: text in, values out.

The reader is generous about width, punctuation and spaces; the writer (bank_text_out.py) is strict: reading what it
wrote gives the same bank, byte for byte. A line that begins with a backslash is plain text whatever it looks like.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from elearn.errors import marked
from elearn.questions import field_text
from elearn.questions.grading import CHOICE_KINDS, Kind, Use, letters
from elearn.questions.parsed import (
    KIND_WORDS,
    ParsedBank,
    ParsedQuestion,
    Problem,
    Wrong,
    clean_line,
    truth,
)

_KINDS = {word: kind for kind, word in KIND_WORDS.items()}
FIELDS = ("图", "答案", "要点", "解析", "依据", "知识点", "难度", "用途", "施行日期", "复核日期")
# Kinds whose lettered lines are options, pairs or items.
LETTERED = (*CHOICE_KINDS, Kind.MATCH, Kind.ORDER)

_HEAD = re.compile(r"[\[［【](?P<kind>\w{2,3}?)题?[\]］】]\s*(?P<ref>(?:[A-Za-z0-9][A-Za-z0-9._-]{0,59})?)")
_OPTION = re.compile(r"[（(]?(?P<letter>[A-ZＡ-Ｚ])[）).、．:：]\s*(?P<text>.*)")
_FIELD = re.compile(rf"[【\[]?(?P<name>{'|'.join(FIELDS)})[】\]]?\s*[:：]\s*(?P<text>.*)")
_BANK_FIELD = re.compile(r"(?P<name>编号|用途)\s*[:：]\s*(?P<text>.*)")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass
class _Block:
    """The lines of one question, sorted into stem, options and fields."""

    line: int
    kind: str
    ref: str
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    pictures: list[str] = field(default_factory=list)
    children: list["_Block"] = field(default_factory=list)
    last: str = "stem"

    def take(self, line: str) -> None:
        """Sort one line in; a line without a mark belongs to what stands before it."""
        if line.startswith("\\"):
            self._go_on(line[1:])
        elif found := _FIELD.fullmatch(line):
            self.last = found["name"]
            if self.last == "图":
                self.pictures.append(found["text"])
            else:
                self.fields[self.last] = found["text"].strip()
        elif self.takes_options and (option := _OPTION.fullmatch(line)):
            self.last = "option"
            self.options.append((unicodedata.normalize("NFKC", option["letter"]), option["text"].strip()))
        else:
            self._go_on(line)

    @property
    def takes_options(self) -> bool:
        """Say whether lettered lines are options here; after the first field they are text."""
        return _KINDS.get(self.kind) in LETTERED and not self.fields and not self.pictures

    def _go_on(self, line: str) -> None:
        if self.last == "stem":
            self.stem.append(line)
        elif self.last == "option":
            letter, text = self.options[-1]
            self.options[-1] = (letter, f"{text}\n{line}")
        elif self.last == "图":
            self.pictures[-1] += " " + line
        else:
            self.fields[self.last] = f"{self.fields[self.last]}\n{line}"


def is_special(line: str, takes_options: bool) -> bool:
    """Say whether a reader would take a line of plain text for something else; the writer then marks it."""
    return (
        not line
        or line.startswith("\\")
        or bool(_HEAD.fullmatch(line) or _FIELD.fullmatch(line))
        or (takes_options and bool(_OPTION.fullmatch(line)))
    )


def parts(text: str) -> tuple[str, str, list[str], dict[str, str]]:
    """Return kind, stem, options and fields of one question's text as they stand there, right or wrong."""
    lines = [clean_line(line) for line in text.split("\n")]
    found = _HEAD.fullmatch(lines[0]) if lines else None
    block = _Block(1, found["kind"] if found else KIND_WORDS[Kind.SINGLE], "")
    for line in lines[1:] if found else lines:
        if line:
            block.take(line)
    kind = block.kind if found else ""
    return kind, "\n".join(block.stem), [option for _, option in block.options], block.fields


def is_bank_text(text: str) -> bool:
    """Say whether a text is written in this form: it has heads such as “[单选] wushe-001”."""
    heads = [found for line in text.splitlines() if (found := _HEAD.fullmatch(clean_line(line)))]
    numbered = re.search(r"^\s*\d{1,4}\s*[.、．]\s*\S", text, re.M)
    return any(found["kind"] in _KINDS and (found["ref"] or (len(heads) > 1 and not numbered)) for found in heads)


def read(text: str) -> tuple[ParsedBank, list[Problem]]:
    """Read a bank. A question with a problem is left out and named in the list."""
    bank, _, problems = read_with_lines(text)
    return bank, problems


def read_with_lines(text: str) -> tuple[ParsedBank, dict[str, int], list[Problem]]:
    """Read a bank; also return in which line each question begins, by its number."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    title, head, blocks = _split(lines)
    problems: list[Problem] = []
    uses = _try(lambda: field_text.uses(head.get("用途", "练习")), problems, 1, "") or (Use.PRACTICE,)
    slug = head.get("编号", "")
    if not title:
        problems.append(Problem("no-title", marked("The first line must be “# title of the bank”."), 1))
    if not SLUG.fullmatch(slug):
        problems.append(Problem("no-slug", marked("“编号:” must have small letters, digits and dashes."), 2))
    questions: list[ParsedQuestion] = []
    refs: set[str] = set()
    for number, block in enumerate(blocks, 1):
        block.ref = block.ref or f"{slug}-{number:03d}"
        found = _try(lambda block=block: _question(block), problems, block.line, block.ref)  # type: ignore[misc]
        if block.ref in refs:
            problems.append(Problem("same-ref", marked("The number is used twice."), block.line, block.ref))
        elif found:
            questions.append(found)
        refs.add(block.ref)
    return ParsedBank(slug, title, uses, tuple(questions)), {block.ref: block.line for block in blocks}, problems


def _split(lines: list[str]) -> tuple[str, dict[str, str], list[_Block]]:
    title = ""
    head: dict[str, str] = {}
    blocks: list[_Block] = []
    current: _Block | None = None
    for number, raw in enumerate(lines, 1):
        line = clean_line(raw)
        if not line:
            continue
        found = _HEAD.fullmatch(line)
        if found and found["kind"] not in FIELDS:
            current = _Block(number, found["kind"], found["ref"])
            above = blocks[-1] if blocks else None
            if above and _KINDS.get(above.kind) is Kind.CASE and current.ref.startswith(f"{above.ref}."):
                above.children.append(current)
            else:
                blocks.append(current)
        elif current:
            current.take(line)
        elif line.startswith("#"):
            title = line.lstrip("#").strip()
        elif field_found := _BANK_FIELD.fullmatch(line):
            head[field_found["name"]] = field_found["text"].strip()
    return title, head, blocks


def _try(make: Callable[[], Any], problems: list[Problem], line: int, ref: str) -> Any:
    try:
        return make()
    except Wrong as wrong:
        where = wrong.params.pop("line", line)
        problems.append(Problem(wrong.code, wrong.message, where, wrong.params.pop("ref", ref), wrong.params))
        return None


def _question(block: _Block) -> ParsedQuestion:
    kind = _KINDS.get(block.kind)
    if kind is None:
        raise Wrong("unknown-kind", marked("“%(kind)s” is no kind of question."), kind=block.kind)
    if not any(block.stem):
        raise Wrong("no-stem", marked("The question has no text."))
    texts = _options(kind, block.options)
    return ParsedQuestion(
        ref=block.ref,
        kind=kind,
        stem="\n".join(block.stem),
        options=texts if kind in CHOICE_KINDS else (),
        answer=_answer(kind, block.fields.get("答案", "").strip(), texts),
        explanation=block.fields.get("解析", ""),
        source=block.fields.get("依据", ""),
        topic=block.fields.get("知识点", ""),
        difficulty=field_text.difficulty(block.fields.get("难度", "中")),
        uses=field_text.uses(block.fields["用途"]) if "用途" in block.fields else None,
        effective_on=field_text.day(block.fields.get("施行日期", "")),
        review_on=field_text.day(block.fields.get("复核日期", "")),
        points=field_text.points(block.fields.get("要点", "")),
        pictures=tuple(field_text.picture(text) for text in block.pictures),
        children=tuple(_child(child) for child in _children(kind, block)),
    )


def _children(kind: Kind, block: _Block) -> list[_Block]:
    if kind is Kind.CASE and not block.children:
        raise Wrong("no-children", marked("A case needs questions, numbered %(ref)s.1 and so on."), ref=block.ref)
    return block.children


def _child(block: _Block) -> ParsedQuestion:
    try:
        if _KINDS.get(block.kind) is Kind.CASE:
            raise Wrong("case-in-case", marked("A case can't stand within a case."))
        return _question(block)
    except Wrong as wrong:
        raise Wrong(wrong.code, wrong.message, **(wrong.params | {"line": block.line, "ref": block.ref})) from None


def _options(kind: Kind, options: list[tuple[str, str]]) -> tuple[str, ...]:
    if kind not in LETTERED:
        return ()
    if "".join(letter for letter, _ in options) != letters(len(options)) or len(options) < 2:
        raise Wrong("options", marked("The options must be A, B, C … in order, at least two."))
    texts = tuple(text for _, text in options)
    if not all(texts):
        raise Wrong("empty-option", marked("An option has no text."))
    return texts


def _answer(kind: Kind, given: str, texts: tuple[str, ...]) -> Any:
    match kind:
        case Kind.CASE:
            return None
        case Kind.ORDER:
            return list(texts)
        case Kind.MATCH:
            return [field_text.pair(text) for text in texts]
        case Kind.ESSAY:
            return given
        case _ if not given:
            raise Wrong("no-answer", marked("The answer is missing."))
        case Kind.TRUE_FALSE:
            if truth(given) is None:
                raise Wrong("answer", marked("The answer must be 正确 or 错误."))
            return truth(given)
        case Kind.FILL:
            return field_text.split_blanks(given)
    return field_text.choice_answer(kind, given, len(texts))
