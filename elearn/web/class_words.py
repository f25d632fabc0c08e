"""Classes in words: whom they are for, what they ask for, and what is still to do; for learners and makers alike."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from elearn.training.completion import Audience, ClassState, Condition, ConditionKind, Facts
from elearn.training.todo import Todo, order, wanted
from elearn.web.text import plain_decimal

AUDIENCES: dict[Audience, Any] = {
    Audience.CADRES: _l("Cadres of townships and villages"),
    Audience.STAFF: _l("People of the social-work stations"),
    Audience.HEADS: _l("Heads of social organisations"),
}
STATES: dict[ClassState, Any] = {
    ClassState.DRAFT: _l("draft"),
    ClassState.OPEN: _l("class is open"),
    ClassState.CLOSED: _l("class is closed"),
}
STATE_TAGS = {ClassState.DRAFT: "plain", ClassState.OPEN: "next", ClassState.CLOSED: "plain"}


def todo_words(missing: Sequence[Todo]) -> str:
    """Return what is still to do as one line: 再学3讲、通过考试."""
    return str(gettext(", ")).join(_todo_words(each) for each in missing)


def _todo_words(each: Todo) -> str:
    left = plain_decimal(each.left)
    match each.kind:
        case ConditionKind.LESSONS:
            return str(gettext("%(count)s lessons to learn", count=left))
        case ConditionKind.ONLINE_HOURS:
            return str(gettext("%(count)s online hours", count=left))
        case ConditionKind.FACE_HOURS:
            return str(gettext("%(count)s face-to-face hours", count=left))
        case ConditionKind.ATTENDANCE:
            return str(gettext("%(count)s sessions to attend", count=left) if each.left else gettext("the sessions"))
        case ConditionKind.EXAM:
            return str(gettext("the exam to pass"))


def condition_words(conditions: Sequence[Condition], facts: Facts, exams: Sequence[str]) -> list[str]:
    """Return each condition as a sentence; `facts` says what the class plans, `exams` what must be passed."""
    return [_condition(each, facts, exams) for each in sorted(conditions, key=order)]


def _condition(each: Condition, facts: Facts, exams: Sequence[str]) -> str:
    share, asked = plain_decimal(each.threshold), plain_decimal(wanted(each, facts))
    whole = each.threshold == Decimal(100)
    match each.kind:
        case ConditionKind.LESSONS if whole:
            return str(gettext("Learn all lessons (%(count)s)", count=facts.lessons))
        case ConditionKind.LESSONS:
            words = _l("Learn %(share)s %% of the lessons: %(asked)s of %(count)s")
            return _filled(words, share, asked, facts.lessons)
        case ConditionKind.ONLINE_HOURS:
            words = _l("%(asked)s online hours: %(share)s %% of the %(count)s planned")
            return _filled(words, share, asked, plain_decimal(facts.online_planned))
        case ConditionKind.FACE_HOURS:
            words = _l("%(asked)s face-to-face hours: %(share)s %% of the %(count)s planned")
            return _filled(words, share, asked, plain_decimal(facts.face_planned))
        case ConditionKind.ATTENDANCE if whole:
            return str(gettext("Attend all sessions"))
        case ConditionKind.ATTENDANCE:
            return str(gettext("Attend %(share)s %% of the sessions", share=share))
        case _:
            return str(gettext("Pass: %(exams)s", exams=str(gettext(", ")).join(exams)))


def _filled(words: Any, share: str, asked: str, count: Any) -> str:
    return str(words) % {"share": share, "asked": asked, "count": count}
