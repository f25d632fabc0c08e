"""Aiken, the plainest form of choices: https://docs.moodle.org/en/Aiken_format. Pure."""

import re
from dataclasses import dataclass, field, replace

from elearn.errors import marked
from elearn.questions.formats import assembled
from elearn.questions.formats.reading import Place, Reading, Unreadable
from elearn.questions.grading import letters
from elearn.questions.parsed import ParsedQuestion, Wrong, clean_line

_ANSWER = re.compile(r"ANSWER\s*[:：]\s*(?P<key>.*)", re.I)
_OPTION = re.compile(r"[(（]?(?P<letter>[A-Z])[.)．、）:：]\s*(?P<text>.*)")
_FEEDBACK = re.compile(r"(?:FEEDBACK|EXPLANATION|RATIONALE|REASON)\s*[:：]\s*(?P<text>.*)", re.I)
_KEY = re.compile(r"[A-Z](?:[\s,;、，；]*[A-Z])*")
NO_ANSWER = marked("There is no line “ANSWER: A” behind the options.")


MOST_LINES = 2_000
LONG = marked("The question in line %(line)s has more than %(most)s lines. Is this really a file of questions?")
HEADING = marked("An empty line stands within this question. Is “%(text)s” a heading that is not part of it?")


@dataclass
class _Block:
    line: int
    lines: list[str] = field(default_factory=list)
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    key: str = ""
    said: list[str] = field(default_factory=list)
    parted: bool = False
    """Whether empty lines part the text of the question: its first lines may be a heading."""


def is_aiken(text: str) -> bool:
    """Say whether a text is Aiken: it has lines “ANSWER: A”, and no other word for a key."""
    lines = [clean_line(line) for line in text.splitlines()]
    keys = [line for line in lines if re.fullmatch(r"ANSWER\s*:\s*[A-Z][A-Z,;\s]*", line)]
    return bool(keys) and not any(re.match(r"[【\[]?(?:正确|标准|参考)?答案|\d+\s*[.、．]", line) for line in lines)


def read_aiken(text: str) -> Reading:
    """Read an Aiken file."""
    reading = Reading("aiken")
    for number, block in enumerate(_blocks(text), 1):
        make = lambda block=block: _question(block)  # noqa: E731
        draft = assembled.draft(str(number), Place(line=block.line), make, "\n".join(block.lines))
        if block.parted and draft.question:
            draft.warn("heading", HEADING, text=block.stem[0][:60])
        reading.drafts.append(draft)
    return reading


def _blocks(text: str) -> list[_Block]:
    """A question ends with its ANSWER line; one that has none ends where text follows an empty line."""
    found: list[_Block] = []
    current: _Block | None = None
    blank = False
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        line = clean_line(raw)
        option = _OPTION.fullmatch(line)
        answer = _ANSWER.fullmatch(line)
        if current and not option and not answer and line and current.options and blank:
            current = None
        blank = blank or not line if current else False
        if not line:
            continue
        if current is None and found and (said := _FEEDBACK.fullmatch(line)):
            found[-1].lines.append(line)
            found[-1].said.append(said["text"])
            continue
        if current is None:
            current = _Block(number)
            found.append(current)
            if len(found) > assembled.MOST_QUESTIONS:
                raise Unreadable("too-many", assembled.TOO_MANY, most=assembled.MOST_QUESTIONS)
        elif blank and not option and not answer and not current.options:
            current.parted = True
        blank = False
        current.lines.append(line)
        if len(current.lines) > MOST_LINES:
            raise Unreadable("long-question", LONG, line=current.line, most=MOST_LINES)
        if answer:
            current.key = answer["key"].strip()
            current = None
        elif option and current.stem:
            current.options.append((option["letter"], option["text"]))
        elif current.options:
            letter, own = current.options[-1]
            current.options[-1] = letter, f"{own}\n{line}"
        else:
            current.stem.append(line)
    return found


def _question(block: _Block) -> ParsedQuestion:
    found = [letter for letter, _ in block.options]
    if found != list(letters(len(found))):
        message = marked("The options %(letters)s are not A, B, C … in order.")
        raise Wrong("missing-option", message, letters=" ".join(found))
    if not block.key:
        raise Wrong("no-answer", NO_ANSWER)
    if not _KEY.fullmatch(block.key):
        raise Wrong("answer", marked("The answer %(answer)s is none of the options."), answer=block.key)
    key = re.findall(r"[A-Z]", block.key)
    if any(letter not in found for letter in key):
        raise Wrong("answer", marked("The answer %(answer)s is none of the options."), answer=block.key)
    if len(set(key)) < len(key):
        raise Wrong("double-letter", marked("The answer %(answer)s names an option twice."), answer=block.key)
    options = [text for _, text in block.options]
    right = [found.index(letter) for letter in key]
    question = assembled.choice("", "\n".join(block.stem), options, right, len(key) == 1)
    return replace(question, explanation="\n".join(block.said))
