"""The questions of a paper: the navigator while it is open, and every question with its key after hand-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elearn.exams.models import Answer
from elearn.exams.paper import Item, to_shown_letters
from elearn.exams.scoring import marks_for
from elearn.questions.models import QuestionVersion
from elearn.web import pictures
from elearn.web.question_view import QuestionView, as_letters, shown


@dataclass(frozen=True)
class GridItem:
    """One square of the navigator."""

    number: int
    answered: bool
    marked: bool = False
    url: str | None = None


@dataclass(frozen=True)
class Judged:
    """One question after hand-in."""

    number: int
    question: QuestionView
    selected: Any
    correct: Any
    right: bool
    explanation: str
    source: str
    topic: tuple[str, str]


def grid(total: int, answered: set[int]) -> list[GridItem]:
    """Return the navigator's squares."""
    return [GridItem(number, number in answered) for number in range(1, total + 1)]


def judged(
    items: Sequence[Item], versions: Mapping[int, QuestionVersion], answers: Mapping[int, Answer], attempt_id: int
) -> list[Judged]:
    """Return all questions of a handed-in paper with key and explanation."""
    rows = []
    for number, item in enumerate(items, 1):
        version = versions[item.version]
        answer = answers.get(number)
        response = answer.response["value"] if answer else None
        base = pictures.base("learner.attempt_picture", attempt_id=attempt_id, number=number)
        rows.append(
            Judged(
                number=number,
                question=shown(version, item.order, item.marks, base),
                selected=as_letters(response),
                correct=as_letters(to_shown_letters(item.order, version.answer)),
                right=marks_for(item, version.kind, version.answer, response) == item.marks,
                explanation=version.explanation,
                source=version.source,
                topic=(version.question.bank.slug, version.topic),
            )
        )
    return rows
