"""Bank text, written: strict, so that reading it gives the same bank. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from elearn.questions.bank_text import LETTERED, is_special
from elearn.questions.grading import Kind, Use, letters
from elearn.questions.parsed import DIFFICULTY_WORDS, KIND_WORDS, USE_WORDS, ParsedBank, ParsedQuestion


def write(bank: ParsedBank) -> str:
    """Return the canonical text of a bank."""
    head = [f"# {bank.title}", f"编号: {bank.slug}", f"用途: {_use_words(bank.uses)}"]
    parts = (write_question(part) for question in bank.questions for part in question.parts())
    return "\n\n".join(["\n".join(head), *parts]) + "\n"


def write_question(question: ParsedQuestion) -> str:
    """Return the canonical text of one question, without its children."""
    lines = [f"[{KIND_WORDS[question.kind]}] {question.ref}"]
    before_fields = question.kind in LETTERED
    lines += _plain(question.stem, before_fields)
    for letter, text in zip(letters(26), _lettered(question), strict=False):
        first, *more = text.split("\n")
        lines += [f"{letter}. {first}", *(_guarded(line, before_fields) for line in more)]
    lines += [f"图: {picture.file} | {picture.alt}" for picture in question.pictures]
    for name, text in _fields(question):
        first, *more = text.split("\n")
        lines += [f"{name}: {first}", *(_guarded(line, False) for line in more)]
    return "\n".join(lines)


def _lettered(question: ParsedQuestion) -> list[str]:
    match question.kind:
        case Kind.ORDER:
            return list(question.answer)
        case Kind.MATCH:
            return [f"{_no_equals(left)} = {right}" for left, right in question.answer]
    return list(question.options)


def _no_equals(text: str) -> str:
    return re.sub(r"([\\=＝])", r"\\\1", text)


def _fields(question: ParsedQuestion) -> Iterator[tuple[str, str]]:
    values = {
        "答案": "" if question.kind in (Kind.MATCH, Kind.ORDER) else answer_text(question.kind, question.answer),
        "要点": "\n".join(f"{point.text}（{point.marks}分）" for point in question.points),
        "解析": question.explanation,
        "依据": question.source,
        "知识点": question.topic,
        "难度": DIFFICULTY_WORDS[question.difficulty],
        "用途": _use_words(question.uses) if question.uses is not None else "",
        "施行日期": question.effective_on.isoformat() if question.effective_on else "",
        "复核日期": question.review_on.isoformat() if question.review_on else "",
    }
    return ((name, text) for name, text in values.items() if text)


def answer_text(kind: Kind, answer: Any) -> str:
    """Return a key as the text writes it: letters, 正确 or 错误, blanks parted by |."""
    match kind:
        case Kind.CASE:
            return ""
        case Kind.TRUE_FALSE:
            return "正确" if answer else "错误"
        case Kind.FILL:
            return "|".join(";".join(re.sub(r"([\\|;；])", r"\\\1", text) for text in blank) for blank in answer)
        case Kind.MATCH:
            return "；".join(f"{left} = {right}" for left, right in answer)
        case Kind.ORDER:
            return " → ".join(answer)
    return str(answer)


def _plain(text: str, before_options: bool) -> list[str]:
    return [_guarded(line, before_options) for line in text.split("\n")]


def _guarded(line: str, before_options: bool) -> str:
    """Mark a line of plain text that a reader would take for something else."""
    return f"\\{line}" if is_special(line, before_options) else line


def _use_words(uses: tuple[Use, ...]) -> str:
    return " ".join(USE_WORDS[use] for use in uses)
