"""Kinds of question and the marking of one response: pure."""

import enum
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

from elearn.questions.fill_text import fits_any


class Kind(enum.StrEnum):
    """The kinds of question of the bank text."""

    SINGLE = "single"
    MULTIPLE = "multiple"
    INDEFINITE = "indefinite"
    TRUE_FALSE = "true_false"
    FILL = "fill"
    ESSAY = "essay"
    MATCH = "match"
    ORDER = "order"
    CASE = "case"


class Use(enum.StrEnum):
    """What a question may be drawn for."""

    PRACTICE = "practice"
    EXAM = "exam"
    GAME = "game"


class Difficulty(enum.StrEnum):
    """How hard the author holds a question to be."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class PartMarks(enum.StrEnum):
    """What a partly right answer is worth."""

    NONE = "none"
    """All or nothing."""
    HALF = "half"
    """Half the marks for a choice that holds some of the right options and no wrong one."""
    EACH = "each"
    """Every right option counts its share; a wrong one takes all."""


CHOICE_KINDS = (Kind.SINGLE, Kind.MULTIPLE, Kind.INDEFINITE)
# Kinds that are answered by ticking, on every page of the learner.
TICKED_KINDS = (*CHOICE_KINDS, Kind.TRUE_FALSE)


def letters(count: int) -> str:
    """Return the option letters A, B, C … for so many options (at most 26)."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:count]


@dataclass(frozen=True)
class Shape:
    """How a question is answered, without its key: how many options, left sides, blanks, which sub-questions."""

    kind: Kind
    options: int = 0
    """Options of a choice, pairs of a match, items of an order."""
    blanks: int = 0
    children: tuple["Shape", ...] = ()


def shape_of(kind: Kind, options: Sequence[Any], answer: Any, children: Sequence[Mapping[str, Any]] = ()) -> Shape:
    """Return the shape of a question from what is stored of it."""
    match kind:
        case Kind.FILL:
            return Shape(kind, blanks=len(answer or []))
        case Kind.MATCH | Kind.ORDER:
            return Shape(kind, len(answer or []))
        case Kind.CASE:
            parts = (shape_of(Kind(c["kind"]), c["options"], c["key"]["answer"]) for c in children)
            return Shape(kind, children=tuple(parts))
        case _:
            return Shape(kind, len(options))


def clean_form(shape: Shape, name: str, getlist: Callable[[str], list[str]]) -> Any:
    """Read a response from a form's fields; those of a case are called name.0, name.1 and so on."""
    if shape.kind is not Kind.CASE:
        return clean_response(shape, getlist(name))
    parts = [clean_response(child, getlist(f"{name}.{at}")) for at, child in enumerate(shape.children)]
    return parts if any(part is not None for part in parts) else None


def clean_response(shape: Shape, raw: list[str]) -> Any:
    """Turn what a form sent for one question that is no case into a response, or None where nothing valid was chosen.

    Letters are those shown. Choices: sorted letters. true_false: bool. fill: a string a blank. essay: a string.
    match: for each left side a letter or "". order: for each item shown its step, 0 where none was chosen.
    """
    match shape.kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.INDEFINITE:
            chosen = "".join(sorted({r for r in raw if len(r) == 1 and r in letters(shape.options)}))
            return None if shape.kind is Kind.SINGLE and len(chosen) > 1 else chosen or None
        case Kind.TRUE_FALSE:
            return {"true": True, "false": False}.get(raw[0]) if raw else None
        case Kind.FILL:
            values = ([_plain(value)[:200].strip() for value in raw] + [""] * shape.blanks)[: shape.blanks]
            return values if any(values) else None
        case Kind.ESSAY:
            return (_plain(raw[0])[:2000].strip() if raw else "") or None
        case Kind.MATCH:
            own = letters(shape.options)
            values = [value if len(value) == 1 and value in own else "" for value in raw[: shape.options]]
            return values + [""] * (shape.options - len(values)) if any(values) else None
        case Kind.ORDER:
            steps = [int(value) if re.fullmatch("[0-9]{1,2}", value) else 0 for value in raw[: shape.options]]
            steps = [step if step <= shape.options else 0 for step in steps]
            return steps + [0] * (shape.options - len(steps)) if any(steps) else None
        case _:
            return None


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\t", " ")
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) not in ("Cc", "Cf", "Cs"))


def draw_order(shape: Shape, shuffle: bool, source: Random) -> str:
    """Draw the order in which a question's own letters are shown; those of a case's sub-questions are joined by “/”.

    The right sides of a match and the items of an order are always shuffled, since their own order tells the key.
    """
    if shape.kind is Kind.CASE:
        return "/".join(draw_order(child, shuffle, source) for child in shape.children)
    own = list(letters(shape.options))
    if shape.kind in (Kind.MATCH, Kind.ORDER):
        source.shuffle(own)
        while len(own) > 1 and own == sorted(own):
            source.shuffle(own)
    elif shape.kind not in CHOICE_KINDS:
        return ""
    elif shuffle:
        source.shuffle(own)
    return "".join(own)


def _orders(shape: Shape, order: str) -> list[str]:
    parts = order.split("/")
    return parts if len(parts) == len(shape.children) else [""] * len(shape.children)


def to_own(shape: Shape, order: str, response: Any) -> Any:
    """Translate a response in shown letters into one in the version's own.

    Choices: sorted letters; match: for each left side an own letter or ""; order: the own letters in the order chosen,
    None unless every step was given once; case: a list of these.
    """
    if response is None:
        return None
    if shape.kind is Kind.CASE:
        parts = zip(shape.children, _orders(shape, order), response, strict=True)
        return [to_own(child, each, part) for child, each, part in parts]
    own = order or letters(shape.options)
    shown = letters(len(own))
    match shape.kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.INDEFINITE:
            return "".join(sorted(own[shown.index(letter)] for letter in response))
        case Kind.MATCH:
            return [own[shown.index(letter)] if letter else "" for letter in response]
        case Kind.ORDER:
            if is_torn(shape, response):
                return None
            return "".join(own[response.index(step)] for step in range(1, len(own) + 1))
        case _:
            return response


def to_shown(shape: Shape, order: str, own_response: Any) -> Any:
    """Translate a response in own letters into what a form would have sent: the other way of to_own()."""
    if own_response is None:
        return None
    if shape.kind is Kind.CASE:
        parts = zip(shape.children, _orders(shape, order), own_response, strict=True)
        return [to_shown(child, each, part) for child, each, part in parts]
    own = order or letters(shape.options)
    shown = letters(len(own))
    match shape.kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.INDEFINITE:
            return "".join(sorted(shown[own.index(letter)] for letter in own_response))
        case Kind.MATCH:
            return [shown[own.index(letter)] if letter else "" for letter in own_response]
        case Kind.ORDER:
            return [own_response.index(letter) + 1 for letter in own]
        case _:
            return own_response


def is_torn(shape: Shape, response: Any) -> bool:
    """Say whether steps of an order were chosen, but not every step once: such a response can't be read as an order."""
    if response is None:
        return False
    if shape.kind is Kind.CASE:
        return any(is_torn(child, part) for child, part in zip(shape.children, response, strict=True))
    return shape.kind is Kind.ORDER and sorted(response) != list(range(1, shape.options + 1))


def right_response(shape: Shape, answer: Any, children: Sequence[Mapping[str, Any]] = ()) -> Any:
    """Return a wholly right response in own letters, from what is stored as the key."""
    match shape.kind:
        case Kind.CASE:
            parts = zip(shape.children, children, strict=True)
            return [right_response(child, stored["key"]["answer"]) for child, stored in parts]
        case Kind.FILL:
            return [blank[0] for blank in answer]
        case Kind.MATCH:
            return [own if isinstance(own, str) else letter for letter, own in zip(letters(26), answer, strict=False)]
        case Kind.ORDER:
            return answer if isinstance(answer, str) else letters(shape.options)
        case _:
            return answer


def fraction(kind: Kind, answer: Any, own_response: Any, part_marks: PartMarks = PartMarks.NONE) -> Fraction | None:
    """Return the share of the marks that a response in own letters earns, 0 to 1; None where a person must mark it.

    Single choice, true or false and order are all or nothing. A choice of several follows `part_marks`; blanks and
    pairs count one by one unless it is NONE. For a case see case_fractions(). The key of a match or an order may also
    be given in own letters, ["B", "A"] or "BA": a corrected key speaks of the texts as they stood. That of a single
    choice may name several options ("AC"): each of them is right.
    """
    if not own_response and own_response is not False:
        return Fraction(0)
    match kind:
        case Kind.ESSAY:
            return None
        case Kind.MULTIPLE | Kind.INDEFINITE:
            return _chosen(set(answer), set(own_response), part_marks)
        case Kind.FILL | Kind.MATCH:
            right = parts_right(kind, answer, own_response)
            share = Fraction(sum(right), len(right))
            return Fraction(int(share)) if part_marks is PartMarks.NONE else share
        case Kind.ORDER:
            return Fraction(int(own_response == (answer if isinstance(answer, str) else letters(len(answer)))))
        case Kind.TRUE_FALSE:
            return Fraction(int(own_response is answer))
        case _:
            return Fraction(int(len(own_response) == 1 and own_response in (answer or "")))


def _chosen(right: set[str], chosen: set[str], part_marks: PartMarks) -> Fraction:
    if chosen == right:
        return Fraction(1)
    if part_marks is PartMarks.NONE or not chosen < right:
        return Fraction(0)
    return Fraction(1, 2) if part_marks is PartMarks.HALF else Fraction(len(chosen), len(right))


def parts_right(kind: Kind, answer: Any, own_response: Any) -> list[bool]:
    """Say of every blank of a fill, or left side of a match, whether it is right."""
    given = [*(own_response or []), *[""] * len(answer)]
    if kind is Kind.FILL:
        return [fits_any(each, accepted) for each, accepted in zip(given, answer, strict=False)]
    if isinstance(answer[0], str):
        return [each == letter for each, letter in zip(given, answer, strict=False)]
    rights = dict(zip(letters(26), (right for _, right in answer), strict=False))
    # Two left sides may share a right side's text: then either letter is right.
    return [rights.get(each) == right for each, (_, right) in zip(given, answer, strict=False)]


def case_fractions(
    children: Sequence[Mapping[str, Any]], own_response: Any, part_marks: PartMarks = PartMarks.NONE
) -> list[Fraction | None]:
    """Return the fraction of every sub-question of a case, from what is stored of them."""
    responses = own_response or [None] * len(children)
    return [
        fraction(Kind(child["kind"]), child["key"]["answer"], response, part_marks)
        for child, response in zip(children, responses, strict=True)
    ]


def is_right(kind: Kind, key: Any, response: Any) -> bool:
    """Say whether a response in own letters to a question that is no case is wholly right."""
    return fraction(kind, key, response) == 1
