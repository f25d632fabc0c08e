"""Reading mock exams."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from elearn.courses.mock_models import MockAnswer, MockRun
from elearn.db import session
from elearn.exams.models import Attempt, AttemptState
from elearn.exams.paper import Item
from elearn.exams.terms import GRACE


def own_run(run_id: int, user_id: int) -> MockRun | None:
    """Return a mock exam with its exam if it is this person's."""
    return session.scalar(
        select(MockRun).where(MockRun.id == run_id, MockRun.user_id == user_id).options(joinedload(MockRun.exam))
    )


def runs(user_id: int, exam_id: int, limit: int = 5) -> Sequence[MockRun]:
    """Return a person's last mock exams of an exam, the newest first."""
    own = select(MockRun).where(MockRun.user_id == user_id, MockRun.exam_id == exam_id)
    return session.scalars(own.order_by(MockRun.id.desc()).limit(limit)).all()


def items(run: MockRun) -> list[Item]:
    """Return the frozen questions of a mock exam."""
    return [Item.from_json(each) for each in run.items]


def responses(run_id: int) -> dict[int, Any]:
    """Return what was answered by question number, in the letters shown."""
    found = session.scalars(select(MockAnswer).where(MockAnswer.run_id == run_id))
    return {each.number: each.response["value"] for each in found}


def is_open(run: MockRun, now: datetime) -> bool:
    """Say whether answers are still taken."""
    return run.handed_in_at is None and now <= run.deadline_at + GRACE


def sits(user_id: int) -> bool:
    """Say whether a person has a real attempt under way."""
    own = select(Attempt.id).where(Attempt.user_id == user_id, Attempt.state == AttemptState.OPEN)
    return session.scalar(own.limit(1)) is not None
