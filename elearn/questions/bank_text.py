"""Bank text (题库文本): the native form of a question bank. Pure: text in, values out.

The reader is generous about width, punctuation and spaces, the writer strict: reading what it wrote gives the same
bank, byte for byte.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from elearn.errors import marked
from elearn.questions.grading import CHOICE_KINDS, Difficulty, Kind, Use, letters

KIND_WORDS = {
    Kind.SINGLE: "单选",
    Kind.MULTIPLE: "多选",
    Kind.INDEFINITE: "不定项",
    Kind.TRUE_FALSE: "判断",
    Kind.FILL: "填空",
}
USE_WORDS = {Use.PRACTICE: "练习", Use.EXAM: "考试", Use.GAME: "游戏"}
DIFFICULTY_WORDS = {Difficulty.EASY: "易", Difficulty.MEDIUM: "中", Difficulty.HARD: "难"}
_KINDS = {word: kind for kind, word in KIND_WORDS.items()}
_USES = {word: use for use, word in USE_WORDS.items()}
_DIFFICULTIES = {word: difficulty for difficulty, word in DIFFICULTY_WORDS.items()}
TRUE_WORDS = frozenset(["对", "√", "✓", "正确", "是", "同意", "t", "y", "true"])
FALSE_WORDS = frozenset(["错", "×", "✗", "错误", "否", "不同意", "f", "n", "false"])
FIELDS = ("答案", "解析", "依据", "知识点", "难度", "用途", "施行日期", "复核日期")

_HEAD = re.compile(r"[\[［【](?P<kind>\w{2,3}?)题?[\]］】]\s*(?P<ref>\S*)")
_OPTION = re.compile(r"[（(]?(?P<letter>[A-ZＡ-Ｚ])[）).、．:：]\s*(?P<text>.*)")
_FIELD = re.compile(rf"[【\[]?(?P<name>{'|'.join(FIELDS)})[】\]]?\s*[:：]\s*(?P<text>.*)")
_BANK_FIELD = re.compile(r"(?P<name>编号|用途)\s*[:：]\s*(?P<text>.*)")


@dataclass(frozen=True)
class ParsedQuestion:
    """A question as the text tells it. `answer` has the form that grading expects."""

    ref: str
    kind: Kind
    stem: str
    options: tuple[str, ...]
    answer: Any
    explanation: str = ""
    source: str = ""
    topic: str = ""
    difficulty: Difficulty = Difficulty.MEDIUM
    uses: tuple[Use, ...] | None = None
    """None: those of the bank."""
    effective_on: date | None = None
    review_on: date | None = None


@dataclass(frozen=True)
class ParsedBank:
    """A bank as the text tells it."""

    slug: str
    title: str
    uses: tuple[Use, ...]
    questions: tuple[ParsedQuestion, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong, in which line and question; `message` is marked and takes `params`."""

    code: str
    message: str
    line: int
    ref: str = ""
    params: dict[str, Any] = field(default_factory=dict)


class _Wrong(Exception):
    def __init__(self, code: str, message: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.message, self.params = code, message, params


@dataclass
class _Block:
    """The lines of one question, sorted into stem, options and fields."""

    line: int
    kind: str
    ref: str
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    last: str = "stem"

    def take(self, line: str) -> None:
        """Sort one line in; a line without a mark belongs to what stands before it."""
        option = _OPTION.fullmatch(line) if _KINDS.get(self.kind) in CHOICE_KINDS and not self.fields else None
        if found := _FIELD.fullmatch(line):
            self.last = found["name"]
            self.fields[self.last] = found["text"].strip()
        elif option:
            self.last = "option"
            self.options.append((unicodedata.normalize("NFKC", option["letter"]), option["text"].strip()))
        elif self.last == "stem":
            self.stem.append(line)
        elif self.last == "option":
            letter, text = self.options[-1]
            self.options[-1] = (letter, f"{text}\n{line}")
        else:
            self.fields[self.last] = f"{self.fields[self.last]}\n{line}"


def read(text: str) -> tuple[ParsedBank, list[Problem]]:
    """Read a bank. A question with a problem is left out and named in the list."""
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    title, head, blocks = _split(lines)
    problems: list[Problem] = []
    uses = _try(lambda: _uses(head.get("用途", "练习")), problems, 1, "") or (Use.PRACTICE,)
    slug = head.get("编号", "")
    if not title:
        problems.append(Problem("no-title", marked("The first line must be “# title of the bank”."), 1))
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,39}", slug):
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
    return ParsedBank(slug, title, uses, tuple(questions)), problems


def _split(lines: list[str]) -> tuple[str, dict[str, str], list[_Block]]:
    title, head, blocks = "", {}, []
    for number, raw in enumerate(lines, 1):
        line = raw.replace("\xa0", " ").replace("\u200b", "").strip()
        if not line:
            continue
        found = _HEAD.fullmatch(line)
        if found and found["kind"] not in FIELDS:
            blocks.append(_Block(number, found["kind"], found["ref"]))
        elif blocks:
            blocks[-1].take(line)
        elif line.startswith("#"):
            title = line.lstrip("#").strip()
        elif field_found := _BANK_FIELD.fullmatch(line):
            head[field_found["name"]] = field_found["text"].strip()
    return title, head, blocks


def _try(make: Callable[[], Any], problems: list[Problem], line: int, ref: str) -> Any:
    try:
        return make()
    except _Wrong as wrong:
        problems.append(Problem(wrong.code, wrong.message, line, ref, wrong.params))
        return None


def _question(block: _Block) -> ParsedQuestion:
    kind = _KINDS.get(block.kind)
    if kind is None:
        raise _Wrong("unknown-kind", marked("“%(kind)s” is no kind of question."), kind=block.kind)
    if not block.stem:
        raise _Wrong("no-stem", marked("The question has no text."))
    options = _options(kind, block.options)
    given = block.fields.get("答案", "").strip()
    if not given:
        raise _Wrong("no-answer", marked("The answer is missing."))
    return ParsedQuestion(
        ref=block.ref,
        kind=kind,
        stem="\n".join(block.stem),
        options=options,
        answer=_answer(kind, given, len(options)),
        explanation=block.fields.get("解析", ""),
        source=block.fields.get("依据", ""),
        topic=block.fields.get("知识点", ""),
        difficulty=_difficulty(block.fields.get("难度", "中")),
        uses=_uses(block.fields["用途"]) if "用途" in block.fields else None,
        effective_on=_day(block.fields.get("施行日期", "")),
        review_on=_day(block.fields.get("复核日期", "")),
    )


def _options(kind: Kind, options: list[tuple[str, str]]) -> tuple[str, ...]:
    if kind not in CHOICE_KINDS:
        return ()
    if "".join(letter for letter, _ in options) != letters(len(options)) or len(options) < 2:
        raise _Wrong("options", marked("The options must be A, B, C … in order, at least two."))
    texts = tuple(text for _, text in options)
    if not all(texts):
        raise _Wrong("empty-option", marked("An option has no text."))
    return texts


def _answer(kind: Kind, given: str, option_count: int) -> Any:
    if kind is Kind.TRUE_FALSE:
        word = unicodedata.normalize("NFKC", given).casefold()
        if word not in TRUE_WORDS | FALSE_WORDS:
            raise _Wrong("answer", marked("The answer must be 正确 or 错误."))
        return word in TRUE_WORDS
    if kind is Kind.FILL:
        return [[each.strip() for each in re.split("[;；]", blank) if each.strip()] for blank in given.split("|")]
    chosen = re.sub(r"[\s,，、;；]", "", unicodedata.normalize("NFKC", given)).upper()
    if not chosen or any(letter not in letters(option_count) for letter in chosen):
        raise _Wrong("answer", marked("The answer %(answer)s is none of the options."), answer=given)
    chosen = "".join(sorted(set(chosen)))
    if kind is Kind.SINGLE and len(chosen) > 1:
        raise _Wrong("several", marked("A single choice has one answer only."))
    if kind is Kind.MULTIPLE and len(chosen) < 2:
        raise _Wrong("too-few", marked("A multiple choice has at least two answers."))
    return chosen


def _difficulty(word: str) -> Difficulty:
    if word not in _DIFFICULTIES:
        raise _Wrong("difficulty", marked("难度 is 易, 中 or 难."))
    return _DIFFICULTIES[word]


def _uses(text: str) -> tuple[Use, ...]:
    words = re.split(r"[\s,，、;；]+", text.strip())
    if not all(word in _USES for word in words):
        raise _Wrong("uses", marked("用途 is one or more of 练习, 考试, 游戏."))
    return tuple(use for use in Use if use in {_USES[word] for word in words})


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _Wrong("date", marked("“%(text)s” is no date; write 2027-03-01."), text=text) from None


def write(bank: ParsedBank) -> str:
    """Return the canonical text of a bank."""
    head = [f"# {bank.title}", f"编号: {bank.slug}", f"用途: {_use_words(bank.uses)}"]
    return "\n\n".join(["\n".join(head), *(write_question(question) for question in bank.questions)]) + "\n"


def write_question(question: ParsedQuestion) -> str:
    """Return the canonical text of one question."""
    lines = [f"[{KIND_WORDS[question.kind]}] {question.ref}", question.stem]
    lines += [f"{letter}. {text}" for letter, text in zip(letters(26), question.options, strict=False)]
    values = {
        "答案": answer_text(question.kind, question.answer),
        "解析": question.explanation,
        "依据": question.source,
        "知识点": question.topic,
        "难度": DIFFICULTY_WORDS[question.difficulty],
        "用途": _use_words(question.uses) if question.uses is not None else "",
        "施行日期": question.effective_on.isoformat() if question.effective_on else "",
        "复核日期": question.review_on.isoformat() if question.review_on else "",
    }
    return "\n".join([*lines, *(f"{name}: {text}" for name, text in values.items() if text)])


def answer_text(kind: Kind, answer: Any) -> str:
    """Return a key as the text writes it: letters, 正确 or 错误, blanks parted by |."""
    if kind is Kind.TRUE_FALSE:
        return "正确" if answer else "错误"
    if kind is Kind.FILL:
        return "|".join(";".join(blank) for blank in answer)
    return str(answer)


def _use_words(uses: tuple[Use, ...]) -> str:
    return " ".join(USE_WORDS[use] for use in uses)
