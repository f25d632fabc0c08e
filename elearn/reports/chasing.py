"""Whom to remind in a class: the unfinished of a unit, with how far each is and when they were reminded last."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, select

from elearn import clock
from elearn.db import session
from elearn.people.models import User
from elearn.reports import roster
from elearn.reports.queries import standing_on
from elearn.reports.roster import Person
from elearn.training import reminder_queries
from elearn.training.models import Enrolment, TrainingClass
from elearn.training.reminder_queries import Last
from elearn.training.tally_models import PlaceStanding

BIGGEST = 300
"""People in one list; more fit into no message, and no chat group."""
RESTS = (1, 3, 7)
"""Days, today included, within which who was reminded may be left out."""


class Stage(enum.StrEnum):
    """How far somebody is who has not finished."""

    NOT_SIGNED_IN = "not-signed-in"
    NOT_BEGUN = "not-begun"
    BEGUN = "begun"


@dataclass(frozen=True)
class Wanted:
    """Whom to list: all that is given must hold. `rest`: leave out who was reminded in the last so many days."""

    stage: Stage | None = None
    rest: int = 0


@dataclass(frozen=True)
class Chased:
    """The people to remind, unless there are more of them than one list holds; then `people` is empty."""

    people: Sequence[Person]
    total: int
    last: dict[int, Last]
    """When each was reminded last, by the person's number."""


def unfinished(training_class: TrainingClass, unit_code: str, wanted: Wanted) -> Chased:
    """Return the unfinished of a unit and below it, by unit and name."""
    found = roster.people(training_class, unit_code, roster.Show.UNFINISHED, size=BIGGEST, also=_conditions(wanted))
    if found.total > BIGGEST:
        return Chased([], found.total, {})
    last = reminder_queries.last(training_class.id, [each.user_id for each in found.rows])
    return Chased(found.rows, found.total, last)


def places(training_class: TrainingClass, unit_code: str, user_ids: Sequence[int]) -> list[int]:
    """Return the places on the roster of those of these people who are of the unit and have not finished."""
    return list(
        session.scalars(
            select(Enrolment.id)
            .join(PlaceStanding, PlaceStanding.enrolment_id == Enrolment.id)
            .where(
                *standing_on(training_class.id, unit_code, clock.today()),
                PlaceStanding.deducted.is_(False),
                PlaceStanding.completed.is_(False),
                Enrolment.user_id.in_(user_ids),
            )
        )
    )


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    match wanted.stage:
        case Stage.NOT_SIGNED_IN:
            found += [PlaceStanding.started.is_(False), User.password_hash.is_(None)]
        case Stage.NOT_BEGUN:
            found += [PlaceStanding.started.is_(False), User.password_hash.is_not(None)]
        case Stage.BEGUN:
            found.append(PlaceStanding.started.is_(True))
        case None:
            pass
    if wanted.rest:
        found.append(~reminder_queries.reminded_since(clock.today() - timedelta(days=wanted.rest - 1)))
    return found
