"""A drawn paper as it is shown or printed: options in the order drawn, the key in the letters shown. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from elearn.exams.paper import Item
from elearn.exams.scoring import shares
from elearn.questions.bank_text_out import answer_text
from elearn.questions.grading import CHOICE_KINDS, Kind, Shape, draw_order, letters, to_shown
from elearn.questions.parsed import ParsedQuestion


@dataclass(frozen=True)
class Printed:
    """One question of a paper. `options`: those of a choice, right sides of a match, items of an order, as drawn."""

    question: ParsedQuestion
    options: Sequence[str]
    marks: Decimal
    key: str
    children: Sequence["Printed"] = ()

    @property
    def kind(self) -> Kind:
        """Return its kind."""
        return self.question.kind

    @property
    def lefts(self) -> list[str]:
        """Return the left sides of a match."""
        return [left for left, _ in self.question.answer] if self.kind is Kind.MATCH else []


def printed(question: ParsedQuestion, shape: Shape, order: str, marks: Decimal) -> Printed:
    """Return a question as one paper shows it."""
    if question.kind is Kind.CASE:
        orders = order.split("/")
        parts = zip(question.children, shape.children, orders, shares(marks, len(shape.children)), strict=True)
        return Printed(question, (), marks, "", [printed(*part) for part in parts])
    return Printed(question, _options(question, order), marks, _key(question, shape, order))


def _options(question: ParsedQuestion, order: str) -> list[str]:
    texts: Sequence[str] = question.options
    if question.kind is Kind.MATCH:
        texts = [right for _, right in question.answer]
    elif question.kind is Kind.ORDER:
        texts = question.answer
    own = letters(len(texts))
    return [texts[own.index(letter)] for letter in order or own]


def _key(question: ParsedQuestion, shape: Shape, order: str) -> str:
    match question.kind:
        case kind if kind in CHOICE_KINDS:
            return str(to_shown(shape, order, question.answer))
        case Kind.MATCH:
            shown = to_shown(shape, order, list(letters(shape.options)))
            return "，".join(f"{number}—{letter}" for number, letter in enumerate(shown, 1))
        case Kind.ORDER:
            return "".join(letters(shape.options)[order.index(letter)] for letter in letters(shape.options))
        case Kind.FILL:
            return "；".join(" 或 ".join(blank) for blank in question.answer)
    return answer_text(question.kind, question.answer)


def other_form(items: Sequence[Item], shapes: Any, seed: str, *, shuffle_options: bool) -> list[Item]:
    """Return the same questions in another order, those of one kind and of the same marks among each other.

    Options get another order too, where they may be shuffled at all.
    """
    source = Random(seed)  # noqa: S311  (not for secrets)
    groups: dict[tuple[Kind, Decimal], list[Item]] = {}
    for item in items:
        groups.setdefault((shapes[item.version].kind, item.marks), []).append(item)
    return [
        Item(item.version, _other_order(shapes[item.version], item.order, shuffle_options, source), item.marks)
        for group in groups.values()
        for item in _moved(group, source)
    ]


def _moved(group: list[Item], source: Random) -> list[Item]:
    """Shuffle until something has moved."""
    moved = list(group)
    while len(group) > 1 and moved == group:
        source.shuffle(moved)
    return moved


def _other_order(shape: Shape, order: str, shuffle_options: bool, source: Random) -> str:
    """Draw until the order differs; a question without options, or with one only, has no other order."""
    if not shuffle_options:
        return order
    for _ in range(20):
        drawn = draw_order(shape, True, source)
        if drawn != order:
            return drawn
    return order
