"""Kinds of question and the marking of one response: pure."""

import enum
import re
import unicodedata
from decimal import Decimal
from typing import Any


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


CHOICE_KINDS = (Kind.SINGLE, Kind.MULTIPLE, Kind.INDEFINITE)
# Kinds that are answered by ticking, on every page of the learner.
TICKED_KINDS = (*CHOICE_KINDS, Kind.TRUE_FALSE)


def letters(count: int) -> str:
    """Return the option letters A, B, C … for so many options (at most 26)."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:count]


def clean_response(kind: Kind, option_count: int, raw: list[str]) -> Any:
    """Turn what a form sent into a response, or None where nothing (valid) was chosen.

    Choice kinds give sorted letters, true_false gives a bool, fill gives a list of strings.
    """
    match kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.INDEFINITE:
            chosen = "".join(sorted({r for r in raw if len(r) == 1 and r in letters(option_count)}))
            if kind is Kind.SINGLE and len(chosen) > 1:
                return None
            return chosen or None
        case Kind.TRUE_FALSE:
            return {"true": True, "false": False}.get(raw[0]) if raw else None
        case Kind.FILL:
            values = [value.strip()[:200] for value in raw]
            return values if any(values) else None
        case _:
            return None


_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)~(-?\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?")


def number_range(accepted: str) -> tuple[Decimal, Decimal] | None:
    """Return both ends of an accepted range of numbers such as “1~9”, None for any other text."""
    found = _RANGE.fullmatch(accepted)
    return (Decimal(found[1]), Decimal(found[2])) if found else None


def _fits(given: str, accepted: str) -> bool:
    """Say whether what was typed into a blank is an accepted text, or a number within an accepted range."""
    typed = normalise(given)
    ends = number_range(accepted)
    if ends and _NUMBER.fullmatch(typed):
        return ends[0] <= Decimal(typed) <= ends[1]
    return typed == normalise(accepted)


def normalise(text: str) -> str:
    """Fold width, case and white space, so that typing habits do not decide over right and wrong."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def is_right(kind: Kind, key: Any, response: Any) -> bool:
    """Say whether a response is wholly right. `key` and `response` have the forms of `clean_response`;
    the key of a fill question lists the accepted strings of each blank."""
    if response is None:
        return False
    match kind:
        case Kind.SINGLE | Kind.MULTIPLE | Kind.INDEFINITE:
            return bool(response == key)
        case Kind.TRUE_FALSE:
            return response is key
        case Kind.FILL:
            return len(response) == len(key) and all(
                any(_fits(given, accepted) for accepted in blank) for given, blank in zip(response, key, strict=True)
            )
        case _:
            return False
