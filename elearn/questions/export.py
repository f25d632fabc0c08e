"""Banks out of the house: text, Excel, Word, and the forms that Moodle reads."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from elearn.db import session
from elearn.errors import marked
from elearn.questions.bank_text_out import write
from elearn.questions.formats.docx_out import write_paper
from elearn.questions.formats.gift_out import write_gift
from elearn.questions.formats.moodle_xml_out import write_moodle
from elearn.questions.formats.xlsx_out import write_exam_app, write_own
from elearn.questions.grading import Use
from elearn.questions.import_models import BankPicture
from elearn.questions.models import Bank, Question, Status
from elearn.questions.parsed import ParsedBank, ParsedQuestion, Problem
from elearn.questions.stored import parsed_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

NAMED_ONLY = marked("The text names the picture of this question; the picture itself does not go along.")


@dataclass(frozen=True)
class Format:
    """A way out: the file's ending, its media type, and its writer, which also says what it can't carry."""

    ending: str
    media_type: str
    write: Callable[[ParsedBank, Mapping[str, bytes]], tuple[bytes, list[Problem]]]


def _plain(
    writer: Callable[[ParsedBank], tuple[bytes, list[Problem]]],
) -> Callable[[ParsedBank, Mapping[str, bytes]], tuple[bytes, list[Problem]]]:
    """Return a writer that has no use for pictures as one that is given them."""
    return lambda bank, _pictures: writer(bank)


def _text(bank: ParsedBank) -> tuple[bytes, list[Problem]]:
    pictured = [each.ref for each in bank.questions if any(part.pictures for part in each.parts())]
    return write(bank).encode(), [Problem("picture", NAMED_ONLY, 0, ref) for ref in pictured]


FORMATS = {
    "text": Format("txt", "text/plain; charset=utf-8", _plain(_text)),
    "xlsx": Format("xlsx", XLSX, _plain(write_own)),
    "kaoshibao": Format("xlsx", XLSX, _plain(write_exam_app)),
    "docx": Format("docx", DOCX, _plain(write_paper)),
    "gift": Format("gift.txt", "text/plain; charset=utf-8", _plain(write_gift)),
    "moodle-xml": Format("xml", "application/xml", write_moodle),
}


def whole_bank(bank: Bank) -> ParsedBank:
    """Return a bank as a value: every question that is not retired, in the order of their numbers."""
    own = tuple(Use(use) for use in bank.uses)
    questions = session.scalars(
        select(Question)
        .where(Question.bank_id == bank.id, Question.status != Status.RETIRED)
        .options(joinedload(Question.current))
        .order_by(Question.ref)
    )
    parsed = (parsed_of(question.current, question.ref) for question in questions)
    return ParsedBank(bank.slug, bank.title, own, tuple(_without_own_uses(each, own) for each in parsed))


def pictures_of(bank: Bank) -> dict[str, bytes]:
    """Return the pictures of a bank by the names of their files."""
    rows = session.scalars(select(BankPicture).where(BankPicture.bank_id == bank.id))
    return {row.file: row.body for row in rows}


def _without_own_uses(question: ParsedQuestion, own: tuple[Use, ...]) -> ParsedQuestion:
    """Uses that are those of the bank are not named at the question."""
    return replace(question, uses=None) if question.uses == own else question
