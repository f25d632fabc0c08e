"""Changing facts about many questions of a bank at once: writes only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from elearn.audit.actions import record
from elearn.errors import RuleBroken, marked
from elearn.questions.actions import change, settle_status, version_fields
from elearn.questions.grading import Difficulty, Use
from elearn.questions.models import Bank, Question
from elearn.questions.parsed import ParsedQuestion
from elearn.questions.stored import parsed_of

MOST = 200
"""So many at once keep the writers' queue moving."""


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


def edit_many(bank: Bank, questions: Sequence[Question], changes: Changes, by_id: int) -> int:
    """Give every question (with current version and bank loaded) the same facts; return how many changed.

    Raises RuleBroken for nothing to change, or for too many at once.
    """
    if not questions or not changes.any:
        raise RuleBroken("nothing", marked("Choose questions, and what shall be changed."))
    if len(questions) > MOST:
        raise RuleBroken("too-many", marked("At most %(most)s questions can be changed at once."), most=MOST)
    changed = 0
    for question in questions:
        before = question.current
        fields = version_fields(changes.applied(parsed_of(before, question.ref)), ())
        if change(question, fields, by_id):
            settle_status(question, before, fields)
            changed += 1
    names = ", ".join(name for name, value in vars(changes).items() if value is not None)
    record("edit_many", f"bank:{bank.slug}", actor_id=by_id, unit_code=bank.unit_code, questions=changed, fields=names)
    return changed
