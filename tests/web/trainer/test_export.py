"""A bank leaves the house as a file; every download is recorded."""

import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.questions import bank_text
from tests import make, world

ADDRESS = "/trainer/banks/small/export"


@pytest.fixture(autouse=True)
def _trainer(client: FlaskClient) -> None:
    world.load_bank()
    make.sign_in(client, make.staff(Role.TRAINER, make.COUNTY))


def test_the_text_is_the_bank_itself(client: FlaskClient) -> None:
    answer = client.post(ADDRESS, data={"format": "text"})
    assert bank_text.read(answer.text) == bank_text.read(world.BANK)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert db.session.query(AuditEntry).filter_by(act="export_bank").one().details == {"file": "text"}


@pytest.mark.parametrize("name", ["xlsx", "kaoshibao"])
def test_excel_has_a_row_a_question(client: FlaskClient, name: str) -> None:
    book = load_workbook(io.BytesIO(client.post(ADDRESS, data={"format": name}).data))
    assert book.active.max_row == 13


def test_word_opens_with_its_title(client: FlaskClient) -> None:
    assert client.post(ADDRESS, data={"format": "docx"}).data.startswith(b"PK")


def test_the_page_lists_the_ways_out_and_nonsense_is_refused(client: FlaskClient) -> None:
    page = client.get(ADDRESS).text
    for words in ("题库文本", "考试宝", "Word 试卷", "12 道题"):
        assert words in page
    assert client.post(ADDRESS, data={"format": "exe"}).status_code == 422


def test_banks_of_units_above_are_not_taken_away(client: FlaskClient) -> None:
    make.sign_in(client, make.staff(Role.TRAINER, make.TOWNSHIP))
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, data={"format": "text"}).status_code == 404
