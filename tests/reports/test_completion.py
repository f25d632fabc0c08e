"""Counting completion over the roster, now and as of an earlier day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from elearn import clock, db
from elearn.people.models import Unit
from elearn.reports import queries, roster
from elearn.training import actions as training
from elearn.training.models import TrainingClass
from elearn.training.queries import class_by_slug
from tests import county, make, world
from tests.conftest import DAY


def _class(slug: str = "class") -> TrainingClass:
    found = class_by_slug(slug)
    assert found is not None
    return found


def _row(table: queries.CompletionTable, code: str) -> queries.Row:
    return next(row for row in table.rows if row.code == code)


@pytest.fixture
def built(app: Flask) -> county.County:
    return county.build()


def test_the_county_has_a_line_for_each_township_and_one_for_its_own_staff(built: county.County) -> None:
    table = queries.completion(_class(), make.COUNTY)
    assert [(row.code, row.rank, row.own) for row in table.rows] == [
        (make.TOWNSHIP, 1, False),
        (county.SHIKOU, 2, False),
        (make.COUNTY, None, True),
    ]
    shuangchi = _row(table, make.TOWNSHIP)
    assert (shuangchi.counts.required, shuangchi.counts.deducted, shuangchi.counts.started) == (3, 1, 3)
    assert (shuangchi.counts.completed, shuangchi.figures.completion_rate) == (2, Decimal("66.67"))
    assert (shuangchi.counts.examined, shuangchi.counts.passed, shuangchi.counts.merit) == (3, 2, 1)
    assert shuangchi.figures.mean == Decimal("65.2")  # (95 + 60.5 + 40) / 3 = 65.17


def test_the_total_adds_up_the_lines(built: county.County) -> None:
    table = queries.completion(_class(), make.COUNTY)
    for name in ("required", "deducted", "started", "completed", "examined", "passed", "merit", "score_sum"):
        assert getattr(table.total.counts, name) == sum(getattr(row.counts, name) for row in table.rows), name
    assert table.total.counts.required == len(county.PEOPLE)
    assert table.total.figures.completion_rate == Decimal("50.00")


def test_the_line_of_a_township_is_the_total_of_its_own_page(built: county.County) -> None:
    above = _row(queries.completion(_class(), make.COUNTY), make.TOWNSHIP)
    assert queries.completion(_class(), make.TOWNSHIP).total.counts == above.counts


def test_another_county_s_class_is_not_counted(built: county.County) -> None:
    assert queries.completion(_class(), county.OTHER).total.counts.required == 0
    assert queries.completion(_class("other"), make.COUNTY).total.counts.required == 0


def test_a_closed_unit_stays_as_long_as_somebody_counts_there(built: county.County) -> None:
    with db.writing() as session:
        session.get_one(Unit, county.SHIKOU).closed_on = date(2026, 11, 10)
    make.unit("141130105", closed_on=date(2026, 11, 10))
    table = queries.completion(_class(), make.COUNTY)
    assert _row(table, county.SHIKOU).closed
    assert "141130105" not in [row.code for row in table.rows]


def test_villages_where_nobody_began_are_listed_with_their_number(built: county.County) -> None:
    found = queries.idle_villages(_class(), make.COUNTY)
    assert [(unit.code, number) for unit, number in found] == [(county.SHIKOU_VILLAGE, 1)]


def test_the_table_takes_as_many_statements_for_a_county_as_for_a_village(built: county.County) -> None:
    counted = []
    training_class = _class()
    event.listen(db.engine(), "before_cursor_execute", lambda *_: counted.append(1))
    queries.completion(training_class, make.VILLAGE)
    village = len(counted)
    queries.completion(training_class, make.COUNTY)
    assert len(counted) - village == village == 2


def test_names_say_who_is_unfinished_not_begun_and_deducted(built: county.County) -> None:
    def names(show: roster.Show) -> set[str]:
        return {person.name for person in roster.people(_class(), make.COUNTY, show).rows}

    assert names(roster.Show.UNFINISHED) == {"双丙学", "石甲未", "县本级"}
    assert names(roster.Show.NOT_STARTED) == {"石甲未"}
    assert names(roster.Show.DEDUCTED) == {"双丁退"}
    assert names(roster.Show.ALL) == {name for name, *_ in county.PEOPLE}


def test_an_earlier_day_is_counted_as_it_stood_when_it_ended(client: FlaskClient, held_clock: clock.freeze) -> None:
    built = world.build()
    make.sign_in(client, built.learner)
    held_clock.move_to(DAY + timedelta(days=1))
    for lesson in built.lessons:
        with db.writing() as session:
            training.finish_lesson(built.learner.id, session.merge(lesson))
    world.sit(client, built.learner.id, right=1)
    held_clock.move_to(DAY + timedelta(days=3))
    world.sit(client, built.learner.id)

    def then(days: int) -> dict[str, object]:
        day = clock.local_date(DAY + timedelta(days=days))
        return queries.completion(_class(), make.COUNTY, day).total.as_json()

    assert [then(days)["started"] for days in (0, 1, 3)] == [0, 1, 1]
    assert [then(days)["examined"] for days in (0, 1, 3)] == [0, 1, 1]
    assert [then(days)["mean"] for days in (0, 1, 3)] == [None, "20.0", "100.0"]
    assert [then(days)["passed"] for days in (0, 2, 3)] == [0, 0, 1]
    assert [then(days)["completed"] for days in (0, 2, 3)] == [0, 0, 1]
    held_clock.move_to(DAY + timedelta(days=4))
    assert then(3) == then(4)


def test_the_roster_of_an_earlier_day_has_those_who_left_later(built: county.County) -> None:
    before = queries.completion(_class(), make.COUNTY, date(2026, 11, 19)).total.counts
    assert (before.required, before.deducted) == (len(county.PEOPLE) + 1, 0)
    assert queries.completion(_class(), make.COUNTY, date(2026, 10, 31)).total.counts.required == 0
