"""Where people stop: for each unit below, how many had finished each lesson by a day. Three statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, literal_column, select

from elearn import clock
from elearn.courses.models import Lesson, Progress
from elearn.db import session
from elearn.people.models import Unit
from elearn.reports.queries import standing_on
from elearn.reports.tallies import child_length
from elearn.training.models import ClassCourse, Enrolment, TrainingClass
from elearn.training.tally_models import PlaceStanding


@dataclass(frozen=True)
class GridRow:
    """One unit: who is required, how many of them had finished each lesson, and before which lesson most stopped."""

    unit: Unit
    own: bool
    required: int
    finished: Sequence[int]
    stops_at: int | None
    """The number of the lesson, from 0, before which the most people stopped."""

    def shade(self, number: int) -> int:
        """Return how dark a cell is, 0 to 4, by the share of people who finished the lesson."""
        return -(-4 * self.finished[number] // self.required) if self.required else 0


@dataclass(frozen=True)
class Grid:
    """Lessons in order, and a row for each unit with anybody on the roster."""

    lessons: Sequence[Lesson]
    rows: Sequence[GridRow]


def grid(training_class: TrainingClass, unit: Unit, as_of: date | None = None) -> Grid:
    """Count finished lessons in a unit, a row for each unit below and for its own people."""
    day = as_of or clock.today()
    lessons = session.scalars(
        select(Lesson)
        .join(ClassCourse, ClassCourse.course_id == Lesson.course_id)
        .where(ClassCourse.class_id == training_class.id)
        .order_by(ClassCourse.position, Lesson.position)
    ).all()
    length = child_length(unit.code) or len(unit.code)
    prefix = func.substr(PlaceStanding.unit_code, literal_column("1"), literal_column(str(length)))
    here = (*standing_on(training_class.id, unit.code, day), PlaceStanding.deducted.is_(False))
    required: dict[str, int] = dict(session.execute(select(prefix, func.count()).where(*here).group_by(prefix)).all())
    done = (
        select(prefix, Progress.lesson_id, func.count())
        .join(Enrolment, Enrolment.id == PlaceStanding.enrolment_id)
        .join(Progress, Progress.user_id == Enrolment.user_id)
        .where(*here, Progress.finished_at < clock.end_of_day(day))
        .where(Progress.lesson_id.in_([lesson.id for lesson in lessons]))
        .group_by(prefix, Progress.lesson_id)
    )
    counted = {(code, lesson_id): number for code, lesson_id, number in session.execute(done)}
    units = session.scalars(select(Unit).where(Unit.code.in_(required)).order_by(Unit.code)).all()
    rows = [_row(each, unit, required[each.code], lessons, counted) for each in units]
    return Grid(lessons, sorted(rows, key=lambda row: row.own))


def _row(
    each: Unit, unit: Unit, required: int, lessons: Sequence[Lesson], counted: Mapping[tuple[str, int], int]
) -> GridRow:
    finished = [counted.get((each.code, lesson.id), 0) for lesson in lessons]
    return GridRow(each, each.code == unit.code, required, finished, stops_at(required, finished))


def stops_at(required: int, finished: Sequence[int]) -> int | None:
    """Return the lesson before which most people stopped, the first of equal ones; None where nobody stops."""
    drops = [before - after for before, after in zip([required, *finished], finished, strict=False)]
    largest = max(drops, default=0)
    return drops.index(largest) if largest > 0 else None
