"""What the pages of a sitting learner need of an exam and its tries: plain rows, because thousands open them at once.

The same names as the tables have, so that whatever only looks takes either.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from elearn import quick
from elearn.exams.models import AttemptState
from elearn.exams.scoring import CountedTry
from elearn.exams.terms import Reveal
from elearn.quick import Statement, moment

_EXAM_COLUMNS = "e.id, e.slug, e.title, e.notes, e.pass_mark, e.counted, e.show_score, e.show_answers, e.closes_at"
_SEAT_COLUMNS = (
    "a.id, a.number, a.state, a.started_at, a.deadline_at, a.handed_in_at, a.score, a.marks, a.revision, a.device, "
    "a.away_count"
)
_EXAM = "SELECT {exam} FROM exam e WHERE e.slug = :slug"
_OWN = (
    "SELECT {seat}, {exam} FROM attempt a JOIN exam e ON e.id = a.exam_id WHERE a.id = :attempt AND a.user_id = :user"
)
_ALL = "SELECT {seat} FROM attempt a WHERE a.exam_id = :exam AND a.user_id = :user ORDER BY a.number"
_SEAT_COUNT = _SEAT_COLUMNS.count(",") + 1
BY_SLUG = Statement(_EXAM.format(exam=_EXAM_COLUMNS))
OWN = Statement(_OWN.format(seat=_SEAT_COLUMNS, exam=_EXAM_COLUMNS))
ALL = Statement(_ALL.format(seat=_SEAT_COLUMNS))
FORMER = Statement(
    "SELECT score FROM former_marks WHERE attempt_id = :attempt AND score IS NOT NULL ORDER BY id DESC LIMIT 1"
)


@dataclass(frozen=True)
class SeatExam:
    """What an exam's pages show of it to its learners."""

    id: int
    slug: str
    title: str
    notes: str
    pass_mark: Decimal
    counted: CountedTry
    show_score: Reveal
    show_answers: Reveal
    closes_at: datetime


@dataclass(frozen=True)
class Seat:
    """One try of a learner."""

    id: int
    number: int
    state: AttemptState
    started_at: datetime
    deadline_at: datetime
    handed_in_at: datetime | None
    score: Decimal | None
    marks: list[Any] | None
    revision: int
    device: str
    away_count: int


@dataclass(frozen=True)
class OwnSeat:
    """A try with its exam."""

    seat: Seat
    exam: SeatExam


def exam(slug: str) -> SeatExam | None:
    """Return an exam."""
    rows = quick.read(BY_SLUG, {"slug": slug})
    return _exam(rows[0]) if rows else None


def own(attempt_id: int, user_id: int) -> OwnSeat | None:
    """Return a try with its exam if it is this person's."""
    rows = quick.read(OWN, {"attempt": attempt_id, "user": user_id})
    return OwnSeat(_seat(rows[0][:_SEAT_COUNT]), _exam(rows[0][_SEAT_COUNT:])) if rows else None


def all_of(exam_id: int, user_id: int) -> list[Seat]:
    """Return a person's tries in order."""
    return [_seat(row) for row in quick.read(ALL, {"exam": exam_id, "user": user_id})]


def former_score(attempt_id: int) -> Decimal | None:
    """Return the score that an attempt had before it was last marked again."""
    rows = quick.read(FORMER, {"attempt": attempt_id})
    return Decimal(str(rows[0][0])) if rows else None


def _exam(row: tuple[Any, ...]) -> SeatExam:
    id_, slug, title, notes, pass_mark, counted, show_score, show_answers, closes_at = row
    return SeatExam(
        id_,
        slug,
        title,
        notes,
        Decimal(str(pass_mark)),
        CountedTry(counted),
        Reveal(show_score),
        Reveal(show_answers),
        moment(closes_at),
    )


def _seat(row: tuple[Any, ...]) -> Seat:
    id_, number, state, started_at, deadline_at, handed_in_at, score, marks, revision, device, away_count = row
    return Seat(
        id_,
        number,
        AttemptState(state),
        moment(started_at),
        moment(deadline_at),
        moment(handed_in_at) if handed_in_at else None,
        None if score is None else Decimal(str(score)),
        json.loads(marks) if isinstance(marks, str) else marks,
        revision,
        device,
        away_count,
    )
