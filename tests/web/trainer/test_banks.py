"""The lists of banks and questions: own ones to edit, those of the units above to use, nobody else's."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions.models import Question, QuestionVersion
from tests import make, world

TOWNSHIP_BANK = world.BANK.replace("编号: small", "编号: town").replace("小题库", "镇题库").replace("small-", "town-")


@pytest.fixture
def trainer(client: FlaskClient) -> User:
    world.load_bank()
    person = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    make.sign_in(client, person)
    return person


def _refs(page: str) -> list[str]:
    return [word[:9] for word in page.split('nowrap" data-label="编号">')[1:]]


@pytest.mark.usefixtures("trainer")
def test_banks_of_the_unit_and_below_are_there_to_edit(client: FlaskClient) -> None:
    world.load_bank(TOWNSHIP_BANK, make.TOWNSHIP)
    page = client.get("/trainer/banks").text
    own = page[: page.find('id="above"')]
    assert "小题库" in own
    assert "镇题库" in own
    assert "12 道题" in own


def test_banks_above_are_there_to_use_and_neighbours_are_not(client: FlaskClient) -> None:
    world.load_bank()
    world.load_bank(TOWNSHIP_BANK, "141130104")
    make.sign_in(client, make.staff(Role.TRAINER, make.TOWNSHIP))
    page = client.get("/trainer/banks").text
    assert "小题库" in page[page.index('id="above"') :]
    assert "镇题库" not in page
    assert client.get("/trainer/banks/small").status_code == 200
    assert client.get("/trainer/banks/town").status_code == 404


@pytest.mark.usefixtures("trainer")
def test_search_looks_into_options_and_takes_signs_as_they_are(client: FlaskClient) -> None:
    def found(query: str) -> list[str]:
        return _refs(client.get(f"/trainer/banks/small?{query}").text)

    assert found("q=对的3") == ["small-003"]
    assert found("q=单选题 第２题") == ["small-002"]  # width and white space do not matter
    assert found("q=SMALL-011") == ["small-011"]
    assert found("q=%25") == []
    assert found("q=_") == []
    assert "没有符合条件的试题" in client.get("/trainer/banks/small?q=无此题").text


@pytest.mark.usefixtures("trainer")
def test_filters_narrow_the_list_and_nonsense_narrows_nothing(client: FlaskClient) -> None:
    def count(query: str) -> int:
        return len(_refs(client.get(f"/trainer/banks/small?{query}").text))

    assert count("kind=multiple") == 3
    assert count("difficulty=hard") == 3
    assert count("topic=第二点") == 6
    assert count("topic=第二点&kind=true_false") == 3
    assert count("use=game") == 12
    assert count("status=retired") == 0
    assert count("kind=bogus&page=99&status=") == 12


@pytest.mark.usefixtures("trainer")
def test_what_is_due_for_review_is_marked_and_can_be_listed(client: FlaskClient) -> None:
    with db.writing() as session:
        version = session.query(QuestionVersion).join(Question).filter(Question.ref == "small-004").one()
        version.review_on = date(2026, 11, 23)
    assert "待复核" in client.get("/trainer/banks").text
    assert _refs(client.get("/trainer/banks/small?due=1").text) == ["small-004"]


@pytest.mark.usefixtures("trainer")
def test_retired_questions_are_listed_on_demand(client: FlaskClient) -> None:
    with db.writing() as session:
        question_id = session.query(Question).filter_by(ref="small-001").one().id
    assert client.post(f"/trainer/banks/small/{question_id}/retire").status_code == 303
    assert "small-001" not in _refs(client.get("/trainer/banks/small").text)
    assert _refs(client.get("/trainer/banks/small?status=retired").text) == ["small-001"]


def test_of_the_units_above_secret_and_unpublished_questions_do_not_exist(client: FlaskClient) -> None:
    text = world.BANK.replace("知识点: 第二点\n难度: 难", "知识点: 第二点\n难度: 难\n用途: 考试")
    world.load_bank(text)
    with db.writing() as session:
        secret = session.query(Question).filter_by(ref="small-010").one().id
        retired = session.query(Question).filter_by(ref="small-001").one().id
    county = client.application.test_client()
    make.sign_in(county, make.staff(Role.TRAINER, make.COUNTY))
    assert county.post(f"/trainer/banks/small/{retired}/retire").status_code == 303
    assert county.get(f"/trainer/banks/small/{secret}").status_code == 200
    make.sign_in(client, make.staff(Role.TRAINER, make.TOWNSHIP))
    for query in ("", "?status=retired", "?use=exam"):
        refs = _refs(client.get(f"/trainer/banks/small{query}").text)
        assert not {"small-010", "small-001"} & set(refs)
    for hidden in (secret, retired):
        assert client.get(f"/trainer/banks/small/{hidden}").status_code == 404


@pytest.mark.parametrize("page", ["/trainer/banks", "/trainer/banks/small"])
def test_only_trainers_come_in(client: FlaskClient, page: str) -> None:
    world.load_bank()
    assert client.get(page).location.startswith("/sign-in")
    make.sign_in(client, make.staff(Role.OFFICIAL, make.COUNTY))
    assert client.get(page).status_code == 404
