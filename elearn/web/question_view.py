"""A question as pages show it to a learner: options in the order drawn, nothing that tells the key."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from elearn.questions.bank_text_out import answer_text
from elearn.questions.grading import TICKED_KINDS, Kind, Shape, letters, shape_of
from elearn.questions.models import QuestionVersion
from elearn.questions.parsed import ParsedQuestion, Picture
from elearn.questions.stored import parsed_of


@dataclass(frozen=True)
class QuestionView:
    """What the components need of a question; nothing that tells the key."""

    kind: str
    stem: str
    options: Sequence[tuple[str, str]] = ()
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
    """Return a stored question with its options in the order of the paper, see grading.draw_order()."""
    return shown_whole(parsed_of(version, ""), picture_base, order, marks)


def shown_whole(
    question: ParsedQuestion, picture_base: str = "", order: str = "", marks: Decimal = Decimal(0)
) -> QuestionView:
    """Return any question as a learner would meet it, in a paper's order or in default_order()."""
    kind, answer = question.kind, question.answer or ()
    own = dict(zip(letters(26), _texts(question), strict=False))
    in_order = (order or default_order(question)) if own else ""
    options = [(letter, own[mine]) for letter, mine in zip(letters(26), in_order, strict=False)]
    return QuestionView(
        kind=kind.value,
        stem=question.stem,
        options=truths() if kind is Kind.TRUE_FALSE else options,
        marks=marks,
        lefts=[left for left, _ in answer] if kind is Kind.MATCH else (),
        blanks=len(answer) if kind is Kind.FILL else 0,
        pictures=question.pictures,
        picture_base=picture_base,
        children=[
            shown_whole(child, picture_base, each)
            for child, each in zip(question.children, child_orders(question, order), strict=True)
        ],
    )


def truths() -> list[tuple[str, str]]:
    """Return the two options of a question of true or false."""
    return [("true", gettext("True")), ("false", gettext("False"))]


def _texts(question: ParsedQuestion) -> Sequence[str]:
    """Return what own letters stand for: options, right sides, items."""
    match question.kind:
        case Kind.MATCH:
            return [right for _, right in question.answer or ()]
        case Kind.ORDER:
            return list(question.answer or ())
        case _:
            return question.options


def default_order(question: ParsedQuestion) -> str:
    """Return the order outside a paper: as written, but by their text where their own order would tell the key."""
    texts = _texts(question)
    own = letters(len(texts))
    if question.kind in (Kind.MATCH, Kind.ORDER):
        return "".join(sorted(own, key=lambda letter: texts[own.index(letter)]))
    return own


def child_orders(question: ParsedQuestion, order: str) -> list[str]:
    """Return the orders of a case's sub-questions out of its own, "" each where it has none."""
    parts = order.split("/")
    return parts if order and len(parts) == len(question.children) else [""] * len(question.children)


def shape(question: ParsedQuestion) -> Shape:
    """Return how a question is answered."""
    if question.kind is Kind.CASE:
        return Shape(question.kind, children=tuple(shape(child) for child in question.children))
    return shape_of(question.kind, question.options, question.answer)


def as_letters(value: Any) -> Any:
    """Turn a response or key into what the components compare with: letters, or ["true"] / ["false"]."""
    return [str(value).lower()] if isinstance(value, bool) else value


def key_letters(question: ParsedQuestion) -> Any:
    """Return the key of a question whose options are marked right or wrong one by one, else none."""
    return as_letters(question.answer) if question.kind in TICKED_KINDS else []


def key_text(question: ParsedQuestion) -> str:
    """Return the key in words, for kinds whose options can't be marked one by one."""
    return "" if question.kind in TICKED_KINDS else answer_text(question.kind, question.answer)
