"""The same question twice in a file: with two keys nobody can say which one is right, else it is stored once. Pure."""

import re
from collections.abc import Sequence

from elearn.errors import marked
from elearn.questions.fill_text import normalise
from elearn.questions.formats.reading import Draft
from elearn.questions.grading import CHOICE_KINDS, Kind, letters
from elearn.questions.parsed import ParsedQuestion

TWO_KEYS = marked("The file has this question twice, with different answers. Keep the right one: see %(places)s.")
REPEATED = marked("The same question stands in this file before, at %(place)s. It is stored once.")
_KINDS = (*CHOICE_KINDS, Kind.TRUE_FALSE, Kind.FILL)
LEAST_SIGNS = 6
"""A shorter stem (“选词填空”) asks nothing by itself: what it is about stands elsewhere."""
SHOWN = 4
_NO_LETTERS = re.compile(r"[\W_]+")


def refuse(drafts: Sequence[Draft]) -> None:
    """Refuse questions that stand there again with another key, and name those that are all the same."""
    groups: dict[str, list[Draft]] = {}
    for draft in drafts:
        if draft.question and draft.question.kind in _KINDS:
            asked = _NO_LETTERS.sub("", draft.question.stem)
            if len(asked) >= LEAST_SIGNS:
                groups.setdefault(asked, []).append(draft)
    for alike in groups.values():
        if len(alike) > 1:
            _compare(alike)


def _compare(alike: Sequence[Draft]) -> None:
    same: dict[tuple[str, ...], list[tuple[Draft, str]]] = {}
    for draft in alike:
        if question := draft.question:
            about = (*sorted(map(_folded, question.options)), str(question.effective_on), str(question.pictures))
            same.setdefault(about, []).append((draft, _key(question)))
    for found in same.values():
        if len({key for _, key in found}) > 1:
            for draft, _ in found:
                others = [_place(each) for each, _ in found[:SHOWN] if each is not draft]
                draft.reject("two-keys", TWO_KEYS, places="; ".join(others))
        else:
            for draft, _ in found[1:]:
                draft.warn("repeated", REPEATED, place=_place(found[0][0]))


def _folded(text: str) -> str:
    """Fold a text to letters and digits; what consists of other signs alone stays, since 《 and 〈 may be asked for."""
    return _NO_LETTERS.sub("", normalise(text)) or text


def _key(question: ParsedQuestion) -> str:
    """Return a key by what it says, since letters change with the order of options."""
    if question.kind in CHOICE_KINDS and isinstance(question.answer, str):
        return "\n".join(sorted(_folded(question.options[letters(26).index(each)]) for each in question.answer))
    return str(question.answer)


def _place(draft: Draft) -> str:
    return " ".join(f"{value}" for value in draft.where.as_json().values()) or draft.number
