"""All townships in one table, for a city or the province."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from elearn.reports import queries, townships
from elearn.training import tally_bulk
from tests import county, make


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    built = county.build()
    make.sign_in(client, built.official)
    return built


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("day", [None, date(2026, 11, 10)])
def test_the_table_agrees_with_the_county_s_and_adds_up(here: county.County, folded: bool, day: date | None) -> None:
    while folded and tally_bulk.fold():
        pass
    ours = townships.table(here.training_class, make.COUNTY, day)
    theirs = queries.completion(here.training_class, make.COUNTY, day)
    assert ours.total.counts == theirs.total.counts
    assert {row.code: (row.counts, row.rank) for row in ours.rows} == {
        row.code: (row.counts, row.rank) for row in theirs.rows
    }
    wider = townships.table(here.training_class, "14", day)
    assert wider.total.counts == theirs.total.counts
    names = {row.code: row.name for row in wider.rows}
    assert names[make.TOWNSHIP] == "交口县双池镇"
    assert [row.own for row in wider.rows].count(True) == 1, "who belongs to no township stands in a line of its own"


def test_the_export_is_a_workbook_and_a_bad_day_is_refused(client: FlaskClient, here: county.County) -> None:
    page = f"/official/completion/class/{make.COUNTY}/townships/export"
    answer = client.post(page, data={"as_of": "2026-11-20"})
    assert answer.status_code == 200
    assert answer.data.startswith(b"PK")
    assert client.post(page, data={"as_of": "gestern"}).status_code == 409
    make.sign_in(client, here.township_official)
    assert client.post(page).status_code == 404
