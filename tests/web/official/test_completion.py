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
from elearn.people.models import Appointment
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
    for row in re.findall(r"<tr.*?</tr>", html.partition("</table>")[0], re.S):
        cells = re.findall(r"<t[dh](?![^>]*table__bar)[^>]*>(.*?)</t[dh]>", row, re.S)
        lines.append([re.sub(r"<[^>]+>|\s+", "", cell) for cell in cells])
    return lines


def _sheet(body: bytes) -> list[list[Any]]:
    return [list(row) for row in load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True)]


def _percent(text: str | None) -> str:
    return "—" if text is None else f"{text}%"


def test_page_file_and_command_line_show_the_same_figures(client: FlaskClient, here: county.County) -> None:
    page = _table(client.get(PAGE).text)[1:]
    sheet = _sheet(client.post(f"{PAGE}/export").data)
    printed = json.loads(
        CliRunner().invoke(report, ["completion", "--class", "class", "--unit", make.COUNTY, "--json"]).stdout
    )
    rows = [*printed["rows"], printed["total"]]
    head = next(number for number, line in enumerate(sheet) if line[0] == "序号")
    for row, on_page, in_file in zip(rows, page, sheet[head + 1 :], strict=False):
        counts = [row["required"], row["started"], row["completed"], row["unfinished"], row["examined"]]
        assert [int(on_page[number]) for number in (2, 3, 5, 7, 8)] == counts
        assert [in_file[number] for number in (2, 4, 6, 8, 9)] == counts
        rates = [row["start_rate"], row["completion_rate"], row["pass_rate"]]
        assert [on_page[number] for number in (4, 6, 9)] == [_percent(rate) for rate in rates]
        for number, rate in zip((5, 7, 11, 13), [*rates, row["merit_rate"]], strict=True):
            assert in_file[number] == ("—" if rate is None else pytest.approx(float(rate) / 100, abs=1e-9))
        assert on_page[10] == (row["mean"] or "—")
        assert in_file[14] == ("—" if row["mean"] is None else float(row["mean"]))
        assert in_file[3] == row["deducted"]
    assert [line[1] for line in sheet[head + 1 : head + 5]] == ["双池镇", "石口镇", "本级", "合计"]
    assert page[-1][1] == "合计"
    assert len(page) == len(rows)


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
