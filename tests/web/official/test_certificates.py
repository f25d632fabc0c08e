"""Certificates on the official's pages."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.training.certificate_models import Certificate
from elearn.training.models import Enrolment
from tests import county, make

COUNTY_PAGE = f"/official/certificates/class/{make.COUNTY}"
TOWN_PAGE = f"/official/certificates/class/{make.TOWNSHIP}"


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    built = county.build()
    make.sign_in(client, built.official)
    return built


def _acts() -> list[str]:
    wanted = AuditEntry.act.like("%certificate%")
    return list(db.session.scalars(select(AuditEntry.act).where(wanted).order_by(AuditEntry.id)))


def test_a_township_s_certificates_are_issued_and_printed_in_two_steps(
    client: FlaskClient, here: county.County
) -> None:
    assert "发放 2 张证书" in client.get(TOWN_PAGE).text
    page = client.post(f"{TOWN_PAGE}/issue", follow_redirects=True)
    assert "双*完" in page.text
    assert "双甲完" not in page.text, "lists mask names"
    printed = client.post(f"{TOWN_PAGE}/print", data={"first": "1"})
    assert printed.status_code == 200
    assert printed.data.startswith(b"%PDF-")
    assert _acts() == ["issue_certificates", "print_certificates"]
    beyond = client.post(f"{TOWN_PAGE}/print", data={"first": "3"}, follow_redirects=True)
    assert "这里没有可打印的有效证书" in beyond.text
    assert "发放 1 张证书" in client.get(COUNTY_PAGE).text


def test_revoking_and_issuing_anew_ask_for_a_reason(client: FlaskClient, here: county.County) -> None:
    client.post(f"{TOWN_PAGE}/issue")
    made = db.session.scalars(select(Certificate.id).order_by(Certificate.id)).all()
    page = f"/official/certificates/{made[0]}"
    assert "双甲完" in client.get(page).text
    assert client.get(f"{page}/picture").content_type == "image/png"
    for act in ("revoke", "reissue"):
        for sent in ("", "   ", "长" * 201):
            assert client.post(f"{page}/{act}", data={"reason": sent}).status_code == 422
    again = client.post(f"{page}/reissue", data={"reason": "姓名写错"}, follow_redirects=True)
    assert "SX-2026-SG-141130-000003" in again.text
    assert "SX-2026-SG-141130-000001" in again.text, "the new one names the old one"
    assert client.get(f"{page}/picture").status_code == 404
    assert client.post(f"{page}/revoke", data={"reason": "再来"}).status_code == 409
    second = f"/official/certificates/{made[1]}"
    assert "已于" in client.post(f"{second}/revoke", data={"reason": "成绩有误"}, follow_redirects=True).text
    assert _acts()[1:] == ["reissue_certificate", "revoke_certificate"]


def test_who_is_no_longer_complete_is_pointed_out(client: FlaskClient, here: county.County) -> None:
    client.post(f"{TOWN_PAGE}/issue")
    assert "已不符合条件" not in client.get(TOWN_PAGE).text
    with db.writing() as session:
        place = session.query(Enrolment).filter_by(user_id=here.people["双甲完"].id).one()
        place.completed_at = None
    assert "已不符合条件" in client.get(TOWN_PAGE).text
    assert client.get(f"{TOWN_PAGE}?show=doubtful").text.count("SX-2026-SG-") == 1


def test_another_unit_s_certificates_are_not_there(client: FlaskClient, here: county.County) -> None:
    client.post(f"{COUNTY_PAGE}/issue")
    stone = db.session.scalars(select(Certificate.id).where(Certificate.name == "石乙完")).one()
    for stranger in (here.township_official, here.other_official):
        make.sign_in(client, stranger)
        for address in (COUNTY_PAGE, f"/official/certificates/{stone}", f"/official/certificates/{stone}/picture"):
            assert client.get(address).status_code == 404
        for act in ("revoke", "reissue"):
            assert client.post(f"/official/certificates/{stone}/{act}", data={"reason": "x"}).status_code == 404
        for act in ("issue", "print"):
            assert client.post(f"{COUNTY_PAGE}/{act}").status_code == 404


def test_a_list_that_there_is_not_is_404(client: FlaskClient, here: county.County) -> None:
    assert client.get(f"{TOWN_PAGE}?show=secret").status_code == 404
    assert client.get("/official/certificates/999").status_code == 404
    assert client.get(f"{TOWN_PAGE}?page=99").status_code == 200
