"""A question after it was judged: what was answered beside what is right, part by part, for the component read_only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from elearn.questions.fill_text import fits_any
from elearn.questions.grading import CHOICE_KINDS, Kind, right_response, to_shown
from elearn.questions.parsed import ParsedQuestion, Point
from elearn.web.question_view import QuestionView, as_letters, child_orders, default_order, shape


class Keyed(Protocol):
    """Whatever a question is marked by: the question itself, or a corrected key."""

    @property
    def answer(self) -> Any:
        """The key, in a form that grading.fraction() takes."""

    @property
    def children(self) -> Sequence["Keyed"]:
        """Those of its sub-questions."""


@dataclass(frozen=True)
class KeyView:
    """A key in the letters shown, with what may be told together with it."""

    right: Any
    """As a form would send it; fill: the accepted texts of every blank; essay: the model answer."""
    points: Sequence[Point] = ()
    explanation: str = ""
    source: str = ""
    children: Sequence["KeyView"] = ()


def key_of(question: ParsedQuestion, order: str = "", key: Keyed | None = None) -> KeyView:
    """Return the key of a question shown in this order (see shown_whole), its own or a corrected one."""
    given: Keyed = key or question
    parts = zip(question.children, child_orders(question, order), given.children, strict=True)
    return KeyView(
        right=_right(question, order, given.answer),
        points=question.points,
        explanation=question.explanation,
        source=question.source,
        children=[key_of(child, each, part) for child, each, part in parts],
    )


def right_shown(question: ParsedQuestion, order: str = "") -> Any:
    """Return a wholly right response to a question shown in this order, None to an essay."""
    match question.kind:
        case Kind.CASE:
            parts = zip(question.children, child_orders(question, order), strict=True)
            return [right_shown(child, each) for child, each in parts]
        case Kind.ESSAY:
            return None
        case Kind.FILL:
            return [accepted[0] for accepted in question.answer or ()]
        case _:
            return _right(question, order, question.answer)


def _right(question: ParsedQuestion, order: str, answer: Any) -> Any:
    as_written = question.kind in CHOICE_KINDS and not order
    if as_written or question.kind in (Kind.FILL, Kind.ESSAY, Kind.CASE) or not answer:
        return as_letters(answer)
    own = shape(question)
    return as_letters(to_shown(own, order or default_order(question), right_response(own, answer)))


@dataclass(frozen=True)
class Part:
    """One blank, pair or step: what was put there, and what belongs there."""

    label: str
    given: str
    right: bool
    wanted: str


@dataclass(frozen=True)
class Judged:
    """A response beside its key."""

    state: str
    """right, partly, wrong, none (not answered), open (not for the program to judge)."""
    chosen: Any
    """Letters of a ticked kind; an essay's text."""
    key: KeyView
    parts: Sequence[Part] = ()
    children: Sequence["Judged"] = ()

    @property
    def right_count(self) -> int:
        """How many blanks, pairs or sub-questions are right."""
        return sum(part.right for part in self.parts) + sum(child.state == "right" for child in self.children)

    @property
    def part_count(self) -> int:
        """How many blanks, pairs or sub-questions the program judges."""
        return len(self.parts) + sum(child.state != "open" for child in self.children)


def judged(question: QuestionView, response: Any, key: Any) -> Judged:
    """Set a response beside a key (a KeyView, or only what is right), both in the letters shown."""
    told = key if isinstance(key, KeyView) else _bare(question, key)
    kind = Kind(question.kind)
    if kind is Kind.CASE:
        return _case(question, response, told)
    if kind is Kind.ESSAY:
        return Judged("open", response or "", told)
    if kind in (Kind.FILL, Kind.MATCH, Kind.ORDER):
        parts = _PARTS[kind](question, response or [], told.right or [])
        return Judged(_state(response, [part.right for part in parts], kind is not Kind.ORDER), "", told, parts)
    chosen = as_letters(response) or ""
    right = chosen in (told.right or "") if kind is Kind.SINGLE else set(chosen) == set(told.right or "")
    return Judged(_state(chosen, [right]), chosen, told)


def _bare(question: QuestionView, right: Any) -> KeyView:
    if question.kind == Kind.CASE:
        parts = right or [None] * len(question.children)
        return KeyView(
            None, children=[_bare(child, each) for child, each in zip(question.children, parts, strict=True)]
        )
    if question.kind == Kind.FILL:
        return KeyView([[each] if isinstance(each, str) else each for each in right or []])
    return KeyView(as_letters(right))


def _state(response: Any, rights: Sequence[bool], by_parts: bool = True) -> str:
    if not response:
        return "none"
    if all(rights):
        return "right"
    return "partly" if by_parts and any(rights) else "wrong"


def _case(question: QuestionView, response: Any, key: KeyView) -> Judged:
    responses = response or [None] * len(question.children)
    rows = zip(question.children, responses, key.children, strict=True)
    children = [judged(child, each, told) for child, each, told in rows]
    states = [child.state for child in children if child.state != "open"]
    if not states:
        return Judged("open", "", key, children=children)
    anything = any(state != "none" for state in states)
    state = _state(anything, [state == "right" for state in states])
    return Judged("partly" if state == "wrong" and "partly" in states else state, "", key, children=children)


def _blanks(_question: QuestionView, response: Sequence[str], right: Sequence[Sequence[str]]) -> list[Part]:
    given = [*response, *[""] * len(right)]
    return [Part("", each, fits_any(each, accepted), accepted[0]) for each, accepted in zip(given, right, strict=False)]


def _pairs(question: QuestionView, response: Sequence[str], right: Sequence[str]) -> list[Part]:
    texts = dict(question.options)
    given = [*response, *[""] * len(right)]
    return [
        Part(left, texts.get(each, ""), texts.get(each) == texts[letter], texts[letter])
        for left, each, letter in zip(question.lefts, given, right, strict=False)
    ]


def _steps(question: QuestionView, response: Sequence[int], right: Sequence[int]) -> list[Part]:
    """Return the steps in their right order, each with what was put there."""
    texts = [text for _, text in question.options]
    wanted = dict(zip(right, texts, strict=False))
    parts = []
    for step in range(1, len(texts) + 1):
        given = [text for text, chosen in zip(texts, response, strict=False) if chosen == step]
        parts.append(Part("", " / ".join(given), given == [wanted.get(step)], wanted.get(step, "")))
    return parts


_Judge = Callable[[QuestionView, Any, Any], list[Part]]
_PARTS: dict[Kind, _Judge] = {Kind.FILL: _blanks, Kind.MATCH: _pairs, Kind.ORDER: _steps}
