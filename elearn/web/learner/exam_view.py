"""Questions of a paper as a page shows them: options in the order drawn for this person, the key only after hand-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from elearn.exams.models import Answer
from elearn.exams.paper import Item, to_shown_letters
from elearn.exams.scoring import marks_for
from elearn.questions.grading import Kind, letters
from elearn.questions.models import QuestionVersion


@dataclass(frozen=True)
class QuestionView:
    """What the components need of a question; nothing that tells the key."""

    kind: str
    stem: str
    options: list[tuple[str, str]]
    marks: Any


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


def shown(item: Item, version: QuestionVersion) -> QuestionView:
    """Return a question with its options in the order of the paper."""
    if version.kind is Kind.TRUE_FALSE:
        options = [("true", gettext("True")), ("false", gettext("False"))]
    else:
        own = dict(zip(letters(len(version.options)), version.options, strict=True))
        options = [(letter, own[mine]) for letter, mine in zip(letters(len(own)), item.order or own, strict=True)]
    return QuestionView(version.kind.value, version.stem, options, item.marks)


def as_letters(value: Any) -> Any:
    """Turn a response or key into what the components compare with: letters, or ["true"] / ["false"]."""
    return [str(value).lower()] if isinstance(value, bool) else value


def grid(total: int, answered: set[int]) -> list[GridItem]:
    """Return the navigator's squares."""
    return [GridItem(number, number in answered) for number in range(1, total + 1)]


def judged(
    items: Sequence[Item], versions: Mapping[int, QuestionVersion], answers: Mapping[int, Answer]
) -> list[Judged]:
    """Return all questions of a handed-in paper with key and explanation."""
    rows = []
    for number, item in enumerate(items, 1):
        version = versions[item.version]
        answer = answers.get(number)
        response = answer.response["value"] if answer else None
        rows.append(
            Judged(
                number=number,
                question=shown(item, version),
                selected=as_letters(response),
                correct=as_letters(to_shown_letters(item.order, version.answer)),
                right=marks_for(item, version.kind, version.answer, response) == item.marks,
                explanation=version.explanation,
                source=version.source,
                topic=(version.question.bank.slug, version.topic),
            )
        )
    return rows
