"""What the trainers' pages call statuses, kinds, difficulties and uses."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from elearn.questions.grading import Difficulty, Kind, Use
from elearn.questions.models import ReviewRule, Status

STATUSES: dict[Status, Any] = {
    Status.DRAFT: _l("Draft"),
    Status.IN_REVIEW: _l("In review"),
    Status.PUBLISHED: _l("Published"),
    Status.RETIRED: _l("Retired"),
}

REVIEWS: dict[ReviewRule, Any] = {
    ReviewRule.EXAM: _l("Questions for exams"),
    ReviewRule.ALL: _l("All questions"),
    ReviewRule.NONE: _l("No questions"),
}

# The look of each status; see components/ui.html, tag().
STATUS_TAGS = {Status.DRAFT: "plain", Status.IN_REVIEW: "next", Status.PUBLISHED: "done", Status.RETIRED: "plain"}

KINDS: dict[Kind, Any] = {
    Kind.SINGLE: _l("Single choice"),
    Kind.MULTIPLE: _l("Multiple choice"),
    Kind.INDEFINITE: _l("One or more"),
    Kind.TRUE_FALSE: _l("True or false"),
    Kind.FILL: _l("Fill in"),
    Kind.ESSAY: _l("Short answer"),
    Kind.MATCH: _l("Match"),
    Kind.ORDER: _l("Put in order"),
    Kind.CASE: _l("Case"),
}

DIFFICULTIES: dict[Difficulty, Any] = {
    Difficulty.EASY: _l("Easy"),
    Difficulty.MEDIUM: _l("Medium"),
    Difficulty.HARD: _l("Hard"),
}

USES: dict[Use, Any] = {Use.PRACTICE: _l("Practice"), Use.EXAM: _l("Exam"), Use.GAME: _l("Game")}

PARTS: dict[str, Any] = {
    "stem": _l("Question"),
    "options": _l("Options"),
    "answer": _l("Answer"),
    "points": _l("Points to mark by"),
    "pictures": _l("Pictures"),
    "explanation": _l("Explanation"),
    "source": _l("Source"),
    "topic": _l("Point of knowledge"),
    "difficulty": _l("Difficulty"),
    "uses": _l("Uses"),
    "effective_on": _l("Takes effect on"),
    "review_on": _l("Review on"),
}


def part(name: str) -> str:
    """Return what a part of a question is called; “child 2” is the second question of a case."""
    if name.startswith("child "):
        return str(gettext("Question %(number)s of the case", number=name.removeprefix("child ")))
    return str(PARTS[name])
