import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.people.models import Unit, User
from tests import make
from tests.make import COUNTY, TOWNSHIP, VILLAGE

OTHER_VILLAGE = "141130104200"
FOREIGN = "141129"
CHANGE = {"on": "2026-11-20", "reason": "县政府批复〔2026〕3号"}


@pytest.fixture
def admin(client: FlaskClient) -> User:
    for code in (VILLAGE, OTHER_VILLAGE, "141129100"):
        make.unit(code)
    person = make.staff(Role.ADMIN, COUNTY, "郝志远")
    make.sign_in(client, person)
    return person


def _unit(code: str) -> Unit:
    return db.session.get_one(Unit, code)


def _acts() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


@pytest.mark.usefixtures("admin")
def test_the_first_page_is_the_admins_own_unit_with_what_lies_below(client: FlaskClient) -> None:
    make.user(unit_code=VILLAGE)
    page = client.get("/admin/units").text
    assert "交口县" in page
    assert "双池镇" in page
    assert "石口镇" in page
    assert f"/admin/units/{TOWNSHIP}" in page
    assert 'href="/admin/units/1411"' not in page  # above the own unit: named, not linked
    village = client.get(f"/admin/units/{VILLAGE}").text
    assert "双池镇" in village
    assert f'href="/admin/units/{TOWNSHIP}"' in village


def test_an_admin_of_two_units_chooses_between_them(client: FlaskClient) -> None:
    person = make.staff(Role.ADMIN, TOWNSHIP)
    make.unit(OTHER_VILLAGE)
    with db.writing() as session:
        session.add(
            make.Appointment(user_id=person.id, role=Role.ADMIN, unit_code="141130104", starts_on=make.date(2026, 1, 1))
        )
    make.sign_in(client, person)
    page = client.get("/admin/units").text
    assert "双池镇" in page
    assert "石口镇" in page


@pytest.mark.usefixtures("admin")
def test_search_finds_names_and_codes_of_the_own_area_only(client: FlaskClient) -> None:
    assert OTHER_VILLAGE in client.get("/admin/units?q=石口村").text
    assert "西庄村委会" in client.get(f"/admin/units?q={VILLAGE[:10]}").text
    page = client.get("/admin/units?q=宁乡").text
    assert "141129100" not in page
    assert 'class="empty"' in page


@pytest.mark.usefixtures("admin")
def test_adding_a_unit_gives_it_a_code_of_its_own(client: FlaskClient) -> None:
    done = client.post(f"/admin/units/{COUNTY}/add", data={"name": "县教育局", **CHANGE})
    assert (done.status_code, done.location) == (303, "/admin/units/141130D01")
    assert _unit("141130D01").name == "县教育局"
    assert "县教育局" in client.get(done.location).text
    assert _acts() == ["add_unit"]


@pytest.mark.usefixtures("admin")
def test_renaming_closing_and_opening_again_leave_dated_changes(client: FlaskClient) -> None:
    address = f"/admin/units/{VILLAGE}"
    assert 'value="西庄村委会"' in client.get(f"{address}/rename").text
    assert client.post(f"{address}/rename", data={"name": "西庄新村委会", **CHANGE}).status_code == 303
    assert client.post(f"{address}/close", data=CHANGE).status_code == 303
    assert _unit(VILLAGE).closed_on is not None
    assert "西庄新村委会" in client.get(f"/admin/units/{COUNTY}").text  # the messages that it was done
    assert "西庄新村委会" not in client.get(f"/admin/units/{TOWNSHIP}").text
    assert "西庄新村委会" in client.get(f"/admin/units/{TOWNSHIP}?closed=1").text
    assert CHANGE["reason"] in client.get(address).text
    assert client.post(f"{address}/reopen", data=CHANGE).status_code == 303
    assert _unit(VILLAGE).closed_on is None
    assert _acts() == ["rename_unit", "close_unit", "reopen_unit"]


@pytest.mark.usefixtures("admin")
def test_merging_goes_from_search_over_what_it_does_to_the_moved_people(client: FlaskClient) -> None:
    person = make.user(unit_code=VILLAGE)
    address = f"/admin/units/{VILLAGE}/merge"
    choices = client.get(f"{address}?q=石口").text
    assert f"{address}?into={OTHER_VILLAGE}" in choices
    assert f"{address}?into={VILLAGE}" not in client.get(f"{address}?q=西庄").text
    assert "石口村委会" in client.get(f"{address}?into={OTHER_VILLAGE}").text
    assert client.post(address, data={"into": OTHER_VILLAGE, **CHANGE}).status_code == 303
    assert db.session.get_one(User, person.id).unit_code == OTHER_VILLAGE
    assert f"/admin/units/{OTHER_VILLAGE}" in client.get(f"/admin/units/{VILLAGE}").text


@pytest.mark.usefixtures("admin")
def test_a_unit_with_people_is_not_closed_and_the_page_says_so(client: FlaskClient) -> None:
    make.user(unit_code=VILLAGE)
    page = client.get(f"/admin/units/{VILLAGE}/close").text
    assert f"/admin/units/{VILLAGE}/merge" in page
    assert 'name="reason"' not in page
    refused = client.post(f"/admin/units/{VILLAGE}/close", data=CHANGE)
    assert refused.status_code == 409
    assert "西庄村委会" in refused.text
    assert _unit(VILLAGE).closed_on is None


@pytest.mark.usefixtures("admin")
@pytest.mark.parametrize(
    "bad",
    [
        {"name": ""},
        {"name": "长" * 61},
        {"reason": "  "},
        {"reason": "长" * 201},
        {"on": ""},
        {"on": "2026-11-24"},  # tomorrow
        {"on": "0026-01-01"},
        {"on": "nonsense"},
    ],
)
def test_bad_input_is_shown_beside_its_field_and_changes_nothing(client: FlaskClient, bad: dict[str, str]) -> None:
    refused = client.post(f"/admin/units/{TOWNSHIP}/rename", data={"name": "新名", **CHANGE, **bad})
    assert refused.status_code == 422
    assert "field__error" in refused.text
    assert _unit(TOWNSHIP).name == "双池镇"


@pytest.mark.usefixtures("admin")
def test_units_of_others_do_not_exist(client: FlaskClient) -> None:
    for code in (FOREIGN, "1411", "14", "999999", "141130x"):
        assert client.get(f"/admin/units/{code}").status_code == 404
        for act in ("add", "rename", "close", "merge", "reopen"):
            assert client.get(f"/admin/units/{code}/{act}").status_code == 404
            assert client.post(f"/admin/units/{code}/{act}", data={"name": "新名", **CHANGE}).status_code == 404
    into = {"into": "141129100", **CHANGE}
    assert client.post(f"/admin/units/{TOWNSHIP}/merge", data=into).status_code == 404
    assert _unit(TOWNSHIP).closed_on is None


@pytest.mark.parametrize("page", ["/admin/units", f"/admin/units/{COUNTY}", f"/admin/units/{COUNTY}/add"])
def test_only_admins_come_in(client: FlaskClient, page: str) -> None:
    assert client.get(page).location.startswith("/sign-in")
    for role in (Role.OFFICIAL, Role.TRAINER):
        make.sign_in(client, make.staff(role, COUNTY))
        assert client.get(page).status_code == 404
    make.sign_in(client, make.user())
    assert client.get(page).status_code == 404
