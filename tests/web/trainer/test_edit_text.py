"""Questions of every kind are edited as text."""

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.people.access import Role
from elearn.questions.models import Question, QuestionVersion
from tests import make, world

KINDS = """# 各种题
编号: kinds
用途: 练习

[填空] kinds-001
每年____是慈善日。
答案: 9月5日
解析: 法定。
依据: 《慈善法》
知识点: 慈善
难度: 易

[配对] kinds-002
连一连。
A. 接案 = 建立关系
B. 预估 = 弄清问题
解析: 两步。
依据: 教材
知识点: 过程
难度: 易

[案例] kinds-003
李奶奶一个人住。
依据: 教材
知识点: 老年
难度: 中

[判断] kinds-003.1
可以上门探访。
答案: 正确
解析: 可以。
难度: 中
"""


@pytest.fixture(autouse=True)
def _trainer(client: FlaskClient) -> None:
    world.load_bank(KINDS)
    make.sign_in(client, make.staff(Role.TRAINER, make.COUNTY))


def _address(ref: str) -> str:
    return f"/trainer/banks/kinds/{db.session.query(Question).filter_by(ref=ref).one().id}"


@pytest.mark.parametrize(
    ("ref", "words"),
    [("kinds-001", "9月5日"), ("kinds-002", "弄清问题"), ("kinds-003", "可以上门探访。")],
)
def test_every_kind_is_shown_as_a_learner_meets_it_and_leads_to_its_text(
    client: FlaskClient, ref: str, words: str
) -> None:
    page = client.get(_address(ref)).text
    assert words in page
    assert f"{_address(ref)}/text" in page
    assert f"] {ref}" in client.get(f"{_address(ref)}/text").text


@pytest.mark.parametrize(
    ("ref", "old", "new"),
    [
        ("kinds-001", "答案: 9月5日", "答案: 9月5日;九月五日"),
        ("kinds-002", "B. 预估 = 弄清问题", "B. 预估 = 弄清问题和需要\nC. 结案 = 巩固成果"),
        ("kinds-003", "答案: 正确", "答案: 错误"),
    ],
)
def test_the_text_becomes_a_new_version(client: FlaskClient, ref: str, old: str, new: str) -> None:
    address = _address(ref)
    block = KINDS[KINDS.index(f"] {ref}\n") - 3 :]
    end = block.find("\n\n[", 20 if ref != "kinds-003" else 200)
    text = (block if end < 0 else block[:end]).replace(old, new)
    saved = client.post(f"{address}/text", data={"text": text, "seen": "1"})
    assert saved.status_code == 303, saved.text
    versions = db.session.query(QuestionVersion).join(Question).filter(Question.ref == ref)
    first, second = versions.order_by(QuestionVersion.number)
    assert (first.answer, first.children) != (second.answer, second.children)
    assert client.post(f"{address}/text", data={"text": text, "seen": "1"}).status_code == 409  # a stale page


def test_looking_saves_nothing_and_faults_are_said_with_the_text_kept(client: FlaskClient) -> None:
    address = _address("kinds-001")
    text = "[填空] kinds-001\n每年____和____。\n答案: 甲"
    refused = client.post(f"{address}/text", data={"text": text, "seen": "1"})
    assert refused.status_code == 422
    assert "2 个空" in refused.text
    assert "每年____和____。" in refused.text
    looked = client.post(f"{address}/text", data={"text": text.replace("甲", "甲|乙"), "seen": "1", "do": "look"})
    assert looked.status_code == 200
    assert "第 2 空" in looked.text
    assert client.post(f"{address}/text", data={"text": "", "seen": "1"}).status_code == 422
    assert db.session.query(QuestionVersion).count() == 3
