"""Marks given by people, and corrected keys: what they change of scores and completion follows at once."""

from collections.abc import Sequence
from decimal import Decimal

from elearn.db import session
from elearn.exams import essay_actions
from elearn.exams.essay_queries import Essay
from elearn.exams.models import Exam
from elearn.training import actions


def give_marks(
    exam: Exam, of: Essay, turn: str, marks: Decimal, chosen: Sequence[int], comment: str, marker_id: int
) -> None:
    """Store what a marker gave; with the last essay of an attempt its score and the person's classes follow."""
    exam_id, attempt_id = exam.id, of.place.attempt_id
    if essay_actions.give(exam, of, turn, marks, chosen, comment, marker_id):
        actions.mark_again(exam_id, [attempt_id], keep=False)
        session.expire_all()
