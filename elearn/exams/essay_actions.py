"""Storing the marks that a person gives to an essay."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select

from elearn import clock
from elearn.audit import actions as audit
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams import essay, essay_queries, marking
from elearn.exams.essay_queries import Essay
from elearn.exams.event_models import EssayMark, MarkerTurn
from elearn.exams.models import Attempt, Exam


def gone() -> RuleBroken:
    """Return the refusal of a turn that is not open to this person (any more)."""
    return RuleBroken(
        "turn-taken",
        marked("Somebody else has marked this answer in the meantime. Nothing was stored twice; go on with the next."),
    )


def give(exam: Exam, of: Essay, turn: str, marks: Decimal, chosen: Sequence[int], comment: str, marker_id: int) -> bool:
    """Store marks for one turn; say whether the attempt has all its marks now. Raises RuleBroken.

    The attempt is locked first: of two who save the same turn at once the second one is refused.
    """
    place = of.place
    session.execute(select(Attempt.id).where(Attempt.id == place.attempt_id).with_for_update())
    by_turn = essay_queries.marks_given(exam.id, place.attempt_id).get(place, {})
    if essay.turn_of(by_turn, exam.second_marker, marker_id, exam.created_by_id) != turn or of.writer_id == marker_id:
        raise gone()
    points = [str(point.marks if at in chosen else 0) for at, point in enumerate(of.asked.question.points)]
    session.add(
        EssayMark(
            attempt_id=place.attempt_id,
            number=place.number,
            part=place.part,
            turn=MarkerTurn(turn),
            marks=marks,
            points=points,
            comment=comment,
            marker_id=marker_id,
            at=clock.now(),
        )
    )
    audit.record(
        "mark_essay",
        f"attempt:{place.attempt_id}",
        actor_id=marker_id,
        unit_code=exam.unit_code,
        number=place.number,
        part=place.part,
        turn=turn,
        marks=str(marks),
    )
    session.flush()
    return marking.judge(place.attempt_id).score is not None
