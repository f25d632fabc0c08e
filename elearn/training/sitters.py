"""Who sits an exam: people on today's rosters of the classes that require or offer it, and whoever began anyway."""

from datetime import date

from sqlalchemy import Subquery, func, literal, or_, select, union_all

from elearn.exams.models import Attempt
from elearn.training.models import ClassExam, Enrolment, TrainingClass


def sitters(exam_id: int, day: date) -> Subquery:
    """Return (user_id, expected): 1 for who is on a roster on that day, 0 for who began and is on none (any more)."""
    classes = select(TrainingClass.id).where(
        or_(
            TrainingClass.exam_id == exam_id,
            TrainingClass.id.in_(select(ClassExam.class_id).where(ClassExam.exam_id == exam_id)),
        )
    )
    present = (
        select(Enrolment.user_id)
        .where(
            Enrolment.class_id.in_(classes),
            Enrolment.entered_on <= day,
            or_(Enrolment.left_on.is_(None), Enrolment.left_on > day),
        )
        .distinct()
        .subquery()
    )
    begun = (
        select(Attempt.user_id, func.max(Attempt.number).label("latest"))
        .where(Attempt.exam_id == exam_id)
        .group_by(Attempt.user_id)
        .subquery()
    )
    on_roster = select(present.c.user_id, literal(1).label("expected"), begun.c.latest).select_from(
        present.outerjoin(begun, begun.c.user_id == present.c.user_id)
    )
    others = select(begun.c.user_id, literal(0), begun.c.latest).where(
        begun.c.user_id.not_in(select(present.c.user_id))
    )
    return union_all(on_roster, others).subquery("sitters")
