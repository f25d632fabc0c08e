"""People of the own units: finding them, a one-use code, another number, the sheet of codes."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people import actions, passwords
from elearn.people.access import Role
from elearn.people.models import ActivationCode, SignIn, User
from tests import county, make

CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    built = county.build()
    make.sign_in(client, built.official)
    return built


def _acts(act: str) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.act == act)))


def test_the_list_is_masked_and_holds_the_own_units_only(client: FlaskClient, here: county.County) -> None:
    page = client.get("/official/people").text
    assert "双*学" in page
    assert "双丙学" not in page
    assert "邻*人" not in page


@pytest.mark.parametrize(("query", "found"), [("丙", 1), ("完", 3), ("%", 0), ("没有", 0)])
def test_search_by_part_of_the_name(client: FlaskClient, here: county.County, query: str, found: int) -> None:
    page = client.get("/official/people", query_string={"q": query}).text
    assert len(re.findall(r'<th scope="row">', page)) == found


def test_search_by_the_last_digits_of_the_number(client: FlaskClient, here: county.County) -> None:
    page = client.get("/official/people", query_string={"q": here.people["双丙学"].mobile[-4:]}).text
    assert "双*学" in page
    assert "石*未" not in page


def test_filter_by_unit_and_by_never_signed_in(client: FlaskClient, here: county.County) -> None:
    assert "石*未" not in client.get(f"/official/people?unit={make.TOWNSHIP}").text
    with db.writing() as session:
        session.get_one(User, here.people["双丙学"].id).password_hash = "x"
    page = client.get(f"/official/people?unit={make.TOWNSHIP}&signed_in=never").text
    assert "双*学" not in page
    assert "双*完" in page


def test_the_list_has_pages_of_fifty(client: FlaskClient, app: Flask) -> None:
    for number in range(51):
        make.user(f"村民{number}甲", make.VILLAGE)
    make.sign_in(client, make.staff(Role.OFFICIAL, make.COUNTY))
    first, second = (client.get(f"/official/people?page={page}").text for page in (1, 2))
    assert len(re.findall(r'<th scope="row">', first)) == 50
    assert len(re.findall(r'<th scope="row">', second)) == 2


def test_a_code_is_shown_once_stored_as_digest_and_audited(client: FlaskClient, here: county.County) -> None:
    person = here.people["双丙学"]
    answer = client.post(f"/official/people/{person.id}/code")
    assert answer.headers["Cache-Control"] == "no-store"
    found = CODE.search(answer.text)
    assert found is not None
    stored = db.session.scalars(select(ActivationCode).where(ActivationCode.user_id == person.id)).one()
    key = client.application.config["SECRET_KEY"]
    assert stored.digest == passwords.code_digest(key, person.id, passwords.entered_code(found[0]))
    assert not CODE.search(client.get(f"/official/people/{person.id}").text)
    assert [entry.actor_id for entry in _acts("issue_code")] == [here.official.id]


def test_a_code_for_somebody_with_a_password_ends_their_sign_ins(client: FlaskClient, here: county.County) -> None:
    person = here.people["双丙学"]
    with db.writing() as session:
        session.get_one(User, person.id).password_hash = "x"
    learner = client.application.test_client()
    make.sign_in(learner, person)
    assert learner.get("/exam/exam").status_code == 200
    client.post(f"/official/people/{person.id}/code")
    ended = db.session.scalars(select(SignIn.ended_at).where(SignIn.user_id == person.id)).one()
    assert ended is not None
    assert learner.get("/exam/exam").status_code == 302


def test_no_code_for_somebody_who_stands_above(client: FlaskClient, here: county.County) -> None:
    above = make.user("省里人", make.VILLAGE)
    with db.writing() as session:
        actions.appoint(session.merge(above), Role.ADMIN, "14", here.training_class.starts_on, None)
    assert client.post(f"/official/people/{above.id}/code").status_code == 409
    assert not db.session.scalars(select(ActivationCode)).all()


def test_a_new_number_is_saved_audited_and_ends_sign_ins(client: FlaskClient, here: county.County) -> None:
    person = here.people["双丙学"]
    make.sign_in(client.application.test_client(), person)
    answer = client.post(f"/official/people/{person.id}/mobile", data={"mobile": "136 0000 0001", "known": "y"})
    assert answer.status_code == 303
    assert db.session.get_one(User, person.id).mobile == "13600000001"
    assert all(each.ended_at for each in db.session.scalars(select(SignIn).where(SignIn.user_id == person.id)))
    (entry,) = _acts("change_mobile")
    assert entry.details["after"] == "136****0001"


@pytest.mark.parametrize("sent", [{"mobile": "123", "known": "y"}, {"mobile": "13600000001"}, {}])
def test_a_bad_or_unchecked_number_is_refused(client: FlaskClient, here: county.County, sent: dict[str, str]) -> None:
    person = here.people["双丙学"]
    assert client.post(f"/official/people/{person.id}/mobile", data=sent).status_code == 422
    assert db.session.get_one(User, person.id).mobile == person.mobile


def test_a_number_that_somebody_has_is_refused_beside_the_field(client: FlaskClient, here: county.County) -> None:
    person, taken = here.people["双丙学"], here.people["石乙完"].mobile
    answer = client.post(f"/official/people/{person.id}/mobile", data={"mobile": taken, "known": "y"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_the_sheet_gives_each_newcomer_of_the_unit_a_working_code(client: FlaskClient, here: county.County) -> None:
    client.application.config["PUBLIC_URL"] = "https://xuetang.example.cn"
    assert not CODE.search(client.get(f"/official/people/sheets/{make.VILLAGE}").text)
    assert not db.session.scalars(select(ActivationCode)).all()  # looking issues nothing
    page = client.post(f"/official/people/sheets/{make.VILLAGE}")
    assert page.headers["Cache-Control"] == "no-store"
    codes = CODE.findall(page.text)
    assert len(codes) == len(set(codes)) == 3  # 双甲完, 双乙完, 双丁退; none of the township or of 石口镇
    assert page.text.count("<svg") > 3
    assert "style=" not in page.text
    stored = {each.digest: each.user_id for each in db.session.scalars(select(ActivationCode))}
    key = client.application.config["SECRET_KEY"]
    for code in codes:
        assert any(passwords.code_digest(key, who, passwords.entered_code(code)) in stored for who in stored.values())
    assert len(_acts("issue_code")) == 3
    assert len(_acts("print_sheet")) == 1


def test_a_second_sheet_ends_the_codes_of_the_first(client: FlaskClient, here: county.County) -> None:
    for _ in range(2):
        client.post(f"/official/people/sheets/{make.VILLAGE}")
    voided = [each.voided_at is not None for each in db.session.scalars(select(ActivationCode))]
    assert sorted(voided) == [False] * 3 + [True] * 3


def test_without_a_public_address_there_is_no_qr_code(client: FlaskClient, here: county.County) -> None:
    assert "sheet__qr" not in client.post(f"/official/people/sheets/{make.VILLAGE}").text


def test_the_sheet_leaves_out_people_with_a_role(client: FlaskClient, here: county.County) -> None:
    make.staff(Role.TRAINER, make.VILLAGE, "培训员")
    assert "培训员" not in client.post(f"/official/people/sheets/{make.VILLAGE}").text


def test_the_sheet_of_a_county_is_for_its_own_staff_and_leads_to_the_townships(
    client: FlaskClient, here: county.County
) -> None:
    page = client.get(f"/official/people/sheets/{make.COUNTY}").text
    assert f"/official/people/sheets/{make.TOWNSHIP}" in page
    slips = client.post(f"/official/people/sheets/{make.COUNTY}").text
    assert "县本级" in slips
    assert len(CODE.findall(slips)) == 1
