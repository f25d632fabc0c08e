"""The county page, the names behind it, and the same figures on page, in the .xlsx and on the command line."""

import io
import json
import re
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.cli_report import report
from elearn.people.access import Role
from elearn.people.models import Appointment, User
from elearn.reports.columns import COLUMNS
from tests import county, make

PAGE = f"/official/completion/class/{make.COUNTY}"


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    built = county.build()
    make.sign_in(client, built.official)
    return built


def _table(html: str) -> list[list[str]]:
    """The cells of each line of the first table, as text; the bars are left out."""
    lines = []
    found = re.search(r'<table class="table table--figures.*?</table>', html, re.S)
    for row in re.findall(r"<tr.*?</tr>", found[0] if found else "", re.S):
        cells = re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.S)
        lines.append([re.sub(r"<[^>]+>|\s+", "", cell) for cell in cells])
    return lines


def _sheet(body: bytes) -> list[list[Any]]:
    return [list(row) for row in load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)]


COUNTS = ("required", "deducted", "started", "completed", "unfinished", "examined", "passed", "merit")
RATES = ("start_rate", "completion_rate", "pass_rate", "merit_rate")
DAYS = ("", "2026-11-22", "2026-11-19", "2026-10-31")


def _as_on_page(key: str, value: Any) -> str:
    if value is None:
        return "—"
    return f"{value}%" if key in RATES else str(value)


def _as_in_file(key: str, value: Any) -> Any:
    if value is None:
        return "—"
    if key in RATES:
        return pytest.approx(float(value) / 100, abs=1e-12)
    return float(value) if key == "mean" else value


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("unit_code", [make.COUNTY, make.TOWNSHIP, "14"])
def test_page_file_and_command_line_agree_to_the_last_digit(
    client: FlaskClient, here: county.County, day: str, unit_code: str
) -> None:
    make.sign_in(client, make.staff(Role.OFFICIAL, "14", "省里人"))
    address = f"/official/completion/class/{unit_code}"
    page = _table(client.get(address, query_string={"as_of": day}).text)
    sheet = _sheet(client.post(f"{address}/export", data={"as_of": day}).data)
    asked = ["completion", "--class", "class", "--unit", unit_code, "--json"]
    printed = json.loads(CliRunner().invoke(report, [*asked, "--as-of", day] if day else asked).stdout)
    head = next(number for number, line in enumerate(sheet) if line[0] == "序号")
    rows = [*printed["rows"], printed["total"]]
    if not (printed["total"]["required"] or printed["total"]["deducted"]):
        assert day == "2026-10-31"
        assert page == []
        page = [["—"]] * (len(rows) + 1)
    keys = [column.key for column in COLUMNS]
    assert len(page) == len(rows) + 1
    for number, row in enumerate(rows):
        in_file = dict(zip(keys, sheet[head + 1 + number][2:], strict=False))
        on_page = dict(zip(keys, page[number + 1][1:], strict=False))
        for key in keys:
            if key == "rank" and number == len(rows) - 1:
                continue
            if key == "rank":
                assert in_file[key] == ("—" if row[key] is None else row[key])
            else:
                assert in_file[key] == _as_in_file(key, row[key]), (key, row)
            if page[0] != ["—"]:
                assert on_page[key] == _as_on_page(key, row[key]), (key, row)


def test_who_never_signed_in_is_required_and_unfinished_everywhere(client: FlaskClient, here: county.County) -> None:
    with db.writing() as session:
        never = session.scalars(select(User).where(User.name == "石甲未")).one()
        assert never.password_hash is None
    rows = {line[0]: line for line in _table(client.get(PAGE).text)}
    assert rows["石口镇"][1] == "2"
    assert rows["石口镇"][7] == "1"
    assert "石*未" in client.get(f"{PAGE}/names?signed_in=never").text


def test_the_page_defines_its_figures_and_names_the_idle_villages(client: FlaskClient, here: county.County) -> None:
    page = client.get(PAGE).text
    assert "÷" in page
    assert f"{PAGE}/idle" in page
    assert "石口村" in client.get(f"{PAGE}/idle").text


def test_bars_are_drawn_without_inline_style(client: FlaskClient, here: county.County) -> None:
    page = client.get(PAGE).text
    assert 'width="66.7%"' in page
    assert "style=" not in page


def test_an_official_lands_on_the_own_unit(client: FlaskClient, here: county.County) -> None:
    assert "石口镇" in client.get("/official/completion").text
    make.sign_in(client, here.township_official)
    page = client.get("/official/completion").text
    assert "西庄村" in page
    assert "石口镇" not in page


def test_several_appointments_give_a_choice(client: FlaskClient, here: county.County) -> None:
    for code in (county.SHIKOU, make.VILLAGE):
        with db.writing() as session:
            session.add(
                Appointment(
                    user_id=here.township_official.id, role=Role.OFFICIAL, unit_code=code, starts_on=date(2026, 1, 1)
                )
            )
    make.sign_in(client, here.township_official)
    page = client.get("/official/completion").text
    assert f"unit={make.TOWNSHIP}" in page
    assert f"unit={county.SHIKOU}" in page
    assert make.VILLAGE not in page  # lies below the own township and adds nothing
    assert "石口村" in client.get(f"/official/completion?unit={county.SHIKOU}").text
    assert client.get(f"/official/completion?unit={make.COUNTY}").status_code == 404


def test_a_village_leads_to_its_names(client: FlaskClient, here: county.County) -> None:
    answer = client.get(f"/official/completion/class/{make.VILLAGE}", follow_redirects=True)
    assert "双*完" in answer.text
    assert "石*未" not in answer.text


def test_names_are_masked_and_say_what_is_lacking(client: FlaskClient, here: county.County) -> None:
    page = client.get(f"{PAGE}/names").text
    assert "双*学" in page
    assert "双丙学" not in page
    assert here.people["双丙学"].mobile not in page
    assert "还有 1 课；考试未合格（40 分）" in page
    assert "双*完" not in page
    assert "退休" in client.get(f"{PAGE}/names?show=deducted").text
    assert "石*未" in client.get(f"{PAGE}/names?show=not-started").text


def test_names_are_exported_masked_unless_confirmed(client: FlaskClient, here: county.County) -> None:
    masked = str(_sheet(client.post(f"{PAGE}/names/export", data={"show": "all"}).data))
    assert "双*学" in masked
    assert "双丙学" not in masked
    whole = str(_sheet(client.post(f"{PAGE}/names/export", data={"show": "all", "whole": "1"}).data))
    assert "双丙学" in whole
    assert here.people["双丙学"].mobile in whole
    assert here.official.name in whole  # the watermark says who took it
    assert "邻县人" not in whole
    gone = str(_sheet(client.post(f"{PAGE}/names/export", data={"show": "deducted"}).data))
    assert "2026-11-20" in gone
    assert "退休" in gone
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.act == "export_names").order_by(AuditEntry.id))
    assert [entry.details["whole"] for entry in entries] == [False, True, False]


def test_exports_are_not_kept_and_not_made_by_get(client: FlaskClient, here: county.County) -> None:
    assert client.post(f"{PAGE}/export").headers["Cache-Control"] == "no-store"
    assert client.get(f"{PAGE}/export").status_code == 405


def test_a_class_or_list_that_does_not_exist_is_404(client: FlaskClient, here: county.County) -> None:
    for path in (f"none/{make.COUNTY}", "class/99", f"class/{make.COUNTY}/names?show=none"):
        assert client.get(f"/official/completion/{path}").status_code == 404


def test_an_official_without_a_class_is_told_so(client: FlaskClient, app: Flask) -> None:
    make.sign_in(client, make.staff(Role.OFFICIAL, "141128", "陈主任"))
    page = client.get("/official/completion")
    assert page.status_code == 200
    assert "/official/people" in page.text
