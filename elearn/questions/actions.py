"""Writing banks, questions and versions. A version never changes once it has been used."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from elearn import clock
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.questions import checks, grams, queries, search_index
from elearn.questions.bank_text import SLUG
from elearn.questions.grading import Use
from elearn.questions.likeness import fingerprint
from elearn.questions.models import Bank, Question, QuestionVersion, Status
from elearn.questions.parsed import ParsedBank, ParsedQuestion
from elearn.questions.review_actions import record_act, status_of_new


def load_bank(parsed: ParsedBank, unit_code: str, by_id: int | None = None) -> Bank:
    """Store a bank or bring the stored one up to its text, question by question.

    What is unchanged stays; what changed gets a new version; what the text no longer has is retired.
    """
    bank = queries.bank_by_slug(parsed.slug)
    if bank is None:
        bank = Bank(slug=parsed.slug, unit_code=unit_code, created_at=clock.now())
        session.add(bank)
    bank.title, bank.uses = parsed.title, [use.value for use in parsed.uses]
    session.flush()
    stored = {
        question.ref: question
        for question in session.scalars(
            select(Question).where(Question.bank_id == bank.id).options(joinedload(Question.current))
        )
    }
    for each in parsed.questions:
        fields = version_fields(each, parsed.uses)
        question = stored.pop(each.ref, None)
        if question is None:
            question = Question(bank_id=bank.id, ref=each.ref, status=Status.PUBLISHED, current_number=0)
            session.add(question)
            session.flush()
            _add_version(question, fields, by_id)
        else:
            question.status = Status.PUBLISHED
            change(question, fields, by_id)
    for question in stored.values():
        question.status = Status.RETIRED
    session.flush()
    record("load_bank", f"bank:{bank.slug}", actor_id=by_id, unit_code=unit_code, questions=len(parsed.questions))
    return bank


def version_fields(parsed: ParsedQuestion, bank_uses: Sequence[Use]) -> dict[str, Any]:
    """Return the columns of a version that a parsed question fills."""
    uses = bank_uses if parsed.uses is None else parsed.uses
    return {
        "kind": parsed.kind,
        "stem": parsed.stem,
        "options": list(parsed.options),
        "key": _key(parsed),
        "explanation": parsed.explanation,
        "source": parsed.source,
        "topic": parsed.topic,
        "difficulty": parsed.difficulty,
        "uses": [use.value for use in uses],
        "effective_on": parsed.effective_on,
        "review_on": parsed.review_on,
        "pictures": [vars(picture) for picture in parsed.pictures],
        "children": [_child(child) for child in parsed.children],
        "fingerprint": fingerprint(parsed),
    }


def _key(parsed: ParsedQuestion) -> dict[str, Any]:
    """The key in one column for every kind, with what an essay is marked for."""
    points = [[point.text, str(point.marks)] for point in parsed.points]
    return {"answer": parsed.answer} | ({"points": points} if points else {})


def _child(parsed: ParsedQuestion) -> dict[str, Any]:
    """A sub-question lives and dies with its case, so it is kept within the case's version."""
    return {
        "kind": parsed.kind.value,
        "stem": parsed.stem,
        "options": list(parsed.options),
        "key": _key(parsed),
        "explanation": parsed.explanation,
        "pictures": [vars(picture) for picture in parsed.pictures],
    }


def change(question: Question, fields: dict[str, Any], by_id: int | None) -> bool:
    """Make a new version where something differs from the current one (loaded); say whether one was made."""
    if not differs(question, fields):
        return False
    _add_version(question, fields, by_id)
    return True


def differs(question: Question, fields: dict[str, Any]) -> bool:
    """Say whether something differs from the current version (loaded)."""
    return any(getattr(question.current, name) != value for name, value in fields.items())


def edit_question(question: Question, parsed: ParsedQuestion, seen_number: int, by_id: int | None) -> bool:
    """Store an edit (question with current version and bank loaded) as a new version; say whether anything changed.

    `seen_number` is the version that the editor started from; raises RuleBroken("stale") if there is a newer one, and
    RuleBroken("unsound") for a question that may not go into a bank.
    """
    session.refresh(question, ["current_number"], with_for_update=True)
    if question.current_number != seen_number:
        raise RuleBroken("stale", marked("Somebody changed this question meanwhile."))
    if wrong := checks.fatal(checks.findings(parsed)):
        raise RuleBroken("unsound", wrong[0].message, **wrong[0].params)
    before, fields = question.current, version_fields(parsed, ())
    _refuse_double(question.bank, fields, question.id)
    if not change(question, fields, by_id):
        return False
    settle_status(question, before, fields)
    record_act("edit_question", question, by_id, version=question.current_number)
    return True


def settle_status(question: Question, before: QuestionVersion, fields: dict[str, Any]) -> None:
    """Send a new wording to a second person where the bank wants that; what only sorts the question needs none."""
    judged = fields.keys() - {"topic", "difficulty", "review_on"}
    if question.status is Status.PUBLISHED and any(getattr(before, name) != fields[name] for name in judged):
        question.status = status_of_new(question.bank, fields["uses"])


def add_question(bank: Bank, parsed: ParsedQuestion, by_id: int) -> Question:
    """Store a question that was written in the editor, under the next number. Raises RuleBroken."""
    if wrong := checks.fatal(checks.findings(parsed)):
        raise RuleBroken("unsound", wrong[0].message, **wrong[0].params)
    fields = version_fields(parsed, [Use(use) for use in bank.uses])
    _refuse_double(bank, fields, None)
    ref = queries.next_ref(bank)
    question = Question(bank_id=bank.id, ref=ref, status=status_of_new(bank, fields["uses"]), current_number=0)
    session.add(question)
    session.flush()
    _add_version(question, fields, by_id)
    record("add_question", f"question:{ref}", actor_id=by_id, unit_code=bank.unit_code)
    return question


def _refuse_double(bank: Bank, fields: dict[str, Any], own_id: int | None) -> None:
    if ref := queries.same_question(bank.id, fields["fingerprint"], own_id):
        raise RuleBroken("double", marked("%(ref)s in this bank is the same question."), ref=ref)


def add_bank(unit_code: str, title: str, slug: str, uses: Sequence[Use], by_id: int) -> Bank:
    """Open a bank without questions. Raises RuleBroken for a slug that is no slug or belongs to another bank."""
    if not SLUG.fullmatch(slug):
        raise RuleBroken("slug", marked("The number must have small letters, digits and dashes only."))
    if queries.bank_by_slug(slug):
        raise RuleBroken("same-slug", marked("There is a bank with this number already."))
    bank = Bank(slug=slug, title=title, unit_code=unit_code, uses=[use.value for use in uses], created_at=clock.now())
    session.add(bank)
    record("add_bank", f"bank:{slug}", actor_id=by_id, unit_code=unit_code)
    return bank


def change_bank(bank: Bank, title: str, uses: Sequence[Use], by_id: int) -> None:
    """Rename a bank, or set the uses that new questions get."""
    bank.title, bank.uses = title, [use.value for use in uses]
    record("change_bank", f"bank:{bank.slug}", actor_id=by_id, unit_code=bank.unit_code)


def _add_version(question: Question, fields: dict[str, Any], by_id: int | None) -> None:
    search_index.index([add_unindexed(question, fields, by_id)], are_new=question.current_number == 1)


def add_unindexed(question: Question, fields: dict[str, Any], by_id: int | None) -> tuple[int, str]:
    """Add the next version; return what the caller still has to put into the search index."""
    question.current_number += 1
    text = search_text(fields)
    session.add(
        QuestionVersion(
            question_id=question.id,
            number=question.current_number,
            search_text=text,
            created_at=clock.now(),
            created_by_id=by_id,
            **fields,
        )
    )
    return question.id, text


def search_text(fields: dict[str, Any]) -> str:
    """Return what a search looks through: stem, options, explanation, source and 知识点, folded."""
    answer = fields["key"]["answer"]
    items = answer if isinstance(answer, list) else []
    texts = [text for item in items for text in (item if isinstance(item, list) else [item])]
    children = [text for each in fields["children"] for text in (each["stem"], *each["options"], each["explanation"])]
    own = [fields["stem"], *fields["options"], fields["explanation"], fields["source"], fields["topic"]]
    return grams.search_text([*own, *texts, *children])


def mark_used(ids: Sequence[int], at: datetime) -> None:
    """Note that versions have been used; from now on they never change."""
    session.execute(
        update(QuestionVersion)
        .where(QuestionVersion.id.in_(sorted(ids)), QuestionVersion.used_at.is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
