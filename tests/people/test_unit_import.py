import csv
import gzip
import io
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select, text

from elearn import db
from elearn.cli import main
from elearn.errors import RuleBroken
from elearn.people import division_file, unit_actions, unit_import, unit_queries
from elearn.people.division_file import read_divisions
from elearn.people.models import Unit, UnitChange
from tests import make

DAY = date(2026, 11, 1)
HEAD = "code,name,level,parent_code,code12,kind\n"
ROWS = (
    HEAD + "14,山西省,province,,140000000000,省\n1411,吕梁市,city,14,141100000000,地级市\n"
    "141130,交口县,county,1411,141130000000,县\n141130102,双池镇,township,141130,141130102000,镇\n"
)
VILLAGES = [f"14113010220{i},{i}号村委会,village,141130102,14113010220{i},村委会\n" for i in range(4)]


def _load(content: str, **options: bool) -> unit_import.Imported:
    return unit_import.import_divisions(read_divisions(content.encode()), DAY, **options)


def test_the_shipped_list_is_loaded_whole_and_a_second_run_changes_nothing(app: Flask) -> None:
    raw = gzip.decompress(division_file.SHIPPED.read_bytes()).decode("utf-8-sig")
    listed = Counter(row["level"] for row in csv.DictReader(io.StringIO(raw)))
    assert listed == {"province": 1, "city": 11, "county": 121, "township": 1352, "village": 21895}

    first = unit_import.import_divisions(division_file.shipped_divisions(), DAY)
    assert (first.added, first.unchanged) == (sum(listed.values()), 0)
    stored = db.session.execute(select(Unit.level, func.count()).group_by(Unit.level)).all()
    assert {level.value: count for level, count in stored} == listed
    assert db.session.get_one(Unit, "141130102214").parent_code == "141130102"

    second = unit_import.import_divisions(division_file.shipped_divisions(), DAY)
    assert (second.added, second.renamed, second.closed, second.reopened) == (0, 0, 0, 0)
    assert second.unchanged == sum(listed.values())
    _assert_subtrees_use_an_index()


def _assert_subtrees_use_an_index() -> None:
    """Subtree reading is a range that an index serves, on both databases."""
    statement = "SELECT code FROM unit WHERE code >= '141130' AND code < '141131'"
    with db.engine().connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET enable_seqscan = off"))
            plan = "\n".join(connection.scalars(text(f"EXPLAIN {statement}")))
            assert "Index Cond" in plan
        else:
            plan = "\n".join(row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
            assert "USING" in plan
            assert "INDEX" in plan
            assert "code>? AND code<?" in plan


def test_units_no_longer_listed_are_closed_with_the_day_and_come_back_with_the_list(app: Flask) -> None:
    _load(ROWS + "".join(VILLAGES))
    done = _load(ROWS + "".join(VILLAGES[:3]))
    assert (done.closed, done.unchanged) == (1, 7)
    gone = db.session.get_one(Unit, "141130102203")
    assert gone.closed_on == DAY
    assert [(c.act, c.effective_on) for c in unit_queries.changes(gone.code)] == [("closed", DAY)]
    assert _load(ROWS + "".join(VILLAGES)).reopened == 1
    db.session.rollback()
    assert db.session.get_one(Unit, "141130102203").closed_on is None


def test_names_follow_the_list_and_keep_the_old_one_in_the_changes(app: Flask) -> None:
    _load(ROWS)
    assert _load(ROWS.replace("双池镇", "双池新镇")).renamed == 1
    change = db.session.scalars(select(UnitChange)).one()
    assert (change.old_name, change.new_name) == ("双池镇", "双池新镇")


def test_units_added_by_hand_stay_open(app: Flask) -> None:
    _load(ROWS)
    with db.writing():
        county = db.session.get_one(Unit, "141130")
        unit_actions.add_unit(county, "县教育局", DAY, "三定方案", None)
    assert _load(ROWS).closed == 0
    assert db.session.get_one(Unit, "141130D01").closed_on is None


def test_what_a_person_merged_stays_closed_though_an_older_list_has_it(app: Flask) -> None:
    _load(ROWS + "".join(VILLAGES))
    with db.writing():
        village, other = db.session.get_one(Unit, "141130102200"), db.session.get_one(Unit, "141130102201")
        unit_actions.merge_units(village, other, DAY, "合村", None)
    assert _load(ROWS + "".join(VILLAGES)).reopened == 0
    assert db.session.get_one(Unit, "141130102200").closed_on == DAY


def test_a_list_that_looks_cut_off_is_refused(app: Flask) -> None:
    many = [f"141130102{i},{i}村委会,village,141130102,141130102{i},村委会\n" for i in range(200, 240)]
    _load(ROWS + "".join(many))
    with pytest.raises(RuleBroken) as refused:
        _load(ROWS + many[0])
    assert refused.value.code == "list-cut-off"
    assert _load(ROWS + many[0], close_many=True).closed == 39


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"name,level\n", "no-column", None),
        ((ROWS + "1411301,x,county,,,\n").encode(), "bad-code", 6),
        ((ROWS + "141131,x,village,,,\n").encode(), "bad-level", 6),
        ((ROWS + "141131,,county,,,\n").encode(), "bad-name", 6),
        ((ROWS + "141130,x,county,,,\n").encode(), "twice", 6),
        ((ROWS + "141231,x,county,,,\n").encode(), "no-parent", None),
        (b"\x1f\x8bnonsense", "bad-gzip", None),
        (b"code,name,level,kind\n\xff\xff\xff", "not-text", None),
    ],
)
def test_bad_input_is_refused_naming_the_row(content: bytes, code: str, row: int | None) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_divisions(content)
    assert refused.value.code == code
    assert refused.value.params.get("row") == row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_excels_encodings_and_gzip_are_understood(encoding: str) -> None:
    plain = ROWS.encode(encoding)
    assert [d.name for d in read_divisions(plain)] == ["山西省", "吕梁市", "交口县", "双池镇"]
    assert read_divisions(gzip.compress(plain)) == read_divisions(plain)


def test_the_command_prints_one_json_object(app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    make.unit("14")
    monkeypatch.setenv("ELEARN_DATABASE_URL", db.engine().url.render_as_string(hide_password=False))
    file = tmp_path / "list.csv"
    file.write_text(ROWS, encoding="utf-8")
    run = CliRunner().invoke
    done = run(main, ["units", "import", str(file), "--as-of", "2026-11-01", "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["added"] == 3
    refused = run(main, ["units", "import", str(tmp_path / "no-such-file.csv")])
    assert refused.exit_code == 1
    assert "no-such-file.csv" in refused.stderr
    assert refused.stdout == ""
    assert run(main, ["units", "import", "--nonsense"]).exit_code == 2
