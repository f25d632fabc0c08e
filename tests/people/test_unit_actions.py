from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from elearn import clock, db
from elearn.audit.models import AuditEntry
from elearn.errors import RuleBroken
from elearn.people import unit_actions, unit_queries
from elearn.people.models import Transfer, Unit, User
from tests import make
from tests.make import COUNTY, TOWNSHIP, VILLAGE

DAY = date(2026, 11, 20)
OTHER = "141130104"
OTHER_VILLAGE = "141130104200"


@pytest.fixture
def tree(app: Flask) -> None:
    for code in (VILLAGE, OTHER_VILLAGE, "141129100"):
        make.unit(code)


def _unit(code: str) -> Unit:
    return db.session.get_one(Unit, code)


def _write(act: Callable[..., Any], code: str, *rest: Any) -> Any:
    with db.writing():
        return act(_unit(code), *rest)


def _refused(act: Callable[..., Any], code: str, *rest: Any) -> str:
    with pytest.raises(RuleBroken) as refused:
        _write(act, code, *rest)
    return refused.value.code


def _merge(code: str, into: str, on: date = DAY) -> Any:
    with db.writing():
        return unit_actions.merge_units(_unit(code), _unit(into), on, "合并", None)


@pytest.mark.usefixtures("tree")
def test_a_unit_that_is_no_division_gets_the_next_free_code_of_township_length() -> None:
    first = _write(unit_actions.add_unit, COUNTY, " 县  教育局 ", DAY, "三定方案", None)
    second = _write(unit_actions.add_unit, COUNTY, "开发区", DAY, "三定方案", None)
    assert (first.code, first.name, first.is_division) == ("141130D01", "县 教育局", False)
    assert second.code == "141130D02"
    _write(unit_actions.close_unit, second.code, DAY, "撤销", None)
    assert _write(unit_actions.add_unit, COUNTY, "开发区", DAY, "新设", None).code == "141130D03"
    assert first.code in unit_queries.subtree(COUNTY)


@pytest.mark.usefixtures("tree")
def test_what_cannot_be_added_is_refused() -> None:
    assert _refused(unit_actions.add_unit, TOWNSHIP, "某站", DAY, "文件", None) == "not-a-county"
    assert _refused(unit_actions.add_unit, COUNTY, "双池镇", DAY, "文件", None) == "name-taken"
    for name in ("", "  ", "长" * 61):
        assert _refused(unit_actions.add_unit, COUNTY, name, DAY, "文件", None) == "bad-unit-name"
    assert _refused(unit_actions.add_unit, COUNTY, "某局", DAY, " ", None) == "no-reason"
    assert (
        _refused(unit_actions.add_unit, COUNTY, "某局", clock.today() + timedelta(days=1), "文件", None) == "day-ahead"
    )
    assert _refused(unit_actions.add_unit, COUNTY, "某局", date(26, 1, 1), "文件", None) == "day-too-early"


@pytest.mark.usefixtures("tree")
def test_renaming_keeps_the_code_and_the_old_name_in_the_changes() -> None:
    _write(unit_actions.rename_unit, TOWNSHIP, "双池新镇", DAY, "批复", None)
    change = unit_queries.changes(TOWNSHIP)[0]
    assert (_unit(TOWNSHIP).name, change.old_name, change.new_name) == ("双池新镇", "双池镇", "双池新镇")
    assert (change.effective_on, change.reason) == (DAY, "批复")
    assert _refused(unit_actions.rename_unit, TOWNSHIP, "双池新镇", DAY, "批复", None) == "same-name"


@pytest.mark.usefixtures("tree")
def test_only_an_empty_unit_is_closed_without_a_successor() -> None:
    assert _refused(unit_actions.close_unit, TOWNSHIP, DAY, "撤销", None) == "open-below"
    person = make.user(unit_code=VILLAGE)
    assert _refused(unit_actions.close_unit, VILLAGE, DAY, "撤销", None) == "people-below"
    with db.writing():
        db.session.get_one(User, person.id).closed_at = clock.now()
    _write(unit_actions.close_unit, VILLAGE, DAY, "撤销", None)
    assert _unit(VILLAGE).closed_on == DAY
    assert _refused(unit_actions.close_unit, VILLAGE, DAY, "撤销", None) == "unit-closed"


@pytest.mark.usefixtures("tree")
def test_merging_moves_the_people_with_a_dated_transfer_and_names_the_successor() -> None:
    admin, person = make.user("管理员", COUNTY), make.user(unit_code=VILLAGE)
    with db.writing():
        moved = unit_actions.merge_units(_unit(VILLAGE), _unit(OTHER_VILLAGE), DAY, "合村并居", admin.id)
    assert moved == 1
    assert db.session.get_one(User, person.id).unit_code == OTHER_VILLAGE
    transfer = db.session.scalars(select(Transfer)).one()
    assert (transfer.user_id, transfer.from_code, transfer.to_code) == (person.id, VILLAGE, OTHER_VILLAGE)
    assert (transfer.effective_on, transfer.reason, transfer.by_id) == (DAY, "合村并居", admin.id)
    assert transfer.at == clock.now()
    assert (_unit(VILLAGE).closed_on, _unit(VILLAGE).successor_code) == (DAY, OTHER_VILLAGE)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.act, entry.actor_id, entry.unit_code) == ("merge_units", admin.id, VILLAGE)
    assert entry.details["people"] == 1
    assert _refused(unit_actions.merge_units, VILLAGE, _unit(OTHER), DAY, "再并", None) == "merged-already"


@pytest.mark.usefixtures("tree")
def test_a_merged_township_closes_what_lies_below_and_moves_everybody() -> None:
    make.user(unit_code=VILLAGE)
    make.user(unit_code=TOWNSHIP)
    assert _merge(TOWNSHIP, OTHER) == 2
    assert {_unit(code).closed_on for code in (TOWNSHIP, VILLAGE)} == {DAY}
    assert unit_queries.people_below(OTHER) == 2
    assert unit_queries.changes(VILLAGE)[0].successor_code == OTHER
    assert _refused(unit_actions.reopen_unit, VILLAGE, DAY, "恢复", None) == "unit-closed"  # its township is closed


@pytest.mark.usefixtures("tree")
def test_a_unit_that_a_list_closed_gets_its_successor_afterwards_and_keeps_its_day() -> None:
    make.user(unit_code=VILLAGE)
    with db.writing():
        _unit(VILLAGE).closed_on = date(2026, 1, 1)
    assert [(row.unit.code, row.people) for row in unit_queries.left_behind(COUNTY)] == [(VILLAGE, 1)]
    assert _merge(VILLAGE, OTHER_VILLAGE) == 1
    assert (_unit(VILLAGE).closed_on, _unit(VILLAGE).successor_code) == (date(2026, 1, 1), OTHER_VILLAGE)
    assert unit_queries.left_behind(COUNTY) == []


@pytest.mark.usefixtures("tree")
def test_impossible_successors_are_refused() -> None:
    for code, into, why in (
        (TOWNSHIP, TOWNSHIP, "into-itself"),
        (TOWNSHIP, VILLAGE, "into-itself"),
        (TOWNSHIP, OTHER_VILLAGE, "lower-level"),
    ):
        with pytest.raises(RuleBroken) as refused:
            _merge(code, into)
        assert refused.value.code == why
    _write(unit_actions.close_unit, OTHER_VILLAGE, DAY, "撤销", None)
    with pytest.raises(RuleBroken):
        _merge(VILLAGE, OTHER_VILLAGE)


@pytest.mark.usefixtures("tree")
def test_a_unit_opens_again_without_a_successor() -> None:
    _merge(VILLAGE, OTHER_VILLAGE)
    assert _refused(unit_actions.reopen_unit, VILLAGE, DAY - timedelta(days=1), "恢复", None) == "before-closing"
    _write(unit_actions.reopen_unit, VILLAGE, DAY, "恢复", None)
    assert (_unit(VILLAGE).closed_on, _unit(VILLAGE).successor_code) == (None, None)
    assert _refused(unit_actions.reopen_unit, VILLAGE, DAY, "恢复", None) == "is-open"


@pytest.mark.usefixtures("tree")
def test_search_stays_within_and_leaves_out_closed_units() -> None:
    assert [each.code for each in unit_queries.search("镇", [COUNTY])] == [TOWNSHIP, OTHER]
    assert [each.code for each in unit_queries.search("141130104", [COUNTY])] == [OTHER, OTHER_VILLAGE]
    assert unit_queries.search("宁乡", [COUNTY]) == []
    assert unit_queries.search("%", [COUNTY]) == []
    _write(unit_actions.close_unit, OTHER_VILLAGE, DAY, "撤销", None)
    assert [each.code for each in unit_queries.search("石口", [COUNTY])] == [OTHER]
    assert len(unit_queries.search("石口", [COUNTY], closed=True)) == 2


@pytest.mark.usefixtures("tree")
def test_people_are_counted_with_all_that_lies_below() -> None:
    make.user(unit_code=VILLAGE)
    make.user(unit_code=TOWNSHIP)
    make.user(unit_code="141129100")
    assert {row.unit.code: row.people for row in unit_queries.children(COUNTY)} == {TOWNSHIP: 2, OTHER: 0}
    assert {row.unit.code: row.people for row in unit_queries.children("1411")} == {COUNTY: 2, "141129": 1}
