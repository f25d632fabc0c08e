"""Random histories of rosters: nobody counts twice, children add up, and every day can be told from the entries."""

import itertools
from datetime import date, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from elearn import db
from elearn.errors import RuleBroken
from elearn.people.models import User
from elearn.training import roster_actions, roster_queries, transfer_actions
from elearn.training.models import Enrolment, RosterEntry, TrainingClass
from tests import county, make

FIRST = date(2026, 11, 1)
DAYS = 20
UNITS = (make.COUNTY, make.TOWNSHIP, make.VILLAGE, county.SHIKOU, county.SHIKOU_VILLAGE)


class Told:
    """What a plain book-keeper would write down: for each person and day the unit, or nothing."""

    def __init__(self) -> None:
        self.unit: dict[int, list[str]] = {}
        self.came: set[int] = set()

    def from_day(self, person: int, day: date, unit: str) -> None:
        book = self.unit.setdefault(person, [""] * DAYS)
        at = (day - FIRST).days
        book[at:] = [unit] * (DAYS - at)


def _act(random: Random, made: TrainingClass, user: User, told: Told) -> None:
    place = db.session.scalar(select(Enrolment).where(Enrolment.class_id == made.id, Enrolment.user_id == user.id))
    day = FIRST + timedelta(days=random.randrange(DAYS))
    unit = random.choice(UNITS)
    if place is None:
        entered = roster_actions.enter(made, [user], day, None, "新任职")
        assert len(entered) == 1
        assert roster_actions.enter(made, [user], day, None, "再来一次") == []
        told.from_day(user.id, day, user.unit_code)
        told.came.add(user.id)
        return
    before = [list(book) for book in told.unit.values()]
    try:
        if place.left_on is not None:
            roster_actions.come_back(place, unit, day, "返聘", None)
            told.from_day(user.id, day, unit)
        elif random.random() < 0.4:
            roster_actions.leave(place, day, "退休", None)
            told.from_day(user.id, day, "")
        elif random.random() < 0.5:
            roster_actions.move(place, unit, day, "调动", None)
            told.from_day(user.id, day, unit)
        else:
            last = roster_actions.last_entry(place).entered_on
            transfer_actions.transfer(user, unit, day, "调动", None)
            if place.unit_code == unit and told.unit[user.id][-1] != unit:
                told.from_day(user.id, max(day, last), unit)
    except RuleBroken:
        assert before == [list(book) for book in told.unit.values()]


@pytest.mark.parametrize("seed", range(6))
def test_any_history_counts_everybody_once_where_they_were(app: Flask, seed: int) -> None:
    random, told = Random(seed), Told()
    made = county.build().training_class
    people = [make.user(f"{name}某", random.choice(UNITS)).id for name in "甲乙丙丁戊己庚辛"]
    for _ in range(60):
        with db.writing() as session:
            _act(random, session.get_one(TrainingClass, made.id), session.get_one(User, random.choice(people)), told)
    rows = db.session.execute(
        select(Enrolment.id, Enrolment.user_id).where(Enrolment.class_id == made.id, Enrolment.user_id.in_(people))
    )
    user_of = dict(rows.all())
    assert len(set(user_of.values())) == len(user_of)
    for at in range(DAYS):
        day = FIRST + timedelta(days=at)
        here = {user_of[key]: unit for key, unit in roster_queries.places_on(made.id, day).items() if key in user_of}
        assert here == {person: book[at] for person, book in told.unit.items() if book[at]}, (seed, day)
        gone = {user_of[key] for key in roster_queries.deducted_on(made.id, day) if key in user_of}
        was = {person for person, book in told.unit.items() if any(book[: at + 1]) and not book[at]}
        # Who came and left on one day is deducted too, though no day was theirs.
        assert was <= gone
        assert not gone & set(here)
        _children_add_up(here)


def _children_add_up(here: dict[int, str]) -> None:
    """A unit's people are its own and those of its children."""
    for unit in (make.COUNTY, make.TOWNSHIP, county.SHIKOU):
        children = [code for code in UNITS if code.startswith(unit) and len(code) == len(unit) + 3]
        below = sum(place.startswith(unit) for place in here.values())
        own = sum(place == unit for place in here.values())
        assert below == own + sum(place.startswith(code) for code in children for place in here.values())


def test_the_present_state_is_that_of_the_last_entry(app: Flask) -> None:
    random, told = Random(99), Told()
    made = county.build().training_class
    people = [make.user(f"{name}某", random.choice(UNITS)).id for name in "甲乙丙丁"]
    for _ in range(40):
        with db.writing() as session:
            _act(random, session.get_one(TrainingClass, made.id), session.get_one(User, random.choice(people)), told)
    for place in db.session.scalars(select(Enrolment).where(Enrolment.user_id.in_(people))):
        entries = db.session.scalars(
            select(RosterEntry).where(RosterEntry.enrolment_id == place.id).order_by(RosterEntry.id)
        ).all()
        last = entries[-1]
        assert (place.unit_code, place.entered_on, place.left_on, place.left_reason) == (
            last.unit_code,
            last.entered_on,
            last.left_on,
            last.left_reason,
        )
        for one, following in itertools.pairwise(entries):
            assert one.left_on is not None
            assert one.left_on <= following.entered_on
            assert not one.moved or one.left_on == following.entered_on
