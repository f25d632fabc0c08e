"""Lines that look like a question, or like an answer, but belong to none that could be read: they are refused. Pure.

An ignored heading harms nobody; an ignored question would be lost. So what holds options or a key is told as refused.
"""

import re
from collections.abc import Iterator, Sequence

from elearn.errors import marked
from elearn.questions.formats import marks
from elearn.questions.formats.raw import Raw
from elearn.questions.formats.reading import Draft, Place

NOT_A_QUESTION = marked(
    "“%(text)s” looks like a question or an answer, but it could not be told which question it belongs to. "
    "Give each question a number and put its answer below it."
)
ANSWERS_ABOVE = marked(
    "An answer stands above the first question, so it is not clear whether answers belong to the question above or "
    "below. Put each answer below its question."
)
_KEY = re.compile(r"[A-H\s,，、]{1,16}|[√×✓✗]|对|错|正确|错误")
_MOST_APART = 12


def drafts(orphans: Sequence[tuple[Place, str]], raws: Sequence[Raw]) -> Iterator[Draft]:
    """Yield a refused draft for each run of lines that holds options or a key."""
    for run in _runs(orphans):
        if shown := _telling(run):
            where, _ = run[0]
            draft = Draft("", where, None, text="\n".join(text for _, text in run))
            draft.reject("no-question", NOT_A_QUESTION, text=shown[:30])
            yield draft
    if orphans and raws and _is_key(orphans[-1][1]) and not raws[-1].fields.get("answer"):
        for raw in raws:
            raw.refuse("answers-above", ANSWERS_ABOVE)


def in_order(drafts: list[Draft], lost: list[Draft]) -> list[Draft]:
    """Return both by their places."""
    return sorted([*drafts, *lost], key=lambda draft: _at(draft.where)) if lost else drafts


def _runs(orphans: Sequence[tuple[Place, str]]) -> Iterator[list[tuple[Place, str]]]:
    run: list[tuple[Place, str]] = []
    for place, text in orphans:
        if run and abs(_at(place) - _at(run[-1][0])) > _MOST_APART:
            yield run
            run = []
        run.append((place, text))
    if run:
        yield run


def _at(place: Place) -> int:
    return place.line or place.paragraph or place.row or 0


def _is_key(text: str) -> bool:
    field = marks.field_of(text)
    return bool(field and field[0] == "answer" and _KEY.fullmatch(field[1].strip("。. ")))


def _telling(run: Sequence[tuple[Place, str]]) -> str:
    """Return the line that tells that a run is more than a remark, "" for none."""
    for at, (_, text) in enumerate(run):
        after = run[at + 1][1] if at + 1 < len(run) else ""
        options = marks.options_of(text, "A", after)
        if _is_key(text) or len(options) > 1 or (options and marks.options_of(after, "B")):
            return run[max(0, at - 1)][1] if options else text
    return ""
