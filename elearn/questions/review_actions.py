"""Writing where a question stands: draft → in review → published → retired, with what trainers say of it."""

from collections.abc import Sequence
from typing import Any

from elearn import clock
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.questions.grading import Use
from elearn.questions.models import Bank, Question, QuestionComment, ReviewRule, Status

MOST_COMMENT = 1000


def status_of_new(bank: Bank, uses: Sequence[str]) -> Status:
    """Return where a new wording begins: with a second person where the bank wants that, else published."""
    return Status.IN_REVIEW if needs_second(bank, uses) else Status.PUBLISHED


def needs_second(bank: Bank, uses: Sequence[str]) -> bool:
    """Say whether somebody else than the author must see a question of these uses before it is drawn."""
    return bank.review is ReviewRule.ALL or (bank.review is ReviewRule.EXAM and Use.EXAM.value in uses)


def require_source(question: Question) -> None:
    """Every question that is handed over or published names its source. Raises RuleBroken."""
    if not question.current.source.strip():
        raise RuleBroken("no-source", marked("The question names no source."))


def retire_question(question: Question, by_id: int) -> None:
    """Draw a question no more; papers that have it keep it. Raises RuleBroken if it is retired already."""
    if question.status is Status.RETIRED:
        raise RuleBroken("retired", marked("This question is retired already."))
    question.status = Status.RETIRED
    record_act("retire_question", question, by_id)


def publish_question(question: Question, by_id: int) -> None:
    """Let a question be drawn. Raises RuleBroken if it is published already, or the author may not do so alone."""
    if question.status is Status.PUBLISHED:
        raise RuleBroken("published", marked("This question is published already."))
    require_source(question)
    if question.current.created_by_id == by_id and needs_second(question.bank, question.current.uses):
        raise RuleBroken("own-question", marked("You wrote this question yourself. Another trainer must review it."))
    question.status = Status.PUBLISHED
    record_act("publish_question", question, by_id)


def submit_question(question: Question, by_id: int) -> None:
    """Hand a draft over: to a second person where the bank wants that, else to learners. Raises RuleBroken."""
    if question.status is not Status.DRAFT:
        raise RuleBroken("no-draft", marked("This question is no draft any more."))
    require_source(question)
    question.status = status_of_new(question.bank, question.current.uses)
    record_act("submit_question", question, by_id)


def make_draft(question: Question, by_id: int, text: str) -> None:
    """Give a question back to its author with the reason; it is not drawn until it has been handed over again."""
    if question.status in (Status.DRAFT, Status.RETIRED):
        raise RuleBroken("not-open", marked("This question is a draft or retired already."))
    comment(question, by_id, text)
    question.status = Status.DRAFT
    record_act("send_back_question", question, by_id)


def comment(question: Question, by_id: int, text: str) -> None:
    """Keep what a trainer says of the current version. Raises RuleBroken for nothing or far too much."""
    words = text.strip()
    if not words:
        raise RuleBroken("no-comment", marked("Write what should be changed."))
    if len(words) > MOST_COMMENT:
        raise RuleBroken("long-comment", marked("A comment has at most %(most)s signs."), most=MOST_COMMENT)
    session.add(
        QuestionComment(
            question_id=question.id,
            number=question.current_number,
            by_id=by_id,
            text=words,
            created_at=clock.now(),
        )
    )


def set_review(bank: Bank, rule: ReviewRule, by_id: int) -> None:
    """Say which questions of a bank a second person must see."""
    before, bank.review = bank.review, rule
    details = {"before": before.value, "after": rule.value}
    record("set_review", f"bank:{bank.slug}", actor_id=by_id, unit_code=bank.unit_code, **details)


def record_act(act: str, question: Question, by_id: int | None, **details: Any) -> None:
    """Record what was done to a question (loaded with its bank)."""
    record(act, f"question:{question.ref}", actor_id=by_id, unit_code=question.bank.unit_code, **details)
