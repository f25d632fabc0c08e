"""Random histories of a class: every roll-up of every day is what a plain recount from scratch finds."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest
from flask import Flask
from sqlalchemy import delete, select

from elearn import clock, db
from elearn.courses.models import Lesson
from elearn.errors import RuleBroken
from elearn.exams.models import Attempt, Exam
from elearn.exams.scoring import CountedTry
from elearn.people.models import User
from elearn.quick import ThroughSession
from elearn.reports import queries, tallies
from elearn.reports.indicators import Counts
from elearn.training import actions as training
from elearn.training import decisions, roster_actions, tally_bulk, transfer_actions
from elearn.training.completion import ConditionKind
from elearn.training.models import ClassCondition, Enrolment, RosterEntry, TrainingClass
from elearn.training.queries import class_by_slug
from elearn.training.tally_models import ClassTally, PlaceStanding, TallyChange
from tests import county, make, world
from tests.conftest import DAY

FIRST = date(2026, 11, 1)
DAYS = 24
UNITS = (make.COUNTY, "141130D01", make.TOWNSHIP, make.VILLAGE, county.SHIKOU, county.SHIKOU_VILLAGE)
ABOVE = ("14", "1411", *UNITS)


@dataclass
class History:
    """A class that things happen to, on random days."""

    random: Random
    class_id: int
    exam_id: int
    lessons: list[int]
    people: list[int]
    held: clock.freeze
    acts: list[str] = field(default_factory=list)

    def step(self) -> None:
        """Let one thing happen, at a random moment of a random day."""
        self.held.move_to(clock.start_of_day(self._day()) + timedelta(minutes=self.random.randrange(24 * 60)))
        acts = (self.enter, self.leave, self.move, self.back, self.learn, self.sit, self.mark_again, self.demand)
        act = self.random.choice([*acts, self.learn, self.sit, self.sit, self.fold, self.transfer])
        self.acts.append(act.__name__)
        try:
            act()
        except RuleBroken:
            db.session.rollback()

    def _day(self) -> date:
        return FIRST + timedelta(days=self.random.randrange(DAYS))

    def _place(self) -> Enrolment | None:
        user_id = self.random.choice(self.people)
        return db.session.scalar(
            select(Enrolment).where(Enrolment.class_id == self.class_id, Enrolment.user_id == user_id)
        )

    def _of_user(self) -> User:
        return db.session.get_one(User, self.random.choice(self.people))

    def enter(self) -> None:
        with db.writing() as session:
            made = session.get_one(TrainingClass, self.class_id)
            newcomers = [session.get_one(User, key) for key in self.random.sample(self.people, 2)]
            roster_actions.enter(made, newcomers, self._day(), None)

    def leave(self) -> None:
        with db.writing():
            if place := self._place():
                roster_actions.leave(place, self._day(), "退休", None)

    def move(self) -> None:
        with db.writing():
            if place := self._place():
                roster_actions.move(place, self.random.choice(UNITS), self._day(), "调动", None)

    def back(self) -> None:
        with db.writing():
            if place := self._place():
                roster_actions.come_back(place, self.random.choice(UNITS), self._day(), "返聘", None)
                if self.random.random() < 0.3:
                    roster_actions.take_back(place)

    def transfer(self) -> None:
        with db.writing():
            user = self._of_user()
            transfer_actions.transfer(user, self.random.choice(UNITS), clock.today(), "调动", None)

    def learn(self) -> None:
        with db.writing() as session:
            lesson = session.get_one(Lesson, self.random.choice(self.lessons))
            act = training.finish_lesson if self.random.random() < 0.7 else training.open_lesson
            act(self.random.choice(self.people), lesson)

    def sit(self) -> None:
        user_id = self.random.choice(self.people)
        tries = db.session.scalars(select(Attempt).where(Attempt.user_id == user_id)).all()
        if tries and max(each.handed_in_at for each in tries if each.handed_in_at) > clock.now():
            return  # a later try was handed in: tries come in order
        with db.writing():
            score = Decimal(self.random.randrange(0, 1001)) / 10
            county.hand_in(user_id, score, len(tries) + 1)
            decisions.begin(ThroughSession(), user_id, clock.now(), exam_id=self.exam_id)
            decisions.decide_places(ThroughSession(), user_id, clock.now(), exam_id=self.exam_id)

    def mark_again(self) -> None:
        attempts = db.session.scalars(select(Attempt).order_by(Attempt.id)).all()
        if not attempts:
            return
        key = self.random.choice(attempts).id
        with db.writing() as session:
            attempt = session.get_one(Attempt, key)
            worth = Decimal(self.random.randrange(0, 1001)) / 10
            attempt.score = None if self.random.random() < 0.15 else worth
            session.flush()
            user_id = attempt.user_id
            decisions.decide_places(ThroughSession(), user_id, clock.now(), exam_id=self.exam_id, may_revoke=True)

    def demand(self) -> None:
        """Ask for more or less of the lessons; everybody is decided anew."""
        with db.writing() as session:
            condition = session.get_one(ClassCondition, (self.class_id, ConditionKind.LESSONS))
            condition.threshold = Decimal(self.random.choice((50, 100)))
            session.flush()
            for user_id in self.people:
                decisions.decide_places(ThroughSession(), user_id, clock.now(), class_id=self.class_id, may_revoke=True)

    def fold(self) -> None:
        while tally_bulk.fold(self.random.choice((1, 7, 1000))):
            pass


Place = tuple[Enrolment, list[RosterEntry], list[Attempt]]


def _places(class_id: int, exam: Exam) -> list[Place]:
    """Read everything that a recount looks at, once for all units and days."""
    found = []
    for place in db.session.scalars(select(Enrolment).where(Enrolment.class_id == class_id)):
        entries = select(RosterEntry).where(RosterEntry.enrolment_id == place.id)
        tries = select(Attempt).where(Attempt.exam_id == exam.id, Attempt.user_id == place.user_id)
        found.append(
            (
                place,
                list(db.session.scalars(entries.order_by(RosterEntry.entered_on, RosterEntry.id))),
                list(db.session.scalars(tries.order_by(Attempt.number))),
            )
        )
    return found


def _recount(exam: Exam, places: list[Place], unit_code: str, day: date) -> Counts:
    """Count by going through everybody with nothing but the rules in mind; shares no code with what is tested."""
    found, ends = Counts(), clock.end_of_day(day)
    for place, every_entry, every_try in places:
        entries = [entry for entry in every_entry if entry.entered_on <= day]
        if not entries or not entries[-1].unit_code.startswith(unit_code):
            continue
        if entries[-1].left_on is not None and entries[-1].left_on <= day:
            found += Counts(deducted=1)
            continue
        tries = [each for each in every_try if each.handed_in_at is not None and each.handed_in_at < ends]
        if exam.counted is CountedTry.BEST:
            score = max((each.score for each in tries if each.score is not None), default=None)
        else:
            score = tries[0 if exam.counted is CountedTry.FIRST else -1].score if tries else None
        found += Counts(
            required=1,
            started=int(place.started_at is not None and place.started_at < ends),
            completed=int(place.completed_at is not None and place.completed_at < ends),
            examined=int(score is not None),
            passed=int(score is not None and score >= exam.pass_mark),
            merit=int(score is not None and score >= exam.merit_mark),
            score_sum=score or Decimal(0),
        )
    return found


def _history(seed: int, rule: CountedTry, held: clock.freeze) -> History:
    random = Random(seed)
    make.unit("141130D01", "县直部门")
    make.unit(county.SHIKOU_VILLAGE)
    built = world.build()
    people = [make.user(f"{name}某", random.choice(UNITS)).id for name in "甲乙丙丁戊己庚"]
    with db.writing() as session:
        session.get_one(Exam, built.exam.id).counted = rule
    lessons = [lesson.id for lesson in built.lessons]
    return History(random, built.training_class.id, built.exam.id, lessons, [*people, built.learner.id], held)


@pytest.mark.parametrize(("seed", "rule"), [(1, "best"), (2, "last"), (3, "first"), (4, "best"), (5, "last")])
def test_every_roll_up_of_every_day_is_what_a_recount_finds(
    app: Flask, held_clock: clock.freeze, seed: int, rule: str
) -> None:
    history = _history(seed, CountedTry(rule), held_clock)
    for number in range(120):
        history.step()
        if number % 30 == 29:
            _compare(history)
    assert tally_bulk.differing() == []
    history.fold()
    assert db.session.scalar(select(TallyChange.id)) is None
    _compare(history)


def _compare(history: History) -> None:
    db.session.rollback()
    made = class_by_slug("class")
    assert made is not None
    history.held.move_to(DAY + timedelta(days=3))
    exam = db.session.get_one(Exam, made.exam_id)
    places = _places(made.id, exam)
    for at in (-1, 0, 5, 11, 17, DAYS, DAYS + 3):
        day = FIRST + timedelta(days=at)
        for unit_code in ABOVE:
            table = queries.completion(made, unit_code, day)
            told = (history.acts, unit_code, day)
            assert table.total.counts == _recount(exam, places, unit_code, day), told
            assert sum((row.counts for row in table.rows), Counts()) == table.total.counts, told
            by_day = [counts for until, counts in tallies.day_by_day(made.id, unit_code, day) if until <= day]
            assert (by_day[-1] if by_day else Counts()) == table.total.counts, told
            for row in table.rows:
                if not row.own:
                    assert row.counts == _recount(exam, places, row.code, day), told


def test_several_days_at_once_are_what_each_is_alone(app: Flask, held_clock: clock.freeze) -> None:
    history = _history(6, CountedTry.BEST, held_clock)
    for _ in range(80):
        history.step()
    days = [FIRST + timedelta(days=at) for at in (3, 9, 20)]
    together = tallies.figures(history.class_id, make.COUNTY, days)
    assert together == [tallies.figures(history.class_id, make.COUNTY, [day])[0] for day in days]
    assert len({figures.whole for figures in together}) > 1


def test_telling_anew_finds_nothing_to_change_and_mends_what_was_spoilt(app: Flask, held_clock: clock.freeze) -> None:
    history = _history(7, CountedTry.LAST, held_clock)
    for _ in range(80):
        history.step()
    ids = list(db.session.scalars(select(Enrolment.id)))
    with db.writing():
        assert tally_bulk.tell_again(ids) == 0
    history.fold()
    before = tally_bulk.held(history.class_id)
    with db.writing() as session:
        session.execute(delete(ClassTally).where(ClassTally.unit_code == make.TOWNSHIP))
    assert tally_bulk.differing() == ["class"]
    tally_bulk.rebuild(history.class_id)
    assert tally_bulk.differing() == []
    assert tally_bulk.held(history.class_id) == before


def test_who_was_there_before_there_were_tallies_is_counted_by_tick(app: Flask, held_clock: clock.freeze) -> None:
    history = _history(8, CountedTry.BEST, held_clock)
    for _ in range(60):
        history.step()
    before = tally_bulk.held(history.class_id)
    with db.writing() as session:
        for table in (ClassTally, TallyChange, PlaceStanding):
            session.execute(delete(table))
    while tally_bulk.tell_missing():
        pass
    assert tally_bulk.held(history.class_id) == before


def test_places_that_are_deleted_leave_nothing_behind(app: Flask) -> None:
    county.build()
    made = class_by_slug("class")
    assert made is not None
    ids = list(db.session.scalars(select(Enrolment.id).where(Enrolment.class_id == made.id)))
    with db.writing():
        tally_bulk.forget(ids)
    assert tally_bulk.held(made.id) == {}
    assert db.session.scalar(select(PlaceStanding.enrolment_id).where(PlaceStanding.class_id == made.id)) is None
