"""When a question that was answered wrongly is asked again: pure, by the FSRS scheduler with its published weights.

The scheduler counts whole days, so that yesterday evening is one day ago this morning; its moments are UTC midnights
that stand for days of Shanghai. Nothing is left to chance: the same answers on the same days give the same card.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from random import Random

from fsrs import Card, Rating, Scheduler, State

from elearn.questions.grading import Shape, draw_order

LEARNT_DAYS = 30
"""Once an answer is expected to hold for so many days, the question leaves the book."""
MOST_A_DAY = 20
"""More than that a day would be a burden; the rest waits."""

# No steps of minutes: a question comes back on another day, never within the hour.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), maximum_interval=365, enable_fuzzing=False)


@dataclass(frozen=True)
class Memory:
    """How well one person knows one question, and when it is asked next."""

    stability: float
    """Days after which nine of ten such answers would still be right."""
    difficulty: float
    last_on: date
    due_on: date

    @property
    def is_learnt(self) -> bool:
        """Say whether it is known well enough to leave the book."""
        return self.stability >= LEARNT_DAYS


def answered(memory: Memory | None, right: bool, on: date) -> Memory:
    """Return what an answer on a day makes of a memory; None: the question is new."""
    if memory is not None:
        on = max(on, memory.last_on)  # an exam's answers may come in after a later review
    now = _moment(on)
    if memory is None:
        card = Card(card_id=0, due=now)
    else:
        last, due = _moment(memory.last_on), _moment(memory.due_on)
        card = Card(0, State.Review, None, memory.stability, memory.difficulty, due, last)
    card, _ = _SCHEDULER.review_card(card, Rating.Good if right else Rating.Again, now)
    assert card.stability is not None
    assert card.difficulty is not None
    return Memory(card.stability, card.difficulty, on, card.due.date())


def rebuilt(answers: Iterable[tuple[bool, date]]) -> Memory | None:
    """Return what a row of answers in order, each with its day, makes of a new question."""
    memory = None
    for right, on in answers:
        memory = answered(memory, right, on)
    return memory


def order_of(card_id: int, turn: int, shape: Shape) -> str:
    """Return the order in which a question shows its options: the same at every look, another at every turn."""
    return draw_order(shape, True, Random(f"review {card_id} {turn}"))  # noqa: S311


def left_today(due: int, done: int) -> int:
    """Return how many of the questions that are due are asked for today, after so many that were done today."""
    return max(0, min(due, MOST_A_DAY - done))


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
