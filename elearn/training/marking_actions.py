"""Marks given by people, and corrected keys: what they change of scores and completion follows at once."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from elearn.db import session
from elearn.exams import correction_actions, essay_actions, setting_queries
from elearn.exams.correction_queries import Target
from elearn.exams.essay_queries import Essay
from elearn.exams.models import Exam
from elearn.training import actions

MOST = 50
"""Attempts that are marked again at once."""
EVERY = 1_000_000


def give_marks(
    exam: Exam, of: Essay, turn: str, marks: Decimal, chosen: Sequence[int], comment: str, marker_id: int
) -> None:
    """Store what a marker gave; with the last essay of an attempt its score and the person's classes follow."""
    exam_id, attempt_id = exam.id, of.place.attempt_id
    if essay_actions.give(exam, of, turn, marks, chosen, comment, marker_id):
        actions.mark_again(exam_id, [attempt_id], keep=False)
        session.expire_all()


def correct_key(exam: Exam, seen_revision: int, of: Target, key: dict[str, Any] | None, reason: str, by_id: int) -> int:
    """Correct a key and mark the first attempts again; return how many are left for `elearn tick`."""
    correction_actions.correct(exam, seen_revision, of, key, reason, by_id)
    due = setting_queries.to_judge(exam, EVERY)
    actions.mark_again(exam.id, due[:MOST])
    session.expire_all()
    return len(due[MOST:])
