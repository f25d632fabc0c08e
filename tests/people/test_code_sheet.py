"""Codes for a whole sheet: who gets none, and that what is printed opens the account once."""

from datetime import timedelta

import pytest
from flask import Flask

from elearn import clock, db
from elearn.errors import RuleBroken
from elearn.people import actions, code_sheet
from elearn.people.access import Role
from elearn.people.models import User
from tests import make

KEY = "k" * 40


def _issue(*people: User) -> list[code_sheet.Slip]:
    with db.writing() as session:
        return code_sheet.issue_codes([session.get_one(User, person.id) for person in people], people[0].id, KEY)


def _use(person: User, code: str) -> None:
    with db.writing():
        actions.activate(mobile=person.mobile, name=person.name, code=code, key=KEY, password_hash="x")


def test_each_code_opens_its_own_account_once(app: Flask) -> None:
    one, other = make.user("王一"), make.user("王二")
    first, second = _issue(one, other)
    with pytest.raises(RuleBroken):
        _use(one, second.code)
    _use(one, first.code)
    with pytest.raises(RuleBroken):
        _use(one, first.code)


def test_a_code_runs_out(app: Flask, held_clock: clock.freeze) -> None:
    person = make.user()
    (slip,) = _issue(person)
    held_clock.move_to(slip.expires_at + timedelta(seconds=1))
    with pytest.raises(RuleBroken):
        _use(person, slip.code)


def test_nobody_with_a_password_or_a_role_is_on_a_sheet(app: Flask) -> None:
    for person in (make.user(password_hash="x"), make.staff(Role.TRAINER, make.VILLAGE)):
        with pytest.raises(RuleBroken):
            _issue(make.user(), person)
