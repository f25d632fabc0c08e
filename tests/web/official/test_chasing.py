"""Chasing: who is listed, what the text says and hides, who was reminded when."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from elearn import clock, db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.people.models import User
from elearn.training import actions as training
from elearn.training.reminder_models import Reminded, Reminder
from tests import county, make
from tests.conftest import DAY

PAGE = f"/official/completion/class/{make.COUNTY}/remind"


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    built = county.build()
    make.sign_in(client, built.official)
    return built


def _text(page: str) -> str:
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)
    assert found
    return found[1]


def test_the_text_names_the_unfinished_masked_with_deadline_and_address_but_no_number_and_no_mark(
    client: FlaskClient, here: county.County
) -> None:
    page = client.get(PAGE).text
    text = _text(page)
    for expected in (
        "双*学（还没登录）",
        "石口镇石口村：石*未",
        "本级：县*级",
        "12月15日",
        "http://localhost/",
        "李梅",
    ):
        assert expected in text, expected
    for hidden in ("双*完", "双*退", "邻*", "40", "双丙学", *(person.mobile for person in here.people.values())):
        assert hidden not in text, hidden
    assert not re.search(r"\d{5}", text)
    assert not any(person.mobile in page for person in here.people.values())
    assert "双*学（" not in _text(client.get(f"{PAGE}?detail=0").text)


def test_what_each_lacks_follows_how_far_they_are(client: FlaskClient, here: county.County) -> None:
    with db.writing() as session:
        session.get_one(User, here.people["双丙学"].id).password_hash = "x"
        session.get_one(User, here.people["县本级"].id).password_hash = "x"
    assert "双*学（差 1 课、差考试）" in _text(client.get(PAGE).text)
    assert "县*级（差考试）" in _text(client.get(PAGE).text)


@pytest.mark.parametrize(("stage", "there"), [("not-signed-in", "石*未"), ("not-begun", "石*乙"), ("begun", "双*学")])
def test_filters_tell_the_three_stages_apart(client: FlaskClient, here: county.County, stage: str, there: str) -> None:
    with db.writing() as session:
        second = session.merge(make.user("石小乙", county.SHIKOU_VILLAGE))
        second.password_hash = "x"
        training.enrol(session.merge(here.training_class), [second], clock.today(), None)
    text = _text(client.get(f"{PAGE}?stage={stage}").text)
    assert there in text
    assert sum(name in text for name in ("石*未", "石*乙", "双*学")) == 1


def test_whole_names_are_shown_once_it_is_confirmed_and_that_is_recorded(
    client: FlaskClient, here: county.County
) -> None:
    answer = client.post(f"{PAGE}/names")
    assert "双丙学" in _text(answer.text)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not any(person.mobile in answer.text for person in here.people.values())
    assert client.get(f"{PAGE}/names").status_code == 405
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "show_names")).one()
    assert (entry.actor_id, entry.unit_code, entry.target) == (here.official.id, make.COUNTY, "class:class")


def test_who_was_reminded_is_noted_shown_and_left_out(client: FlaskClient, here: county.County) -> None:
    one, other = here.people["双丙学"], here.people["石甲未"]
    answer = client.post(PAGE, data={"person": [one.id, here.people["双甲完"].id, here.other_person.id]})
    assert answer.status_code == 303
    page = client.get(PAGE).text
    assert "李梅 11月23日提醒过" in page
    assert db.session.scalars(select(Reminded)).one()  # who has finished, and who is of another county, is not noted
    left_out = _text(client.get(f"{PAGE}?rest=1").text)
    assert "双*学" not in left_out
    assert "石*未" in left_out
    with clock.freeze(DAY + timedelta(days=1)):
        make.sign_in(client, here.official)
        assert "双*学" in _text(client.get(f"{PAGE}?rest=1").text)
        assert "双*学" not in _text(client.get(f"{PAGE}?rest=3").text)
    make.sign_in(client, other)
    assert "提醒您" not in client.get("/home").text
    make.sign_in(client, one)
    home = client.get("/home").text
    assert "您的单位提醒您：请在12月15日前学完" in home
    assert "李梅" not in home
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "remind")).one()
    assert entry.details["people"] == 1


def test_a_reminder_noted_by_mistake_is_taken_back_by_who_noted_it_on_that_day(
    client: FlaskClient, here: county.County
) -> None:
    client.post(PAGE, data={"person": [here.people["双丙学"].id]})
    noted = db.session.scalars(select(Reminder)).one().id
    with clock.freeze(DAY + timedelta(days=1)):
        make.sign_in(client, here.official)
        assert client.post(f"/official/reminders/{noted}/take-back").status_code == 409
    make.sign_in(client, here.official)
    assert client.post(f"/official/reminders/{noted}/take-back").status_code == 303
    page = client.get(PAGE).text
    assert "李梅 11月23日提醒过" not in page
    assert "双*学" in _text(client.get(f"{PAGE}?rest=7").text)


def test_nobody_ticked_and_filters_that_are_not_offered_are_refused(client: FlaskClient, here: county.County) -> None:
    answer = client.post(PAGE, data={"person": ["x", str(here.other_person.id)]})
    assert answer.status_code == 409
    assert "至少勾选一位" in answer.text
    for wrong in ("stage=none", "rest=2", "rest=x", "tone=loud"):
        assert client.get(f"{PAGE}?{wrong}").status_code == 404


def test_a_village_clerk_reminds_their_own_village_only(client: FlaskClient, here: county.County) -> None:
    make.sign_in(client, make.staff(Role.OFFICIAL, county.SHIKOU_VILLAGE, "村文书"))
    page = client.get(f"/official/completion/class/{county.SHIKOU_VILLAGE}/remind").text
    assert "石*未" in _text(page)
    assert "双" not in page
    answer = client.post(
        f"/official/completion/class/{county.SHIKOU_VILLAGE}/remind", data={"person": [here.people["双丙学"].id]}
    )
    assert answer.status_code == 409  # somebody of another village is nobody
    assert client.get(PAGE).status_code == 404
    assert client.post(f"{PAGE}/names").status_code == 404


def test_after_the_end_the_text_says_so(client: FlaskClient, here: county.County) -> None:
    with clock.freeze(DAY + timedelta(days=40)):
        make.sign_in(client, here.official)
        assert "已于2026年12月15日结束" in _text(client.get(PAGE).text)


def test_a_unit_without_unfinished_people_says_so(client: FlaskClient, here: county.County) -> None:
    page = client.get(f"/official/completion/class/{make.VILLAGE}/remind").text
    assert "<textarea" not in page
    assert "没有未完成" in page
