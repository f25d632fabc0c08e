"""Hours of a unit: sums, people, .xlsx, corrections; what other units have learnt is nowhere to be seen."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.models import User
from elearn.training import hour_bulk
from elearn.training.hour_models import HourYear
from tests import county, make

PAGE = f"/official/hours/{make.COUNTY}"


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    built = county.build()
    with db.writing() as session:
        last = session.scalars(select(User.id).order_by(User.id.desc())).first()
        hour_bulk.note(1, last or 0)
    make.sign_in(client, built.official)
    return built


def _sheet(body: bytes) -> list[list[Any]]:
    return [list(row) for row in load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)]


def test_sums_of_units_people_and_file_agree(client: FlaskClient, here: county.County) -> None:
    page = client.get(PAGE).text
    for expected in ("双池镇", "石口镇", "双*完", "1.00", "本级", "不相加"):
        assert expected in page, expected
    assert "双甲完" not in page
    assert "邻" not in page
    sheet = _sheet(client.post(f"{PAGE}/export", data={"year": 2026}).data)
    people = [row for row in sheet if isinstance(row[0], (int, float))]
    total = next(row for row in sheet if row[1] == "合计")
    online = sum(db.session.scalars(select(HourYear.online)))
    assert sum(row[4] for row in people) == total[4] == float(online)
    assert "双甲完" not in str(sheet)
    assert "双甲完" in str(_sheet(client.post(f"{PAGE}/export", data={"year": 2026, "whole": "1"}).data))
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "export_hours").order_by(AuditEntry.id))
    assert [entry.details["whole"] for entry in entries] == [False, True]


def test_a_correction_stands_in_the_ledger_with_reason_and_name(client: FlaskClient, here: county.County) -> None:
    person = here.people["双甲完"]
    page = f"/official/people/{person.id}/hours"
    sent = {"year": "2026", "mode": "face", "hours": "16", "title": "县委党校主体班", "reason": "持结业证补录"}
    assert client.post(page, data=sent).status_code == 303
    shown = client.get(page).text
    for expected in ("县委党校主体班", "持结业证补录", "李梅", "16.00", "1.00"):
        assert expected in shown, expected
    sheet = client.get(f"{page}/2026/statement").text
    assert "县委党校主体班" in sheet
    assert "双甲完" in sheet
    for wrong in ({"hours": "x"}, {"hours": "NaN"}, {"mode": "both"}, {"reason": ""}, {"hours": "-17"}):
        assert client.post(page, data=sent | wrong).status_code == 409
    assert client.post(page, data=sent | {"year": "2019"}).status_code == 404
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "correct_hours")).one()
    assert (entry.target, entry.details["hours"]) == (f"user:{person.id}", "16")


def test_a_township_sees_its_own_people_only(client: FlaskClient, here: county.County) -> None:
    make.sign_in(client, here.township_official)
    page = client.get(f"/official/hours/{make.TOWNSHIP}").text
    assert "双*完" in page
    assert "石" not in page
    assert client.get(PAGE).status_code == 404
    stranger = here.people["石乙完"].id
    assert client.get(f"/official/people/{stranger}/hours").status_code == 404
    assert client.get(f"/official/people/{stranger}/hours/2026/statement").status_code == 404
