"""A question as pages show it to a learner: options in the order drawn, nothing that tells the key."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from elearn.questions.bank_text_out import answer_text
from elearn.questions.grading import TICKED_KINDS, Kind, letters
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
    children: Sequence["QuestionView"] = ()


def shown(kind: Kind, stem: str, options: list[str], order: str = "", marks: Decimal = Decimal(0)) -> QuestionView:
    """Return a question with its options in the order of the paper; without an order as they were written."""
    if kind is Kind.TRUE_FALSE:
        return QuestionView(kind.value, stem, [("true", gettext("True")), ("false", gettext("False"))], marks)
    own = dict(zip(letters(len(options)), options, strict=True))
    drawn = [(letter, own[mine]) for letter, mine in zip(letters(len(own)), order or own, strict=True)]
    return QuestionView(kind.value, stem, drawn, marks)


def shown_whole(question: ParsedQuestion) -> QuestionView:
    """Return any question as a learner would meet it. What must not stand in its right order is sorted by its text."""
    kind, answer = question.kind, question.answer
    view = shown(kind, question.stem, list(question.options))
    lefts: Sequence[str] = ()
    options = view.options
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
        children=[shown_whole(child) for child in question.children],
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
