"""The pages of bulletins: from the draft to the seal, what a township sees of them, paper, workbook and evidence."""

import io
import json
import re
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.cli_bulletins import freeze
from elearn.cli_report import report
from elearn.people.access import Level, Role
from elearn.people.models import User
from elearn.reports import bulletin_check, bulletin_xlsx, evidence
from elearn.reports.bulletin_models import Bulletin, BulletinPlan, BulletinSetting
from elearn.reports.bulletin_rules import BulletinState
from elearn.reports.columns import COLUMNS
from tests import bulletins, county, make

OF = f"/official/bulletins/of/class/{make.COUNTY}"
WORDS = {"filled_by": "李梅", "checked_by": "成建明", "telephone": "0358-5422000", "remark": "请各乡镇抓紧。"}


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    built = county.build()
    make.sign_in(client, built.official)
    return built


@pytest.fixture
def second(here: county.County) -> User:
    return make.staff(Role.OFFICIAL, make.COUNTY, "成建明")


@pytest.fixture
def sealed(here: county.County, second: User) -> Bulletin:
    return bulletins.sealed(bulletins.draft(here.training_class, here.official), here.official, second)


def _page(made: Bulletin, more: str = "") -> str:
    return f"/official/bulletins/{made.id}{more}"


def _audited(act: str) -> list[Any]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.act == act)))


def test_from_the_draft_to_the_seal(client: FlaskClient, here: county.County, second: User) -> None:
    address = client.post(OF, data={"day": "2026-11-22"}).location
    page = client.get(address).text
    assert "草稿" in page
    assert "石口镇" in page
    assert client.post(OF, data={"day": "2026-11-22"}).location == address
    assert client.post(f"{address}/submit", data={**WORDS, "telephone": ""}).status_code == 422
    assert client.post(f"{address}/submit", data=WORDS).status_code == 303
    refused = client.post(f"{address}/seal")
    assert (refused.status_code, "须由另一位工作人员签发" in refused.text) == (409, True)
    make.sign_in(client, second)
    assert client.post(f"{address}/send-back", data={"reason": ""}).status_code == 422
    assert client.post(f"{address}/send-back", data={"reason": "说明太短"}).status_code == 303
    make.sign_in(client, here.official)
    assert "说明太短" in client.get(address).text
    client.post(f"{address}/submit", data=WORDS)
    make.sign_in(client, second)
    assert client.post(f"{address}/seal").status_code == 303
    page = client.get(address).text
    assert "第1期" in page
    assert "请各乡镇抓紧。" in page
    assert client.post(f"{address}/withdraw", data={"reason": "晚了"}).status_code == 409
    assert len(_audited("seal_bulletin")) == 1


def test_page_paper_workbook_and_command_agree_to_the_last_digit(
    client: FlaskClient, here: county.County, sealed: Bulletin
) -> None:
    printed = json.loads(CliRunner().invoke(report, ["completion", "--class", "class", "--unit", make.COUNTY]).stdout)
    rows = [*printed["rows"], printed["total"]]
    sheet = _sheets(client.post(_page(sealed, "/export")).data)[0]
    head = next(number for number, line in enumerate(sheet) if line[0] == "序号")
    pages = [_cells(client.get(_page(sealed, more)).text) for more in ("", "/print")]
    for number, row in enumerate(rows):
        in_file = dict(zip([column.key for column in COLUMNS], sheet[head + 1 + number][2:], strict=False))
        for column in COLUMNS[:-1]:
            value, stored = row[column.key], in_file[column.key]
            if column.kind == "percent" and value is not None:
                assert stored == pytest.approx(float(value) / 100, abs=1e-12)
            else:
                assert stored == ("—" if value is None else float(value))
        for page in pages:
            shown = dict(zip([column.key for column in COLUMNS], page[number + 1][1:], strict=False))
            wanted = {key: row[key] for key in shown if key != "rank"}
            assert shown | {"rank": ""} == {
                key: "—" if value is None else f"{value}%" if key.endswith("_rate") else str(value)
                for key, value in wanted.items()
            } | {"rank": ""}


def _cells(html: str) -> list[list[str]]:
    found = re.search(r'<table class="table table--figures.*?</table>', html, re.S)
    lines = re.findall(r"<tr.*?</tr>", found[0] if found else "", re.S)
    return [
        [re.sub(r"<[^>]+>|\s+", "", cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", line, re.S)]
        for line in lines
    ]


def _sheets(body: bytes) -> list[list[list[Any]]]:
    return [[list(row) for row in sheet.iter_rows(values_only=True)] for sheet in load_workbook(io.BytesIO(body))]


def test_the_workbook_has_the_official_layout_and_its_attachments(client: FlaskClient, sealed: Bulletin) -> None:
    book = load_workbook(io.BytesIO(client.post(_page(sealed, "/export")).data))
    assert book.sheetnames[0] == "附件1 完成情况表"
    assert any(sheet.title.endswith("零参训村（社区）清单") for sheet in book)
    first = book.worksheets[0]
    assert first["A1"].value == "附件1"
    assert "第1期" in first["A2"].value
    assert first.freeze_panes == "A5"
    assert (first.page_setup.orientation, first.page_setup.fitToHeight) == ("landscape", 0)
    assert first.sheet_properties.pageSetUpPr.fitToPage
    assert first.print_title_rows == "$4:$4"
    text = "".join(str(cell) for row in first.iter_rows(values_only=True) for cell in row if cell)
    for word in ("填报人：李梅", "审核人：成建明", "联系电话：0358-5422000", "统计截止时间：2026年11月23日10:00"):
        assert word in text
    names = "".join(str(sheet) for sheet in _sheets(client.post(_page(sealed, "/export")).data))
    assert "双*学" in names
    assert "双丙学" not in names


def test_lists_that_would_be_too_long_are_taken_unit_by_unit(
    client: FlaskClient, sealed: Bulletin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulletin_xlsx, "MOST_NAMED", 6)
    monkeypatch.setitem(bulletin_xlsx.LENGTH_BY_LEVEL, Level.COUNTY, 9)
    whole = str(_sheets(client.post(_page(sealed, "/export")).data))
    assert "名单太长" in whole
    assert "双*学" not in whole
    assert "名单太长" in client.get(_page(sealed, "/print")).text
    assert "双*学" in str(_sheets(client.post(_page(sealed, "/export"), data={"unit": make.TOWNSHIP}).data))
    assert client.post(_page(sealed, "/export"), data={"unit": county.OTHER}).status_code == 404


def test_whole_names_are_confirmed_and_recorded(client: FlaskClient, sealed: Bulletin) -> None:
    assert "双丙学" in str(_sheets(client.post(_page(sealed, "/export"), data={"whole": "1"}).data))
    assert "双丙学" not in client.get(_page(sealed, "/print")).text
    page = client.post(_page(sealed, "/print"))
    assert "双丙学" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert [entry.details["whole"] for entry in _audited("export_bulletin")] == [True]
    assert len(_audited("print_bulletin")) == 1


def test_a_township_sees_the_totals_of_all_and_the_people_of_its_own(
    client: FlaskClient, here: county.County, second: User
) -> None:
    open_one = bulletins.draft(here.training_class, here.official, day=date(2026, 11, 20))
    make.sign_in(client, here.township_official)
    assert client.get(_page(open_one)).status_code == 404
    assert f"/official/bulletins/{open_one.id}" not in client.get("/official/bulletins").text
    made = bulletins.sealed(bulletins.get(open_one.id), here.official, second)
    assert _page(made) in client.get("/official/bulletins").text
    page = client.get(_page(made)).text
    assert "石口镇" in page
    assert f"?table={make.TOWNSHIP}" in page
    assert client.get(_page(made, f"?table={county.SHIKOU}")).status_code == 404
    assert client.get(_page(made, f"/people?list=all&unit={county.SHIKOU}")).status_code == 404
    answers = [client.get(_page(made, more)).text for more in ("", "/people?list=all", "/people?list=absent", "/idle")]
    answers += [client.get(_page(made, "/print")).text, client.post(_page(made, "/print")).text]
    answers.append(str(_sheets(client.post(_page(made, "/export"), data={"whole": "1"}).data)))
    for text in answers:
        assert "石*未" not in text
        assert "石甲未" not in text
        assert "石口村" not in text
        assert "县*级" not in text
    assert "双*学" in answers[1]
    assert "双丙学" in answers[-1]
    assert client.post(_page(made, "/evidence")).status_code == 404
    assert [entry.unit_code for entry in _audited("export_bulletin")] == [make.TOWNSHIP]


def test_the_evidence_is_the_same_each_time_and_agrees(client: FlaskClient, sealed: Bulletin) -> None:
    body = client.post(_page(sealed, "/evidence")).data
    assert client.post(_page(sealed, "/evidence"), headers={"Cookie": "lang=en"}).data != b""
    assert client.post(_page(sealed, "/evidence")).data == body
    found = evidence.read(body)
    assert not found.wrong
    assert not bulletin_check.check(found.files).differences
    assert "双丙学".encode() not in b"".join(found.files.values())
    named = evidence.read(client.post(_page(sealed, "/evidence"), data={"whole": "1"}).data)
    assert "双丙学".encode() in named.files["names.jsonl"]
    assert not bulletin_check.check(named.files).differences
    assert found.manifest["digest"] == named.manifest["digest"] == sealed.digest
    assert [entry.details["whole"] for entry in _audited("export_evidence")][-1] is True


def test_a_correction_shows_what_it_changes(client: FlaskClient, here: county.County, sealed: Bulletin) -> None:
    assert client.post(_page(sealed, "/correct"), data={"reason": " "}).status_code == 422
    address = client.post(_page(sealed, "/correct"), data={"reason": "成绩更正"}).location
    page = client.get(address).text
    assert "数字和人员都一样" in page
    assert address.rpartition("/")[2] in client.get(_page(sealed)).text
    assert client.post(f"{address}/correct", data={"reason": "再更正"}).status_code == 409


def test_days_without_figures_and_villages_are_refused(client: FlaskClient, here: county.County) -> None:
    for day in ("2027-01-01", "gestern", "2026-10-01"):
        assert client.post(OF, data={"day": day}).status_code == 409
    address = f"/official/bulletins/of/class/{make.VILLAGE}"
    assert client.post(address).status_code == 409
    assert "没有单独的通报" in client.get(address).text


def test_plan_and_rule_are_set_and_recorded(client: FlaskClient, here: county.County) -> None:
    client.post(f"{OF}/weekly", data={"weekday": "4"})
    assert db.session.scalars(select(BulletinPlan.weekday)).all() == [4]
    client.post(f"{OF}/weekly", data={"weekday": "sometimes"})
    assert not db.session.scalars(select(BulletinPlan)).all()
    client.post(f"/official/bulletins/signing/{make.COUNTY}", data={"two": "0"})
    assert not db.session.get_one(BulletinSetting, make.COUNTY).two_officials
    assert "一人即可签发" in client.get(OF).text
    assert len(_audited("plan_bulletins")) == 2
    assert len(_audited("set_bulletin_signing")) == 1
    make.sign_in(client, here.township_official)
    assert client.post(f"/official/bulletins/signing/{make.COUNTY}", data={"two": "1"}).status_code == 404


def test_the_command_makes_one_bulletin_however_often_it_runs(client: FlaskClient, here: county.County) -> None:
    asked = ["--class", "class", "--unit", make.COUNTY, "--date", "2026-11-22", "--json"]
    first, again = (json.loads(CliRunner().invoke(freeze, asked).stdout) for _ in range(2))
    assert (first["made"], again["made"], first["state"]) == (True, False, "draft")
    assert first | {"made": False} == again
    assert len(db.session.scalars(select(Bulletin)).all()) == 1
    made = bulletins.get(first["bulletin"])
    assert made.state is BulletinState.DRAFT
    assert CliRunner().invoke(freeze, ["--class", "class"]).exit_code == 2
    for wrong in (["--class", "none", "--unit", make.COUNTY], ["--class", "class", "--unit", "99"]):
        assert CliRunner().invoke(freeze, wrong).exit_code == 1
