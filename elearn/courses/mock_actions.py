"""Writing mock exams: drawn, answered, judged at once."""

import secrets
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from elearn import clock
from elearn.courses import mock, mock_queries, practice, review_actions
from elearn.courses.mock_models import MockAnswer, MockRun
from elearn.courses.review_models import Origin
from elearn.courses.review_queries import Wrong
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams import drawing, marking, sitting
from elearn.exams.models import Exam
from elearn.exams.paper import Item
from elearn.questions import actions as question_actions
from elearn.questions import queries as question_queries
from elearn.questions.grading import Use, to_own


def start(user_id: int, exam: Exam, seed: str = "") -> MockRun:
    """Draw a mock exam by an exam's rules from questions open for practice, or go on with the one under way.

    Raises RuleBroken while the person sits a real exam (its key could be looked up here), and without open questions.
    """
    now = clock.now()
    if running := next((run for run in mock_queries.runs(user_id, exam.id) if mock_queries.is_open(run, now)), None):
        return running
    if mock_queries.sits(user_id):
        raise RuleBroken("sitting", marked("You are sitting an exam. Hand it in first, then take a mock exam."))
    items = _drawn(exam, seed or secrets.token_hex(16))
    if not items:
        raise RuleBroken("nothing-open", marked("There are no open questions for a mock exam yet."))
    question_actions.mark_used([item.version for item in items], now)
    run = MockRun(
        user_id=user_id,
        exam_id=exam.id,
        items=[item.as_json() for item in items],
        started_at=now,
        deadline_at=now + timedelta(minutes=exam.minutes),
    )
    session.add(run)
    session.flush()
    return run


def _drawn(exam: Exam, seed: str) -> list[Item]:
    rules = drawing.rules_of(exam)
    pools = [
        question_queries.exam_pool(exam.unit_code, rule.kind, rule.bank, rule.topic, rule.difficulty, Use.PRACTICE)
        for rule in rules
    ]
    shapes = drawing.shapes_of(pools)
    judged = [[version for version in pool if not practice.is_read_only(shapes[version])] for pool in pools]
    return mock.draw_open(rules, judged, shapes, seed)


def _locked(run: MockRun) -> MockRun:
    again = select(MockRun).where(MockRun.id == run.id).with_for_update()
    return session.scalars(again.execution_options(populate_existing=True)).one()


def save(run: MockRun, number: int, response: Any) -> bool:
    """Store the response to one question; return False once no answer is taken any more."""
    now = clock.now()
    locked = _locked(run)
    if not mock_queries.is_open(locked, now):
        return False
    table = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(MockAnswer)
    row = {"response": {"value": response}, "saved_at": now}
    insert = table.values(run_id=run.id, number=number, **row)
    session.execute(insert.on_conflict_do_update(index_elements=["run_id", "number"], set_=row))
    return True


def hand_in(run: MockRun) -> None:
    """Judge what is stored; wrong answers enter the book. Once more does no harm."""
    part_marks, locked = run.exam.part_marks, _locked(run)
    if locked.handed_in_at is not None:
        return
    now, items = clock.now(), mock_queries.items(locked)
    responses = mock_queries.responses(locked.id)
    keys = [marking.own_key(item.version) for item in items]
    marks = mock.marks_of(items, keys, responses, part_marks)
    locked.marks = [None if each is None else str(each) for each in marks]
    locked.score = mock.score_of(items, marks)
    locked.handed_in_at = min(now, locked.deadline_at)
    review_actions.enter(locked.user_id, _wrongs(items, marks, responses), Origin.MOCK, locked.handed_in_at)
    session.flush()


def _wrongs(items: list[Item], marks: list[Decimal | None], responses: dict[int, Any]) -> list[Wrong]:
    wrong = {
        item.version: to_own(sitting.shape(item.version), item.order, responses[number])
        for number, (item, given) in enumerate(zip(items, marks, strict=True), 1)
        if given is not None and given < item.marks and responses.get(number) is not None
    }
    versions = question_queries.versions(list(wrong))
    return [Wrong(versions[version_id].question_id, version_id, own) for version_id, own in wrong.items()]
