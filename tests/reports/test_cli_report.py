"""`elearn report completion`: the contract of its output."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from openpyxl import load_workbook

from elearn.cli_report import report
from elearn.errors import RuleBroken
from tests import county, make

KEYS = ["code", "name", "required", "deducted", "started", "start_rate", "completed", "completion_rate", "unfinished"]
KEYS += ["examined", "passed", "pass_rate", "merit", "merit_rate", "mean", "rank"]


@pytest.fixture(autouse=True)
def _built(app: Flask) -> None:
    county.build()


def _run(*more: str, unit: str = make.COUNTY, slug: str = "class") -> Result:
    return CliRunner().invoke(report, ["completion", "--class", slug, "--unit", unit, *more])


def test_json_has_the_stable_keys_and_rates_as_strings_of_percent() -> None:
    found = json.loads(_run("--json").stdout)
    assert list(found) == ["rows", "total", "as_of"]
    assert all(list(row) == KEYS for row in [*found["rows"], found["total"]])
    assert found["total"]["completion_rate"] == "50.00"
    assert found["as_of"] == "2026-11-23T10:00:00+08:00"


def test_an_empty_denominator_is_null() -> None:
    shikou = json.loads(_run(unit=county.SHIKOU_VILLAGE).stdout)["total"]
    assert (shikou["required"], shikou["examined"], shikou["pass_rate"], shikou["mean"]) == (1, 0, None, None)


def test_an_earlier_day_ends_at_its_last_second() -> None:
    assert json.loads(_run("--as-of", "2026-11-10").stdout)["as_of"] == "2026-11-10T23:59:59+08:00"


def test_csv_has_the_same_lines_and_the_total_last() -> None:
    lines = list(csv.DictReader(io.StringIO(_run("--format", "csv").stdout_bytes.decode("utf-8-sig"))))
    rows = json.loads(_run().stdout)
    assert [line["code"] for line in lines] == [row["code"] for row in [*rows["rows"], rows["total"]]]
    assert lines[-1]["completion_rate"] == "50.00"


def test_xlsx_is_written_to_the_file(tmp_path: Path) -> None:
    target = tmp_path / "table.xlsx"
    assert _run("--format", "xlsx", "--output", str(target)).exit_code == 0
    assert load_workbook(target).active["A1"].value.startswith("小培训班 · 交口县")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"slug": "none"}, "no-class"),
        ({"unit": "99"}, "no-unit"),
    ],
)
def test_what_does_not_exist_is_refused_by_name(arguments: dict[str, str], code: str) -> None:
    error = _run(**arguments).exception
    assert isinstance(error, RuleBroken)
    assert error.code == code


def test_the_future_and_a_file_that_cannot_be_written_are_refused(tmp_path: Path) -> None:
    for more, code in (
        (("--as-of", "2027-01-01"), "future"),
        (("--output", str(tmp_path / "no" / "x")), "not-written"),
    ):
        error = _run(*more).exception
        assert isinstance(error, RuleBroken)
        assert error.code == code


def test_wrong_usage_is_status_2() -> None:
    assert CliRunner().invoke(report, ["completion", "--class", "class"]).exit_code == 2
