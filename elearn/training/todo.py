"""What is still to do for a class, by its conditions: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from elearn.training.completion import Condition, ConditionKind, Facts, decide


@dataclass(frozen=True)
class Todo:
    """A condition that is not met: `left` lessons, hours or sessions of the `wanted` ones; exams as they are."""

    kind: ConditionKind
    wanted: Decimal = Decimal(1)
    left: Decimal = Decimal(1)


def todo(facts: Facts, conditions: Sequence[Condition]) -> list[Todo]:
    """Return what is missing, in the order in which it is usually done."""
    missing = set(decide(facts, conditions).missing)
    return [_todo(each, facts) for each in sorted(conditions, key=order) if each.kind in missing]


def order(condition: Condition) -> int:
    """Sort conditions as people go through a class."""
    kinds = (
        ConditionKind.LESSONS,
        ConditionKind.ONLINE_HOURS,
        ConditionKind.FACE_HOURS,
        ConditionKind.ATTENDANCE,
        ConditionKind.EXAM,
    )
    return kinds.index(condition.kind)


def wanted(condition: Condition, facts: Facts) -> Decimal:
    """Return how many lessons, sessions or hours a condition asks for; of what is counted whole, whole ones."""
    whole = {ConditionKind.LESSONS: facts.lessons, ConditionKind.ATTENDANCE: facts.sessions}
    hours = {ConditionKind.ONLINE_HOURS: facts.online_planned, ConditionKind.FACE_HOURS: facts.face_planned}
    if condition.kind in whole:
        share = Decimal(whole[condition.kind]) * condition.threshold / 100
        return share.to_integral_value(ROUND_CEILING)
    if condition.kind in hours:
        return (hours[condition.kind] * condition.threshold / 100).quantize(Decimal("0.01"), ROUND_CEILING)
    return Decimal(1)


def _todo(condition: Condition, facts: Facts) -> Todo:
    done = {
        ConditionKind.LESSONS: Decimal(facts.lessons_done),
        ConditionKind.ATTENDANCE: Decimal(facts.attended),
        ConditionKind.ONLINE_HOURS: facts.online_hours,
        ConditionKind.FACE_HOURS: facts.face_hours,
    }
    asked = wanted(condition, facts)
    return Todo(condition.kind, asked, max(Decimal(0), asked - done.get(condition.kind, Decimal(0))))
