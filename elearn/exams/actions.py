"""Writing exams: making, publishing. Attempts are written by starting.py, answering.py and marking.py."""

from collections.abc import Sequence
from typing import Any

from elearn import clock
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams import drawing
from elearn.exams.models import Exam, ExamState
from elearn.exams.paper import PoolTooSmall, Rule
from elearn.questions import actions as question_actions


def create_exam(slug: str, title: str, unit_code: str, rules: Sequence[Rule], **settings: Any) -> Exam:
    """Create a draft. `settings`: minutes, tries, pass_mark, merit_mark, opens_at, closes_at and what else Exam has."""
    exam = Exam(
        slug=slug,
        title=title,
        unit_code=unit_code,
        state=ExamState.DRAFT,
        rules=[rule.as_json() for rule in rules],
        **settings,
    )
    session.add(exam)
    session.flush()
    return exam


def publish(exam: Exam) -> None:
    """Freeze what an exam draws from, and open it to learners from its first moment on.

    Raises RuleBroken where a rule can't be met from published questions meant for exams.
    """
    rules = drawing.rules_of(exam)
    try:
        pools = drawing.frozen_pools(exam)
    except PoolTooSmall as error:
        raise too_small(error) from None
    if not rules:
        raise RuleBroken("no-rules", marked("Say first which questions the exam draws."))
    now = clock.now()
    question_actions.mark_used(sorted({version for pool in pools for version in pool}), now)
    exam.pools = [list(pool) for pool in pools]
    exam.state, exam.published_at = ExamState.PUBLISHED, now


def too_small(error: PoolTooSmall) -> RuleBroken:
    """Return the refusal that names the rule and how many questions it lacks."""
    return RuleBroken(
        "pool-too-small",
        marked("“%(rule)s” asks for %(count)s questions, but only %(found)s published ones are meant for exams."),
        rule=drawing.described(error.rule),
        count=error.rule.count,
        found=error.found,
    )
