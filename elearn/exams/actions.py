"""Writing exams, attempts and answers. What may change completion is called through training.actions."""

import secrets
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from elearn import clock
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams import queries, scoring
from elearn.exams.models import Answer, Attempt, AttemptState, Exam, Paper
from elearn.exams.paper import PoolTooSmall, Rule, draw
from elearn.people.models import User
from elearn.questions import actions as question_actions
from elearn.questions import queries as question_queries
from elearn.questions.grading import Use


def create_exam(slug: str, title: str, unit_code: str, rules: list[Rule], **settings: Any) -> Exam:
    """Create an exam. `settings`: minutes, tries, pass_mark, merit_mark, opens_at, closes_at."""
    exam = Exam(slug=slug, title=title, unit_code=unit_code, rules=[rule.as_json() for rule in rules], **settings)
    session.add(exam)
    session.flush()
    return exam


def draw_paper(exam: Exam, seed: str) -> Paper:
    """Draw a paper by the exam's rules and freeze its question versions."""
    rules = [Rule.from_json(rule) for rule in exam.rules]
    pools = {
        (rule.bank, rule.kind): question_queries.pool(rule.bank, kinds=[rule.kind], use=Use.EXAM) for rule in rules
    }
    versions = question_queries.versions([each for pool in pools.values() for each in pool])
    try:
        items = draw(rules, pools, {key: len(version.options) for key, version in versions.items()}, seed)
    except PoolTooSmall as error:
        raise RuleBroken(
            "pool-too-small",
            marked("The exam can't be drawn yet: too few questions in the bank %(bank)s. Please tell the trainer."),
            bank=error.rule.bank,
        ) from None
    now = clock.now()
    question_actions.mark_used([item.version for item in items], now)
    paper = Paper(exam_id=exam.id, items=[item.as_json() for item in items], drawn_at=now)
    session.add(paper)
    session.flush()
    return paper


def start_attempt(exam: Exam, user_id: int, seed: str | None = None) -> Attempt:
    """Start a try, or return the one that is open already (another phone, a reload)."""
    now = clock.now()
    # Two presses at once wait for each other here (on SQLite writers queue anyway), so that they start one try.
    session.execute(select(User.id).where(User.id == user_id).with_for_update())
    tries = queries.attempts(exam.id, user_id)
    for attempt in tries:
        if queries.is_open(attempt, now):
            return attempt
        if attempt.state is AttemptState.OPEN:
            raise RuleBroken("closing", marked("Your last try is being handed in. Please wait a minute."))
    if now < exam.opens_at:
        raise RuleBroken("too-early", marked("The exam has not opened yet."))
    if now >= exam.closes_at:
        raise RuleBroken("too-late", marked("The exam is closed."))
    if len(tries) >= exam.tries:
        raise RuleBroken("no-tries-left", marked("All %(tries)s tries have been used."), tries=exam.tries)
    number = len(tries) + 1
    paper = draw_paper(exam, seed or secrets.token_hex(16))
    deadline = min(now + timedelta(minutes=exam.minutes), exam.closes_at)
    attempt = Attempt(
        exam_id=exam.id,
        user_id=user_id,
        paper_id=paper.id,
        number=number,
        state=AttemptState.OPEN,
        started_at=now,
        deadline_at=deadline,
    )
    session.add(attempt)
    session.flush()
    return attempt


class Stale(Exception):
    """An answer that does not follow the stored one; carries what is stored (None: the attempt is closed)."""

    def __init__(self, stored: Answer | None, *, closed: bool) -> None:
        super().__init__("stale answer")
        self.stored = stored
        self.closed = closed


def save_answer(attempt_id: int, number: int, step: int, response: Any) -> int:
    """Store one answer and return its step: stored + 1 is stored, the same step with the same answer is acknowledged.

    The statement itself tests that the attempt is open and the deadline with grace not past. Raises Stale otherwise.
    """
    now = clock.now()
    if _upsert(attempt_id, number, step, response, now):
        return step
    session.expire_all()
    stored = session.get(Answer, (attempt_id, number))
    attempt = session.get_one(Attempt, attempt_id)
    closed = not queries.is_open(attempt, now)
    if not closed and stored is not None and stored.step == step and stored.response == {"value": response}:
        return step
    raise Stale(stored, closed=closed)


def _upsert(attempt_id: int, number: int, step: int, response: Any, now: datetime) -> bool:
    # The shared lock lasts until the commit: a hand-in at the same moment waits, and then sees this answer.
    still_open = session.scalar(
        select(Attempt.id)
        .where(
            Attempt.id == attempt_id,
            Attempt.state == AttemptState.OPEN,
            Attempt.deadline_at >= now - queries.GRACE,
        )
        .with_for_update(read=True)
    )
    if still_open is None:
        return False
    values = {"step": step, "response": {"value": response}, "saved_at": now}
    if step == 1:
        insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(Answer)
        new = insert.values(attempt_id=attempt_id, number=number, **values).on_conflict_do_nothing()
        stored = session.scalar(new.returning(Answer.step))
    else:
        changed = (
            update(Answer)
            .where(Answer.attempt_id == attempt_id, Answer.number == number, Answer.step == step - 1)
            .values(**values)
            .execution_options(synchronize_session=False)
        )
        stored = session.scalar(changed.returning(Answer.step))
    # RETURNING, because PostgreSQL's driver gives a row count of -1 for some inserts, which would count as stored.
    return stored is not None


def hand_in(attempt: Attempt, at: datetime | None = None) -> Decimal:
    """Close an attempt (loaded with exam and paper), mark it and return the score. A second call changes nothing."""
    session.refresh(attempt, ["state", "score"], with_for_update=True)
    if attempt.state is AttemptState.HANDED_IN:
        return attempt.score or Decimal(0)
    items = queries.items(attempt)
    versions = question_queries.versions([item.version for item in items])
    stored = queries.answers(attempt.id)
    marks: list[Decimal] = []
    for number, item in enumerate(items, 1):
        answer = stored.get(number)
        version = versions[item.version]
        given = answer.response["value"] if answer else None
        marks.append(scoring.marks_for(item, version.kind, version.answer, given))
        if answer:
            answer.marks = marks[-1]
    attempt.score = scoring.score(marks, sum((item.marks for item in items), Decimal(0)))
    attempt.state = AttemptState.HANDED_IN
    attempt.handed_in_at = at or clock.now()
    return attempt.score
