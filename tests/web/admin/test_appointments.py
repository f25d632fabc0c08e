from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.people.models import Appointment, User
from tests import make
from tests.make import COUNTY, TOWNSHIP, VILLAGE

NEW = "/admin/appointments/new"


@pytest.fixture
def admin(client: FlaskClient) -> User:
    make.unit(VILLAGE)
    person = make.staff(Role.ADMIN, COUNTY, "郝志远")
    make.sign_in(client, person)
    return person


def _of(person: User) -> list[Appointment]:
    return list(
        db.session.scalars(select(Appointment).where(Appointment.user_id == person.id).order_by(Appointment.id))
    )


def _form(person: User, **changed: str) -> dict[str, str]:
    whole = {
        "mobile": person.mobile,
        "role": "official",
        "unit_code": TOWNSHIP,
        "starts_on": "2026-11-23",
        "ends_on": "",
    }
    return whole | changed


@pytest.mark.usefixtures("admin")
def test_a_person_is_found_by_mobile_and_given_a_role(client: FlaskClient) -> None:
    person = make.user("任晓霞", TOWNSHIP, mobile="13900138000")
    assert "任晓霞" in client.get(f"{NEW}?mobile=139 0013 8000").text
    assert client.post(NEW, data=_form(person)).status_code == 303
    made = _of(person)[0]
    assert (made.role, made.unit_code, made.starts_on, made.ends_on) == (
        Role.OFFICIAL,
        TOWNSHIP,
        date(2026, 11, 23),
        None,
    )
    page = client.get("/admin/appointments").text
    assert "任晓霞" in page
    assert "139****8000" in page
    assert "13900138000" not in page
    assert [entry.act for entry in db.session.scalars(select(AuditEntry))] == ["appoint"]


@pytest.mark.usefixtures("admin")
def test_a_role_may_be_given_with_its_last_day(client: FlaskClient) -> None:
    person = make.user()
    assert client.post(NEW, data=_form(person, ends_on="2026-12-31")).status_code == 303
    assert _of(person)[0].ends_on == date(2026, 12, 31)
    assert client.post(NEW, data=_form(person)).status_code == 409  # held already


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    "bad",
    [
        {"role": "king"},
        {"role": ""},
        {"unit_code": "141129"},
        {"unit_code": "1411"},
        {"unit_code": "nonsense"},
        {"starts_on": ""},
        {"ends_on": "2026-11-22"},
    ],
)
def test_bad_input_is_refused_beside_its_field(client: FlaskClient, bad: dict[str, str]) -> None:
    make.unit("141129100")
    person = make.user()
    refused = client.post(NEW, data=_form(person, **bad))
    assert refused.status_code == 422
    assert "field__error" in refused.text
    assert _of(person) == []


@pytest.mark.usefixtures("admin")
def test_people_of_other_counties_are_not_found_and_not_appointed(client: FlaskClient) -> None:
    stranger = make.user("外县人", "141129100")
    page = client.get(f"{NEW}?mobile={stranger.mobile}")
    assert page.status_code == 200
    assert "外县人" not in page.text
    assert client.post(NEW, data=_form(stranger)).status_code == 404
    assert _of(stranger) == []


@pytest.mark.usefixtures("admin")
def test_ending_an_appointment_sets_its_last_day_and_lists_it_as_ended(client: FlaskClient) -> None:
    person = make.staff(Role.OFFICIAL, TOWNSHIP, "任晓霞")
    address = f"/admin/appointments/{_of(person)[0].id}/end"
    assert "任晓霞" in client.get(address).text
    assert client.post(address, data={"ends_on": "2026-11-22"}).status_code == 303
    assert _of(person)[0].ends_on == date(2026, 11, 22)
    assert "任晓霞" in client.get("/admin/appointments/new").text  # the message that it was done
    assert "任晓霞" not in client.get("/admin/appointments").text
    assert "任晓霞" in client.get("/admin/appointments?ended=1").text
    assert client.post(address, data={"ends_on": "2026-11-23"}).status_code == 409


@pytest.mark.usefixtures("admin")
def test_the_past_is_not_rewritten_and_a_missing_day_is_refused(client: FlaskClient) -> None:
    person = make.staff(Role.OFFICIAL, TOWNSHIP)
    address = f"/admin/appointments/{_of(person)[0].id}/end"
    assert client.post(address, data={"ends_on": "2026-10-01"}).status_code == 409
    assert client.post(address, data={"ends_on": ""}).status_code == 422
    assert _of(person)[0].ends_on is None


def test_nobody_ends_their_own_last_appointment_as_admin(client: FlaskClient, admin: User) -> None:
    own = _of(admin)[0]
    address = f"/admin/appointments/{own.id}/end"
    assert client.post(address, data={"ends_on": "2026-11-23"}).status_code == 409
    with db.writing() as session:
        session.add(Appointment(user_id=admin.id, role=Role.ADMIN, unit_code=TOWNSHIP, starts_on=date(2026, 1, 1)))
    assert client.post(address, data={"ends_on": "2026-11-23"}).status_code == 303


@pytest.mark.usefixtures("admin")
def test_the_list_is_filtered_by_name_number_and_role(client: FlaskClient) -> None:
    official = make.staff(Role.OFFICIAL, TOWNSHIP, "任晓霞")
    make.staff(Role.TRAINER, COUNTY, "武慧珍")
    assert "武慧珍" not in client.get("/admin/appointments?q=晓霞").text
    assert "任晓霞" in client.get(f"/admin/appointments?q={official.mobile}").text
    page = client.get("/admin/appointments?role=trainer").text
    assert "武慧珍" in page
    assert "任晓霞" not in page
    assert 'class="empty"' in client.get("/admin/appointments?q=没有此人").text


@pytest.mark.usefixtures("admin")
def test_appointments_of_others_do_not_exist(client: FlaskClient) -> None:
    stranger = make.staff(Role.OFFICIAL, "141129", "外县人")
    assert "外县人" not in client.get("/admin/appointments").text
    address = f"/admin/appointments/{_of(stranger)[0].id}/end"
    assert client.get(address).status_code == 404
    assert client.post(address, data={"ends_on": "2026-11-23"}).status_code == 404
    assert client.get("/admin/appointments/999999/end").status_code == 404


@pytest.mark.parametrize("page", ["/admin/appointments", NEW])
def test_only_admins_come_in(client: FlaskClient, page: str) -> None:
    assert client.get(page).location.startswith("/sign-in")
    make.sign_in(client, make.staff(Role.OFFICIAL, COUNTY))
    assert client.get(page).status_code == 404
