"""Reading imports: a file's drafts with their doubts and doubles, and the questions they resemble."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from elearn.db import session
from elearn.questions.formats.reading import Draft, draft_of
from elearn.questions.import_models import (
    BankPicture,
    Decision,
    ImportDraft,
    ImportPicture,
    ImportState,
    KnownLayout,
    QuestionImport,
)
from elearn.questions.likeness import fingerprint, likeness_text, nearest, nearest_before
from elearn.questions.models import Question, QuestionVersion, Status
from elearn.questions.parsed import ParsedQuestion
from elearn.questions.stored import parsed_of


@dataclass(frozen=True)
class Double:
    """What a draft equals or resembles: a stored question or an earlier draft of the same file."""

    same_as_id: int | None = None
    same_position: int | None = None
    near_id: int | None = None
    near_position: int | None = None

    @property
    def is_near(self) -> bool:
        """Say whether it is nearly the same as another one, and not the same."""
        same = self.same_as_id is not None or self.same_position is not None
        return not same and (self.near_id is not None or self.near_position is not None)


@dataclass(frozen=True)
class Row:
    """A draft as the desk shows it."""

    stored: ImportDraft
    draft: Draft

    @property
    def is_double(self) -> bool:
        """Say whether the bank or the file has it already."""
        return self.stored.same_as_id is not None or self.stored.same_position is not None

    @property
    def is_open(self) -> bool:
        """Say whether the trainer still has to decide between it and one that is nearly the same."""
        near = self.stored.near_id is not None or self.stored.near_position is not None
        return near and not self.is_double and self.draft.is_sound and self.stored.decision is Decision.NONE

    @property
    def goes_in(self) -> bool:
        """Say whether it will be taken over."""
        return (
            self.draft.is_sound
            and not self.is_double
            and not self.is_open
            and self.stored.decision is not Decision.DROP
        )

    @property
    def is_left(self) -> bool:
        """Say whether it still has to be mended or decided."""
        return self.stored.decision is not Decision.DROP and not self.is_double and not self.goes_in


def import_by_id(import_id: int) -> QuestionImport | None:
    """Return an import with its bank; one that is still arriving is not there yet."""
    own = QuestionImport.id == import_id, QuestionImport.state != ImportState.ARRIVING
    return session.scalar(select(QuestionImport).where(*own).options(joinedload(QuestionImport.bank)))


def imports_of(bank_id: int, limit: int = 10) -> Sequence[QuestionImport]:
    """Return the latest imports into a bank."""
    return session.scalars(
        select(QuestionImport)
        .where(QuestionImport.bank_id == bank_id, QuestionImport.state != ImportState.ARRIVING)
        .order_by(QuestionImport.id.desc())
        .limit(limit)
    ).all()


def rows(import_id: int) -> list[Row]:
    """Return all drafts of an import: problems first, then what has to be decided, then the sound ones."""
    stored = session.scalars(
        select(ImportDraft).where(ImportDraft.import_id == import_id).order_by(ImportDraft.position)
    ).all()
    found = [Row(each, draft_of(each.data)) for each in stored]
    return sorted(found, key=lambda row: (not row.is_left, row.is_open, row.is_double, row.stored.position))


def row(import_id: int, position: int) -> Row | None:
    """Return one draft."""
    stored = session.scalar(
        select(ImportDraft).where(ImportDraft.import_id == import_id, ImportDraft.position == position)
    )
    return Row(stored, draft_of(stored.data)) if stored else None


def doubles(bank_id: int, questions: Sequence[ParsedQuestion | None], without: int | None = None) -> list[Double]:
    """Say of each question what it equals or resembles in its bank, `without` itself; None gives an empty answer."""
    stored = session.execute(
        select(QuestionVersion, Question.ref)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(
            Question.bank_id == bank_id,
            Question.status != Status.RETIRED,
            Question.id != (without or 0),
            QuestionVersion.number == Question.current_number,
        )
    ).all()
    by_print = {version.fingerprint: version.question_id for version, _ in stored}
    known = [likeness_text(parsed_of(version, ref)) for version, ref in stored]
    texts = [likeness_text(each) if each else "" for each in questions]
    near, before = nearest(texts, known), nearest_before(texts)
    seen: dict[str, int] = {}
    found = []
    for position, question in enumerate(questions, 1):
        if question is None:
            found.append(Double())
            continue
        own = fingerprint(question)
        earlier = seen.setdefault(own, position)
        alike, earlier_alike = near[position - 1], before[position - 1]
        found.append(
            Double(
                same_as_id=by_print.get(own),
                same_position=earlier if earlier != position else None,
                near_id=stored[alike][0].question_id if alike is not None else None,
                near_position=None if earlier_alike is None else earlier_alike + 1,
            )
        )
    return found


def question_texts(ids: Iterable[int]) -> dict[int, Question]:
    """Return questions with their current versions, for showing them beside a draft."""
    wanted = sorted(set(ids))
    found = session.scalars(
        select(Question).where(Question.id.in_(wanted)).options(joinedload(Question.current), joinedload(Question.bank))
    )
    return {question.id: question for question in found}


def is_used(import_id: int) -> bool:
    """Say whether a question of an import has been drawn already, or has been changed since."""
    return bool(
        session.scalar(
            select(func.count())
            .select_from(ImportDraft)
            .join(Question, Question.id == ImportDraft.question_id)
            .join(QuestionVersion, QuestionVersion.question_id == Question.id)
            .where(
                ImportDraft.import_id == import_id,
                # What took the place of an older question is judged by its own version and those after it.
                (QuestionVersion.number >= func.coalesce(ImportDraft.version_number, 1)),
                (QuestionVersion.used_at.is_not(None))
                | (QuestionVersion.number > func.coalesce(ImportDraft.version_number, 1)),
            )
        )
    )


def same_in_bank(bank_id: int, prints: Sequence[str]) -> dict[str, int]:
    """Return which of these fingerprints the bank has, with the question that has it."""
    statement = (
        select(QuestionVersion.fingerprint, Question.id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .where(
            Question.bank_id == bank_id,
            Question.status != Status.RETIRED,
            QuestionVersion.number == Question.current_number,
            QuestionVersion.fingerprint.in_(prints),
        )
    )
    return {row.fingerprint: row.id for row in session.execute(statement)}


def taken(import_id: int) -> Select[int | None]:
    """Return the statement for the new questions that an import brought."""
    brought = ImportDraft.question_id.is_not(None), ImportDraft.version_number.is_(None)
    return select(ImportDraft.question_id).where(ImportDraft.import_id == import_id, *brought)


def taken_ids(import_id: int, limit: int | None = None) -> list[int]:
    """Return the new questions that an import brought and that are still there."""
    statement = taken(import_id).order_by(ImportDraft.question_id).limit(limit)
    return [key for key in session.scalars(statement) if key is not None]


def rows_at(import_id: int, positions: Sequence[int]) -> list[Row]:
    """Return those of these drafts that have become no question yet, in the order of the file."""
    own = ImportDraft.import_id == import_id, ImportDraft.position.in_(positions), ImportDraft.question_id.is_(None)
    stored = session.scalars(select(ImportDraft).where(*own).order_by(ImportDraft.position))
    return [Row(each, draft_of(each.data)) for each in stored]


def taken_uses(import_id: int) -> list[tuple[int, list[str]]]:
    """Return the questions that an import brought, each with its uses."""
    statement = (
        select(QuestionVersion.question_id, QuestionVersion.uses)
        .join(ImportDraft, ImportDraft.question_id == QuestionVersion.question_id)
        .where(ImportDraft.import_id == import_id, ImportDraft.version_number.is_(None))
    )
    return [(key, list(uses)) for key, uses in session.execute(statement)]


def taken_count(import_id: int) -> int:
    """Return how many questions an import brought."""
    statement = select(func.count()).select_from(ImportDraft)
    return (
        session.scalar(statement.where(ImportDraft.import_id == import_id, ImportDraft.question_id.is_not(None))) or 0
    )


def import_picture(import_id: int, file: str) -> ImportPicture | None:
    """Return a picture of a file that is being imported."""
    return session.scalar(select(ImportPicture).where(ImportPicture.import_id == import_id, ImportPicture.file == file))


def bank_picture(bank_id: int, file: str) -> BankPicture | None:
    """Return a picture of a bank."""
    return session.scalar(select(BankPicture).where(BankPicture.bank_id == bank_id, BankPicture.file == file))


def layout(by_id: int, digest: str) -> list[str] | None:
    """Return the columns that a trainer once explained for tables with this first row."""
    known = session.scalar(select(KnownLayout).where(KnownLayout.by_id == by_id, KnownLayout.digest == digest))
    return list(known.roles) if known else None
