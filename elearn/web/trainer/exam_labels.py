"""What the pages of exams call their settings."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from elearn.exams.models import ExamState, PaperPlan
from elearn.exams.scoring import CountedTry
from elearn.exams.terms import Reveal
from elearn.questions.grading import PartMarks
from elearn.web.text import moment

STATES: dict[ExamState, Any] = {
    ExamState.DRAFT: _l("Draft"),
    ExamState.PUBLISHED: _l("Published"),
    ExamState.WITHDRAWN: _l("Withdrawn"),
}
# The look of each state; see components/ui.html, tag().
STATE_TAGS = {ExamState.DRAFT: "plain", ExamState.PUBLISHED: "done", ExamState.WITHDRAWN: "late"}

COUNTED: dict[CountedTry, Any] = {
    CountedTry.BEST: _l("The best one"),
    CountedTry.LAST: _l("The last one"),
    CountedTry.FIRST: _l("The first one"),
}
PARTS: dict[PartMarks, Any] = {
    PartMarks.NONE: _l("Marks only when wholly right"),
    PartMarks.HALF: _l("Half the marks for too few, nothing with a wrong one"),
    PartMarks.EACH: _l("By the number of right options, nothing with a wrong one"),
}
PLANS: dict[PaperPlan, Any] = {
    PaperPlan.DRAWN: _l("Every person gets a paper of their own"),
    PaperPlan.FIXED: _l("Everybody gets the same questions"),
}
REVEALS: dict[Reveal, Any] = {
    Reveal.AT_ONCE: _l("As soon as they hand in"),
    Reveal.AFTER_CLOSE: _l("After the end of the exam"),
    Reveal.NEVER: _l("Never"),
}
SETTINGS: dict[str, Any] = {
    "title": _l("Title"),
    "notes": _l("Notes for the learner"),
    "opens_at": _l("Begins"),
    "closes_at": _l("Ends"),
    "minutes": _l("Minutes to answer"),
    "tries": _l("Tries for each person"),
    "pass_mark": _l("Pass mark"),
    "merit_mark": _l("Merit mark"),
    "counted": _l("Which try counts"),
    "part_marks": _l("Marks for a part"),
    "show_score": _l("Marks are shown"),
    "show_answers": _l("Answers are shown"),
}
_WORDS: dict[str, tuple[Any, dict[Any, Any]]] = {
    "counted": (CountedTry, COUNTED),
    "part_marks": (PartMarks, PARTS),
    "show_score": (Reveal, REVEALS),
    "show_answers": (Reveal, REVEALS),
}


def value_words(setting: str, value: Any) -> str:
    """Return a stored value of a setting (see setting_actions.differences) in words."""
    if setting in _WORDS:
        kind, words = _WORDS[setting]
        return str(words[kind(value)])
    if setting in ("opens_at", "closes_at"):
        return moment(datetime.fromisoformat(value))
    return str(value) if value != "" else "—"
