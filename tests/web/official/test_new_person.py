"""Officials enter single people by hand."""

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.people.models import User
from tests import county, make

PATH = f"/official/people/new/{make.VILLAGE}"
DATA = {"name": "康 桂香", "mobile": "139 0000 8888", "post": "儿童主任"}


@pytest.fixture
def official(client: FlaskClient) -> User:
    make.unit(make.VILLAGE)
    person = make.staff(Role.OFFICIAL)
    make.sign_in(client, person)
    return person


def test_an_official_adds_a_person_who_then_has_an_account_without_password(
    client: FlaskClient, official: User
) -> None:
    assert "西庄村" in client.get(PATH).text
    page = client.post(PATH, data=DATA)
    added = db.session.query(User).filter_by(mobile="13900008888").one()
    assert page.location == f"/official/people/{added.id}"
    assert (added.name, added.post, added.unit_code) == ("康桂香", "儿童主任", make.VILLAGE)
    assert added.password_hash is None
    entry = db.session.query(AuditEntry).filter_by(act="add_person").one()
    assert (entry.actor_id, entry.target) == (official.id, f"user:{added.id}")


def test_the_list_of_a_unit_leads_to_the_form(client: FlaskClient, official: User) -> None:
    assert f'href="{PATH}"' in client.get(f"/official/people?unit={make.VILLAGE}").text


@pytest.mark.parametrize(
    ("field", "value"), [("name", ""), ("name", "康1"), ("mobile", "123"), ("mobile", ""), ("post", "长" * 41)]
)
def test_bad_input_is_refused_at_its_field_and_kept(
    client: FlaskClient, official: User, field: str, value: str
) -> None:
    page = client.post(PATH, data=DATA | {field: value})
    assert page.status_code == 422
    assert 'aria-invalid="true"' in page.text
    assert db.session.query(User).count() == 1


def test_a_number_that_is_taken_is_said_at_the_field(client: FlaskClient, official: User) -> None:
    make.user("别人", mobile="13900008888")
    page = client.post(PATH, data=DATA)
    assert page.status_code == 422
    assert "已有账号" in page.text or "已经有账号" in page.text
    assert db.session.query(AuditEntry).filter_by(act="add_person").count() == 0


def test_visitors_learners_and_officials_of_other_counties_get_nowhere(client: FlaskClient) -> None:
    make.unit(make.VILLAGE)
    assert client.get(PATH).location.startswith("/sign-in")
    make.sign_in(client, make.user())
    assert client.post(PATH, data=DATA).status_code == 404
    make.sign_in(client, make.staff(Role.OFFICIAL, county.OTHER))
    assert client.get(PATH).status_code == 404
    assert client.post(PATH, data=DATA).status_code == 404
