"""The key of a JSON entry: letters, texts, names of options, or numbers, which may count from 0 or from 1. Pure.

A number alone does not say from where it counts. The whole file may: where any key is 0 they count from 0, where any
is as high as the number of options they count from 1. Where both or neither is so, such a key is refused, not guessed.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from elearn.errors import marked
from elearn.questions.fill_text import normalise
from elearn.questions.formats.json_options import Options
from elearn.questions.formats.json_text import text_of
from elearn.questions.grading import CHOICE_KINDS, Kind
from elearn.questions.parsed import Wrong, truth

COUNTED = marked("The answer %(answer)s is a number; it may count from 0 or from 1. Write the letter.")
TWO_MEANINGS = marked(
    "The answer “%(answer)s” may mean %(first)s or %(second)s. Write the letter, and mend the options."
)


@dataclass(frozen=True)
class Counting:
    """From where numbers may count in a file: the starts that nothing speaks against."""

    starts: frozenset[int] = frozenset([0, 1])


def counting(keys: Iterable[tuple[Options, Any]]) -> Counting:
    """Return from where the keys of a file count, by all of its options and keys."""
    starts = {0, 1}
    for options, answer in keys:
        count = len(options.listed)
        for number in map(_number, answer if isinstance(answer, list) else [answer]):
            if number is None or not count or not _is_place(number, options):
                continue
            if number == 0:
                starts.discard(1)
            if number == count:
                starts.discard(0)
    return Counting(frozenset(starts))


def _is_place(number: int, options: Options) -> bool:
    """Say whether a number can only be a place: it is neither the text nor the name of an option."""
    return str(number) not in options.names and all(text != str(number) for _, text in options.listed)


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return int(value) if abs(value) < 1000 else None
    return int(value) if isinstance(value, str) and re.fullmatch(r"\s*\d{1,3}\s*", value) and value.isascii() else None


def of_choice(options: Options, answer: Any, starts: Counting, kind: Kind | None) -> str:
    """Return the key of a choice as letters, or as the text that stands there. Raises Wrong."""
    if isinstance(answer, bool):
        return "正确" if answer else "错误"
    if isinstance(answer, Mapping):
        return _of_ticks(options, answer)
    given = answer if isinstance(answer, list) else _split(answer)
    if _are_truths(options) and len(given) == 1 and _number(given[0]) is not None:
        return _truth_by_number(options, given[0], starts)
    found = [_one(options, each, starts) for each in given]
    if len(found) == 1 and found[0][1] is None:
        return text_of(given[0])
    if any(letter is None for _, letter in found):
        unknown = next(text for text, letter in found if letter is None)
        letters_only = re.sub(r"[\s,，、;；|]", "", unicodedata.normalize("NFKC", unknown)).upper()
        if len(found) == 1 or not re.fullmatch("[A-Z]+", letters_only):
            raise Wrong("answer", marked("The answer %(answer)s is none of the options."), answer=unknown[:40])
        return "".join(letter or letters_only for _, letter in found)
    return "".join(str(letter) for _, letter in found)


def _split(answer: Any) -> list[Any]:
    """Numbers in one text, “0,2” or “1|3”, are a number each."""
    if isinstance(answer, str) and re.fullmatch(r"\s*\d{1,2}(?:\s*[,，、;；|]\s*\d{1,2})+\s*", answer):
        return re.findall(r"\d+", answer)
    return [answer]


def _of_ticks(options: Options, answer: Mapping[str, Any]) -> str:
    """Return the letters that an object ticks: {"A": true, "B": false}."""
    known = {letter for letter, _ in options.listed}
    ticked = {key.strip().upper(): value for key, value in answer.items()}
    if known and ticked.keys() <= known and all(isinstance(value, bool) for value in ticked.values()):
        return "".join(sorted(letter for letter, value in ticked.items() if value))
    return text_of(answer)


def _are_truths(options: Options) -> bool:
    texts = [text for _, text in options.listed]
    return len(texts) == 2 and {truth(text) for text in texts} == {True, False}


def _truth_by_number(options: Options, answer: Any, starts: Counting) -> str:
    """1 and 0 may mean yes and no as well as places."""
    number = _number(answer)
    by_place = {_by_place(options, number, start) for start in starts.starts} - {None}
    meant = {truth(dict(options.listed)[letter]) for letter in by_place if letter}
    if name := options.names.get(str(number)):
        meant = {truth(dict(options.listed)[name])}
    elif number in (0, 1):
        meant.add(number == 1)
    if len(meant) != 1:
        raise Wrong("number-answer", COUNTED, answer=number)
    return "正确" if meant == {True} else "错误"


def _by_place(options: Options, number: int | None, start: int) -> str | None:
    at = -1 if number is None else number - start
    return options.listed[at][0] if 0 <= at < len(options.listed) else None


def _one(options: Options, value: Any, starts: Counting) -> tuple[str, str | None]:
    """Return a part of a key as text, and the letter it means, None for none. Raises Wrong for two meanings."""
    text = text_of(value)
    known = [letter for letter, _ in options.listed]
    same = [letter for letter, own in options.listed if normalise(own) == normalise(text)]
    number = _number(value)
    if number is not None:
        meant = set(same[:1]) | ({name} if (name := options.names.get(str(number))) else set())
        if not options.names.get(str(number)):
            meant |= {letter for start in starts.starts if (letter := _by_place(options, number, start))}
        if len(meant) != 1 or len(same) > 1:
            raise Wrong("number-answer", COUNTED, answer=text)
        return text, meant.pop()
    name = options.names.get(text.strip(), "")
    sign = unicodedata.normalize("NFKC", text).strip().upper()
    by_letter = sign if sign in known else ""
    meant = {each for each in (name, by_letter, *same) if each}
    if len(meant) > 1:
        first, second = sorted(meant)[:2]
        raise Wrong("two-meanings", TWO_MEANINGS, answer=text[:40], first=first, second=second)
    return text, next(iter(meant), None)


def of_other(kind: Kind | None, answer: Any) -> str:
    """Return the key of anything that is no choice, in the form of typed questions. Raises Wrong."""
    if kind in CHOICE_KINDS and _number(answer) is not None:
        raise Wrong("number-answer", COUNTED, answer=text_of(answer))
    if not isinstance(answer, list) or kind is Kind.ESSAY or kind is Kind.TRUE_FALSE:
        return text_of(answer)
    blanks = [each if isinstance(each, list) else [each] for each in answer]
    return "|".join(";".join(re.sub(r"([\\|;；])", r"\\\1", text_of(one)) for one in blank) for blank in blanks)
