"""Whether a bank can be guessed without knowing anything: habits of authors that give keys away. Pure.

The limits are those of the shipped banks; the habits are the “testwise” cues of the item-writing guidelines of
Haladyna, Downing and Rodriguez (2002), https://doi.org/10.1207/S15324818AME1503_5.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from elearn.errors import marked
from elearn.questions import checks
from elearn.questions.grading import CHOICE_KINDS, Kind, Use, letters
from elearn.questions.parsed import ParsedBank, ParsedQuestion

MOST_SHARE = 40
"""Percent of a bank's single choices that one letter may be the key of, and of its choices whose key may be longest."""
FEWEST = 10
"""A share of fewer questions says nothing."""
SHIPPED_CODES = ("double-negative", "all-of-above", "key-in-stem", "same-options", "no-explanation", "no-source")


@dataclass(frozen=True)
class Cue:
    """What gives keys away: a code, a marked message with its parameters, and the question, "" for the whole bank."""

    code: str
    message: str
    ref: str = ""
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Openness:
    """How many questions learners may meet before an exam, and how many are kept for exams alone."""

    open: int
    secret: int


def openness(bank: ParsedBank) -> Openness:
    """Count open and secret questions."""
    secret = sum((bank.uses if each.uses is None else each.uses) == (Use.EXAM,) for each in bank.questions)
    return Openness(len(bank.questions) - secret, secret)


def cues(bank: ParsedBank) -> list[Cue]:
    """Return what gives the keys of a bank away, for the whole bank and question by question."""
    choices = [part for each in bank.questions for part in each.parts() if part.kind in CHOICE_KINDS]
    return [*_letters(choices), *_lengths(choices), *(cue for each in bank.questions for cue in _own(each))]


def _letters(choices: list[ParsedQuestion]) -> Iterator[Cue]:
    keys = Counter(each.answer for each in choices if each.kind is Kind.SINGLE)
    for letter, count in keys.items():
        if keys.total() >= FEWEST and count * 100 > MOST_SHARE * keys.total():
            message = marked("%(letter)s is the key of %(count)s of %(total)s single choices. Spread the keys.")
            yield Cue("key-letters", message, params={"letter": letter, "count": count, "total": keys.total()})


def _lengths(choices: list[ParsedQuestion]) -> Iterator[Cue]:
    longest = sum(map(key_is_longest, choices))
    if len(choices) >= FEWEST and longest * 100 > MOST_SHARE * len(choices):
        message = marked("The longest option is the key in %(count)s of %(total)s choices. Even out the lengths.")
        yield Cue("longest-key", message, params={"count": longest, "total": len(choices)})


def key_is_longest(question: ParsedQuestion) -> bool:
    """Say whether a right option is longer than every wrong one."""
    right = [len(text) for letter, text in _lettered(question) if letter in question.answer]
    wrong = [len(text) for letter, text in _lettered(question) if letter not in question.answer]
    return bool(right and wrong) and max(right) > max(wrong)


def _lettered(question: ParsedQuestion) -> Iterator[tuple[str, str]]:
    return zip(letters(26), question.options, strict=False)


def _own(question: ParsedQuestion) -> Iterator[Cue]:
    for finding in checks.findings(question):
        if finding.code in SHIPPED_CODES:
            yield Cue(finding.code, finding.message, question.ref, finding.params)
