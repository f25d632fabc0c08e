"""Bulletins: frozen as the screen shows it, numbered without gaps, never changed, made once, corrected by others."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from elearn import clock, db
from elearn.errors import RuleBroken
from elearn.exams.models import Attempt
from elearn.jobs import tick
from elearn.people import unit_actions
from elearn.people.access import Role
from elearn.people.models import Unit, User
from elearn.reports import bulletin_actions, bulletin_content, bulletin_making, bulletin_queries, queries
from elearn.reports import bulletin_differences as differences
from elearn.reports.bulletin_models import Bulletin, BulletinPart, Unchangeable
from elearn.reports.bulletin_rules import BulletinState, Origin
from elearn.training import tally_bulk, transfer_actions
from elearn.training.models import Enrolment
from tests import bulletins, county, make


@pytest.fixture
def here(app: Flask) -> county.County:
    return county.build()


@pytest.fixture
def second(here: county.County) -> User:
    return make.staff(Role.OFFICIAL, make.COUNTY, "成建明")


@pytest.mark.parametrize("day", [None, date(2026, 11, 19)])
def test_every_frozen_table_is_that_of_the_screen(here: county.County, day: date | None) -> None:
    made = bulletins.draft(here.training_class, here.official, day=day)
    tables = bulletin_queries.tables(made, [make.COUNTY])
    assert [table.code for table in tables] == [make.COUNTY, make.TOWNSHIP, county.SHIKOU]
    for table in tables:
        screen = queries.completion(made.training_class, table.code, day)
        assert list(table.rows) == list(screen.rows)
        assert table.total.counts == screen.total.counts
    assert made.total == tables[0].total.as_json()
    assert made.people == 7


def test_people_keep_what_they_had_finished_and_who_left_is_deducted(here: county.County) -> None:
    made = bulletins.draft(here.training_class, here.official)
    people = {person.name: person for person in bulletin_queries.people(made, [make.COUNTY])}
    assert (people["双甲完"].lessons, people["双甲完"].score, people["双甲完"].merit) == (2, Decimal(95), True)
    assert (people["双丁退"].deducted, people["双丁退"].left_on) == (True, "2026-11-20")
    assert not people["石甲未"].started
    assert {person.name for person in bulletin_queries.people(made, [county.SHIKOU])} == {"石甲未", "石乙完"}
    assert [row.name for row in bulletin_content.idle(bulletin_queries.tables(made, [make.COUNTY]))] == ["石口村"]


def test_nothing_afterwards_changes_a_sealed_bulletin(here: county.County, second: User) -> None:
    made = bulletins.sealed(bulletins.draft(here.training_class, here.official), here.official, second)
    before, row = bulletin_queries.files(made), _row(made)
    with db.writing() as session:
        person = session.get_one(User, here.people["双丙学"].id)
        person.name = "改了名"
        transfer_actions.transfer(person, county.SHIKOU, clock.today(), "调动", here.official.id)
        place = session.scalars(select(Enrolment).where(Enrolment.user_id == here.people["双甲完"].id)).one()
        session.scalars(select(Attempt).where(Attempt.user_id == place.user_id)).one().score = Decimal(10)
        place.completed_at, place.best_score, place.passed = None, Decimal(10), False
        session.flush()
        tally_bulk.tell_again([place.id])
        old, new = session.get_one(Unit, county.SHIKOU_VILLAGE), session.get_one(Unit, make.VILLAGE)
        unit_actions.merge_units(old, new, clock.today(), "合并", here.official.id)
    made = bulletins.get(made.id)
    assert bulletin_queries.files(made) == before
    assert _row(made) == row
    fresh = bulletins.draft(here.training_class, here.official, corrects=made)
    assert fresh.digest != made.digest


def _row(made: Bulletin) -> dict[str, object]:
    return {column.name: getattr(made, column.name) for column in Bulletin.__table__.columns}


def test_a_correction_names_the_old_one_and_shows_what_differs(here: county.County, second: User) -> None:
    old = bulletins.sealed(bulletins.draft(here.training_class, here.official), here.official, second)
    with db.writing() as session:
        person = session.get_one(User, here.people["双丙学"].id)
        transfer_actions.transfer(person, county.SHIKOU, clock.today(), "调动", here.official.id)
    new = bulletins.draft(here.training_class, here.official, corrects=old)
    assert bulletins.draft(here.training_class, here.official, corrects=old).id == new.id
    new = bulletins.sealed(new, here.official, second)
    old = bulletins.get(old.id)
    assert (new.number, new.revision, new.corrects_id) == (1, 1, old.id)
    cells, lines = differences.tables(*(bulletin_queries.tables(each, [make.COUNTY]) for each in (old, new)))
    found = {(each.table, each.row.code, each.column.key): (each.old, each.new) for each in cells}
    assert found[make.COUNTY, county.SHIKOU, "required"] == (2, 3)
    assert found[make.COUNTY, make.TOWNSHIP, "required"] == (3, 2)
    assert (make.COUNTY, make.COUNTY, "required") not in found
    assert [(each.table, each.row.own, each.came) for each in lines] == [(make.TOWNSHIP, True, False)]
    people = differences.people(*bulletin_queries.changed_people(old, new, [make.COUNTY]))
    assert [each.person.name for each in people] == ["双丙学"]


def test_numbers_have_no_gaps_and_follow_the_days(here: county.County, second: User) -> None:
    days = [date(2026, 11, day) for day in (10, 12, 14)]
    first, lost, later = (bulletins.draft(here.training_class, here.official, day=day) for day in days)
    bulletins.waiting(first, here.official)
    with db.writing():
        bulletin_actions.send_back(bulletins.get_here(first.id), "看看", second.id)
    with db.writing():
        bulletin_actions.withdraw(bulletins.get_here(lost.id), "不发了", here.official.id)
    assert bulletins.sealed(bulletins.get(later.id), here.official, second).number == 1
    with pytest.raises(RuleBroken, match="2026-11-14"):
        bulletins.sealed(bulletins.get(first.id), here.official, second)
    last = bulletins.draft(here.training_class, here.official)
    assert bulletins.sealed(last, here.official, second).number == 2
    of_township = bulletins.draft(here.training_class, here.official, make.TOWNSHIP)
    assert bulletins.sealed(of_township, here.official, second).number == 1
    assert [each.reason for each in bulletin_queries.events(bulletins.get(lost.id))] == ["", "不发了"]


def test_a_second_official_signs_unless_the_county_said_otherwise(here: county.County, second: User) -> None:
    made = bulletins.draft(here.training_class, here.official, make.TOWNSHIP)
    with pytest.raises(RuleBroken) as refused:
        bulletins.sealed(made, second, here.official)
    assert refused.value.code == "second-official"
    with pytest.raises(RuleBroken), db.writing():
        bulletin_actions.seal(bulletins.get_here(made.id), second.id)
    with db.writing():
        bulletin_actions.set_two_officials(make.COUNTY, two=False, by_id=second.id)
    with db.writing():
        bulletin_actions.seal(bulletins.get_here(made.id), second.id)
    assert bulletins.get(made.id).state is BulletinState.SEALED


def _change_words(made: Bulletin) -> None:
    made.remark = "改"


def _change_figures(made: Bulletin) -> None:
    made.total = {}


def _delete(made: Bulletin) -> None:
    db.session.delete(made)


def _change_part(made: Bulletin) -> None:
    db.session.scalars(select(BulletinPart).where(BulletinPart.bulletin_id == made.id)).first().body = b""  # type: ignore[union-attr]


def test_neither_program_nor_database_change_what_is_sealed(here: county.County, second: User) -> None:
    open_one = bulletins.draft(here.training_class, here.official, day=date(2026, 11, 10))
    made = bulletins.sealed(bulletins.draft(here.training_class, here.official), here.official, second)
    acts: list[tuple[Callable[[Bulletin], None], int]] = [(_change_words, made.id), (_delete, made.id)]
    acts += [(_change_part, made.id), (_change_figures, open_one.id)]
    for act, key in acts:
        with pytest.raises(Unchangeable), db.writing():
            act(bulletins.get_here(key))
    for statement in (
        "UPDATE bulletin SET remark = 'x' WHERE id = :id",
        "DELETE FROM bulletin WHERE id = :id",
        "DELETE FROM bulletin_part WHERE bulletin_id = :id",
        "UPDATE bulletin_part SET last_code = '99' WHERE bulletin_id = :id",
        "UPDATE bulletin_event SET reason = 'x' WHERE bulletin_id = :id",
        "UPDATE bulletin SET digest = 'x' WHERE id <> :id",
    ):
        with pytest.raises(DBAPIError), db.writing() as session:
            session.execute(text(statement), {"id": made.id})
    assert bulletin_queries.files(bulletins.get(made.id))


def test_who_is_stopped_half_way_is_finished_by_tick(here: county.County, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(bulletin_making, "gather", stopped)
        with pytest.raises(KeyboardInterrupt):
            bulletins.draft(here.training_class, here.official)
    db.session.rollback()
    made = db.session.scalars(select(Bulletin)).one()
    assert made.state is BulletinState.MAKING
    assert bulletin_making.make_due() == 0, "somebody may still be at it"
    with clock.freeze(clock.now() + bulletin_making.LEASE + timedelta(seconds=1)):
        assert tick.run()["bulletins_made"] == 1
    assert bulletins.get(made.id).state is BulletinState.DRAFT


def test_a_large_roster_is_left_to_tick_in_parts(here: county.County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulletin_making, "LINES", 3)
    unit = db.session.get_one(Unit, make.COUNTY)
    training_class = db.session.merge(here.training_class)
    made, _ = bulletin_making.make(training_class, unit, clock.today(), None, Origin.HAND, at_most=6)
    assert bulletins.get(made).state is BulletinState.MAKING
    assert bulletin_making.make_due() == 1
    found = bulletins.get(made)
    assert len(bulletin_queries.people(found, [county.SHIKOU])) == 2
    assert bulletin_queries.table(found, county.SHIKOU).total.counts.required == 2  # type: ignore[union-attr]
    assert bulletin_queries.files(found)


def test_the_weekly_draft_is_made_once(here: county.County) -> None:
    monday = 0
    with db.writing():
        training_class = db.session.merge(here.training_class)
        bulletin_actions.set_plan(training_class, make.COUNTY, monday, here.official.id)
    assert bulletin_making.make_due() == 1, "today is a Monday"
    assert bulletin_making.make_due() == 0
    made = db.session.scalars(select(Bulletin)).one()
    assert (made.day, made.origin) == (date(2026, 11, 22), Origin.WEEKLY)
    with db.writing():
        bulletin_actions.withdraw(bulletins.get_here(made.id), "不要", here.official.id)
    assert bulletin_making.make_due() == 0, "what an official withdrew does not come back"
    with clock.freeze(clock.now() + timedelta(days=16)):
        assert bulletin_making.make_due() == 1, "of the weeks without a server only the last is made"
    assert db.session.scalars(select(Bulletin.day).order_by(Bulletin.id.desc())).first() == date(2026, 12, 6)


def test_roll_ups_that_differ_from_the_roster_are_no_figures_for_signing(here: county.County) -> None:
    with db.writing() as session:
        session.execute(text("UPDATE place_standing SET completed = :yes"), {"yes": True})
    with pytest.raises(RuleBroken, match="recount"):
        bulletins.draft(here.training_class, here.official)
