"""Entering a roster and leaving it."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.training.models import Enrolment
from tests import county, make


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    built = county.build()
    make.sign_in(client, built.official)
    return built


def _place(user_id: int) -> Enrolment | None:
    return db.session.scalar(select(Enrolment).where(Enrolment.user_id == user_id))


def test_who_leaves_is_deducted_with_date_and_reason(client: FlaskClient, here: county.County) -> None:
    person = here.people["双丙学"]
    page = f"/official/people/{person.id}/classes/class/withdraw"
    assert client.get(page).status_code == 200
    answer = client.post(page, data={"left_on": "2026-11-22", "reason": " 长期病假 "}, follow_redirects=True)
    assert "长期病假" in answer.text
    place = _place(person.id)
    assert place is not None
    assert (place.left_on, place.left_reason) == (date(2026, 11, 22), "长期病假")
    acts = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "withdraw", AuditEntry.actor_id.is_not(None)))
    assert [entry.actor_id for entry in acts] == [here.official.id]
    assert client.get(page).status_code == 404  # nobody leaves twice


@pytest.mark.parametrize(
    "sent",
    [
        {"left_on": "2026-11-22", "reason": "  "},
        {"left_on": "2026-10-31", "reason": "退休"},
        {"left_on": "2026-12-16", "reason": "退休"},
        {"left_on": "someday", "reason": "退休"},
        {},
    ],
)
def test_without_a_reason_or_a_possible_day_nobody_leaves(
    client: FlaskClient, here: county.County, sent: dict[str, str]
) -> None:
    person = here.people["双丙学"]
    assert client.post(f"/official/people/{person.id}/classes/class/withdraw", data=sent).status_code == 422
    place = _place(person.id)
    assert place is not None
    assert place.left_on is None


def test_a_newcomer_is_entered_from_today_on(client: FlaskClient, here: county.County) -> None:
    newcomer = make.user("新来人", make.VILLAGE)
    assert "小培训班" in client.get(f"/official/people/{newcomer.id}").text
    assert client.post(f"/official/people/{newcomer.id}/classes/class").status_code == 303
    place = _place(newcomer.id)
    assert place is not None
    assert (place.entered_on, place.entered_by_id, place.unit_code) == (
        date(2026, 11, 23),
        here.official.id,
        make.VILLAGE,
    )


def test_nobody_is_entered_into_another_county_s_class(client: FlaskClient, here: county.County) -> None:
    newcomer = make.user("新来人", make.VILLAGE)
    assert client.post(f"/official/people/{newcomer.id}/classes/other").status_code == 404
