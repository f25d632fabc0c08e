"""Fetching and authorising in one step: a trainer's own banks to edit, those of the units above to read."""

from flask import abort
from flask_login import current_user

from elearn.exams.models import Exam, ExamState
from elearn.exams.queries import exam_by_slug
from elearn.people.access import Role, covered_by_any, may_use_content_of
from elearn.questions import import_queries, queries
from elearn.questions.import_models import ImportState, QuestionImport
from elearn.questions.import_queries import Row
from elearn.questions.models import Bank, Question, Status


def own_codes() -> list[str]:
    """Return the codes of the units over which the signed-in person is a trainer."""
    return sorted(current_user.codes(Role.TRAINER))


def is_own(bank: Bank) -> bool:
    """Say whether the trainer may edit a bank: it belongs to their unit or one below it."""
    return covered_by_any(own_codes(), bank.unit_code)


def visible_bank(slug: str) -> Bank:
    """Return a bank of the trainer's units, or of a unit above them, which is only read."""
    bank = queries.bank_by_slug(slug)
    if bank is None or not (is_own(bank) or may_use_content_of(bank.unit_code, own_codes())):
        abort(404)
    return bank


def own_bank(slug: str) -> Bank:
    """Return a bank that the trainer may edit."""
    bank = queries.bank_by_slug(slug)
    return bank if bank and is_own(bank) else abort(404)


def own_import(import_id: int) -> QuestionImport:
    """Return an import into a bank that the trainer may edit."""
    made = import_queries.import_by_id(import_id)
    return made if made and is_own(made.bank) else abort(404)


def own_row(made: QuestionImport, position: int) -> Row:
    """Return a draft of an import that is still open."""
    row = import_queries.row(made.id, position)
    return row if row and made.state is ImportState.OPEN else abort(404)


def visible_question(slug: str, question_id: int) -> Question:
    """Return a question that the trainer may see: of the units above what is published and not for exams alone."""
    bank = visible_bank(slug)
    question = queries.question(bank.id, question_id) or abort(404)
    if not is_own(bank) and (question.status is not Status.PUBLISHED or question.current.is_secret):
        abort(404)
    return question


def own_question(slug: str, question_id: int) -> Question:
    """Return a question of a bank that the trainer may edit."""
    question = visible_question(slug, question_id)
    return question if is_own(question.bank) else abort(404)


def is_own_exam(exam: Exam) -> bool:
    """Say whether the trainer may set an exam: it belongs to their unit or one below it."""
    return covered_by_any(own_codes(), exam.unit_code)


def visible_exam(slug: str) -> Exam:
    """Return an exam of the trainer's units, or one that a unit above has published, which is only read."""
    exam = exam_by_slug(slug) or abort(404)
    if is_own_exam(exam):
        return exam
    below = may_use_content_of(exam.unit_code, own_codes())
    return exam if below and exam.state is not ExamState.DRAFT else abort(404)


def own_exam(slug: str) -> Exam:
    """Return an exam that the trainer may set."""
    exam = exam_by_slug(slug)
    return exam if exam and is_own_exam(exam) else abort(404)
