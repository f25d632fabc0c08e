"""Writing imports: mending a draft, taking over, undoing; import_staging stores what a file holds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import delete, insert, select, update

from elearn import clock
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.questions import actions, import_queries, import_replace, search_index
from elearn.questions.formats.reading import Draft, draft_json
from elearn.questions.grading import Use
from elearn.questions.import_models import (
    BankPicture,
    Decision,
    ImportDraft,
    ImportPicture,
    ImportState,
    KnownLayout,
    QuestionImport,
)
from elearn.questions.import_queries import Double, Row
from elearn.questions.likeness import fingerprint
from elearn.questions.models import Bank, Question, QuestionComment, QuestionVersion, Status
from elearn.questions.parsed import ParsedQuestion
from elearn.questions.review_actions import status_of_new

_OWN_REF = re.compile(r"[A-Za-z][\w.-]{0,59}")


def replace_draft(row: Row, draft: Draft, double: Double) -> None:
    """Put a mended draft in the place of the one that was read; its place in the file stays."""
    kept = Draft(row.draft.number, row.draft.where, draft.question, draft.rejected, draft.warnings, draft.text)
    row.stored.data = draft_json(kept)
    for name, value in vars(double).items():
        setattr(row.stored, name, value)
    row.stored.decision = Decision.NONE


def decide(row: Row, decision: Decision) -> None:
    """Keep a draft beside its double, leave it out, or take the decision back."""
    row.stored.decision = decision


def drop(made: QuestionImport) -> None:
    """Close an import without taking anything over."""
    must_be(made, ImportState.OPEN)
    made.state = ImportState.DROPPED


def accept(made: QuestionImport, by_id: int | None, *, only_sound: bool) -> dict[Status, int]:
    """Take over the drafts, all or nothing; return how many got which status.

    Without `only_sound` every draft must be mended or decided first. Raises RuleBroken.
    """
    must_be(made, ImportState.OPEN)
    taken = to_take(import_queries.rows(made.id), only_sound=only_sound)
    swaps = [row for row in taken if row.stored.decision is Decision.SWAP]
    counts = bring_in(made, [row for row in taken if row not in swaps], by_id)
    counts = added(counts, import_replace.swap_in(made, swaps, by_id))
    finish(made, sum(counts.values()), by_id)
    return counts


def added(counts: Mapping[Status, int], more: Mapping[Status, int]) -> dict[Status, int]:
    """Return both counts as one."""
    return {key: counts.get(key, 0) + more.get(key, 0) for key in Status if key in {*counts, *more}}


def to_take(found: Sequence[Row], *, only_sound: bool) -> list[Row]:
    """Return the drafts that go in, in the order of the file. Raises RuleBroken where something stands against it."""
    taken = [row for row in found if row.goes_in]
    left = sum(row.is_left for row in found)
    if left and not only_sound:
        raise RuleBroken("left", marked("%(count)s questions still have to be mended or decided."), count=left)
    if not taken:
        raise RuleBroken("nothing", marked("There is nothing to take over."))
    return sorted(taken, key=lambda row: row.stored.position)


def bring_in(
    made: QuestionImport, taken: Sequence[Row], by_id: int | None, status: Status | None = None
) -> dict[Status, int]:
    """Insert what the bank has not got meanwhile; return how many got which status, `status` where it is given.

    Another import, or a draft mended since, may have brought the same question after this file was read.
    """
    prints = [fingerprint(row.draft.question) for row in taken if row.draft.question]
    known = dict(import_queries.same_in_bank(made.bank_id, prints))
    new, seen = [], set()
    for row, own in zip(taken, prints, strict=True):
        row.stored.same_as_id = known.get(own)
        if own not in known and own not in seen:
            new.append(row)
        seen.add(own)
    if not new:
        return {}
    questions = _named(made.bank, [row.draft.question for row in new if row.draft.question])
    return _insert(made.bank, questions, [row.stored for row in new], by_id, status)


def finish(made: QuestionImport, count: int, by_id: int | None) -> None:
    """Close an import whose questions are in the bank, with their pictures. Raises RuleBroken where none came in."""
    if not count:
        raise RuleBroken("nothing", marked("There is nothing to take over."))
    found_pictures = session.scalars(select(ImportPicture).where(ImportPicture.import_id == made.id))
    keep_pictures(made.bank, {each.file: (each.content_type, each.body) for each in found_pictures})
    made.state = ImportState.ACCEPTED
    target = f"bank:{made.bank.slug}"
    details = {"questions": count, "file": made.file_name}
    record("import_questions", target, actor_id=by_id, unit_code=made.bank.unit_code, **details)


def _named(bank: Bank, questions: Sequence[ParsedQuestion]) -> list[ParsedQuestion]:
    """Give every question a number of its own in the bank: the one it brings where that is free, else the next."""
    used = set(session.scalars(select(Question.ref).where(Question.bank_id == bank.id)))
    last = max((int(found[1]) for ref in used if (found := re.fullmatch(rf"{bank.slug}-(\d+)", ref))), default=0)
    named = []
    for question in questions:
        ref = question.ref
        if not _OWN_REF.fullmatch(ref) or ref in used:
            while (ref := f"{bank.slug}-{last + 1:03d}") in used:
                last += 1
            last += 1
        used.add(ref)
        named.append(replace(question, ref=ref))
    return named


def _insert(
    bank: Bank,
    questions: Sequence[ParsedQuestion],
    drafts: Sequence[ImportDraft],
    by_id: int | None,
    status: Status | None,
) -> dict[Status, int]:
    """Insert questions and first versions in bulk, so that the writing transaction stays short."""
    uses = tuple(Use(use) for use in bank.uses)
    fields = [actions.version_fields(question, uses) for question in questions]
    statuses = [status or status_of_new(bank, each["uses"]) for each in fields]
    rows = [
        {"bank_id": bank.id, "ref": question.ref, "status": status, "current_number": 1}
        for question, status in zip(questions, statuses, strict=True)
    ]
    ids = list(session.scalars(insert(Question).returning(Question.id, sort_by_parameter_order=True), rows))
    now = clock.now()
    versions = [
        {"question_id": key, "number": 1, "created_at": now, "created_by_id": by_id, "used_at": None, **each}
        | {"search_text": actions.search_text(each)}
        for key, each in zip(ids, fields, strict=True)
    ]
    session.execute(insert(QuestionVersion), versions)
    search_index.index([(each["question_id"], each["search_text"]) for each in versions], are_new=True)
    for draft, key in zip(drafts, ids, strict=True):
        draft.question_id = key
    return {status: statuses.count(status) for status in Status if status in statuses}


def keep_pictures(bank: Bank, pictures: Mapping[str, tuple[str, bytes]]) -> None:
    """Store pictures (name → content type, bytes) of a bank's questions; one that is there stays."""
    known = set(session.scalars(select(BankPicture.file).where(BankPicture.bank_id == bank.id)))
    for file, (content_type, body) in pictures.items():
        if file not in known:
            session.add(BankPicture(bank_id=bank.id, file=file, content_type=content_type, body=body))


def undo(made: QuestionImport, by_id: int | None) -> int:
    """Take an import back while none of its questions has been used or changed; return how many went."""
    must_be(made, ImportState.ACCEPTED)
    must_be_unused(made)
    count = remove(import_queries.taken_ids(made.id)) + import_replace.swap_back(made, by_id)
    close_undone(made, count, by_id)
    return count


def must_be_unused(made: QuestionImport) -> None:
    """Refuse where a question of an import has been used or changed. Raises RuleBroken."""
    if import_queries.is_used(made.id):
        message = marked("A question of this import has been used or changed already. Retire single questions instead.")
        raise RuleBroken("used", message)


def remove(ids: Sequence[int]) -> int:
    """Take questions that were never used out of the bank; return how many."""
    for column in (ImportDraft.question_id, ImportDraft.same_as_id, ImportDraft.near_id):
        # Drafts of later files may point at what goes now.
        statement = update(ImportDraft).where(column.in_(ids)).values({column.key: None})
        session.execute(statement.execution_options(synchronize_session=False))
    search_index.forget(ids)
    session.execute(delete(QuestionComment).where(QuestionComment.question_id.in_(ids)))
    session.execute(delete(QuestionVersion).where(QuestionVersion.question_id.in_(ids)))
    session.execute(delete(Question).where(Question.id.in_(ids)))
    return len(ids)


def close_undone(made: QuestionImport, count: int, by_id: int | None) -> None:
    """Close an import whose questions have left the bank."""
    made.state = ImportState.UNDONE
    target = f"bank:{made.bank.slug}"
    details = {"questions": count, "file": made.file_name}
    record("undo_import", target, actor_id=by_id, unit_code=made.bank.unit_code, **details)


def must_be(made: QuestionImport, *states: ImportState) -> None:
    """Hold an import, and refuse one that stands elsewhere. Raises RuleBroken."""
    session.refresh(made, ["state"], with_for_update=True)
    if made.state not in states:
        raise RuleBroken("import-state", marked("This import has been closed already."))


def remember_layout(by_id: int, digest: str, roles: list[str]) -> None:
    """Keep what a trainer said of a table's columns."""
    known = session.scalar(select(KnownLayout).where(KnownLayout.by_id == by_id, KnownLayout.digest == digest))
    if known is None:
        session.add(KnownLayout(by_id=by_id, digest=digest, roles=roles))
    else:
        known.roles = roles
