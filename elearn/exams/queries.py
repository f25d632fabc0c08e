"""Reading exams, attempts and answers. An attempt past its deadline and grace counts as closed for every reader."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.orm import joinedload

from elearn.db import session
from elearn.exams import answer_log
from elearn.exams.event_models import Accommodation, Announcement
from elearn.exams.models import Attempt, AttemptState, Exam, Paper
from elearn.exams.paper import Item
from elearn.exams.scoring import Try, counted
from elearn.exams.seats import Seat, SeatExam
from elearn.exams.terms import GRACE, Reveal, may_see
from elearn.people.access import covers
from elearn.people.models import User
from elearn.questions.models import QuestionVersion
from elearn.quick import Statement

_STORED = Statement("SELECT step, response FROM answer WHERE attempt_id = :attempt AND number = :number")
_ALL_STORED = Statement("SELECT number, step, response FROM answer WHERE attempt_id = :attempt")


def exam_by_slug(slug: str) -> Exam | None:
    """Return an exam."""
    return session.scalar(select(Exam).where(Exam.slug == slug))


def attempts(exam_id: int, user_id: int) -> Sequence[Attempt]:
    """Return a person's tries in order."""
    return session.scalars(
        select(Attempt).where(Attempt.exam_id == exam_id, Attempt.user_id == user_id).order_by(Attempt.number)
    ).all()


def own_attempt(attempt_id: int, user_id: int, *, paper: bool = True) -> Attempt | None:
    """Return an attempt with exam and (unless it is kept in memory anyway) paper if it is this person's."""
    whole = [joinedload(Attempt.exam), joinedload(Attempt.paper)] if paper else [joinedload(Attempt.exam)]
    return session.scalar(select(Attempt).where(Attempt.id == attempt_id, Attempt.user_id == user_id).options(*whole))


def is_open(attempt: Attempt | Seat, now: datetime) -> bool:
    """Say whether answers are still taken."""
    return attempt.state is AttemptState.OPEN and now <= attempt.deadline_at + GRACE


def items(attempt: Attempt) -> list[Item]:
    """Return the frozen paper of an attempt (loaded with its paper)."""
    return [Item.from_json(each) for each in attempt.paper.items]


def steps_and_responses(attempt_id: int) -> dict[int, tuple[int, Any]]:
    """Return what is stored by question number, (step, response), read past the session as the answer log wrote it."""
    rows = answer_log.read(_ALL_STORED, {"attempt": attempt_id})
    return {
        number: (step, (json.loads(stored) if isinstance(stored, str) else stored)["value"])
        for number, step, stored in rows
    }


def responses(attempt_id: int) -> dict[int, Any]:
    """Return the stored responses by question number."""
    return {number: response for number, (_, response) in steps_and_responses(attempt_id).items()}


def answered_numbers(attempt_id: int) -> set[int]:
    """Return the numbers of the questions that have an answer."""
    return {number for number, response in responses(attempt_id).items() if response is not None}


def was_asked(user_id: int, version_id: int) -> bool:
    """Say whether one of a person's papers holds a question version."""
    rows = session.scalars(
        select(Paper.items).join(Attempt, Attempt.paper_id == Paper.id).where(Attempt.user_id == user_id)
    )
    return any(item["version"] == version_id for items in rows for item in items)


def stored_answer(attempt_id: int, number: int) -> tuple[int, Any] | None:
    """Return step and response of one stored answer, read past the session as the answer log wrote it."""
    rows = answer_log.read(_STORED, {"attempt": attempt_id, "number": number})
    if not rows:
        return None
    response = json.loads(rows[0][1]) if isinstance(rows[0][1], str) else rows[0][1]
    return rows[0][0], response["value"]


def announcements_for(exam_id: int, user_id: int) -> Sequence[Announcement]:
    """Return what was announced to a person in an exam, the oldest first."""
    unit_code = session.scalar(select(User.unit_code).where(User.id == user_id)) or ""
    rows = session.scalars(select(Announcement).where(Announcement.exam_id == exam_id).order_by(Announcement.id))
    return [row for row in rows if row.unit_code is None or covers(row.unit_code, unit_code)]


def overdue(now: datetime, limit: int) -> Sequence[Attempt]:
    """Return open attempts past deadline and grace, for automatic hand-in."""
    return session.scalars(
        select(Attempt)
        .where(Attempt.state == AttemptState.OPEN, Attempt.deadline_at < now - GRACE)
        .order_by(Attempt.deadline_at)
        .limit(limit)
    ).all()


def outdated(limit: int) -> list[tuple[int, int]]:
    """Return (attempt, exam) of attempts that were marked before the last change of their exam's keys or rules."""
    rows = session.execute(
        select(Attempt.id, Attempt.exam_id)
        .join(Attempt.exam)
        .where(Exam.revision > 0, Attempt.state == AttemptState.HANDED_IN, Attempt.revision < Exam.revision)
        .order_by(Attempt.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def counted_score(exam: Exam | SeatExam, tries: Sequence[Attempt | Seat]) -> Decimal | None:
    """Return the score that counts of a person's tries."""
    done = [Try(each.number, each.score, each.handed_in_at) for each in tries if each.handed_in_at]
    return counted(done, exam.counted)


def may_see_now(exam: Exam | SeatExam, reveal: Reveal, now: datetime) -> bool:
    """Say whether something may be seen of this exam's handed-in attempts."""
    return reveal is Reveal.AT_ONCE or may_see(reveal, closed_for_all_at(exam), now)


def closed_for_all_at(exam: Exam | SeatExam) -> datetime:
    """Return when the last window of an exam ends, accommodations and resits included."""
    latest = session.scalar(
        select(func.max(Accommodation.closes_at)).where(
            Accommodation.exam_id == exam.id, Accommodation.ended_at.is_(None)
        )
    )
    return max(exam.closes_at, latest) if latest else exam.closes_at


@dataclass(frozen=True)
class Touched:
    """How many attempts of an exam hold a question: all of them, and those still open."""

    title: str
    attempts: int
    open: int


def touched(question_id: int) -> list[Touched]:
    """Return the exams whose papers hold a version of a question, with how many attempts that touches."""
    used = select(QuestionVersion.id).where(
        QuestionVersion.question_id == question_id, QuestionVersion.used_at.is_not(None)
    )
    ids = list(session.scalars(used))
    if not ids:
        return []
    holds = or_(*(cast(Paper.items, String).like(f'%"version": {key},%') for key in ids))
    rows = session.execute(
        select(Exam.title, func.count(), func.count().filter(Attempt.state == AttemptState.OPEN))
        .select_from(Attempt)
        .join(Attempt.paper)
        .join(Attempt.exam)
        .where(holds)
        .group_by(Exam.id, Exam.title)
        .order_by(Exam.id)
    )
    return [Touched(*row) for row in rows]
