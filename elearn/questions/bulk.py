"""Changing facts about many questions of a bank at once, in steps that let other writers in between: writes only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from elearn import db
from elearn.audit.actions import record
from elearn.errors import RuleBroken, marked
from elearn.questions import queries, search_index
from elearn.questions.actions import add_unindexed, differs, settle_status, version_fields
from elearn.questions.grading import Difficulty, Use
from elearn.questions.models import Question
from elearn.questions.parsed import ParsedQuestion
from elearn.questions.stored import parsed_of

MOST = 2000
AT_ONCE = 40
"""So many questions are changed within some 60 ms."""


@dataclass(frozen=True)
class Changes:
    """What shall be the same for all; None leaves it as it is."""

    topic: str | None = None
    difficulty: Difficulty | None = None
    uses: tuple[Use, ...] | None = None
    source: str | None = None

    @property
    def any(self) -> bool:
        """Say whether anything shall change."""
        return self != Changes()

    def applied(self, question: ParsedQuestion) -> ParsedQuestion:
        """Return a question with the changes."""
        return replace(question, **{name: value for name, value in vars(self).items() if value is not None})


def edit_many(bank_id: int, ids: Sequence[int], changes: Changes, by_id: int) -> int:
    """Give questions of a bank the same facts, some at a time, each step committed; return how many changed.

    Whoever is interrupted does the same again. Raises RuleBroken for nothing to change, or for too many at once.
    """
    if not ids or not changes.any:
        raise RuleBroken("nothing", marked("Choose questions, and what shall be changed."))
    if len(ids) > MOST:
        raise RuleBroken("too-many", marked("At most %(most)s questions can be changed at once."), most=MOST)
    changed = 0
    for at in range(0, len(ids), AT_ONCE):
        with db.writing():
            changed += _edit(queries.questions_of(bank_id, ids[at : at + AT_ONCE]), changes, by_id)
    return changed


def _edit(questions: Sequence[Question], changes: Changes, by_id: int) -> int:
    changed: list[tuple[int, str]] = []
    for question in questions:
        before = question.current
        fields = version_fields(changes.applied(parsed_of(before, question.ref)), ())
        if differs(question, fields):
            changed.append(add_unindexed(question, fields, by_id))
            settle_status(question, before, fields)
    search_index.index(changed)
    if changed:
        _record(questions[0], changes, by_id, len(changed))
    return len(changed)


def _record(question: Question, changes: Changes, by_id: int, changed: int) -> None:
    names = ", ".join(name for name, value in vars(changes).items() if value is not None)
    details: dict[str, Any] = {"questions": changed, "fields": names}
    record("edit_many", f"bank:{question.bank.slug}", actor_id=by_id, unit_code=question.bank.unit_code, **details)
