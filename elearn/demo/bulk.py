"""Storing lives in bulk: the same rows that the ordinary acts leave, many people at a time. Tests compare the two."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, insert, select, text

from elearn import db
from elearn.courses.models import Progress
from elearn.db import session
from elearn.demo.lives import Life, Sat
from elearn.exams import scoring
from elearn.exams.event_models import AttemptEvent, EventKind
from elearn.exams.models import Answer, Attempt, AttemptState, Exam
from elearn.exams.scoring import Try, counted_try
from elearn.people.models import User
from elearn.training import hour_bulk, tally_bulk
from elearn.training.completion import Condition, Facts, decide
from elearn.training.models import Enrolment, RosterEntry

AT_ONCE = 1000
LOOKED_AT = {AT_ONCE, 20 * AT_ONCE}
"""After so many people the database learns the sizes of its tables: reading them back would else slow down and down."""
_SEQUENCES = ("user", "enrolment", "roster_entry", "attempt", "attempt_event")


@dataclass(frozen=True)
class Left:
    """A stretch of the roster ends: for good, or for another unit."""

    on: date
    reason: str
    to_code: str = ""


@dataclass(frozen=True)
class Person:
    """One invented person with their life and their place on the roster."""

    name: str
    mobile: str
    unit_code: str
    post: str
    entered_on: date
    life: Life
    left: Left | None = None


@dataclass(frozen=True)
class Frame:
    """What all people of a class share."""

    class_id: int
    exam: Exam
    lesson_ids: Sequence[int]
    conditions: Sequence[Condition]
    password_hash: str | None
    joined_at: datetime


class Store:
    """Stores people in short transactions; ids are counted here and given to the database's sequences at the end."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.user, self.enrolment, self.attempt = (_last(table) for table in (User, Enrolment, Attempt))
        self.rows: dict[type[db.Base], list[dict[str, Any]]] = {}

    def people(self, people: Iterable[Person]) -> int:
        """Store people; return how many."""
        count = waiting = 0
        for person in people:
            self._person(person)
            count, waiting = count + 1, waiting + 1
            if waiting == AT_ONCE:
                self._write(waiting)
                waiting = 0
                if count in LOOKED_AT:
                    look_at_sizes()
        self._write(waiting)
        _raise_sequences()
        while tally_bulk.fold():
            pass
        return count

    def _add(self, table: type[db.Base], **values: Any) -> None:
        self.rows.setdefault(table, []).append(values)

    def _write(self, people: int) -> None:
        """Each table in a transaction of its own; the places are counted in the same one in which they appear."""
        if not people:
            return
        rows, self.rows = self.rows, {}
        for table in (User, Progress, Attempt, AttemptEvent, Answer):
            if table in rows:
                with db.writing():
                    session.execute(insert(table.__table__), rows[table])  # type: ignore[arg-type]
        with db.writing():
            for place in (Enrolment, RosterEntry):
                session.execute(insert(place.__table__), rows[place])  # type: ignore[arg-type]
            tally_bulk.tell_again(range(self.enrolment - people + 1, self.enrolment + 1))
        for last in range(self.user, self.user - people, -hour_bulk.NOTED):
            with db.writing():
                hour_bulk.note(max(self.user - people, last - hour_bulk.NOTED) + 1, last)

    def _person(self, person: Person) -> None:
        frame, life = self.frame, person.life
        self.user += 1
        self.enrolment += 1
        seen = bool(life.lessons)
        self._add(
            User,
            id=self.user,
            name=person.name,
            mobile=person.mobile,
            unit_code=person.left.to_code if person.left and person.left.to_code else person.unit_code,
            post=person.post,
            password_hash=frame.password_hash if seen else None,
            privacy_accepted_at=life.lessons[0].opened_at if seen else None,
            created_at=frame.joined_at,
        )
        for lesson_id, studied in zip(frame.lesson_ids, life.lessons, strict=False):
            self._add(
                Progress,
                user_id=self.user,
                lesson_id=lesson_id,
                opened_at=studied.opened_at,
                finished_at=studied.finished_at,
            )
        tries = [self._try(number, sat) for number, sat in enumerate(life.tries, 1)]
        self._add(Enrolment, id=self.enrolment, **self._place(person), **_facts(frame, life, tries))
        self._entries(person)

    def _try(self, number: int, sat: Sat) -> Try:
        self.attempt += 1
        marks = sat.marks()
        score = scoring.score(marks, sum((item.marks_right for item in sat.paper.items), Decimal(0)))
        self._add(
            Attempt,
            id=self.attempt,
            exam_id=self.frame.exam.id,
            user_id=self.user,
            paper_id=sat.paper.paper_id,
            number=number,
            state=AttemptState.HANDED_IN,
            started_at=sat.started_at,
            deadline_at=min(sat.started_at + timedelta(minutes=self.frame.exam.minutes), self.frame.exam.closes_at),
            handed_in_at=sat.handed_in_at,
            score=score,
            marks=[str(each) for each in marks],
            revision=self.frame.exam.revision,
            device="",
            seen_at=sat.started_at,
            away_count=0,
            away_seconds=0,
        )
        for kind, at in ((EventKind.STARTED, sat.started_at), (EventKind.HANDED_IN, sat.handed_in_at)):
            self._add(AttemptEvent, attempt_id=self.attempt, kind=kind, at=at, device="", data={})
        for position, (item, right, at) in enumerate(zip(sat.paper.items, sat.right, sat.saved_at, strict=True), 1):
            self._add(
                Answer,
                attempt_id=self.attempt,
                number=position,
                step=1,
                response={"value": item.right if right else item.wrong},
                saved_at=at,
            )
        return Try(number, score, sat.handed_in_at)

    def _place(self, person: Person) -> dict[str, Any]:
        """Return where the person stands now: what their last entry says."""
        left, moved = person.left, bool(person.left and person.left.to_code)
        return {
            "class_id": self.frame.class_id,
            "user_id": self.user,
            "unit_code": left.to_code if left and moved else person.unit_code,
            "entered_on": left.on if left and moved else person.entered_on,
            "left_on": left.on if left and not moved else None,
            "left_reason": left.reason if left and not moved else "",
        }

    def _entries(self, person: Person) -> None:
        left = person.left
        shared = {"enrolment_id": self.enrolment, "class_id": self.frame.class_id, "entered_by_id": None}
        first = {"unit_code": person.unit_code, "entered_on": person.entered_on, "entered_reason": ""}
        ended = {"left_on": left.on if left else None, "left_reason": left.reason if left else "", "left_by_id": None}
        self._add(RosterEntry, **shared, **first, **ended, moved=bool(left and left.to_code))
        if left and left.to_code:
            then = {"unit_code": left.to_code, "entered_on": left.on, "entered_reason": left.reason}
            open_end = {"left_on": None, "left_reason": "", "left_by_id": None}
            self._add(RosterEntry, **shared, **then, **open_end, moved=False)


def _facts(frame: Frame, life: Life, tries: Sequence[Try]) -> dict[str, Any]:
    """Decide as the ordinary acts do, after each lesson finished and each try handed in; once completed stays."""
    done = [each.finished_at for each in life.lessons if each.finished_at is not None]
    completed_at = None
    for at in sorted([*done, *(each.handed_in_at for each in tries)]):
        facts = _known(frame, done, [each for each in tries if each.handed_in_at <= at], at)
        if completed_at is None and decide(facts, frame.conditions).completed:
            completed_at = at
    counts = counted_try(tries, frame.exam.counted)
    passed = decide(_known(frame, done, tries, None), frame.conditions).passed
    return {
        "started_at": life.lessons[0].opened_at if life.lessons else None,
        "lessons_done": len(done),
        "best_score": counts.score if counts else None,
        "score_at": counts.handed_in_at if counts else None,
        "passed": passed,
        "attended": 0,
        "online_hours": Decimal(0),
        "face_hours": Decimal(0),
        "completed_at": completed_at,
    }


def _known(frame: Frame, done: Sequence[datetime], tries: Sequence[Try], at: datetime | None) -> Facts:
    counts = counted_try(tries, frame.exam.counted)
    return Facts(
        lessons=len(frame.lesson_ids),
        lessons_done=sum(at is None or each <= at for each in done),
        score=counts.score if counts else None,
        pass_mark=frame.exam.pass_mark,
    )


def look_at_sizes() -> None:
    """Let the database learn how large its tables have become, so that it plans its reading well."""
    with db.writing():
        session.execute(text("ANALYZE"))


def _last(table: Any) -> int:
    found: int = session.scalar(select(func.coalesce(func.max(table.id), 0))) or 0
    session.rollback()
    return found


def _raise_sequences() -> None:
    """PostgreSQL counts by sequences, which know nothing of ids that were given."""
    if db.engine().dialect.name != "postgresql":
        return
    with db.writing():
        for table in _SEQUENCES:
            session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), (SELECT max(id) FROM \"{table}\"))")  # noqa: S608
            )
