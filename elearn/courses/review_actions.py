"""Writing the book of wrong answers: what enters, what a review makes of it, what leaves."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from elearn import clock
from elearn.courses import practice, review, review_queries
from elearn.courses.review import Memory
from elearn.courses.review_models import Left, Origin, ReviewCard, ReviewIntake, ReviewLog
from elearn.courses.review_queries import Wrong
from elearn.db import session
from elearn.questions import actions as question_actions
from elearn.questions.grading import shape_of
from elearn.questions.models import QuestionVersion


def enter(user_id: int, wrongs: Sequence[Wrong], origin: Origin, at: datetime) -> int:
    """Put wrong answers into a person's book; return how many. What may not be asked for practice stays out."""
    allowed = review_queries.askable([each.question_id for each in wrongs])
    found = {each.question_id: each for each in wrongs if each.question_id in allowed}
    if not found:
        return 0
    day = clock.local_date(at)
    new = {"user_id": user_id, "turns": 0, "stability": 0.0, "difficulty": 0.0, "last_on": day, "due_on": day}
    table = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(ReviewCard)
    # In order of their questions: two that enter at once wait for each other, and never in a ring.
    rows = [new | {"question_id": question_id} for question_id in sorted(found)]
    session.execute(table.values(rows).on_conflict_do_nothing())
    for card in _locked(user_id, list(found)):
        wrong = found[card.question_id]
        _note(card, wrong.version_id, wrong.response, False, origin, at)
    session.flush()
    return len(found)


def _locked(user_id: int, question_ids: Sequence[int]) -> Sequence[ReviewCard]:
    return session.scalars(
        select(ReviewCard)
        .where(ReviewCard.user_id == user_id, ReviewCard.question_id.in_(question_ids))
        .order_by(ReviewCard.question_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _note(card: ReviewCard, version_id: int, response: Any, right: bool, origin: Origin, at: datetime) -> None:
    """Add an answer to a locked card; a wrong one brings it back into the book."""
    before = Memory(card.stability, card.difficulty, card.last_on, card.due_on) if card.turns else None
    _set(card, review.answered(before, right, clock.local_date(at)), card.turns + 1)
    if not right:
        card.left = None
    elif card.stability >= review.LEARNT_DAYS:
        card.left = Left.LEARNT
    session.add(
        ReviewLog(
            card_id=card.id,
            turn=card.turns,
            version_id=version_id,
            response={"value": response},
            right=right,
            origin=origin,
            at=at,
        )
    )


def _set(card: ReviewCard, memory: Memory, turns: int) -> None:
    card.stability, card.difficulty = memory.stability, memory.difficulty
    card.last_on, card.due_on, card.turns = memory.last_on, memory.due_on, turns


def answer(card: ReviewCard, turn: int, version: QuestionVersion, response: Any) -> bool:
    """Judge and store the answer of a turn, in own letters; the first one counts. Return False where it was stored."""
    locked = _locked(card.user_id, [card.question_id])[0]
    if locked.turns != turn - 1:
        return False
    shape = shape_of(version.kind, version.options, version.answer, version.children)
    right = practice.is_right(shape, version.answer, version.children, response)
    now = clock.now()
    question_actions.mark_used([version.id], now)
    _note(locked, version.id, response, right, Origin.REVIEW, now)
    session.flush()
    return True


def take_out(card: ReviewCard) -> None:
    """Take a question out of the book because its owner says that they know it."""
    card.left = Left.BY_HAND


def put_back(card: ReviewCard) -> None:
    """Put a question back that was taken out; it is asked when it would have been."""
    card.left = None


def rebuild(card: ReviewCard) -> None:
    """Make a card anew from its answers, for instance after a change of the scheduler."""
    logs = review_queries.logs(card.id)
    memory = review.rebuilt((log.right, clock.local_date(log.at)) for log in logs)
    if memory is not None:
        _set(card, memory, len(logs))


def take_in_attempts(limit: int) -> int:
    """Put the wrong answers of exams into the books once they may be seen; return how many attempts. For the tick."""
    now = clock.now()
    due = review_queries.not_taken_in(now, limit)
    for attempt in due:
        enter(attempt.user_id, review_queries.wrong_answers(attempt), Origin.EXAM, attempt.handed_in_at or now)
        session.add(ReviewIntake(attempt_id=attempt.id, at=now))
    session.flush()
    return len(due)
