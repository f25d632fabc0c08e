"""Who would gain or lose completion if a class asked for something else: facts read set by set, each person decided."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256
from typing import Any

from sqlalchemy import func, or_, select

from elearn import clock
from elearn.courses.models import Lesson, Progress
from elearn.db import session
from elearn.exams.models import Attempt, AttemptState, Exam
from elearn.exams.scoring import CountedTry, Try, counted
from elearn.people.access import LENGTH_BY_LEVEL, Level, covers
from elearn.people.models import User
from elearn.training.certificate_models import Certificate
from elearn.training.class_rules import Plan
from elearn.training.completion import Facts, decide
from elearn.training.models import Enrolment
from elearn.training.session_models import ClassSession


@dataclass(frozen=True)
class Touched:
    """Somebody who would gain or lose completion."""

    enrolment_id: int
    name: str
    unit_code: str


@dataclass(frozen=True)
class Effects:
    """What a change would do. `people`: on the roster; of them `completed` have completed now."""

    people: int
    completed: int
    gains: Sequence[Touched]
    losses: Sequence[Touched]
    certified: int
    """Of those who would lose it, how many hold a certificate."""

    @property
    def completed_then(self) -> int:
        """How many would have completed."""
        return self.completed + len(self.gains) - len(self.losses)

    def by_township(self) -> list[tuple[str, int, int]]:
        """Return unit, gains and losses for each township concerned, the greatest loss first."""
        found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for at, some in enumerate((self.gains, self.losses)):
            for each in some:
                found[each.unit_code[: LENGTH_BY_LEVEL[Level.TOWNSHIP]]][at] += 1
        rows = [(code, gains, losses) for code, (gains, losses) in found.items()]
        return sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))

    def token(self, version: str) -> str:
        """Return what names this state of things: who would be touched, by a plan that stands as `version` says."""
        ids = [[each.enrolment_id for each in some] for some in (self.gains, self.losses)]
        return sha256(repr((version, ids)).encode()).hexdigest()[:24]


@dataclass
class _Known:
    """What is known of all people of a class, by person."""

    lessons: int = 0
    finished: dict[int, int] = field(default_factory=dict)
    rules: dict[int, tuple[Decimal, CountedTry]] = field(default_factory=dict)
    tries: dict[tuple[int, int], list[Try]] = field(default_factory=dict)
    sessions: Sequence[str] = ()


def effects(class_id: int, plan: Plan) -> Effects:
    """Return what a plan would do to the people of a class; the rule is completion.decide(), as it is for one person.

    Six statements, whatever the number of people.
    """
    known = _known(class_id, plan)
    rows = session.execute(
        select(
            Enrolment.id,
            Enrolment.user_id,
            User.name,
            Enrolment.unit_code,
            Enrolment.completed_at.is_not(None),
            Enrolment.attended,
            Enrolment.online_hours,
            Enrolment.face_hours,
        )
        .join(User, User.id == Enrolment.user_id)
        .where(Enrolment.class_id == class_id, or_(Enrolment.left_on.is_(None), Enrolment.left_on > clock.today()))
        .order_by(Enrolment.unit_code, User.name, Enrolment.id)
    ).all()
    gains: list[Touched] = []
    losses: list[Touched] = []
    completed = 0
    for key, user_id, name, unit_code, done, attended, online, face in rows:
        completed += done
        facts = _facts(known, plan, user_id, unit_code, attended, (online, face))
        if decide(facts, plan.conditions).completed != done:
            (losses if done else gains).append(Touched(key, name, unit_code))
    return Effects(len(rows), completed, gains, losses, _certified([each.enrolment_id for each in losses]))


def _facts(
    known: _Known, plan: Plan, user_id: int, unit_code: str, attended: int, hours: tuple[Decimal, Decimal]
) -> Facts:
    closing = known.rules.get(plan.exam_id or 0)
    return Facts(
        lessons=known.lessons,
        lessons_done=known.finished.get(user_id, 0),
        score=_score(known, plan.exam_id or 0, user_id) if closing else None,
        pass_mark=closing[0] if closing else None,
        exams_missing=sum(not _passed(known, exam_id, user_id) for exam_id in plan.required_exams),
        online_planned=plan.online_hours,
        online_hours=hours[0],
        face_planned=plan.face_hours,
        face_hours=hours[1],
        sessions=sum(covers(code, unit_code) for code in known.sessions),
        attended=attended,
    )


def _score(known: _Known, exam_id: int, user_id: int) -> Decimal | None:
    return counted(known.tries.get((exam_id, user_id), []), known.rules[exam_id][1])


def _passed(known: _Known, exam_id: int, user_id: int) -> bool:
    score = _score(known, exam_id, user_id)
    return score is not None and score >= known.rules[exam_id][0]


def _known(class_id: int, plan: Plan) -> _Known:
    people = select(Enrolment.user_id).where(Enrolment.class_id == class_id)
    lessons = select(Lesson.id).where(Lesson.course_id.in_(plan.course_ids))
    finished = (
        select(Progress.user_id, func.count())
        .where(Progress.lesson_id.in_(lessons), Progress.finished_at.is_not(None), Progress.user_id.in_(people))
        .group_by(Progress.user_id)
    )
    exams = [*plan.required_exams, *([plan.exam_id] if plan.exam_id else [])]
    rules = session.execute(select(Exam.id, Exam.pass_mark, Exam.counted).where(Exam.id.in_(exams)))
    sessions = select(ClassSession.unit_code).where(
        ClassSession.class_id == class_id, ClassSession.cancelled_at.is_(None)
    )
    return _Known(
        lessons=session.scalar(select(func.count()).select_from(lessons.subquery())) or 0,
        finished=dict(session.execute(finished).all()),
        rules={exam_id: (pass_mark, rule) for exam_id, pass_mark, rule in rules},
        tries=_tries(exams, people),
        sessions=session.scalars(sessions).all(),
    )


def _tries(exams: Sequence[int], people: Any) -> dict[tuple[int, int], list[Try]]:
    rows = session.execute(
        select(Attempt.exam_id, Attempt.user_id, Attempt.number, Attempt.score, Attempt.handed_in_at)
        .where(Attempt.exam_id.in_(exams), Attempt.state == AttemptState.HANDED_IN, Attempt.user_id.in_(people))
        .order_by(Attempt.number)
    )
    found: dict[tuple[int, int], list[Try]] = defaultdict(list)
    for exam_id, user_id, number, score, handed_in_at in rows:
        if handed_in_at is not None:
            found[exam_id, user_id].append(Try(number, score, handed_in_at))
    return dict(found)


def _certified(enrolment_ids: Sequence[int]) -> int:
    total = 0
    for start in range(0, len(enrolment_ids), 5000):
        valid = (Certificate.enrolment_id.in_(enrolment_ids[start : start + 5000]), Certificate.revoked_at.is_(None))
        total += session.scalar(select(func.count(Certificate.id)).where(*valid)) or 0
    return total
