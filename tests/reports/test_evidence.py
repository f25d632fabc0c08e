"""Evidence: recomputed from roster and rules alone; what differs is named, what is no evidence is refused in words."""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from elearn.cli_bulletins import verify
from elearn.errors import RuleBroken
from elearn.reports import bulletin_check, bulletin_content, evidence
from elearn.reports.bulletin_content import FIGURES, FILES, ROSTER, RULES

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "evidence.zip"
Files = dict[str, bytes]


def _files() -> Files:
    with zipfile.ZipFile(EXAMPLE) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _packed(files: Files, **more: str | bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, body in {**files, **more}.items():
            packed.writestr(name, body)
    return buffer.getvalue()


def _forged(change: Callable[[Files], None]) -> bytes:
    """Change the files and make all checksums right again, as somebody would who knows how."""
    files = _files()
    change(files)
    manifest = json.loads(files[evidence.MANIFEST])
    sums = manifest["sha256"] | {name: evidence.checksum(files[name]) for name in FILES if name in files}
    return evidence.build(manifest["bulletin"], sums, {name: files[name] for name in FILES if name in files})


def _verify(path: Path, body: bytes) -> Result:
    path.write_bytes(body)
    return CliRunner().invoke(verify, [str(path), "--json"])


def _line(files: Files, name: str, find: str, change: Callable[[dict[str, Any]], None]) -> None:
    lines = [json.loads(line) for line in files[name].decode().splitlines()]
    change(next(line for line in lines if find in json.dumps(line, ensure_ascii=False)))
    files[name] = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines).encode()


def test_an_untouched_file_agrees_in_every_cell() -> None:
    found = evidence.read(EXAMPLE.read_bytes())
    checked = bulletin_check.check(found.files)
    assert not found.wrong
    assert not checked.differences
    assert (checked.people, checked.tables) == (7, 3)
    assert checked.cells > 150


def test_a_changed_figure_is_named_whether_or_not_the_checksums_were_forged(tmp_path: Path) -> None:
    def change(files: Files) -> None:
        _line(files, FIGURES, "双池镇", lambda line: line.update(completion_rate="99.99"))

    found = _verify(tmp_path / "e.zip", _forged(change))
    assert found.exit_code == 1
    told = json.loads(found.stdout)
    assert told["checksums"] == []
    assert [(each["table"], each["unit"], each["cell"]) for each in told["differences"]] == [
        ("141130", "141130102", "completion_rate")
    ]
    assert (told["differences"][0]["stored"], told["differences"][0]["recomputed"]) == ("99.99", "66.67")
    plain = _files()
    change(plain)
    told = json.loads(_verify(tmp_path / "e.zip", _packed(plain)).stdout)
    assert told["checksums"] == [FIGURES]
    assert len(told["differences"]) == 1


def test_what_held_before_is_told_apart_from_what_is_wrong() -> None:
    """Conditions were made harder afterwards: who had completed stays completed, and is told as such."""
    files = _files()
    rules = json.loads(files[RULES]) | {"conditions": [{"kind": "face_hours", "threshold": "100"}]}
    rules["planned"]["face_hours"] = "8"
    people = [bulletin_content.person_of(json.loads(line)) for line in files[ROSTER].decode().splitlines()]
    again = [replace(person, exception=bulletin_content.exception_of(person, rules)) for person in people]
    files[RULES] = json.dumps(rules).encode()
    files[ROSTER] = "".join(f"{person.line()}\n" for person in again).encode()
    checked = bulletin_check.check(files)
    assert not checked.differences
    assert (checked.kept, checked.later) == (3, 0)
    untold = bulletin_check.check({**files, ROSTER: _files()[ROSTER]})
    assert {each.cell for each in untold.differences if each.place} == {"completed"}


def test_a_changed_person_or_rule_shows_in_roster_and_tables() -> None:
    def finished(files: Files) -> None:
        _line(files, ROSTER, '"lessons": 1', lambda line: line.update(completed=True, completed_on="2026-11-20"))

    def easier(files: Files) -> None:
        rules = json.loads(files[RULES])
        rules["exam"]["pass_mark"] = "30.0"
        files[RULES] = json.dumps(rules).encode()

    for change, cell in ((finished, "completed"), (easier, "passed")):
        found = bulletin_check.check(evidence.read(_forged(change)).files).differences
        assert any(each.place is not None and each.cell == cell for each in found), cell
    gone = bulletin_check.check(evidence.read(_forged(lambda files: _drop_last(files))).files).differences
    assert {each.cell for each in gone} >= {"required", "unfinished"}


def _drop_last(files: Files) -> None:
    files[ROSTER] = b"".join(files[ROSTER].splitlines(keepends=True)[:-1])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"PK nothing", "evidence-no-zip"),
        (_packed({}), "evidence-lacks"),
        (_packed(_files(), **{"../../etc/passwd": "x"}), "evidence-path"),
        (_packed(_files(), **{"/tmp/x": "x"}), "evidence-path"),
        (_packed(_files(), **{RULES: b"[]"}), "evidence-unreadable"),
        (_packed(_files(), **{ROSTER: b"no\n"}), "evidence-line"),
        (_packed(_files(), **{evidence.MANIFEST: b"{}"}), "evidence-manifest"),
        (_packed(_files(), **{ROSTER: b"0" * 30_000_000}), "evidence-bomb"),
        (EXAMPLE.read_bytes()[:-40], "evidence-no-zip"),
    ],
)
def test_what_is_no_evidence_is_refused_in_words(tmp_path: Path, body: bytes, code: str) -> None:
    error = _verify(tmp_path / "e.zip", body).exception
    assert isinstance(error, RuleBroken)
    assert error.code == code


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    error = CliRunner().invoke(verify, [str(tmp_path / "none.zip")]).exception
    assert isinstance(error, RuleBroken)
    assert "none.zip" in str(error)
