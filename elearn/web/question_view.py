"""A question as pages show it to a learner: options in the order drawn, nothing that tells the key."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from elearn.questions.grading import Kind, letters


@dataclass(frozen=True)
class QuestionView:
    """What the components need of a question; nothing that tells the key."""

    kind: str
    stem: str
    options: list[tuple[str, str]]
    marks: Decimal = Decimal(0)


def shown(kind: Kind, stem: str, options: list[str], order: str = "", marks: Decimal = Decimal(0)) -> QuestionView:
    """Return a question with its options in the order of the paper; without an order as they were written."""
    if kind is Kind.TRUE_FALSE:
        return QuestionView(kind.value, stem, [("true", gettext("True")), ("false", gettext("False"))], marks)
    own = dict(zip(letters(len(options)), options, strict=True))
    drawn = [(letter, own[mine]) for letter, mine in zip(letters(len(own)), order or own, strict=True)]
    return QuestionView(kind.value, stem, drawn, marks)


def as_letters(value: Any) -> Any:
    """Turn a response or key into what the components compare with: letters, or ["true"] / ["false"]."""
    return [str(value).lower()] if isinstance(value, bool) else value
