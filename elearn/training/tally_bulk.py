"""Keeping the roll-ups of many people up: newcomers, those who are taken back, folding, telling anew, comparing."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, literal, select, text
from sqlalchemy import types as sa_types

from elearn import db
from elearn.db import session
from elearn.exams.models import Attempt, AttemptState, Exam
from elearn.people.access import ancestors
from elearn.training import tally
from elearn.training.models import Enrolment, RosterEntry, TrainingClass
from elearn.training.standing import (
    COUNTED,
    FOREVER,
    NOTHING,
    Change,
    Known,
    Standing,
    Vector,
    changes,
    plus,
    standings,
)
from elearn.training.tally_models import ClassTally, PlaceStanding, TallyChange

FOLDED, TOLD = 1000, 500
"""So many changes, so many people are worked through within some 100 ms."""
_SUMS = [getattr(TallyChange, name) for name in COUNTED]
_UPSERT = text(
    f"INSERT INTO class_tally (class_id, unit_code, day, {', '.join(COUNTED)}) "  # noqa: S608  (our own names)
    f"VALUES (:class_id, :unit_code, :day, {', '.join(f':{name}' for name in COUNTED)}) "
    "ON CONFLICT (class_id, unit_code, day) DO UPDATE SET "
    + ", ".join(f"{name} = class_tally.{name} + excluded.{name}" for name in COUNTED)
)


def newcomers(enrolment_ids: Any, day: date) -> None:
    """Count people who are new on a roster from a day on and of whom nothing else is known: two statements.

    `enrolment_ids`: a list, or a SELECT of them.
    """
    new = Enrolment.id.in_(enrolment_ids)
    no, since = literal(False, sa_types.Boolean()), literal(day, sa_types.Date())
    columns = ["enrolment_id", "since", "until", "class_id", "unit_code", "deducted", "started", "completed"]
    forever = literal(FOREVER, sa_types.Date())
    values = (Enrolment.id, since, forever, Enrolment.class_id, Enrolment.unit_code, no, no, no, no, no)
    session.execute(insert(PlaceStanding).from_select([*columns, "passed", "merit"], select(*values).where(new)))
    zero = literal(0, sa_types.Integer())
    counted = (Enrolment.class_id, Enrolment.unit_code, since, func.count(), *[zero] * (len(COUNTED) - 1))
    rows = select(*counted).where(new).group_by(Enrolment.class_id, Enrolment.unit_code)
    session.execute(
        insert(TallyChange).from_select(["class_id", "unit_code", "day", *COUNTED], rows, include_defaults=False)
    )


def forget(enrolment_ids: Sequence[int]) -> None:
    """Take people out of the tallies before their places are deleted."""
    rows = _stored(enrolment_ids)
    for class_id, change in _changes({key: (class_id, before, []) for key, (class_id, before) in rows.items()}).items():
        _add(class_id, change)
    session.execute(delete(PlaceStanding).where(PlaceStanding.enrolment_id.in_(enrolment_ids)))


def tell_again(enrolment_ids: Sequence[int]) -> int:
    """Bring the tallies up to what is known of these places; return how many differed. For many at once."""
    known, stored = _known(enrolment_ids), _stored(enrolment_ids)
    told = {}
    for key, (class_id, facts) in known.items():
        before, after = stored.get(key, (class_id, []))[1], standings(facts)
        if before != after:
            told[key] = (class_id, before, after)
    if told:
        session.execute(delete(PlaceStanding).where(PlaceStanding.enrolment_id.in_(list(told))))
        _insert([params for key, (of, _, after) in told.items() for params in tally.params_of(key, of, after)])
        for class_id, change in _changes(told).items():
            _add(class_id, change)
    return len(told)


def tell_missing(limit: int = TOLD) -> int:
    """Count people who are on a roster and in no tally yet (a database from before there were any); return how many."""
    missing = (
        select(Enrolment.id)
        .outerjoin(PlaceStanding, PlaceStanding.enrolment_id == Enrolment.id)
        .where(PlaceStanding.enrolment_id.is_(None), Enrolment.entered_on < FOREVER)
        .order_by(Enrolment.id)
        .limit(limit)
    )
    ids = list(session.scalars(missing))
    if not ids:
        return 0
    with db.writing():
        return tell_again(ids)


def fold(limit: int = FOLDED) -> int:
    """Add waiting changes up the tree, in one short transaction; return how many there were."""
    if session.scalar(select(TallyChange.id).limit(1)) is None:
        return 0
    with db.writing():
        oldest = select(TallyChange.id).order_by(TallyChange.id).limit(limit)
        rows = session.execute(
            delete(TallyChange)
            .where(TallyChange.id.in_(oldest))
            .returning(TallyChange.class_id, TallyChange.unit_code, TallyChange.day, *_SUMS)
            .execution_options(synchronize_session=False)
        ).all()
        sums: dict[tuple[int, str, date], Vector] = {}
        for class_id, unit_code, day, *counted in rows:
            for code in ancestors(unit_code):
                key = (class_id, code, day)
                sums[key] = plus(sums.get(key, NOTHING), tuple(counted))
        # Always in the same order, so that two who fold at once on PostgreSQL can't wait for each other.
        _upsert([(key, sums[key]) for key in sorted(sums) if any(sums[key])])
        return len(rows)


def _upsert(rows: Sequence[tuple[tuple[int, str, date], Vector]]) -> None:
    params = [
        {"class_id": class_id, "unit_code": code, "day": day.isoformat()} | dict(zip(COUNTED, vector, strict=True))
        for (class_id, code, day), vector in rows
    ]
    if params:
        session.execute(_UPSERT, params)


def recount(class_id: int) -> dict[tuple[str, date], Vector]:
    """Add up a class's people from scratch, from entries, tries and dates alone: what the tallies must hold."""
    sums: dict[tuple[str, date], Vector] = {}
    ids = list(session.scalars(select(Enrolment.id).where(Enrolment.class_id == class_id).order_by(Enrolment.id)))
    for start in range(0, len(ids), TOLD):
        known = _known(ids[start : start + TOLD])
        rows: dict[int, tuple[int, list[Standing], list[Standing]]] = {
            key: (class_id, [], standings(facts)) for key, (_, facts) in known.items()
        }
        for (unit_code, day), vector in _changes(rows).get(class_id, {}).items():
            for code in ancestors(unit_code):
                sums[code, day] = plus(sums.get((code, day), NOTHING), vector)
    return {key: vector for key, vector in sums.items() if any(vector)}


def held(class_id: int) -> dict[tuple[str, date], Vector]:
    """Return what the tallies of a class hold, folded and waiting."""
    sums: dict[tuple[str, date], Vector] = {}
    for table in (ClassTally, TallyChange):
        columns = [getattr(table, name) for name in COUNTED]
        for code, day, *counted in session.execute(
            select(table.unit_code, table.day, *columns).where(table.class_id == class_id)
        ):
            for each in ancestors(code) if table is TallyChange else [code]:
                sums[each, day] = plus(sums.get((each, day), NOTHING), tuple(counted))
    return {key: vector for key, vector in sums.items() if any(vector)}


def differing() -> list[str]:
    """Return the slugs of classes whose tallies are not what a recount from scratch says."""
    classes = session.execute(select(TrainingClass.id, TrainingClass.slug).order_by(TrainingClass.id)).all()
    return [slug for class_id, slug in classes if recount(class_id) != held(class_id)]


def rebuild(class_id: int) -> None:
    """Tell the tallies of a class anew from its facts. For mending; takes longer than a page may."""
    with db.writing():
        for table in (ClassTally, TallyChange):
            session.execute(delete(table).where(table.class_id == class_id))
        session.execute(delete(PlaceStanding).where(PlaceStanding.class_id == class_id))
        ids = list(session.scalars(select(Enrolment.id).where(Enrolment.class_id == class_id).order_by(Enrolment.id)))
        for start in range(0, len(ids), TOLD):
            tell_again(ids[start : start + TOLD])
    while fold():
        pass


def _stored(ids: Sequence[int]) -> dict[int, tuple[int, list[Standing]]]:
    found: dict[int, tuple[int, list[Standing]]] = {}
    columns = (PlaceStanding.since, PlaceStanding.unit_code, PlaceStanding.deducted, PlaceStanding.started)
    more = (PlaceStanding.completed, PlaceStanding.tenths, PlaceStanding.passed, PlaceStanding.merit)
    rows = select(PlaceStanding.enrolment_id, PlaceStanding.class_id, *columns, *more)
    for key, class_id, *row in session.execute(
        rows.where(PlaceStanding.enrolment_id.in_(ids)).order_by(PlaceStanding.enrolment_id, PlaceStanding.since)
    ):
        found.setdefault(key, (class_id, []))[1].append(tally.standing_of(row))
    return found


def _known(ids: Sequence[int]) -> dict[int, tuple[int, Known]]:
    entries: dict[int, list[Any]] = defaultdict(list)
    columns = (RosterEntry.unit_code, RosterEntry.entered_on, RosterEntry.left_on, RosterEntry.moved)
    rows = select(RosterEntry.enrolment_id, *columns).where(RosterEntry.enrolment_id.in_(ids))
    for key, *row in session.execute(rows.order_by(RosterEntry.entered_on, RosterEntry.id)):
        entries[key].append(tuple(row))
    tries: dict[int, list[Any]] = defaultdict(list)
    sat = (
        select(Enrolment.id, Attempt.number, Attempt.score, Attempt.handed_in_at)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .join(Attempt, (Attempt.exam_id == TrainingClass.exam_id) & (Attempt.user_id == Enrolment.user_id))
        .where(Enrolment.id.in_(ids), Attempt.state == AttemptState.HANDED_IN)
    )
    for key, *row in session.execute(sat.order_by(Attempt.number)):
        tries[key].append(row)
    people = (
        select(Enrolment.id, Enrolment.class_id, Enrolment.started_at, Enrolment.completed_at)
        .add_columns(Exam.counted, Exam.pass_mark, Exam.merit_mark)
        .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
        .outerjoin(Exam, Exam.id == TrainingClass.exam_id)
        .where(Enrolment.id.in_(ids))
    )
    return {
        key: (
            class_id,
            Known(
                entries=tally.entries_of(entries[key]),
                started_on=tally.day_of(started_at),
                completed_on=tally.day_of(completed_at),
                tries=tally.tries_of(tries[key]),
                rule=tally.rule_of(counted, *marks) if counted else None,
            ),
        )
        for key, class_id, started_at, completed_at, counted, *marks in session.execute(people)
    }


def _changes(rows: dict[int, tuple[int, list[Standing], list[Standing]]]) -> dict[int, Change]:
    """Add up what many people change, by class."""
    found: dict[int, Change] = defaultdict(dict)
    for class_id, before, after in rows.values():
        sums = found[class_id]
        for key, vector in changes(before, after).items():
            sums[key] = plus(sums.get(key, NOTHING), vector)
    return found


def _add(class_id: int, change: Change) -> None:
    rows = [
        {"class_id": class_id, "unit_code": code, "day": day} | dict(zip(COUNTED, map(int, vector), strict=True))
        for (code, day), vector in change.items()
        if any(vector)
    ]
    if rows:
        session.execute(insert(TallyChange), rows)


def _insert(rows: Sequence[dict[str, Any]]) -> None:
    names = {"enrolment": "enrolment_id", "class": "class_id", "unit": "unit_code"}
    dated = ("since", "until")
    values = [
        {names.get(key, key): date.fromisoformat(value) if key in dated else value for key, value in row.items()}
        for row in rows
    ]
    if values:
        session.execute(insert(PlaceStanding), values)
