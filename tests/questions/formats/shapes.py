"""What a reading holds, in one short line for each question: for tests that name exact outcomes."""

from elearn.questions.formats.reading import Draft, Reading


def outcome(reading: Reading) -> list[str]:
    """Each question as “single: stem | option/option | key | explanation”, each refusal as “@place codes”."""
    return [_outcome(draft) for draft in reading.drafts]


def _outcome(draft: Draft) -> str:
    question = draft.question
    if question is None or draft.rejected:
        place = draft.where.line or draft.where.paragraph
        return f"@{place} {'+'.join(doubt.code for doubt in draft.rejected)}"
    parts = [question.stem, "/".join(question.options), str(question.answer), question.explanation]
    children = "".join(f" > {child.kind.value} {child.stem} = {child.answer}" for child in question.children)
    return f"{question.kind.value}: " + " | ".join(part for part in parts if part) + children
