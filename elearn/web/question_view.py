"""A question as pages show it to a learner: options in the order drawn, nothing that tells the key."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from elearn.questions.bank_text_out import answer_text
from elearn.questions.grading import TICKED_KINDS, Kind, letters
from elearn.questions.models import QuestionVersion
from elearn.questions.parsed import ParsedQuestion, Picture


@dataclass(frozen=True)
class QuestionView:
    """What the components need of a question; nothing that tells the key."""

    kind: str
    stem: str
    options: Sequence[tuple[str, str]]
    """(letter, text): options of a choice, right sides of a match, items of an order."""
    marks: Decimal = Decimal(0)
    lefts: Sequence[str] = ()
    blanks: int = 0
    pictures: Sequence[Picture] = ()
    picture_base: str = ""
    """The address of a picture without its file's name."""
    children: Sequence["QuestionView"] = ()


def shown(
    version: QuestionVersion, order: str = "", marks: Decimal = Decimal(0), picture_base: str = ""
) -> QuestionView:
    """Return a question that is ticked, its options in the order of the paper, else as they were written."""
    pictures = [Picture(each["file"], each["alt"]) for each in version.pictures]
    options = _ticked(version.kind, version.options, order)
    return QuestionView(version.kind.value, version.stem, options, marks, pictures=pictures, picture_base=picture_base)


def _ticked(kind: Kind, options: Sequence[str], order: str = "") -> list[tuple[str, str]]:
    if kind is Kind.TRUE_FALSE:
        return [("true", gettext("True")), ("false", gettext("False"))]
    own = dict(zip(letters(len(options)), options, strict=True))
    return [(letter, own[mine]) for letter, mine in zip(letters(len(own)), order or own, strict=True)]


def shown_whole(question: ParsedQuestion, picture_base: str = "") -> QuestionView:
    """Return any question as a learner would meet it. What must not stand in its right order is sorted by its text."""
    kind, answer = question.kind, question.answer
    lefts: Sequence[str] = ()
    options = _ticked(kind, question.options)
    if kind is Kind.MATCH:
        lefts, options = [left for left, _ in answer], _lettered(sorted(right for _, right in answer))
    elif kind is Kind.ORDER:
        options = _lettered(sorted(answer))
    return QuestionView(
        kind=kind.value,
        stem=question.stem,
        options=options,
        lefts=lefts,
        blanks=len(answer or []) if kind is Kind.FILL else 0,
        pictures=question.pictures,
        picture_base=picture_base,
        children=[shown_whole(child, picture_base) for child in question.children],
    )


def _lettered(texts: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(letters(len(texts)), texts, strict=False))


def as_letters(value: Any) -> Any:
    """Turn a response or key into what the components compare with: letters, or ["true"] / ["false"]."""
    return [str(value).lower()] if isinstance(value, bool) else value


def key_letters(question: ParsedQuestion) -> Any:
    """Return the key of a question whose options are marked right or wrong one by one, else none."""
    return as_letters(question.answer) if question.kind in TICKED_KINDS else []


def key_text(question: ParsedQuestion) -> str:
    """Return the key in words, for kinds whose options can't be marked one by one."""
    return "" if question.kind in TICKED_KINDS else answer_text(question.kind, question.answer)
