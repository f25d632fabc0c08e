"""The decision of completion: pure. Facts in, decision out; it runs when something is written."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Facts:
    """What is known of one person in one class."""

    lessons: int
    lessons_done: int
    best_score: Decimal | None
    pass_mark: Decimal


@dataclass(frozen=True)
class Decision:
    """What follows: passed the exam, completed the class, and what is missing."""

    passed: bool
    completed: bool
    lessons_missing: int
    exam_missing: bool


def decide(facts: Facts) -> Decision:
    """Completed = every required lesson finished AND the exam passed (best try ≥ pass mark)."""
    passed = facts.best_score is not None and facts.best_score >= facts.pass_mark
    missing = max(0, facts.lessons - facts.lessons_done)
    return Decision(passed=passed, completed=passed and missing == 0, lessons_missing=missing, exam_missing=not passed)
