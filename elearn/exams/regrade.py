"""What a corrected key would do to attempts that are marked already: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from elearn.exams import scoring
from elearn.exams.paper import Item
from elearn.exams.scoring import Marked
from elearn.questions.grading import Kind, PartMarks, Shape, letters, to_own


@dataclass(frozen=True)
class Held:
    """A handed-in attempt that holds the question."""

    attempt_id: int
    user_id: int
    number: int
    """Where the question stands in its paper, from 1."""
    item: Item
    full: Decimal
    """The marks of the whole paper."""
    marks: Sequence[str | None]
    score: Decimal | None
    response: Any
    given: Mapping[int, Decimal]
    """Marks that people gave to its essays, by sub-question."""


@dataclass(frozen=True)
class Change:
    """What happens to one attempt. A score is None while an essay waits."""

    attempt_id: int
    user_id: int
    before: Decimal | None
    after: Decimal | None
    marks_before: Decimal
    marks_after: Decimal
    passed_before: bool
    passed_after: bool

    @property
    def gain(self) -> Decimal:
        """Return how many marks of the question are won; less than nothing when some are lost."""
        return self.marks_after - self.marks_before


@dataclass(frozen=True)
class Preview:
    """All that a correction would do: the changes, the greatest loss first, and how many attempts hold the question."""

    held: int
    changes: Sequence[Change]

    @property
    def gains(self) -> int:
        """How many attempts gain."""
        return sum(change.gain > 0 for change in self.changes)

    @property
    def losses(self) -> int:
        """How many attempts lose."""
        return sum(change.gain < 0 for change in self.changes)

    @property
    def now_pass(self) -> int:
        """How many attempts pass that did not."""
        return sum(change.passed_after and not change.passed_before for change in self.changes)

    @property
    def now_fail(self) -> int:
        """How many attempts fail that had passed."""
        return sum(change.passed_before and not change.passed_after for change in self.changes)


def preview(held: Iterable[Held], key: Marked, part_marks: PartMarks, pass_mark: Decimal) -> Preview:
    """Compute what another key does to each attempt. Only the marks of this question are computed anew."""
    every = list(held)
    found = [change for each in every if (change := _change(each, key, part_marks, pass_mark))]
    return Preview(len(every), sorted(found, key=lambda change: (change.gain, change.attempt_id)))


def _change(held: Held, key: Marked, part_marks: PartMarks, pass_mark: Decimal) -> Change | None:
    item, at = held.item, held.number - 1
    before = held.marks[at]
    after = scoring.marks_for(key, item.order, item.marks, held.response, part_marks, held.given)
    if after is None or (before is not None and Decimal(before) == after):
        return None
    marks = [*held.marks[:at], str(after), *held.marks[at + 1 :]]
    done = [Decimal(each) for each in marks if each is not None]
    score = scoring.score(done, held.full) if len(done) == len(marks) else None
    passed = [each is not None and each >= pass_mark for each in (held.score, score)]
    old = Decimal(before or 0)
    return Change(held.attempt_id, held.user_id, held.score, score, old, after, passed[0], passed[1])


def read_key(shape: Shape, response: Any, accepted: Sequence[str]) -> Any:
    """Turn what a form sent for a new key (in own letters) into a key; None where something of it is missing.

    `accepted`: for each blank of a fill the accepted texts, a line each.
    """
    match shape.kind:
        case Kind.FILL:
            blanks = [[line.strip() for line in text.splitlines() if line.strip()] for text in accepted]
            return blanks if len(blanks) == shape.blanks and all(blanks) else None
        case Kind.MATCH:
            return response if response and all(response) else None
        case Kind.ESSAY | Kind.CASE:
            return None
        case _:
            return to_own(shape, "", response)


def in_own_letters(kind: Kind, answer: Any) -> Any:
    """Return a key as read_key() gives it."""
    match kind:
        case Kind.MATCH if answer and not isinstance(answer[0], str):
            return list(letters(len(answer)))
        case Kind.ORDER if not isinstance(answer, str):
            return letters(len(answer))
        case _:
            return answer


def is_same(shape: Shape, old: Any, new: Any) -> bool:
    """Say whether a new key is the one that holds already."""
    return bool(in_own_letters(shape.kind, old) == new)
