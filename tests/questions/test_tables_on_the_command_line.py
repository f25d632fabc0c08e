"""`elearn bank import` of tables: what is not understood is named with its place, and the exit status says so."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from elearn import ops
from elearn.cli_banks import bank
from elearn.errors import RuleBroken
from tests.questions.formats.books import Rows, book

HEAD = ["题干", "选项A", "选项B", "答案"]
GOOD, BAD = ["甲？", "一", "二", "A"], ["乙？", "一", "二", "C"]


@pytest.fixture(autouse=True)
def _no_migration(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    """The tests' own database is made already."""
    monkeypatch.setattr(ops, "migrate", lambda: None)


def _import(path: Path, tables: dict[str, Rows]) -> tuple[int, dict[str, Any]]:
    path.write_bytes(book(tables))
    done = CliRunner().invoke(bank, ["import", str(path), "--dry-run", "--json"])
    status = 1 if isinstance(done.exception, RuleBroken) else done.exit_code
    return status, json.loads(done.stdout)


def test_sound_tables_pass(tmp_path: Path) -> None:
    status, told = _import(tmp_path / "a.xlsx", {"题": [HEAD, GOOD]})
    assert (status, told["found"], told["accepted"], told["rejected"]) == (0, 1, 1, [])
    assert [(each["kind"], each["answer"]) for each in told["questions"]] == [("single", "A")]


def test_a_wrong_row_is_named_by_table_and_row(tmp_path: Path) -> None:
    status, told = _import(tmp_path / "a.xlsx", {"题": [HEAD, GOOD, BAD]})
    assert (status, told["found"], told["accepted"]) == (1, 2, 1)
    assert [each["where"] | {"question": ""} for each in told["rejected"]] == [
        {"sheet": "题", "row": 3, "question": ""}
    ]


def test_unknown_columns_are_named_with_their_letters(tmp_path: Path) -> None:
    status, told = _import(
        tmp_path / "a.xlsx", {"题": [["谜面", "谜底甲", "对的"], ["甲", "一", "二"], ["乙", "三", "四"]]}
    )
    assert (status, told["found"]) == (1, 0)
    assert [(each["code"], each["where"]) for each in told["rejected"]] == [
        ("unknown-layout", {"sheet": "题", "row": 1})
    ]
    assert "A “谜面”、B “谜底甲”、C “对的”" in told["rejected"][0]["message"]


def test_columns_that_are_not_used_are_warned_of(tmp_path: Path) -> None:
    status, told = _import(tmp_path / "a.xlsx", {"题": [[*HEAD, "出题人"], [*GOOD, "老王"]]})
    assert status == 0
    ignored = [each["message"] for each in told["warnings"] if each["code"] == "ignored"]
    assert len(ignored) == 1
    assert "出题人（E）：老王" in ignored[0]


def test_a_table_without_questions_says_so(tmp_path: Path) -> None:
    status, told = _import(tmp_path / "a.xlsx", {"题": [HEAD]})
    assert (status, [each["code"] for each in told["rejected"]]) == (1, ["no-questions"])
