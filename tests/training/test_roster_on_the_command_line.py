"""`elearn roster import`: what it says and what it stores."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from elearn import db
from elearn.cli_roster import roster
from elearn.training.models import Enrolment
from tests import county

LIST = "姓名,手机号,单位\n新甲,13700000001,双池镇西庄村\n新乙,1.37E+10,石口乡\n合计,2人,\n"


@pytest.fixture
def here(app: Any, monkeypatch: pytest.MonkeyPatch) -> county.County:
    monkeypatch.setattr("elearn.cli_roster.ops.migrate", lambda: None)
    return county.build()


def _run(tmp_path: Path, text: str, *options: str) -> tuple[int, dict[str, Any]]:
    file = tmp_path / "名单.csv"
    file.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(roster, ["import", str(file), "--class", "class", "--json", *options])
    db.session.rollback()
    lines = done.stdout.strip()
    return done.exit_code, json.loads(lines) if lines else {"error": done.exception}


def _count() -> int:
    return db.session.scalar(select(func.count()).select_from(Enrolment)) or 0


def test_all_or_nothing_unless_the_sound_ones_are_asked_for(here: county.County, tmp_path: Path) -> None:
    before = _count()
    status, told = _run(tmp_path, LIST)
    assert (status, told["found"], told["accepted"], told["stored"], _count() - before) == (1, 2, 1, 0, 0)
    assert [(each["code"], each["where"]["row"]) for each in told["rejected"]] == [("lost-digits", 3)]
    assert [each["code"] for each in told["warnings"]] == ["former-name", "ignored"]
    status, told = _run(tmp_path, LIST, "--accept-sound", "--dry-run")
    assert (status, told["stored"], _count() - before) == (0, 0, 0)
    status, told = _run(tmp_path, LIST, "--accept-sound")
    assert (status, told["stored"], _count() - before) == (0, 1, 1)
    assert told["people"][0]["act"] == "new"
    status, told = _run(tmp_path, LIST, "--accept-sound")
    assert (status, told["accepted"], told["stored"], _count() - before) == (0, 0, 0, 1)


def test_a_file_that_cannot_be_read_says_why(here: county.County, tmp_path: Path) -> None:
    _, told = _run(tmp_path, "甲,乙\n1,2\n")
    assert (told["found"], told["people"], told["rejected"][0]["code"]) == (0, [], "no-people")
    _, told = _run(tmp_path, "谁,号码,哪\n新甲,13700000001,西庄村\n")
    assert told["rejected"][0]["code"] == "columns"
