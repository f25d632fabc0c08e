"""Writing what a file holds, for the desk or the command line: in steps that let other writers in between.

A small file is stored in one transaction. A large one arrives some drafts at a time, seen by nobody, and one short
step at the end opens it. What never got that far is cleared away when the next file for its bank arrives.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from elearn import clock, db
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.questions.formats.reading import Reading, draft_json
from elearn.questions.import_models import Decision, ImportDraft, ImportPicture, ImportState, QuestionImport
from elearn.questions.import_queries import Double
from elearn.questions.models import Bank

MOST_QUESTIONS = 5_000
DRAFTS_AT_ONCE = 200
PICTURES_AT_ONCE = 25
"""So much is written within some 60 ms."""
FORGOTTEN_AFTER = timedelta(hours=1)


def stage(
    bank: Bank,
    by_id: int | None,
    file_name: str,
    reading: Reading,
    doubles: Sequence[Double],
    pictures: Mapping[str, tuple[str, bytes]],
    *,
    keep_near: bool = False,
) -> QuestionImport:
    """Store a file's drafts for the desk within the transaction that is open. Nothing enters the bank yet."""
    made = _begin(bank.id, by_id, file_name, reading, ImportState.OPEN)
    _add_drafts(_rows(made.id, reading, doubles, keep_near=keep_near))
    _add_pictures(made.id, list(pictures.items()))
    return made


def store(
    bank: Bank,
    by_id: int | None,
    file_name: str,
    reading: Reading,
    doubles: Sequence[Double],
    pictures: Mapping[str, tuple[str, bytes]],
    *,
    keep_near: bool = False,
) -> int:
    """Store a file's drafts in steps; return the import. `keep_near` decides for what is nearly the same.

    Raises RuleBroken for more than fits.
    """
    bank_id = bank.id
    if len(reading.drafts) <= DRAFTS_AT_ONCE and len(pictures) <= PICTURES_AT_ONCE:
        with db.writing():
            return stage(bank, by_id, file_name, reading, doubles, pictures, keep_near=keep_near).id
    _forget(bank_id)
    with db.writing():
        import_id = _begin(bank_id, by_id, file_name, reading, ImportState.ARRIVING).id
    rows = _rows(import_id, reading, doubles, keep_near=keep_near)
    for at in range(0, len(rows), DRAFTS_AT_ONCE):
        with db.writing():
            _add_drafts(rows[at : at + DRAFTS_AT_ONCE])
    shown = list(pictures.items())
    for at in range(0, len(shown), PICTURES_AT_ONCE):
        with db.writing():
            _add_pictures(import_id, shown[at : at + PICTURES_AT_ONCE])
    with db.writing():
        made = session.get_one(QuestionImport, import_id)
        made.state = ImportState.OPEN
    return import_id


def must_fit(reading: Reading) -> None:
    """Refuse a file of more questions than one import takes. Raises RuleBroken."""
    if len(reading.drafts) > MOST_QUESTIONS:
        message = marked("The file has more than %(most)s questions. Split it.")
        raise RuleBroken("too-many", message, most=MOST_QUESTIONS)


def _begin(bank_id: int, by_id: int | None, file_name: str, reading: Reading, state: ImportState) -> QuestionImport:
    must_fit(reading)
    made = QuestionImport(
        bank_id=bank_id,
        by_id=by_id,
        created_at=clock.now(),
        file_name=file_name[-120:],
        format=reading.format,
        state=state,
        ignored=[[place.as_json(), text] for place, text in reading.ignored],
    )
    session.add(made)
    session.flush()
    return made


def _rows(import_id: int, reading: Reading, doubles: Sequence[Double], *, keep_near: bool) -> list[dict[str, Any]]:
    return [
        {"import_id": import_id, "position": at, "data": draft_json(draft), **vars(double)}
        | {"decision": Decision.KEEP if keep_near and double.is_near else Decision.NONE}
        for at, (draft, double) in enumerate(zip(reading.drafts, doubles, strict=True), 1)
    ]


def _add_drafts(rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        session.execute(insert(ImportDraft), rows)


def _add_pictures(import_id: int, pictures: Sequence[tuple[str, tuple[str, bytes]]]) -> None:
    for name, (content_type, body) in pictures:
        session.add(ImportPicture(import_id=import_id, file=name, content_type=content_type, body=body))
    session.flush()


def _forget(bank_id: int) -> None:
    """Clear away what was interrupted while it arrived, some at a time."""
    before = clock.now() - FORGOTTEN_AFTER
    interrupted = select(QuestionImport.id).where(
        QuestionImport.bank_id == bank_id,
        QuestionImport.state == ImportState.ARRIVING,
        QuestionImport.created_at < before,
    )
    for import_id in session.scalars(interrupted).all():
        for table, at_once in ((ImportDraft, DRAFTS_AT_ONCE), (ImportPicture, PICTURES_AT_ONCE)):
            own = select(table.id).where(table.import_id == import_id).limit(at_once)
            while ids := session.scalars(own).all():
                with db.writing():
                    statement = delete(table).where(table.id.in_(ids))
                    session.execute(statement.execution_options(synchronize_session=False))
        with db.writing():
            session.execute(delete(QuestionImport).where(QuestionImport.id == import_id))
