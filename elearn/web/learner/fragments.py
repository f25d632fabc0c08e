"""Questions as HTML, rendered once by version and put together for each order and answer.

When an exam opens, thousands ask for papers of the same few hundred questions. What differs between them is the order
of the options and, after hand-in, what was chosen; so each option is rendered once with a sign in the place of its
letter. The components decide how it looks; here their output is only cut and joined.
"""

import json
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from flask import current_app, g
from markupsafe import Markup
from sqlalchemy import Engine

from elearn import db
from elearn.exams.kept import Kept
from elearn.exams.scoring import Marked
from elearn.questions import queries as question_queries
from elearn.questions.grading import CHOICE_KINDS, letters
from elearn.questions.parsed import ParsedQuestion
from elearn.questions.stored import parsed_of
from elearn.web import pictures
from elearn.web.i18n import current_locale
from elearn.web.judged_view import key_of
from elearn.web.question_view import shown_whole

# Signs that no text holds: one for each own letter of a question.
_SIGNS = {letter: chr(0xE0F0 + at) for at, letter in enumerate(letters(26))}


@dataclass(frozen=True)
class Known:
    """A question version as a value, and the bank it is of."""

    version_id: int
    parsed: ParsedQuestion
    bank: str


@dataclass(frozen=True)
class Heading:
    """What the line above a question needs of it."""

    kind: str


@dataclass(frozen=True)
class Pieces:
    """A rendered choice, cut: what comes before the options, each option by its own letter, what comes after."""

    before: str
    options: dict[str, str]
    after: str

    def joined(self, order: str) -> str:
        """Return the whole with the options in this order, lettered as shown."""
        shown_letters = letters(len(order))
        parts = (
            self.options[own].replace(_SIGNS[own], letter) for own, letter in zip(order, shown_letters, strict=True)
        )
        return self.before + "".join(parts) + self.after


_known: Kept[tuple[Engine, int], Known] = Kept(4_000)
_fields: Kept[tuple[Any, ...], Pieces] = Kept(4_000)
_judged: Kept[tuple[Any, ...], tuple[Pieces, Pieces]] = Kept(4_000)
_whole: Kept[tuple[Any, ...], Markup] = Kept(4_000)


def macro(component: str, name: str) -> Any:
    """Return a macro of the components, as Python calls it."""
    return getattr(current_app.jinja_env.get_template(f"components/{component}.html").module, name)


def _macro(name: str) -> Any:
    return macro("question", name)


def context() -> tuple[Engine, str]:
    """What everything kept here hangs on; asked dozens of times a page."""
    found: tuple[Engine, str] | None = g.get("fragments")
    if found is None:
        found = g.fragments = (db.engine(), current_locale())
    return found


def known(version_id: int) -> Known:
    """Return what is shown of a question version; used ones never change, so they are kept."""
    key = (context()[0], version_id)
    found = _known.get(key)
    if found is None:
        stored = question_queries.versions([version_id])[version_id]
        found = _known.put(key, Known(version_id, parsed_of(stored, ""), stored.question.bank.slug))
    return found


def _view(question: Known, order: str) -> Any:
    base = pictures.base("learner.question_picture", version_id=question.version_id)
    return shown_whole(question.parsed, base, order)


def fields(version_id: int, order: str, name: str) -> Markup:
    """Return the fields of a question that has no answer yet."""
    question = known(version_id)
    if question.parsed.kind in CHOICE_KINDS:
        key = (*context(), version_id)
        pieces = _fields.get(key) or _fields.put(key, _field_pieces(question, name))
        return Markup(pieces.joined(order or letters(len(question.parsed.options))))  # noqa: S704
    whole_key = (*context(), version_id, order)
    found = _whole.get(whole_key)
    return found if found is not None else _whole.put(whole_key, answered_fields(version_id, order, name, None))


def warm(version_id: int) -> None:
    """Render what papers with this question will need, where it does not hang on the order of its options."""
    question = known(version_id)
    if question.parsed.kind in CHOICE_KINDS:
        fields(version_id, "", f"a{version_id}")


def head(number: int, kind: str, marks: Decimal) -> Markup:
    """Return the line above a question: “Question 8 · Single choice · 5 marks”."""
    key = (*context(), "head", number, kind, marks)
    found = _whole.get(key)
    if found is None:
        words = _macro("question_head")(Heading(kind), number, f"{marks.normalize():f}")
        found = _whole.put(key, Markup(words))  # noqa: S704
    return found


def answered_fields(version_id: int, order: str, name: str, selected: Any) -> Markup:
    """Return the fields of a question with what is stored."""
    return Markup(_macro("question_form")(_view(known(version_id), order), name, selected))  # noqa: S704


def _field_pieces(question: Known, name: str) -> Pieces:
    view = _view(question, letters(len(question.parsed.options)))
    html = str(_macro("question_form")(_signed(view), name, None))
    return _cut(html, '<label class="choice', "</label>", len(question.parsed.options))


def _signed(view: Any) -> Any:
    """Return a view whose letters are signs."""
    options = [(_SIGNS[letter], text) for letter, text in view.options]
    return type(view)(**{**view.__dict__, "options": options})


def _cut(html: str, begin: str, end: str, count: int) -> Pieces:
    parts = html.split(begin)
    assert len(parts) == count + 1, "an option begins with the mark that it is cut at"
    last, _, after = parts[-1].rpartition(end)
    options = [begin + part for part in (*parts[1:-1], last + end)]
    return Pieces(parts[0], dict(zip(letters(count), options, strict=True)), after)


def judged(
    version_id: int, order: str, response: Any, key: Marked, is_own_key: bool, marks: tuple[Decimal, Decimal]
) -> Markup:
    """Return a question after hand-in: what was chosen, what is right and why. `response` in the letters shown."""
    question = known(version_id)
    if question.parsed.kind in CHOICE_KINDS:
        return _judged_choice(question, order or letters(len(question.parsed.options)), response, key, marks)
    found_key = (*context(), version_id, order, json.dumps(response), str(key), marks)
    render = partial(_judged_whole, question, order, response, None if is_own_key else key, marks)
    found = _whole.get(found_key)
    return found if found is not None else _whole.put(found_key, render())


def _judged_whole(
    question: Known, order: str, response: Any, key: Marked | None, marks: tuple[Decimal, Decimal]
) -> Markup:
    told = key_of(question.parsed, order, key)
    return Markup(_macro("read_only")(_view(question, order), response, told, marks=marks))  # noqa: S704


def _judged_choice(
    question: Known, order: str, response: str | None, key: Marked, marks: tuple[Decimal, Decimal]
) -> Markup:
    found_key = (*context(), question.version_id, str(key.answer), key.free)
    left, taken = _judged.get(found_key) or _judged.put(found_key, _judged_pieces(question, str(key.answer)))
    chosen = response or ""
    shown_letters = letters(len(order))
    parts = [
        (taken if letter in chosen else left).options[own].replace(_SIGNS[own], letter)
        for own, letter in zip(order, shown_letters, strict=True)
    ]
    right = {shown_letters[order.index(own)] for own in str(key.answer)}
    state = "none" if not chosen else "right" if set(chosen) == right else "wrong"
    why = _explained(question, state, marks)
    return Markup(left.before + "".join(parts) + why + "</div>")  # noqa: S704


def _judged_pieces(question: Known, answer: str) -> tuple[Pieces, Pieces]:
    count = len(question.parsed.options)
    view = _signed(_view(question, letters(count)))
    right = [_SIGNS[letter] for letter in answer]
    cut = [
        str(_macro("read_only")(view, selected, right)).partition('<div class="explain')[0]
        for selected in ([], [_SIGNS[letter] for letter in letters(count)])
    ]
    left, taken = (_cut(html, '<div class="answer', "</div>", count) for html in cut)
    return left, taken


def _explained(question: Known, state: str, marks: tuple[Decimal, Decimal]) -> str:
    key = (*context(), question.version_id, state, marks)
    found = _whole.get(key)
    if found is None:
        html = _macro("explain")(state, question.parsed.explanation, question.parsed.source, None, marks)
        found = _whole.put(key, Markup(html))  # noqa: S704
    return str(found)
