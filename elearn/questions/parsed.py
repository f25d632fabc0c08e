"""Questions as values: what every reader gives and every writer takes. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from elearn.questions.grading import Difficulty, Kind, Use

KIND_WORDS = {
    Kind.SINGLE: "单选",
    Kind.MULTIPLE: "多选",
    Kind.INDEFINITE: "不定项",
    Kind.TRUE_FALSE: "判断",
    Kind.FILL: "填空",
    Kind.ESSAY: "简答",
    Kind.MATCH: "配对",
    Kind.ORDER: "排序",
    Kind.CASE: "案例",
}
USE_WORDS = {Use.PRACTICE: "练习", Use.EXAM: "考试", Use.GAME: "游戏"}
DIFFICULTY_WORDS = {Difficulty.EASY: "易", Difficulty.MEDIUM: "中", Difficulty.HARD: "难"}
TRUE_WORDS = frozenset(["对", "√", "✓", "✔", "正确", "是", "同意", "t", "y", "true", "yes"])
FALSE_WORDS = frozenset(["错", "×", "✗", "✘", "错误", "否", "不同意", "f", "n", "false", "no"])
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]")


@dataclass(frozen=True)
class Picture:
    """A picture by the name of its file, with the words that stand for it."""

    file: str
    alt: str


@dataclass(frozen=True)
class Point:
    """One thing that an essay is marked for."""

    text: str
    marks: Decimal


@dataclass(frozen=True)
class ParsedQuestion:
    """A question as its text tells it.

    `answer` by kind: choices: letters such as "ABD"; true_false: bool; fill: a list per blank of accepted strings;
    essay: the model answer; match: [[left, right]]; order: the items in right order; case: None.
    """

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
    points: tuple[Point, ...] = ()
    pictures: tuple[Picture, ...] = ()
    children: tuple["ParsedQuestion", ...] = ()

    def parts(self) -> Iterator["ParsedQuestion"]:
        """Yield the question and its sub-questions."""
        yield self
        yield from self.children


@dataclass(frozen=True)
class ParsedBank:
    """A bank as its text tells it."""

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


class Wrong(Exception):
    """A part of a question that can't be understood, while it is being read."""

    def __init__(self, code: str, message: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.message, self.params = code, message, params


def clean_line(text: str) -> str:
    """Return a line without what nobody sees: zero-width signs, odd spaces, white space at both ends.

    The full-width space stays inside an empty bracket （　）, where it is what people type.
    """
    text = _INVISIBLE.sub("", text)
    return _SPACES.sub(lambda found: found[0] if found[0] == "\u3000" else " ", text).strip(" \u3000\r\n")


def clean(text: str) -> str:
    """Clean a text line by line; empty lines at its ends go."""
    lines = [clean_line(line) for line in re.split(r"\r\n|[\n\r\v\f\x85\u2028\u2029]", text)]
    return "\n".join(lines).strip("\n")


def truth(word: str) -> bool | None:
    """Return what a word of true or false means, None for any other word."""
    folded = unicodedata.normalize("NFKC", word).strip().casefold()
    return True if folded in TRUE_WORDS else False if folded in FALSE_WORDS else None


def as_json(question: ParsedQuestion) -> dict[str, Any]:
    """Return a question in the form that the command line prints."""
    found: dict[str, Any] = {
        "ref": question.ref,
        "kind": question.kind.value,
        "stem": question.stem,
        "options": list(question.options),
        "answer": question.answer,
        "explanation": question.explanation,
        "source": question.source,
        "topic": question.topic,
        "difficulty": question.difficulty.value,
        "uses": None if question.uses is None else [use.value for use in question.uses],
        "effective_on": question.effective_on.isoformat() if question.effective_on else None,
        "review_on": question.review_on.isoformat() if question.review_on else None,
        "points": [{"text": point.text, "marks": str(point.marks)} for point in question.points],
        "pictures": [{"file": picture.file, "alt": picture.alt} for picture in question.pictures],
    }
    if question.kind is Kind.CASE:
        found["children"] = [as_json(child) for child in question.children]
    return found


def from_json(data: Mapping[str, Any]) -> ParsedQuestion:
    """Read what as_json() wrote."""
    return ParsedQuestion(
        ref=data["ref"],
        kind=Kind(data["kind"]),
        stem=data["stem"],
        options=tuple(data["options"]),
        answer=data["answer"],
        explanation=data["explanation"],
        source=data["source"],
        topic=data["topic"],
        difficulty=Difficulty(data["difficulty"]),
        uses=None if data["uses"] is None else tuple(Use(use) for use in data["uses"]),
        effective_on=date.fromisoformat(data["effective_on"]) if data["effective_on"] else None,
        review_on=date.fromisoformat(data["review_on"]) if data["review_on"] else None,
        points=tuple(Point(point["text"], Decimal(point["marks"])) for point in data["points"]),
        pictures=tuple(Picture(picture["file"], picture["alt"]) for picture in data["pictures"]),
        children=tuple(from_json(child) for child in data.get("children", ())),
    )
