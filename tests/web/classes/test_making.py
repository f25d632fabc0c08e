"""Making a class in the browser, and everything that follows until a learner has completed it."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from elearn import db
from elearn.people.access import Role
from elearn.people.models import User
from elearn.training.completion import ClassState
from elearn.training.models import Enrolment, TrainingClass
from tests import make, world

SENT = {
    "title": "社工站人员培训班",
    "organiser": "县民政局",
    "unit": make.COUNTY,
    "units": [make.TOWNSHIP],
    "audience": "staff",
    "starts_on": "2026-11-01",
    "ends_on": "2026-12-31",
    "exam": "",
    "online_hours": "",
    "face_hours": "",
    "asks_lessons": "y",
    "lessons_share": "50",
}


@pytest.fixture
def built(app: Flask) -> world.World:
    return world.build()


@pytest.fixture
def official(built: world.World, client: FlaskClient) -> User:
    person = make.staff(Role.OFFICIAL)
    make.sign_in(client, person)
    return person


def _sent(built: world.World, **other: object) -> dict[str, object]:
    return SENT | {"courses-0": str(built.lessons[0].course_id)} | other


def _made() -> TrainingClass:
    return db.session.scalars(select(TrainingClass).order_by(TrainingClass.id.desc())).first()  # type: ignore[return-value]


def test_from_the_form_to_a_learner_who_has_completed_it(
    built: world.World, official: User, client: FlaskClient, app: Flask
) -> None:
    answer = client.post("/classes/new", data=_sent(built))
    assert answer.status_code == 303
    page = client.get(answer.location)
    assert "学完 50% 的课：2 课中的 1 课" in page.text
    slug = _made().slug
    assert "第一讲" in client.get(f"/classes/{slug}/preview").text
    learner = make.user("站里人", make.TOWNSHIP)
    assert client.post(f"/official/people/{learner.id}/classes/{slug}").status_code == 303
    own = app.test_client()
    make.sign_in(own, learner)
    assert "社工站人员培训班" not in own.get("/home").text
    assert client.post(f"/classes/{slug}/open").status_code == 303
    assert "还差：1课" in own.get("/home").text.replace(" ", "")
    own.post("/course/course/one/finish")
    assert "已完成" in own.get("/home").text
    figures = client.get(f"/official/completion/{slug}/{make.COUNTY}").text
    assert "100.00%" in figures
    assert client.post(f"/official/certificates/{slug}/{make.TOWNSHIP}/issue").status_code == 303
    assert "社工站人员培训班" in own.get(f"/class/{slug}/certificate").text


def test_what_nobody_could_meet_is_refused_beside_its_field(
    built: world.World, official: User, client: FlaskClient
) -> None:
    answer = client.post("/classes/new", data=SENT | {"asks_exam": "y", "title": "", "ends_on": "2026-10-01"})
    assert answer.status_code == 422
    assert "请填写培训班名称" in answer.text
    answer = client.post("/classes/new", data=SENT | {"asks_exam": "y", "ends_on": "2026-10-01"})
    assert answer.status_code == 422
    for words in ("请选课程", "请选考试", "最后一天早于"):
        assert words in answer.text
    answer = client.post("/classes/new", data=_sent(built, asks_lessons="", lessons_share="101"))
    assert "至少勾选一项" in answer.text or "1 到 100" in answer.text
    assert _made().slug == "class"


def test_units_that_are_not_ones_own_are_refused(built: world.World, official: User, client: FlaskClient) -> None:
    make.unit("141129100")
    answer = client.post("/classes/new", data=_sent(built, units=["141129100"]))
    assert answer.status_code == 422


def test_a_trainer_makes_classes_but_takes_no_roster_over(built: world.World, client: FlaskClient) -> None:
    make.sign_in(client, make.staff(Role.TRAINER))
    assert client.get("/classes").status_code == 200
    assert client.post("/classes/new", data=_sent(built)).status_code == 303
    client.post("/classes/class/clone")
    slug = _made().slug
    page = client.get(f"/classes/{slug}").text
    assert "/roster" not in page
    assert "/official/" not in page
    assert client.post(f"/classes/{slug}/roster").status_code == 404


def test_a_copy_takes_the_roster_over(built: world.World, official: User, client: FlaskClient) -> None:
    answer = client.post("/classes/class/clone")
    assert answer.status_code == 303
    assert client.get(answer.location).status_code == 200
    slug = _made().slug
    assert "有 1 人到结束时" in client.get(f"/classes/{slug}").text
    client.post(f"/classes/{slug}/roster")
    place = db.session.scalars(select(Enrolment).where(Enrolment.class_id == _made().id)).one()
    assert (place.user_id, place.entered_on.year) == (built.learner.id, 2027)
    assert client.post(f"/classes/{slug}/delete").status_code == 303
    assert _made().slug == "class"


def test_a_class_is_closed_and_opened_again(built: world.World, official: User, client: FlaskClient) -> None:
    client.post("/classes/class/close")
    assert _made().state is ClassState.CLOSED
    assert client.get("/classes/class/edit").status_code == 409
    assert "重新开班" in client.get("/classes/class").text
    client.post("/classes/class/open")
    db.session.rollback()
    assert _made().state is ClassState.OPEN


def test_a_township_reads_the_countys_class_and_makes_its_own(built: world.World, client: FlaskClient) -> None:
    make.sign_in(client, make.staff(Role.OFFICIAL, make.TOWNSHIP, "任霞"))
    page = client.get("/classes/class").text
    assert "不能修改" in page
    assert "花名册人数" not in page
    assert client.get("/classes/class/edit").status_code == 404
    assert client.post("/classes/class/close").status_code == 404
    assert client.post("/classes/new", data=_sent(built, unit=make.COUNTY)).status_code == 422
    assert client.post("/classes/new", data=_sent(built, unit=make.TOWNSHIP)).status_code == 303


def test_drafts_of_the_county_are_not_there_for_a_township(
    built: world.World, official: User, client: FlaskClient, app: Flask
) -> None:
    client.post("/classes/new", data=_sent(built))
    slug = _made().slug
    own = app.test_client()
    make.sign_in(own, make.staff(Role.OFFICIAL, make.TOWNSHIP, "任霞"))
    for address in (f"/classes/{slug}", f"/official/completion/{slug}/{make.TOWNSHIP}"):
        assert own.get(address).status_code == 404
    for address in ("/classes", "/official/completion", "/official/sessions"):
        assert "社工站人员培训班" not in own.get(address, follow_redirects=True).text
    learner = make.user("站里人", make.TOWNSHIP)
    assert "社工站人员培训班" not in own.get(f"/official/people/{learner.id}").text
