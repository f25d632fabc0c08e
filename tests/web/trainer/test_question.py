"""One question of a bank: its page, retiring, publishing and editing."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions import queries
from elearn.questions.models import Question, QuestionVersion, Status
from tests import make, world


@pytest.fixture
def trainer(client: FlaskClient) -> User:
    world.load_bank()
    person = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    make.sign_in(client, person)
    return person


def _question(ref: str = "small-001") -> Question:
    return db.session.query(Question).filter_by(ref=ref).one()


def _address(ref: str = "small-001") -> str:
    return f"/trainer/banks/small/{_question(ref).id}"


def _versions(ref: str = "small-001") -> list[QuestionVersion]:
    return [version for version, _ in reversed(queries.history(_question(ref).id))]


def _form(**changed: Any) -> dict[str, Any]:
    whole = {
        "seen": "1",
        "kind": "single",
        "stem": "新的题目（　）",
        "options-0": "甲",
        "options-1": "乙",
        "options-2": "",
        "options-3": "丁",
        "right": ["D"],
        "explanation": "丁是对的。",
        "source": "某文件（2021年）",
        "topic": "第一点",
        "difficulty": "hard",
        "uses": ["practice", "exam"],
        "effective_on": "2021-04-28",
        "review_on": "2027-03-01",
    }
    return whole | changed


@pytest.mark.usefixtures("trainer")
def test_the_page_shows_the_learners_view_the_key_and_the_history(client: FlaskClient) -> None:
    page = client.get(_address()).text
    for words in ("单选题第1题", "因为第1题选对的", "某文件", "第 1 版", "正确答案"):
        assert words in page
    assert 'type="radio"' in page


@pytest.mark.usefixtures("trainer")
def test_an_edit_makes_a_new_version_and_is_recorded(client: FlaskClient, trainer: User) -> None:
    assert client.post(f"{_address()}/edit", data=_form()).location == _address()
    old, new = _versions()
    assert old.stem == "单选题第1题（　）"
    assert (new.number, new.stem, new.options, new.answer) == (2, "新的题目（　）", ["甲", "乙", "丁"], "C")
    assert new.created_by_id == trainer.id
    entry = db.session.query(AuditEntry).filter_by(act="edit_question").one()
    assert (entry.target, entry.actor_id, entry.details["version"]) == ("question:small-001", trainer.id, 2)
    assert "已保存为第 2 版" in client.get(_address()).text


@pytest.mark.usefixtures("trainer")
def test_saving_without_a_change_makes_no_version(client: FlaskClient) -> None:
    page = client.get(f"{_address()}/edit").text
    assert "单选题第1题" in page
    same = _form(
        stem="单选题第1题（　）",
        right=["A"],
        explanation="因为第1题选对的。",
        source="某文件",
        difficulty="easy",
        uses=["practice", "exam", "game"],
        effective_on="",
        review_on="",
    ) | {"options-0": "对的1", "options-1": "错的甲", "options-2": "错的乙", "options-3": "错的丙"}
    assert client.post(f"{_address()}/edit", data=same).status_code == 303
    assert len(_versions()) == 1
    assert db.session.query(AuditEntry).filter_by(act="edit_question").count() == 0


def test_an_attempt_that_was_drawn_keeps_its_version(client: FlaskClient, trainer: User) -> None:
    sitting = world.build()
    learner = client.application.test_client()
    make.sign_in(learner, sitting.learner)
    attempt = learner.post("/exam/exam/start").location
    for number in range(1, 7):
        page = client.get(_address(f"small-{number:03d}") + "/edit")
        assert page.status_code == 200
        assert (
            client.post(
                _address(f"small-{number:03d}") + "/edit", data=_form(stem=f"新的题目{number}（　）")
            ).status_code
            == 303
        )
    shown = learner.get(f"{attempt}?n=1").text
    assert "单选题第" in shown
    assert "新的题目" not in shown


@pytest.mark.usefixtures("trainer")
@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"stem": " "}, "请写题目"),
        ({"stem": "题目（D）"}, "露出了答案"),
        ({"right": []}, "只能有一个正确选项"),
        ({"right": ["A", "B"]}, "只能有一个正确选项"),
        ({"kind": "multiple"}, "至少要有两个正确选项"),
        ({"right": ["C"]}, "选项 C 勾选为正确，但没有写内容"),
        ({"options-1": "甲 "}, "选项 A 和 B 相同"),
        ({"options-1": "", "options-3": "", "right": ["A"]}, "至少写两个选项"),
        ({"uses": []}, "至少选一种用途"),
        ({"review_on": "2020-01-01"}, "复核日期要晚于施行日期"),
        ({"review_on": "明年"}, "field__error"),
        ({"difficulty": "bogus"}, "field__error"),
        ({"kind": "essay"}, "field__error"),
        ({"stem": "长" * 2001}, "field__error"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, changed: dict[str, Any], words: str
) -> None:
    refused = client.post(f"{_address()}/edit", data=_form(**changed))
    assert refused.status_code == 422
    assert words in refused.text
    assert "丁是对的。" in refused.text
    assert len(_versions()) == 1


@pytest.mark.usefixtures("trainer")
def test_two_trainers_do_not_overwrite_each_other_unseen(client: FlaskClient) -> None:
    assert client.post(f"{_address()}/edit", data=_form(stem="第一人的题（　）")).status_code == 303
    late = client.post(f"{_address()}/edit", data=_form(stem="第二人的题（　）"))
    assert late.status_code == 409
    assert "第一人的题" in late.text
    assert "第二人的题" in late.text
    assert 'name="seen" value="2"' in late.text
    assert len(_versions()) == 2
    # a form that was refused for another reason, or only looked at, still knows what it began with
    for refused in ({"right": []}, {"do": "look"}):
        assert 'name="seen" value="1"' in client.post(f"{_address()}/edit", data=_form(**refused)).text
    assert client.post(f"{_address()}/edit", data=_form(stem="第二人的题（　）", seen="2")).status_code == 303
    assert _versions()[-1].stem == "第二人的题（　）"


@pytest.mark.usefixtures("trainer")
def test_looking_at_it_saves_nothing(client: FlaskClient) -> None:
    page = client.post(f"{_address()}/edit", data=_form(do="look", explanation=""))
    assert page.status_code == 200
    assert page.text.count("新的题目") > 1
    assert "学员答题后看不到解析" in page.text
    fragment = client.post(f"{_address()}/look", data=_form(stem="<script>x</script>（　）"))
    assert "&lt;script&gt;" in fragment.text
    assert "<html" not in fragment.text
    assert len(_versions()) == 1


@pytest.mark.usefixtures("trainer")
def test_a_statement_is_edited_with_true_or_false(client: FlaskClient) -> None:
    address = _address("small-010")
    form = {key: value for key, value in _form().items() if not key.startswith(("options", "right", "kind"))}
    assert client.post(f"{address}/edit", data=form | {"truth": "maybe"}).status_code == 422
    assert client.post(f"{address}/edit", data=form | {"truth": "true"}).status_code == 303
    assert _versions("small-010")[-1].answer is True
    assert _versions("small-010")[-1].options == []


@pytest.mark.usefixtures("trainer")
def test_a_retired_question_is_drawn_no_more_until_it_is_published_again(client: FlaskClient) -> None:
    address, before = _address(), len(queries.pool("small"))
    assert client.post(f"{address}/retire").status_code == 303
    assert len(queries.pool("small")) == before - 1
    assert client.post(f"{address}/retire").status_code == 409
    assert "已停用" in client.get(address).text
    assert client.post(f"{address}/publish").status_code == 303
    assert _question().status is Status.PUBLISHED
    assert client.post(f"{address}/publish").status_code == 409
    acts = [entry.act for entry in db.session.query(AuditEntry).filter(AuditEntry.target == "question:small-001")]
    assert acts == ["retire_question", "publish_question"]


@pytest.mark.parametrize("act", ["edit", "look", "retire", "publish"])
def test_banks_of_the_units_above_are_not_changed(client: FlaskClient, act: str) -> None:
    world.load_bank()
    make.sign_in(client, make.staff(Role.TRAINER, make.TOWNSHIP))
    address = _address()
    page = client.get(address)
    assert page.status_code == 200
    assert "/edit" not in page.text
    assert client.post(f"{address}/{act}", data=_form()).status_code == 404
    assert len(_versions()) == 1


@pytest.mark.parametrize("page", ["", "/edit"])
def test_only_trainers_come_in(client: FlaskClient, page: str) -> None:
    world.load_bank()
    address = _address() + page
    assert client.get(address).location.startswith("/sign-in")
    make.sign_in(client, make.staff(Role.OFFICIAL, make.COUNTY))
    assert client.get(address).status_code == 404


@pytest.mark.usefixtures("trainer")
def test_what_does_not_exist_is_404(client: FlaskClient) -> None:
    assert client.get("/trainer/banks/none").status_code == 404
    assert client.get("/trainer/banks/small/999999").status_code == 404
    world.load_bank(world.BANK.replace("编号: small", "编号: other").replace("small-", "other-"), make.COUNTY)
    other = _question("other-001").id
    assert client.get(f"/trainer/banks/small/{other}").status_code == 404
