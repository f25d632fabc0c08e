"""The decision of completion: pure. Facts in, decision out; it runs when something is written."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal


class Audience(enum.StrEnum):
    """Whom a class is for."""

    CADRES = "cadres"
    STAFF = "staff"
    """People of the township's social-work stations (社工站人员)."""
    HEADS = "heads"
    """Heads of social organisations (社会组织负责人)."""


class ClassState(enum.StrEnum):
    """A draft is seen by its makers only; a closed class takes no further facts by hand."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class ConditionKind(enum.StrEnum):
    """What a condition of completion looks at."""

    LESSONS = "lessons"
    ONLINE_HOURS = "online_hours"
    FACE_HOURS = "face_hours"
    EXAM = "exam"
    ATTENDANCE = "attendance"


@dataclass(frozen=True)
class Condition:
    """One condition; `threshold` is the percent of what the class plans that is asked for."""

    kind: ConditionKind
    threshold: Decimal = Decimal(100)


STANDARD = (Condition(ConditionKind.LESSONS), Condition(ConditionKind.EXAM))
"""Every lesson finished and the exam passed."""


@dataclass(frozen=True)
class Facts:
    """What is known of one person in one class, beside what the class plans."""

    lessons: int = 0
    lessons_done: int = 0
    score: Decimal | None = None
    """The score that counts in the closing exam."""
    pass_mark: Decimal | None = None
    """None for a class without a closing exam."""
    exams_missing: int = 0
    """Further required exams that are not passed."""
    online_planned: Decimal = Decimal(0)
    online_hours: Decimal = Decimal(0)
    face_planned: Decimal = Decimal(0)
    face_hours: Decimal = Decimal(0)
    sessions: int = 0
    attended: int = 0


@dataclass(frozen=True)
class Decision:
    """What follows: the closing exam passed, the class completed, and the conditions that are not met."""

    passed: bool
    completed: bool
    missing: tuple[ConditionKind, ...]


def decide(facts: Facts, conditions: Sequence[Condition]) -> Decision:
    """Completed = every condition met. A class without conditions is never completed by itself."""
    passed = facts.pass_mark is not None and facts.score is not None and facts.score >= facts.pass_mark
    missing = tuple(each.kind for each in conditions if not _met(each, facts, passed))
    return Decision(passed=passed, completed=bool(conditions) and not missing, missing=missing)


def _met(condition: Condition, facts: Facts, passed: bool) -> bool:
    match condition.kind:
        case ConditionKind.LESSONS:
            return _share(facts.lessons_done, facts.lessons, condition.threshold)
        case ConditionKind.ONLINE_HOURS:
            return _share(facts.online_hours, facts.online_planned, condition.threshold)
        case ConditionKind.FACE_HOURS:
            return _share(facts.face_hours, facts.face_planned, condition.threshold)
        case ConditionKind.ATTENDANCE:
            # Before its sessions are entered, nobody has attended a class.
            return facts.sessions > 0 and _share(facts.attended, facts.sessions, condition.threshold)
        case ConditionKind.EXAM:
            return (passed or facts.pass_mark is None) and facts.exams_missing == 0


def _share(done: Decimal | int, planned: Decimal | int, threshold: Decimal) -> bool:
    """Compared by multiplication, so that 60 % of 5 lessons is exactly 3."""
    return Decimal(done) * 100 >= Decimal(planned) * threshold
