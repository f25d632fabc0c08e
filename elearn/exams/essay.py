"""Whose turn an essay is, and how many marks points are worth: pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from hashlib import blake2b
from typing import NamedTuple

from elearn.questions.parsed import Point

FIRST, SECOND, DECISION = "first", "second", "decision"
HALF = Decimal("0.5")


class Place(NamedTuple):
    """Where an essay stands; `part` is the sub-question of a case, else 0."""

    attempt_id: int
    number: int
    part: int


@dataclass(frozen=True)
class Given:
    """What one marker gave."""

    marks: Decimal
    marker_id: int
    comment: str = ""


class State(NamedTuple):
    """How far an essay is: the turn it waits for ("" when its marks hold), and whether somebody has marked it."""

    waits_for: str
    begun: bool


def state_of(by_turn: Mapping[str, Given], second: bool) -> State:
    """Return how far an essay is."""
    if DECISION in by_turn:
        return State("", True)
    if FIRST not in by_turn:
        return State(FIRST, False)
    if not second:
        return State("", True)
    if SECOND not in by_turn:
        return State(SECOND, True)
    return State("" if by_turn[FIRST].marks == by_turn[SECOND].marks else DECISION, True)


def turn_of(by_turn: Mapping[str, Given], second: bool, marker_id: int, owner_id: int | None) -> str:
    """Return the turn that a marker may take now, "" for none.

    Nobody marks twice; where two differ, a third person decides, or whoever set the exam.
    """
    turn = state_of(by_turn, second).waits_for
    has_marked = any(each.marker_id == marker_id for each in by_turn.values())
    if has_marked and not (turn == DECISION and marker_id == owner_id):
        return ""
    return turn


def handle(secret: bytes, marker_id: int, place: Place, turn: str) -> str:
    """Return a name for a turn that tells nothing of the writer.

    It is another one for every marker: answers sorted by it come to each in an order of their own, so that two who
    mark at once hardly ever meet.
    """
    told = f"{marker_id}:{place.attempt_id}:{place.number}:{place.part}:{turn}".encode()
    return blake2b(told, key=blake2b(secret).digest(), digest_size=12).hexdigest()


def worth(points: Sequence[Point], chosen: Sequence[int], full: Decimal) -> Decimal:
    """Return what chosen points are worth of a question's marks in this exam, in steps of a half."""
    total = sum((point.marks for point in points), Decimal(0))
    got = sum((points[at].marks for at in chosen), Decimal(0))
    if not total or got >= total:
        return full if total else Decimal(0)
    return min(full, (full * got / total / HALF).quantize(Decimal(1), rounding=ROUND_HALF_UP) * HALF)


def read_marks(text: str, full: Decimal) -> Decimal | None:
    """Read marks as a person typed them; None unless they are 0 to `full` in steps of a half (or `full` itself)."""
    try:
        found = Decimal(text.strip().replace("。", ".").replace("．", "."))
    except InvalidOperation:
        return None
    if not found.is_finite() or not 0 <= found <= full:
        return None
    return found if found == full or found % HALF == 0 else None
