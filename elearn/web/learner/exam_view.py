"""Every question of a handed-in paper with its key."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from elearn.exams import marking, queries, sitting
from elearn.exams.models import Attempt
from elearn.questions import queries as question_queries
from elearn.questions.grading import right_response, to_shown
from elearn.web import pictures
from elearn.web.question_view import QuestionView, as_letters, shown


@dataclass(frozen=True)
class Judged:
    """One question after hand-in."""

    number: int
    question: QuestionView
    selected: Any
    correct: Any
    marks: Decimal
    full: Decimal
    explanation: str
    source: str
    topic: tuple[str, str]
    corrected: bool
    """The key was corrected after the exam."""

    @property
    def right(self) -> bool:
        """Say whether it has full marks."""
        return self.marks == self.full


def judged(attempt: Attempt) -> list[Judged]:
    """Return all questions of a handed-in attempt with key, marks and explanation."""
    facts = sitting.sitting(attempt.id)
    assert facts is not None
    versions = question_queries.versions([item.version for item in facts.items])
    answers = queries.answers(attempt.id)
    keys = marking.keys_of(facts, attempt.revision)
    rows = []
    for number, (item, shape, key) in enumerate(zip(facts.items, facts.shapes, keys, strict=True), 1):
        version = versions[item.version]
        answer = answers.get(number)
        own = right_response(shape, key.answer, version.children)
        rows.append(
            Judged(
                number=number,
                question=shown(
                    version, item.order, item.marks, pictures.base("learner.question_picture", version_id=version.id)
                ),
                selected=as_letters(answer.response["value"] if answer else None),
                correct=as_letters(to_shown(shape, item.order, own)),
                marks=Decimal((attempt.marks or [])[number - 1] or 0),
                full=item.marks,
                explanation=version.explanation,
                source=version.source,
                topic=(version.question.bank.slug, version.topic),
                corrected=key != marking.own_key(version.id),
            )
        )
    return rows
