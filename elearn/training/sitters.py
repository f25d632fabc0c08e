"""Who sits an exam: people on today's rosters of the classes that require or offer it, and whoever began anyway."""

from datetime import date

from sqlalchemy import Subquery, func, literal, or_, select, union_all

from elearn.exams.models import Attempt
from elearn.training.models import ClassExam, Enrolment, TrainingClass


def sitters(exam_id: int, day: date) -> Subquery:
    """Return (user_id, expected, latest): 1 for who is on a roster on that day, 0 for who began and is on none.

    `latest` is the number of the latest try, 0 where none was begun. One pass over rosters and attempts, grouped.
    """
    classes = select(TrainingClass.id).where(
        or_(
            TrainingClass.exam_id == exam_id,
            TrainingClass.id.in_(select(ClassExam.class_id).where(ClassExam.exam_id == exam_id)),
        )
    )
    present = select(Enrolment.user_id, literal(1).label("expected"), literal(0).label("number")).where(
        Enrolment.class_id.in_(classes),
        Enrolment.entered_on <= day,
        or_(Enrolment.left_on.is_(None), Enrolment.left_on > day),
    )
    begun = select(Attempt.user_id, literal(0), Attempt.number).where(Attempt.exam_id == exam_id)
    rows = union_all(present, begun).subquery()
    return (
        select(
            rows.c.user_id,
            func.max(rows.c.expected).label("expected"),
            func.max(rows.c.number).label("latest"),
        )
        .group_by(rows.c.user_id)
        .subquery("sitters")
    )
