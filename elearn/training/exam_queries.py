"""Reading which classes sit an exam, their people, and who needs a resit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import joinedload

from elearn import clock
from elearn.db import session, upper_bound
from elearn.exams.event_models import Accommodation
from elearn.exams.models import Attempt, Exam
from elearn.exams.scoring import Try, counted
from elearn.people.access import ancestors
from elearn.people.models import User
from elearn.training.models import ClassExam, Enrolment, TrainingClass

MOST_FOUND = 30


def classes_to_choose(unit_codes: Iterable[str]) -> list[TrainingClass]:
    """Return the classes of some units and of those below, the one that ends last in front."""
    ranges = [and_(TrainingClass.unit_code >= code, TrainingClass.unit_code < upper_bound(code)) for code in unit_codes]
    if not ranges:
        return []
    order = (TrainingClass.ends_on.desc(), TrainingClass.id)
    return list(session.scalars(select(TrainingClass).where(or_(*ranges)).order_by(*order)))


def classes_of(exam_id: int) -> list[TrainingClass]:
    """Return the classes that require or offer an exam."""
    return list(session.scalars(select(TrainingClass).where(_sits(exam_id)).order_by(TrainingClass.id)))


def requires(exam_id: int) -> bool:
    """Say whether a class has the exam as the one that completes it."""
    return session.scalar(select(TrainingClass.id).where(TrainingClass.exam_id == exam_id).limit(1)) is not None


def _sits(exam_id: int) -> ColumnElement[bool]:
    offered = select(ClassExam.class_id).where(ClassExam.exam_id == exam_id)
    return or_(TrainingClass.exam_id == exam_id, TrainingClass.id.in_(offered))


def _on_roster(exam_id: int) -> Select[int]:
    """Select the ids of the people who are on the roster of one of the exam's classes today."""
    today = clock.today()
    return (
        select(Enrolment.user_id)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .where(
            _sits(exam_id), Enrolment.entered_on <= today, or_(Enrolment.left_on.is_(None), Enrolment.left_on > today)
        )
    )


def people_count(exam_id: int) -> int:
    """Return how many people are to sit an exam."""
    ids = _on_roster(exam_id).distinct().subquery()
    return session.scalar(select(func.count()).select_from(ids)) or 0


def people(exam_id: int, text: str) -> list[User]:
    """Return people who are to sit an exam by a part of their name."""
    if not text:
        return []
    return list(
        session.scalars(
            select(User)
            .where(User.id.in_(_on_roster(exam_id)), User.name.contains(text, autoescape=True))
            .order_by(User.unit_code, User.name, User.id)
            .options(joinedload(User.unit))
            .limit(MOST_FOUND)
        )
    )


def person(exam_id: int, user_id: int) -> User | None:
    """Return somebody who is to sit an exam."""
    return session.scalar(
        select(User).where(User.id == user_id, User.id.in_(_on_roster(exam_id))).options(joinedload(User.unit))
    )


@dataclass(frozen=True)
class Candidate:
    """Somebody who needs a resit; `score` None: absent. `more` tries are missing for having one."""

    user_id: int
    name: str
    unit_code: str
    score: Decimal | None
    more: int


@dataclass(frozen=True)
class ResitPlan:
    """Who would get a resit, and how many are left out because they are still working or wait for a marker."""

    failed: Sequence[Candidate]
    absent: Sequence[Candidate]
    working: int
    waiting: int

    @property
    def all(self) -> list[Candidate]:
        """Return everybody who would get one."""
        return [*self.failed, *self.absent]


def resit_plan(exam: Exam) -> ResitPlan:
    """Return who of the exam's classes failed or was absent. Three statements, whatever the number of people."""
    tries = _tries(exam.id)
    granted = _Granted(exam.id)
    failed, absent, working, waiting = [], [], 0, 0
    rows = session.execute(
        select(User.id, User.name, User.unit_code)
        .where(User.id.in_(_on_roster(exam.id)), User.closed_at.is_(None))
        .order_by(User.unit_code, User.name, User.id)
    )
    for user_id, name, unit_code in rows:
        own = tries.get(user_id, [])
        allowed = exam.tries + granted.of(user_id, unit_code)
        score = _counted(exam, own)
        candidate = Candidate(user_id, name, unit_code, score, max(0, len(own) + 1 - allowed))
        if any(each.handed_in_at is None for each in own):
            working += 1
        elif not own:
            absent.append(candidate)
        elif score is not None and score >= exam.pass_mark:
            continue
        elif any(each.score is None for each in own):
            waiting += 1
        else:
            failed.append(candidate)
    return ResitPlan(failed, absent, working, waiting)


class _Granted:
    """The extra tries that hold, of people and of units."""

    def __init__(self, exam_id: int) -> None:
        holds = (Accommodation.ended_at.is_(None), Accommodation.extra_tries > 0)
        who = (Accommodation.user_id, Accommodation.unit_code, Accommodation.extra_tries)
        self.people: dict[int, int] = {}
        self.units: dict[str, int] = {}
        for user_id, unit_code, more in session.execute(select(*who).where(Accommodation.exam_id == exam_id, *holds)):
            if user_id is not None:
                self.people[user_id] = self.people.get(user_id, 0) + more
            else:
                self.units[unit_code or ""] = self.units.get(unit_code or "", 0) + more

    def of(self, user_id: int, unit_code: str) -> int:
        """Return how many tries more than others a person has."""
        return self.people.get(user_id, 0) + sum(self.units.get(code, 0) for code in ancestors(unit_code))


@dataclass(frozen=True)
class _Attempt:
    number: int
    score: Decimal | None
    handed_in_at: datetime | None


def _tries(exam_id: int) -> dict[int, list[_Attempt]]:
    """Return the attempts of an exam by person."""
    found: dict[int, list[_Attempt]] = {}
    columns = (Attempt.user_id, Attempt.number, Attempt.score, Attempt.handed_in_at)
    for user_id, number, score, handed_in_at in session.execute(select(*columns).where(Attempt.exam_id == exam_id)):
        found.setdefault(user_id, []).append(_Attempt(number, score, handed_in_at))
    return found


def _counted(exam: Exam, own: Sequence[_Attempt]) -> Decimal | None:
    done = [Try(each.number, each.score, each.handed_in_at) for each in own if each.handed_in_at]
    return counted(done, exam.counted)


@dataclass(frozen=True)
class Resit:
    """One resit: everybody who got it at one moment."""

    first_id: int
    at: datetime
    opens_at: datetime
    closes_at: datetime
    people: int
    started: int
    ended_at: datetime | None


def resits(exam_id: int) -> list[Resit]:
    """Return the resits of an exam, the newest first, each with how many have started since."""
    since = (
        select(Attempt.id)
        .where(
            Attempt.exam_id == exam_id,
            Attempt.user_id == Accommodation.user_id,
            Attempt.started_at >= Accommodation.at,
        )
        .exists()
    )
    rows = session.execute(
        select(
            func.min(Accommodation.id),
            Accommodation.at,
            func.min(Accommodation.opens_at),
            func.min(Accommodation.closes_at),
            func.count(),
            func.count().filter(since),
            func.max(Accommodation.ended_at),
        )
        .where(Accommodation.exam_id == exam_id, Accommodation.is_resit.is_(True))
        .group_by(Accommodation.at)
        .order_by(Accommodation.at.desc())
    )
    return [
        Resit(first, at, opens, closes, people, started, ended)
        for first, at, opens, closes, people, started, ended in rows
        if opens and closes
    ]
