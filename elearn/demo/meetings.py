"""The demo's sessions: a gathering that was, with who came, and a video meeting that is coming."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sqlalchemy import select

from elearn import clock, db
from elearn.people.models import User
from elearn.training import actions, session_actions
from elearn.training.check_in import AttendanceAct, Direction, SessionKind, Way
from elearn.training.models import TrainingClass
from elearn.training.session_actions import Plan
from elearn.training.session_models import ClassSession

AT_ONCE = 50
"""People in one transaction: it stays short."""


def meet(class_id: int, people: list[int], official_mobile: str, seed: str) -> None:
    """Hold one session two weeks ago and plan another one for next week."""
    now = clock.now()
    with db.writing() as session:
        made = session.get_one(TrainingClass, class_id)
        official = session.scalars(select(User.id).where(User.mobile == official_mobile)).one()
        was = session_actions.add(made, made.unit_code, _gathering(_at(now, -14, 9)), official).id
        session_actions.add(made, made.unit_code, _meeting(_at(now, 6, 15)), official)
    _attend(was, people, official, Random(seed))  # noqa: S311  (invented people, not secrets)


def _at(now: datetime, days: int, hour: int) -> datetime:
    return clock.start_of_day(now.astimezone(clock.SHANGHAI).date() + timedelta(days=days)) + timedelta(hours=hour)


def _gathering(starts: datetime) -> Plan:
    return Plan(
        kind=SessionKind.GATHERING,
        title="开班动员和第一次集中培训",
        starts_at=starts,
        ends_at=starts + timedelta(hours=3),
        hours=Decimal(4),
        place="县委党校报告厅",
        speaker="武慧珍",
        bring="本子和笔",
    )


def _meeting(starts: datetime) -> Plan:
    return Plan(
        kind=SessionKind.VIDEO_ROOM,
        title="五社联动经验交流视频会",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        hours=Decimal(2),
        place="各乡镇视频会议室",
        speaker="贺文斌",
    )


def _attend(session_id: int, people: list[int], official: int, source: Random) -> None:
    """Three of four come, most by scanning, some a little late; a few have leave."""
    comes = sorted(
        (source.triangular(-40, 25, -8), person, source.random()) for person in people if source.random() < 0.78
    )
    for first in range(0, len(comes), AT_ONCE):
        with db.writing() as session:
            held = session.get_one(ClassSession, session_id)
            for minutes, person, luck in comes[first : first + AT_ONCE]:
                with clock.freeze(held.starts_at + timedelta(minutes=minutes)):
                    if luck < 0.04:
                        actions.enter_attendance(held, [person], AttendanceAct.LEAVE, "家中有事", official)
                    else:
                        way = Way.SPOKEN if luck < 0.15 else Way.SCREEN
                        actions.check_in(held, person, Direction.IN, way)
