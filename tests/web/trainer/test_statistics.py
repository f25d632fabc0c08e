"""Item statistics of an exam: the page, a question's page, the Excel file, and who may not see them."""

import io

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.questions.models import Question, QuestionVersion
from tests import make, world
from tests.exams.many import fill

PAGE = "/trainer/exams/exam/statistics"


@pytest.fixture
def many(client: FlaskClient) -> None:
    """Forty people have handed in a drawn paper."""
    make.sign_in(client, fill(80))


def _empty(client: FlaskClient) -> None:
    world.build()
    make.sign_in(client, make.staff(Role.TRAINER, make.COUNTY, "武慧珍"))


def test_the_page_has_figures_histogram_and_table(client: FlaskClient, many: None) -> None:
    page = client.get(PAGE).text
    assert "试卷是随机抽题的" in page
    assert "不到 30 人" not in page
    assert page.count('<rect class="bar__fill"') == 10
    assert page.count('scope="row"') == 60 + 10
    assert page.count('href="/trainer/banks/small/') == 60
    assert "style=" not in page
    assert PAGE in client.get("/trainer/exams/exam").text


@pytest.mark.parametrize("column", ["number", "seen", "facility", "rest", "discrimination", "alpha", "flags"])
def test_the_table_sorts_both_ways(client: FlaskClient, many: None, column: str) -> None:
    up, down = (client.get(f"{PAGE}?sort={column}{extra}") for extra in ("", "&down=1"))
    assert up.status_code == down.status_code == 200
    assert 'aria-sort="ascending"' in up.text
    assert 'aria-sort="descending"' in down.text
    assert up.text != down.text


def test_an_unknown_column_does_not_exist(client: FlaskClient, many: None) -> None:
    assert client.get(f"{PAGE}?sort=nonsense").status_code == 404


def test_a_question_shows_its_options_by_thirds(client: FlaskClient, many: None) -> None:
    version = db.session.query(QuestionVersion.id).order_by(QuestionVersion.id).first()
    assert version
    page = client.get(f"{PAGE}/{version[0]}").text
    assert all(f'class="num">{name}</th>' in page for name in ("靠后", "中间", "靠前"))
    assert page.count('<rect class="bar__track"') == 12
    assert client.get(f"{PAGE}/999999").status_code == 404


def test_the_file_is_audited_and_its_cells_do_no_harm(client: FlaskClient, many: None) -> None:
    with db.writing() as session:
        first = session.query(QuestionVersion).order_by(QuestionVersion.id).first()
        assert first
        first.stem = "=1+1"
    answer = client.post(PAGE)
    assert answer.status_code == 200
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    heading = next(at for at, row in enumerate(rows) if "题目" in row)
    assert rows[heading + 1][1] == "=1+1"
    assert len([row for row in rows[heading + 1 :] if isinstance(row[0], float)]) == 60
    assert db.session.query(AuditEntry).filter_by(act="export_statistics", target="exam:exam").count() == 1


def test_an_exam_that_nobody_sat_says_so(client: FlaskClient) -> None:
    _empty(client)
    page = client.get(PAGE).text
    assert "还没有可统计的试卷" in page
    assert "下载 Excel" not in page
    version = db.session.query(QuestionVersion.id).join(Question).filter(Question.ref == "small-001").one()[0]
    assert "还没有人交过有这道题的试卷" in client.get(f"{PAGE}/{version}").text
    assert client.post(PAGE).status_code == 200


def test_few_papers_are_called_weak(client: FlaskClient) -> None:
    make.sign_in(client, fill(10))
    assert "不到 30 人时数字不牢靠" in client.get(PAGE).text


def test_who_does_not_set_the_exam_finds_nothing(client: FlaskClient, many: None) -> None:
    browser = client.application.test_client()
    assert "/sign-in" in browser.get(PAGE).location
    for role, unit in ((Role.OFFICIAL, make.COUNTY), (Role.TRAINER, make.TOWNSHIP)):
        browser = client.application.test_client()
        make.sign_in(browser, make.staff(role, unit, "别人"))
        assert browser.get(PAGE).status_code == 404
        assert browser.get(f"{PAGE}/1").status_code == 404
        assert browser.post(PAGE).status_code == 404
