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
from elearn.questions import checks, queries
from elearn.questions.grading import Kind, Use, normalise
from elearn.questions.likeness import fingerprint
from elearn.questions.models import Bank, Question, QuestionVersion, ReviewRule, Status
from elearn.questions.parsed import ParsedBank, ParsedQuestion


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
    current = question.current
    if all(getattr(current, name) == value for name, value in fields.items()):
        return False
    _add_version(question, fields, by_id)
    return True


def edit_question(question: Question, parsed: ParsedQuestion, seen_number: int, by_id: int) -> bool:
    """Store an edit (question with current version and bank loaded) as a new version; say whether anything changed.

    `seen_number` is the version that the editor started from; raises RuleBroken("stale") if there is a newer one, and
    RuleBroken("unsound") for a question that may not go into a bank.
    """
    session.refresh(question, ["current_number"], with_for_update=True)
    if question.current_number != seen_number:
        raise RuleBroken("stale", marked("Somebody changed this question meanwhile."))
    if wrong := checks.fatal(checks.findings(parsed)):
        raise RuleBroken("unsound", wrong[0].message, **wrong[0].params)
    fields = version_fields(parsed, ())
    if not change(question, fields, by_id):
        return False
    if question.status is Status.PUBLISHED:
        question.status = status_of_new(question.bank, fields["uses"])
    _record("edit_question", question, by_id, version=question.current_number)
    return True


def status_of_new(bank: Bank, uses: Sequence[str]) -> Status:
    """Return where a new wording begins: with a second person where the bank wants that, else published."""
    return Status.IN_REVIEW if needs_second(bank, uses) else Status.PUBLISHED


def needs_second(bank: Bank, uses: Sequence[str]) -> bool:
    """Say whether somebody else than the author must see a question of these uses before it is drawn."""
    return bank.review is ReviewRule.ALL or (bank.review is ReviewRule.EXAM and Use.EXAM.value in uses)


def retire_question(question: Question, by_id: int) -> None:
    """Draw a question no more; papers that have it keep it. Raises RuleBroken if it is retired already."""
    if question.status is Status.RETIRED:
        raise RuleBroken("retired", marked("This question is retired already."))
    question.status = Status.RETIRED
    _record("retire_question", question, by_id)


def publish_question(question: Question, by_id: int) -> None:
    """Let a question be drawn. Raises RuleBroken if it is published already, or the author may not do so alone."""
    if question.status is Status.PUBLISHED:
        raise RuleBroken("published", marked("This question is published already."))
    if question.current.created_by_id == by_id and needs_second(question.bank, question.current.uses):
        raise RuleBroken("own-question", marked("You wrote this question yourself. Another trainer must review it."))
    question.status = Status.PUBLISHED
    _record("publish_question", question, by_id)


def set_review(bank: Bank, rule: ReviewRule, by_id: int) -> None:
    """Say which questions of a bank a second person must see."""
    before, bank.review = bank.review, rule
    details = {"before": before.value, "after": rule.value}
    record("set_review", f"bank:{bank.slug}", actor_id=by_id, unit_code=bank.unit_code, **details)


def _record(act: str, question: Question, by_id: int, **details: Any) -> None:
    record(act, f"question:{question.ref}", actor_id=by_id, unit_code=question.bank.unit_code, **details)


def _add_version(question: Question, fields: dict[str, Any], by_id: int | None) -> None:
    question.current_number += 1
    session.add(
        QuestionVersion(
            question_id=question.id,
            number=question.current_number,
            search_text=search_text(fields),
            created_at=clock.now(),
            created_by_id=by_id,
            **fields,
        )
    )


def search_text(fields: dict[str, Any]) -> str:
    """Return what a search looks through: stem, options, explanation, source and 知识点, folded."""
    parts = [fields["stem"], *fields["options"], fields["explanation"], fields["source"], fields["topic"]]
    if fields["kind"] in (Kind.MATCH, Kind.ORDER):
        parts += [text if isinstance(text, str) else " ".join(text) for text in fields["key"]["answer"]]
    for child in fields["children"]:
        parts += [child["stem"], *child["options"], child["explanation"]]
    return normalise("\n".join(parts))


def mark_used(ids: Sequence[int], at: datetime) -> None:
    """Note that versions have been used; from now on they never change."""
    session.execute(
        update(QuestionVersion)
        .where(QuestionVersion.id.in_(sorted(ids)), QuestionVersion.used_at.is_(None))
        .values(used_at=at)
        .execution_options(synchronize_session=False)
    )
