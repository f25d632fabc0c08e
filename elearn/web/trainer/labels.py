"""What the trainers' pages call statuses, kinds, difficulties and uses."""

from typing import Any

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
