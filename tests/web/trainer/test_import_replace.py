"""A question of a file takes the place of one that the bank has: as its next version, and back with the import."""

import pytest
from flask.testing import FlaskClient

from elearn import clock, db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.questions import actions, take_over
from elearn.questions.models import Question, QuestionVersion, Status
from tests import make, world
from tests.web.trainer.test_import import _count, _send

OLD = "社区工作者遇到家庭暴力求助时应当先保证当事人的人身安全再了解情况。"
NEW = OLD.replace("再了解", "再去了解")
MORE = "\n2. 第甲条规定要公开。（√）\n3. 村务监督每季一次。（×）\n4. 老人可以申请补贴。（√）"


@pytest.fixture(autouse=True)
def _trainer(client: FlaskClient) -> None:
    world.load_bank()
    make.sign_in(client, make.staff(Role.TRAINER, make.COUNTY))
    client.post(f"{_send(client, f'1. {OLD}（√）')}/accept", data={"only_sound": "0"})
    with db.writing() as session:
        question = session.get_one(Question, _version(OLD).question_id)
        question.status = Status.PUBLISHED
        _version(OLD).source = "旧文件"


def _version(stem: str) -> QuestionVersion:
    return db.session.query(QuestionVersion).filter_by(stem=stem).one()


def _question() -> Question:
    return db.session.get_one(Question, _version(OLD).question_id)


def _replace(client: FlaskClient, more: str = "") -> str:
    desk = _send(client, f"1. {NEW}（×）{more}")
    page = client.get(desk).text
    assert f"用这道替换 {_question().ref}" in page
    assert "旧文件" in page  # the old one's answer and source stand beside the new one's
    assert client.post(f"{desk}/drafts/1/decide", data={"decision": "swap"}).status_code == 303
    assert f"替换 {_question().ref}" in client.get(desk).text
    assert client.post(f"{desk}/accept", data={"only_sound": "0"}).status_code == 303
    return desk


@pytest.mark.parametrize(("more", "new"), [("", 0), (MORE, 3)])
def test_the_new_wording_becomes_the_next_version_and_goes_back_with_the_import(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, more: str, new: int
) -> None:
    monkeypatch.setattr(take_over, "AT_ONCE", 2)
    before = _count()
    desk = _replace(client, more)
    assert _count() == before + new
    assert (_question().current_number, _question().status) == (2, Status.IN_REVIEW)  # a second person sees it
    assert (_version(NEW).answer, _version(NEW).source) == (False, "旧文件")  # what the file does not tell stays
    assert db.session.query(AuditEntry).filter_by(act="edit_question").one().target == f"question:{_question().ref}"
    assert f"small/{_question().id}" in client.get("/trainer/questions?q=再去了解").text
    assert client.post(f"{desk}/undo").status_code == 303
    assert _count() == before
    assert (_question().current_number, _question().status) == (1, Status.PUBLISHED)
    assert db.session.query(QuestionVersion).filter_by(stem=NEW).count() == 0
    assert f"small/{_question().id}" not in client.get("/trainer/questions?q=再去了解").text
    assert f"small/{_question().id}" in client.get("/trainer/questions?q=再了解").text
    assert db.session.query(AuditEntry).filter_by(act="take_back_version").count() == 1


def test_what_was_used_or_edited_since_is_not_taken_back(client: FlaskClient) -> None:
    desk = _replace(client)
    with db.writing():
        actions.mark_used([_version(NEW).id], clock.now())
    assert client.post(f"{desk}/undo").status_code == 409
    assert "撤回这次导入" not in client.get(desk).text
    assert _question().current_number == 2


def test_an_older_version_that_was_used_does_not_hinder_taking_back(client: FlaskClient) -> None:
    with db.writing():
        actions.mark_used([_version(OLD).id], clock.now())
    desk = _replace(client)
    assert client.post(f"{desk}/undo").status_code == 303
    assert _question().current_number == 1


def test_one_question_is_replaced_once_and_only_where_there_is_a_likeness(client: FlaskClient) -> None:
    third = OLD.replace("应当先", "应该先")
    desk = _send(client, f"1. {NEW}（×）\n2. {third}（×）\n3. 全新的一道题。（√）")
    assert client.post(f"{desk}/drafts/3/decide", data={"decision": "swap"}).status_code == 422
    assert client.post(f"{desk}/drafts/1/decide", data={"decision": "swap"}).status_code == 303
    refused = client.post(f"{desk}/drafts/2/decide", data={"decision": "swap"})
    assert refused.status_code == 409
    assert "已有另一道题要替换它" in refused.text


def test_what_was_retired_meanwhile_is_not_replaced_and_nothing_comes_in(client: FlaskClient) -> None:
    desk = _send(client, f"1. {NEW}（×）\n2. 全新的一道题。（√）")
    client.post(f"{desk}/drafts/1/decide", data={"decision": "swap"})
    before = _count()
    with db.writing() as session:
        session.get_one(Question, _question().id).status = Status.RETIRED
    refused = client.post(f"{desk}/accept", data={"only_sound": "0"})
    assert refused.status_code == 409
    assert "已经不用了" in refused.text
    assert _count() == before


def test_the_menu_shows_the_banks_on_the_desk(client: FlaskClient) -> None:
    page = client.get(_send(client, "1. 全新的一道题。（√）")).text
    assert 'aria-current="page"' in page.split('href="/trainer/banks"', 1)[1][:120]


def test_what_is_to_mend_stands_before_what_is_to_decide(client: FlaskClient) -> None:
    page = client.get(
        _send(client, f"1. 全新的一道题。（√）\n2. {NEW}（×）\n3. 没有答案的一道题（ ）\nA. 一\nB. 二")
    ).text
    assert page.index('id="q3"') < page.index('id="q2"') < page.index('id="q1"')
