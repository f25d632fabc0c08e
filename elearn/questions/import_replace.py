"""Writing what an import puts in the place of older questions: the next version of each, and back."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import delete, select

from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.questions import actions, import_queries, search_index
from elearn.questions.grading import Difficulty
from elearn.questions.import_models import Decision, ImportDraft, QuestionImport
from elearn.questions.import_queries import Row
from elearn.questions.models import Question, QuestionVersion, Status
from elearn.questions.parsed import ParsedQuestion
from elearn.questions.review_actions import record_act
from elearn.questions.stored import parsed_of

MOST_AT_ONCE = 50
"""So many are replaced within one short transaction; each was decided by hand."""


def decide_replace(row: Row) -> None:
    """Let a draft take the place of the question of the bank that is nearly the same. Raises RuleBroken."""
    others = select(ImportDraft.id).where(
        ImportDraft.import_id == row.stored.import_id,
        ImportDraft.decision == Decision.SWAP,
        ImportDraft.id != row.stored.id,
    )
    if session.scalar(others.where(ImportDraft.near_id == row.stored.near_id).limit(1)):
        raise RuleBroken("replaced-twice", marked("Another question of this file takes its place already."))
    if len(session.scalars(others.limit(MOST_AT_ONCE)).all()) >= MOST_AT_ONCE:
        message = marked("At most %(most)s questions can be replaced by one file. Take these over first.")
        raise RuleBroken("many-replaced", message, most=MOST_AT_ONCE)
    row.stored.decision = Decision.SWAP


def swap_in(made: QuestionImport, rows: Sequence[Row], by_id: int | None) -> dict[Status, int]:
    """Make each draft the next version of what it replaces; return how many have which status. Raises RuleBroken."""
    counts: dict[Status, int] = {}
    found = import_queries.question_texts(row.stored.near_id for row in rows if row.stored.near_id)
    for row in rows:
        question = found.get(row.stored.near_id or 0)
        if question is None or row.draft.question is None or question.status is Status.RETIRED:
            message = marked("What question %(number)s should replace is no longer in use. Decide anew.")
            raise RuleBroken("gone", message, number=row.stored.position)
        former = question.status
        if actions.edit_question(question, _next(question, row.draft.question), question.current_number, by_id):
            row.stored.version_number, row.stored.former_status = question.current_number, former.value
            row.stored.question_id = question.id
        counts[question.status] = counts.get(question.status, 0) + 1
    return counts


def _next(question: Question, new: ParsedQuestion) -> ParsedQuestion:
    """Return the imported wording; what the file does not tell stays as it was."""
    old = parsed_of(question.current, question.ref)
    return replace(
        new,
        ref=question.ref,
        uses=new.uses or old.uses,
        explanation=new.explanation or old.explanation,
        source=new.source or old.source,
        topic=new.topic or old.topic,
        # A file that says nothing of it is read as medium.
        difficulty=old.difficulty if new.difficulty is Difficulty.MEDIUM else new.difficulty,
        effective_on=new.effective_on or old.effective_on,
        review_on=new.review_on or old.review_on,
    )


def _search_text(question: Question) -> str:
    own = QuestionVersion.question_id == question.id, QuestionVersion.number == question.current_number
    return session.scalars(select(QuestionVersion.search_text).where(*own)).one()


def swap_back(made: QuestionImport, by_id: int | None) -> int:
    """Make the former version of each the current one again; return how many."""
    drafts = session.scalars(
        select(ImportDraft).where(ImportDraft.import_id == made.id, ImportDraft.version_number.is_not(None))
    ).all()
    found = import_queries.question_texts(draft.question_id for draft in drafts if draft.question_id)
    for draft in drafts:
        question = found[draft.question_id or 0]
        statement = delete(QuestionVersion).where(
            QuestionVersion.question_id == question.id, QuestionVersion.number == draft.version_number
        )
        session.execute(statement.execution_options(synchronize_session=False))
        question.current_number = (draft.version_number or 2) - 1
        if draft.former_status:
            question.status = Status(draft.former_status)
        session.flush()
        search_index.index([(question.id, _search_text(question))])
        record_act("take_back_version", question, by_id, version=question.current_number)
        draft.question_id, draft.version_number, draft.former_status = None, None, None
    return len(drafts)
