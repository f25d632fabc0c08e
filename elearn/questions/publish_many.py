"""Handing over or publishing many questions at once, in steps that let other writers in between: writes only."""

from collections.abc import Sequence

from elearn import db
from elearn.errors import RuleBroken, marked
from elearn.questions import queries, review_actions
from elearn.questions.models import Question, Status

MOST = 200
"""So many can be looked through on one page."""
AT_ONCE = 40


def publish_many(bank_id: int, ids: Sequence[int], by_id: int) -> tuple[int, list[tuple[str, RuleBroken]]]:
    """Move questions one step on, by the same rules as one; return how many, and which stayed and why.

    A draft is handed over, what waits is published. Raises RuleBroken for none or too many.
    """
    if not ids or len(ids) > MOST:
        raise RuleBroken("many", marked("Choose between 1 and %(most)s questions."), most=MOST)
    done, left = 0, []
    for at in range(0, len(ids), AT_ONCE):
        with db.writing():
            for question in queries.questions_of(bank_id, ids[at : at + AT_ONCE]):
                try:
                    _move_on(question, by_id)
                    done += 1
                except RuleBroken as refused:
                    left.append((question.ref, refused))
    return done, left


def _move_on(question: Question, by_id: int) -> None:
    if question.status is Status.DRAFT:
        review_actions.submit_question(question, by_id)
    elif question.status is Status.RETIRED:
        raise RuleBroken("retired", marked("This question is retired already."))
    else:
        review_actions.publish_question(question, by_id)
