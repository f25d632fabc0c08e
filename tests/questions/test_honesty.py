"""What gives a key away is named; the shipped banks give none away."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from elearn.cli_banks import bank
from elearn.questions import bank_text, checks, honesty
from elearn.questions.grading import Kind, Use
from elearn.questions.parsed import ParsedBank, ParsedQuestion
from elearn.questions.shipped import FOLDER

SOUND = ParsedQuestion("b-001", Kind.SINGLE, "五社不包括（　）。", ("甲一", "乙二", "丙三"), "A", "解析。", "依据。")
# A check stores and asks nothing; the application is there for its languages.
NO_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _bank(*questions: ParsedQuestion) -> ParsedBank:
    return ParsedBank("b", "题库", (Use.PRACTICE, Use.EXAM), questions)


def test_letters_and_lengths_count_from_ten_questions_on() -> None:
    nine = [replace(SOUND, ref=f"b-{n:03d}", options=("最长的一项", "乙二", "丙三")) for n in range(9)]
    assert honesty.cues(_bank(*nine)) == []
    found = honesty.cues(_bank(*nine, replace(nine[0], ref="b-010")))
    assert [(cue.code, cue.params["count"]) for cue in found] == [("key-letters", 10), ("longest-key", 10)]


def test_at_forty_percent_nothing_is_said() -> None:
    spread = [replace(SOUND, ref=f"b-{n:03d}", answer="AAAABBBCCC"[n]) for n in range(10)]
    assert honesty.cues(_bank(*spread)) == []
    assert honesty.cues(_bank(*spread[1:], replace(SOUND, ref="x", answer="B"), *spread[:1])) == []


@pytest.mark.parametrize(
    ("stem", "options", "code"),
    [
        ("干部不得不保密。（　）", ("甲一", "乙二"), "double-negative"),
        ("下列做法不正确的是（　）。", ("不登记姓名", "先登记姓名"), "double-negative"),
        ("下列做法正确的是（　）。", ("不登记姓名", "先登记姓名"), ""),
        ("下列说法正确的是（　）。", ("甲一", "以上都对"), "all-of-above"),
        ("下列说法正确的是（　）。", ("甲一", "A和B都正确"), "all-of-above"),
        ("下列说法正确的是（　）。", ("甲一", "以上年度为准"), ""),
    ],
)
def test_wording_that_trips_people_up(stem: str, options: tuple[str, ...], code: str) -> None:
    found = checks.findings(replace(SOUND, stem=stem, options=options))
    assert [each.code for each in found] == ([code] if code else [])
    assert checks.fatal(found) == []


def test_open_and_secret_questions_are_counted() -> None:
    secret = replace(SOUND, ref="b-002", uses=(Use.EXAM,))
    assert honesty.openness(_bank(SOUND, secret)) == honesty.Openness(1, 1)
    assert honesty.openness(replace(_bank(SOUND), uses=(Use.EXAM,))) == honesty.Openness(0, 1)


@NO_DATABASE
def test_the_shipped_banks_pass(app: Flask) -> None:
    done = CliRunner().invoke(bank, ["check", str(FOLDER), "--json"])
    found = json.loads(done.stdout)
    assert [(each["file"], each["rejected"], each["cues"], each["warnings"]) for each in found["files"]] == [
        (each["file"], [], [], []) for each in found["files"]
    ]
    assert found["used_twice"] == []
    assert done.exit_code == 0


@NO_DATABASE
def test_a_bank_that_can_be_guessed_is_refused(app: Flask, tmp_path: Path) -> None:
    text = (FOLDER / "cishan.txt").read_text(encoding="utf-8")
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(text.replace("D. 12月5日", "D. 以上都不对"), encoding="utf-8")
    done = CliRunner().invoke(bank, ["check", str(tmp_path), "--json"])
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert {cue["code"] for cue in found["files"][0]["cues"]} == {"all-of-above", "picture-missing"}
    assert {"cishan", "cishan-001"} <= set(found["used_twice"])


def test_pictures_of_shipped_banks_are_small_and_still() -> None:
    for path in sorted(FOLDER.glob("*.txt")):
        read, _ = bank_text.read(path.read_text(encoding="utf-8"))
        for picture in (each for q in read.questions for part in q.parts() for each in part.pictures):
            text = (FOLDER / "pictures" / picture.file).read_text(encoding="utf-8")
            assert len(text.encode()) <= 8_000, picture.file
            assert "<script" not in text, picture.file
            assert "http" not in text.replace("http://www.w3.org/2000/svg", ""), picture.file
