"""What the conditions of a class ask of each of its people: read once, told for many."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from elearn.courses.models import Lesson
from elearn.db import session
from elearn.people.access import covers
from elearn.training.completion import Condition, ConditionKind, Facts
from elearn.training.models import ClassCondition, ClassCourse, TrainingClass
from elearn.training.session_models import ClassSession
from elearn.training.todo import Todo, todo, wanted

MORE = (ConditionKind.ONLINE_HOURS, ConditionKind.FACE_HOURS, ConditionKind.ATTENDANCE)


@dataclass(frozen=True)
class Asked:
    """The conditions of a class with what it plans."""

    training_class: TrainingClass
    conditions: Sequence[Condition]
    lessons: int
    sessions: Sequence[str]
    """The unit of each session that stands."""

    def asks(self, kind: ConditionKind) -> bool:
        """Say whether a condition of this kind is set."""
        return any(each.kind is kind for each in self.conditions)

    def lessons_left(self, finished: int) -> int:
        """Return how many lessons are still to be finished."""
        asked = [each for each in self.conditions if each.kind is ConditionKind.LESSONS]
        return max([0, *(int(wanted(each, Facts(lessons=self.lessons))) - finished for each in asked)])

    def more(self, unit_code: str, online: Decimal, face: Decimal, attended: int) -> list[Todo]:
        """Return the hours and sessions that a person is missing, by the unit of their enrolment and what they have."""
        conditions = [each for each in self.conditions if each.kind in MORE]
        facts = Facts(
            online_planned=self.training_class.online_hours,
            online_hours=online,
            face_planned=self.training_class.face_hours,
            face_hours=face,
            sessions=sum(covers(code, unit_code) for code in self.sessions),
            attended=attended,
        )
        return todo(facts, conditions) if conditions else []


def asked(training_class: TrainingClass) -> Asked:
    """Read what a class asks: three statements at most."""
    rows = session.execute(
        select(ClassCondition.kind, ClassCondition.threshold).where(ClassCondition.class_id == training_class.id)
    )
    conditions = [Condition(kind, threshold) for kind, threshold in rows]
    lessons = (
        select(func.count(Lesson.id))
        .join(ClassCourse, ClassCourse.course_id == Lesson.course_id)
        .where(ClassCourse.class_id == training_class.id)
    )
    stand = select(ClassSession.unit_code).where(
        ClassSession.class_id == training_class.id, ClassSession.cancelled_at.is_(None)
    )
    attends = any(each.kind is ConditionKind.ATTENDANCE for each in conditions)
    sessions = session.scalars(stand).all() if attends else []
    return Asked(training_class, conditions, session.scalar(lessons) or 0, sessions)
