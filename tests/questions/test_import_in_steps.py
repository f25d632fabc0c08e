"""Files arrive, and the command line takes them over, in small steps: all of it is seen at once, or nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from elearn import clock, db, ops
from elearn.cli_banks import bank
from elearn.questions import import_queries, import_staging, take_over
from elearn.questions.import_models import BankPicture, ImportDraft, ImportState, QuestionImport
from elearn.questions.models import Bank, Question, Status
from tests import make

FIVE = "\n".join(
    f"{at}. {text}（√）"
    for at, text in enumerate(["村里要公示", "乡镇要审核", "县里要批准", "站里要建档", "社工要保密"], 1)
)


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    monkeypatch.setattr(ops, "migrate", lambda: None)
    monkeypatch.setattr(take_over, "AT_ONCE", 2)
    monkeypatch.setattr(import_staging, "DRAFTS_AT_ONCE", 2)
    make.unit(make.COUNTY)


def _run(tmp_path: Path, text: str = FIVE) -> Result:
    path = tmp_path / "题.txt"
    path.write_text(text, encoding="utf-8")
    return CliRunner().invoke(bank, ["import", str(path), "--bank", "neu", "--unit", make.COUNTY, "--json"])


def _shown() -> int:
    return db.session.query(Question).filter(Question.status != Status.RETIRED).count()


def test_the_command_line_stores_all_in_steps(tmp_path: Path) -> None:
    done = _run(tmp_path)
    assert (done.exit_code, json.loads(done.stdout)["stored"], _shown()) == (0, 5, 5)
    again = _run(tmp_path)
    assert (again.exit_code, json.loads(again.stdout)["stored"], _shown()) == (0, 0, 5)


def test_one_that_is_cut_off_shows_nothing_and_is_done_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, calls = take_over.import_actions.bring_in, []

    def dies_at_the_second(*given: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise ConnectionError
        return real(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(take_over.import_actions, "bring_in", dies_at_the_second)
        assert isinstance(_run(tmp_path).exception, ConnectionError)
    assert _shown() == 0
    assert json.loads(_run(tmp_path).stdout)["stored"] == 5
    assert _shown() == 5


def test_what_has_not_arrived_is_seen_by_nobody_and_cleared_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = import_staging._add_drafts, []

    def dies_at_the_second(*given: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise ConnectionError
        return real(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(import_staging, "_add_drafts", dies_at_the_second)
        assert isinstance(_run(tmp_path).exception, ConnectionError)
    left = db.session.query(QuestionImport).one()
    assert left.state is ImportState.ARRIVING
    assert import_queries.import_by_id(left.id) is None
    assert import_queries.imports_of(db.session.query(Bank).one().id) == []
    with db.writing() as session:
        session.query(QuestionImport).one().created_at = clock.now() - 2 * import_staging.FORGOTTEN_AFTER
    assert _run(tmp_path).exit_code == 0
    assert [each.state for each in db.session.query(QuestionImport)] == [ImportState.ACCEPTED]
    assert db.session.query(ImportDraft).count() == 5
    assert db.session.query(BankPicture).count() == 0


def test_too_many_questions_leave_no_empty_bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_staging, "MOST_QUESTIONS", 3)
    assert _run(tmp_path).exit_code == 1
    assert db.session.query(Bank).count() == 0


def test_what_is_nearly_the_same_is_kept_and_what_is_the_same_is_not(tmp_path: Path) -> None:
    near = "1. 村里每年都要公示低保名单。（√）\n2. 村里每年都要公示低保名册。（√）\n3. 村里每年都要公示低保名单。（√）"
    assert json.loads(_run(tmp_path, near).stdout)["stored"] == 2
