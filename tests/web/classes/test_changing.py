"""Changing a running class: who would gain or lose completion stands on the screen before anything is done."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from elearn import db
from elearn.training import class_plans
from elearn.training.models import Enrolment, TrainingClass
from elearn.web.classes.class_form import data_of
from tests import county, make


@pytest.fixture
def built(app: Flask, client: FlaskClient) -> county.County:
    made = county.build()
    make.sign_in(client, made.official)
    return made


def _form(**other: Any) -> dict[str, Any]:
    """What the browser would send of the form as it stands, with some fields changed."""
    held = db.session.scalars(select(TrainingClass).where(TrainingClass.slug == "class")).one()
    plan = class_plans.plan_of(held)
    data = data_of(plan) | {"version": class_plans.version(plan), "do": "save"}
    sent = {name: value for name, value in data.items() if name not in ("courses", "exams")}
    sent |= {f"courses-{at}": key for at, key in enumerate(data["courses"])}
    sent |= {name: "y" if value is True else str(value) for name, value in sent.items() if name != "units"}
    sent = {name: value for name, value in sent.items() if value != "False"} | {"units": data["units"]}
    return {name: value for name, value in (sent | other).items() if value is not None}


def _hidden(page: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w[\w-]*)" value="([^"]*)">', page):
        found.setdefault(name, []).append(value)
    return {name: values for name, values in found.items() if name != "csrf_token"}


def _completed() -> int:
    db.session.rollback()
    done = (Enrolment.completed_at.is_not(None), Enrolment.class_id == TrainingClass.id, TrainingClass.slug == "class")
    return db.session.scalar(select(func.count(Enrolment.id)).where(*done)) or 0


def test_gains_and_losses_are_shown_before_and_done_after(built: county.County, client: FlaskClient) -> None:
    asked = client.post("/classes/class/edit", data=_form(asks_attendance="y"))
    assert asked.status_code == 200
    for words in ("将不再算", "双*完", "石*完", "双池镇"):
        assert words in asked.text
    assert "双甲完" not in asked.text
    assert _completed() == 3
    sent = _hidden(asked.text)
    answer = client.post("/classes/class/edit", data=sent | {"do": "apply"})
    assert answer.status_code == 303
    assert _completed() == 0


def test_a_confirmation_of_an_older_state_is_asked_again(built: county.County, client: FlaskClient) -> None:
    sent = _hidden(client.post("/classes/class/edit", data=_form(asks_exam=None)).text)
    with db.writing() as session:
        place = session.scalars(select(Enrolment).where(Enrolment.user_id == built.people["双甲完"].id)).one()
        place.completed_at = None
    again = client.post("/classes/class/edit", data=sent | {"do": "apply"})
    assert again.status_code == 200
    assert "情况又有变化" in again.text
    assert _completed() == 2


def test_a_form_from_before_another_change_is_refused(built: county.County, client: FlaskClient) -> None:
    old = _form(title="第二个人改的")
    assert client.post("/classes/class/edit", data=_form(title="第一个人改的")).status_code == 303
    answer = client.post("/classes/class/edit", data=old)
    assert answer.status_code == 422
    assert "刚才有别人改了" in answer.text


def test_a_new_title_needs_no_confirmation_and_courses_are_fixed(built: county.County, client: FlaskClient) -> None:
    assert client.post("/classes/class/edit", data=_form(title="新名字")).status_code == 303
    answer = client.post("/classes/class/edit", data=_form(**{"courses-0": "", "asks_lessons": None}))
    assert answer.status_code == 422
    assert "课程不能再换" in answer.text
    assert 'name="courses-0" value=' in client.get("/classes/class/edit").text


def test_back_shows_what_was_typed(built: county.County, client: FlaskClient) -> None:
    sent = _hidden(client.post("/classes/class/edit", data=_form(lessons_share="50", asks_exam=None)).text)
    page = client.post("/classes/class/edit", data=sent | {"do": "back"})
    assert page.status_code == 200
    assert re.search(r'name="lessons_share"[^>]*value="50"', page.text)
