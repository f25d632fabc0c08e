"""Finding questions in all banks, what is due, and changing many at once."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.questions import bulk
from elearn.questions.models import Question, QuestionGram, QuestionVersion, Status
from tests import make, world

OTHER_BANK = (
    world.BANK.replace("编号: small", "编号: other").replace("small-", "other-").replace("某文件", "志愿服务条例")
)


@pytest.fixture(autouse=True)
def _trainer(client: FlaskClient) -> None:
    world.load_bank()
    make.sign_in(client, make.staff(Role.TRAINER, make.COUNTY))


def _refs(page: str) -> list[str]:
    return [word[:9] for word in page.split('nowrap" data-label="编号">')[1:]]


def _question(ref: str) -> Question:
    return db.session.query(Question).filter_by(ref=ref).one()


def _current(ref: str) -> QuestionVersion:
    question = _question(ref)
    return db.session.query(QuestionVersion).filter_by(question_id=question.id, number=question.current_number).one()


def test_two_sign_words_are_found_across_banks(client: FlaskClient) -> None:
    world.load_bank(OTHER_BANK, make.TOWNSHIP)
    page = client.get("/trainer/questions?q=志愿").text
    assert len(_refs(page)) == 12
    assert {ref[:5] for ref in _refs(page)} == {"other"}
    assert _refs(client.get("/trainer/questions?q=条例 第3题").text) == ["other-003"]
    assert "没有符合条件" in client.get("/trainer/questions?q=愿志").text


def test_one_sign_is_found_too_and_an_edit_is_found_by_its_new_words(client: FlaskClient) -> None:
    question = _question("small-001")
    form = {"kind": "single", "stem": "骡马（　）", "options-0": "甲", "options-1": "乙", "right": ["A"]}
    form |= {"difficulty": "easy", "uses": ["practice"], "seen": "1", "explanation": "", "source": "文件", "topic": ""}
    assert client.post(f"/trainer/banks/small/{question.id}/edit", data=form).status_code == 303
    for words in ("骡马", "骡"):
        assert _refs(client.get(f"/trainer/questions?q={words}").text) == ["small-001"]
    assert _refs(client.get("/trainer/questions?q=第1题").text) == []
    held = {gram for (gram,) in db.session.query(QuestionGram.gram).filter_by(question_id=question.id)}
    assert held == {"骡马", "甲", "乙", "文件"}


def test_secret_questions_of_units_above_are_not_found(client: FlaskClient) -> None:
    secret = (
        world.BANK.replace("编号: small", "编号: city").replace("small-", "citys-").replace("练习 考试 游戏", "考试")
    )
    world.load_bank(secret, "1411")
    assert _refs(client.get("/trainer/questions?q=单选题").text) == [f"small-{n:03d}" for n in range(1, 7)]


def test_what_is_due_is_listed_over_all_own_banks(client: FlaskClient) -> None:
    with db.writing() as session:
        session.query(QuestionVersion).filter_by(question_id=_question("small-004").id).update(
            {"review_on": date(2020, 1, 1)}
        )
    assert _refs(client.get("/trainer/questions?due=1").text) == ["small-004"]
    assert "到期待复核（1）" in client.get("/trainer/banks").text


CHANGES = {"to_topic": "新知识点", "to_difficulty": "hard"}


def test_what_would_change_is_shown_first(client: FlaskClient) -> None:
    ids = [str(_question(f"small-00{n}").id) for n in (1, 2)]
    page = client.post("/trainer/banks/small/bulk", data={"id": ids, **CHANGES}).text
    assert "small-001" in page
    assert "新知识点" in page
    assert _current("small-001").topic == "第一点"


def test_many_questions_get_the_same_facts_and_stay_published(client: FlaskClient) -> None:
    ids = [str(_question(f"small-00{n}").id) for n in (1, 2)]
    client.post("/trainer/banks/small/bulk", data={"id": ids, "do": "change", **CHANGES})
    assert [(_current(ref).topic, _current(ref).number) for ref in ("small-001", "small-003")] == [
        ("新知识点", 2),
        ("第一点", 1),
    ]
    assert _question("small-001").status is Status.PUBLISHED
    entry = db.session.query(AuditEntry).filter_by(act="edit_many").one()
    assert entry.details == {"questions": 2, "fields": "topic, difficulty"}


def test_all_that_the_list_shows_are_meant_by_all(client: FlaskClient) -> None:
    form = {"which": "all", "kind": "multiple", "do": "change", "to_source": "新依据", "to_use": ["exam"]}
    assert "kind=multiple" in client.post("/trainer/banks/small/bulk", data=form).location
    assert (_current("small-007").source, _current("small-007").uses) == ("新依据", ["exam"])
    assert _current("small-001").source == "某文件"
    # A new source of an exam question is looked at by a second person.
    assert _question("small-007").status is Status.IN_REVIEW


def test_nothing_chosen_and_too_many_are_said(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert client.post("/trainer/banks/small/bulk", data=CHANGES, follow_redirects=True).text.count("请勾选试题") == 1
    monkeypatch.setattr(bulk, "MOST", 1)
    form = {"which": "all", "do": "change", **CHANGES}
    assert client.post("/trainer/banks/small/bulk", data=form).status_code == 409


def test_a_long_list_changes_in_steps_and_shows_its_beginning_first(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 5)
    monkeypatch.setattr("elearn.web.trainer.bulk.SHOWN", 3)
    form = {"which": "all", **CHANGES}
    page = client.post("/trainer/banks/small/bulk", data=form).text
    assert "还有 9 道题" in page
    assert page.count("small-0") == 3
    ids = page.partition('name="id" value="')[2].partition('"')[0]
    client.post("/trainer/banks/small/bulk", data={"id": ids, "do": "change", **CHANGES})
    assert {_current(f"small-{n:03d}").topic for n in range(1, 13)} == {"新知识点"}
    assert sum(entry.details["questions"] for entry in db.session.query(AuditEntry).filter_by(act="edit_many")) == 12
    # What was changed is found by its new words, and what was not changed has no new version.
    assert len(_refs(client.get("/trainer/questions?q=新知识点").text)) == 12
    client.post("/trainer/banks/small/bulk", data={"id": ids, "do": "change", **CHANGES})
    assert _current("small-001").number == 2


def test_the_list_of_banks_says_what_waits_for_a_second_person(client: FlaskClient) -> None:
    assert "道待审核" not in client.get("/trainer/banks").text
    with db.writing():
        _question("small-003").status = Status.IN_REVIEW
    assert "1 道待审核" in client.get("/trainer/banks").text


def test_ids_of_other_banks_are_not_touched(client: FlaskClient) -> None:
    world.load_bank(OTHER_BANK, "141129")
    foreign = str(_question("other-001").id)
    form = {"id": [foreign, str(_question("small-001").id)], "do": "change", **CHANGES}
    client.post("/trainer/banks/small/bulk", data=form)
    assert _current("other-001").topic == "第一点"
    assert _current("small-001").topic == "新知识点"
