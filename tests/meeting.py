"""Sessions of the class of tests/county.py: planning one, coming, being entered."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy import delete, select

from elearn import db
from elearn.people.models import User
from elearn.training import actions, attendance_queries, session_actions, session_queries
from elearn.training.check_in import AttendanceAct, Direction, SessionKind, Way
from elearn.training.completion import ConditionKind
from elearn.training.models import ClassCondition, Enrolment, TrainingClass
from elearn.training.session_actions import Plan
from elearn.training.session_models import ClassSession
from tests import make

STARTS = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 9:00 in Shanghai; the tests' clock stands at 10:00
IN, OUT = Direction.IN, Direction.OUT


def plan(**values: object) -> Plan:
    usual = {
        "kind": SessionKind.GATHERING,
        "title": "第一次集中培训",
        "starts_at": STARTS,
        "ends_at": STARTS + timedelta(hours=3),
        "hours": Decimal(4),
        "place": "县委党校报告厅",
    }
    return Plan(**(usual | values))  # type: ignore[arg-type]


def add(unit_code: str = make.COUNTY, class_slug: str = "class", **values: object) -> int:
    with db.writing() as session:
        made = session.scalars(select(TrainingClass).where(TrainingClass.slug == class_slug)).one()
        return session_actions.add(made, unit_code, plan(**values), None).id


def held(session_id: int) -> ClassSession:
    found = session_queries.by_id(session_id)
    assert found
    return found


def come(session_id: int, user: User, direction: Direction = IN, way: Way = Way.SCREEN) -> bool:
    with db.writing():
        return actions.check_in(held(session_id), user.id, direction, way)


def enter(session_id: int, users: list[User], act: AttendanceAct, reason: str = "") -> int:
    with db.writing():
        return actions.enter_attendance(held(session_id), [user.id for user in users], act, reason, None)


def place(user: User) -> Enrolment:
    db.session.rollback()
    return db.session.scalars(
        select(Enrolment)
        .join(Enrolment.training_class)
        .where(Enrolment.user_id == user.id, TrainingClass.slug == "class")
    ).one()


def ask(*conditions: tuple[ConditionKind, int]) -> None:
    """Let these conditions alone complete the class."""
    with db.writing() as session:
        made = session.scalars(select(TrainingClass).where(TrainingClass.slug == "class")).one()
        session.execute(delete(ClassCondition).where(ClassCondition.class_id == made.id))
        for kind, threshold in conditions:
            session.add(ClassCondition(class_id=made.id, kind=kind, threshold=Decimal(threshold)))


def acts(session_id: int, user: User) -> list[str]:
    return [change.change.act.value for change in attendance_queries.history(held(session_id), user.id)]
