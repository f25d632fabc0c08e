"""Reading somebody's last answers by 知识点, and the lessons that teach it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from elearn.courses.mock_models import MockRun
from elearn.courses.models import Course, Lesson, PracticeAnswer, PracticeRun
from elearn.courses.review_models import Origin, ReviewCard, ReviewLog
from elearn.courses.weak_spots import Given, Topic
from elearn.db import session
from elearn.exams import queries as exam_queries
from elearn.exams.models import Attempt, AttemptState
from elearn.questions.models import Bank, Question, QuestionVersion

MOST = 300
"""Answers of each sort that are looked at, the last ones."""
PAPERS = 5

_Answer = tuple[int, bool, datetime]
"""(version, right, when)"""


def last_answers(user_id: int, now: datetime) -> list[Given]:
    """Return a person's last answers of practice, reviews, mock exams, and exams whose answers may be seen."""
    answers = [*_practised(user_id), *_reviewed(user_id), *_mocks(user_id), *_exams(user_id, now)]
    topics = _topics({version for version, _, _ in answers})
    return [Given(topics[version], right, at) for version, right, at in answers]


def _practised(user_id: int) -> list[_Answer]:
    rows = session.execute(
        select(PracticeRun.version_ids, PracticeAnswer)
        .join(PracticeAnswer, PracticeAnswer.run_id == PracticeRun.id)
        .where(PracticeRun.user_id == user_id)
        .order_by(PracticeAnswer.answered_at.desc())
        .limit(MOST)
    )
    return [
        (versions[each.number - 1], each.right, each.answered_at)
        for versions, each in rows
        if not each.response.get("read")
    ]


def _reviewed(user_id: int) -> list[_Answer]:
    rows = session.execute(
        select(ReviewLog.version_id, ReviewLog.right, ReviewLog.at)
        .join(ReviewCard, ReviewCard.id == ReviewLog.card_id)
        .where(ReviewCard.user_id == user_id, ReviewLog.origin == Origin.REVIEW)
        .order_by(ReviewLog.at.desc())
        .limit(MOST)
    )
    return [(version, right, at) for version, right, at in rows]


def _mocks(user_id: int) -> list[_Answer]:
    rows = session.execute(
        select(MockRun.items, MockRun.marks, MockRun.handed_in_at)
        .where(MockRun.user_id == user_id, MockRun.handed_in_at.is_not(None))
        .order_by(MockRun.id.desc())
        .limit(PAPERS)
    )
    return [each for items, marks, at in rows if at for each in _paper(items, marks or [], at)]


def _exams(user_id: int, now: datetime) -> list[_Answer]:
    rows = session.scalars(
        select(Attempt)
        .where(Attempt.user_id == user_id, Attempt.state == AttemptState.HANDED_IN, Attempt.score.is_not(None))
        .options(joinedload(Attempt.exam), joinedload(Attempt.paper))
        .order_by(Attempt.id.desc())
        .limit(PAPERS)
    )
    seen = [each for each in rows if exam_queries.may_see_now(each.exam, each.exam.show_answers, now)]
    return [
        answer
        for each in seen
        if each.handed_in_at
        for answer in _paper(each.paper.items, each.marks or [], each.handed_in_at)
    ]


def _paper(items: Sequence[dict[str, str]], marks: Sequence[str | None], at: datetime) -> list[_Answer]:
    return [
        (int(item["version"]), Decimal(given) == Decimal(item["marks"]), at)
        for item, given in zip(items, marks, strict=False)
        if given is not None
    ]


def _topics(version_ids: set[int]) -> dict[int, Topic]:
    rows = session.execute(
        select(QuestionVersion.id, Bank.slug, QuestionVersion.topic)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Bank, Bank.id == Question.bank_id)
        .where(QuestionVersion.id.in_(version_ids))
    )
    return {version: (bank, topic) for version, bank, topic in rows}


def teaching(course_ids: Sequence[int]) -> dict[Topic, tuple[str, Lesson]]:
    """Return for each 知识点 of some courses the slug of the course and the first lesson that teaches it."""
    rows = session.execute(
        select(Course.slug, Lesson)
        .join(Lesson.course)
        .where(Course.id.in_(course_ids))
        .order_by(Course.id, Lesson.position)
        .options(defer(Lesson.html), defer(Lesson.sources))
    )
    found: dict[Topic, tuple[str, Lesson]] = {}
    for slug, lesson in rows:
        for point in lesson.points:
            found.setdefault((lesson.bank_slug, point), (slug, lesson))
    return found
