"""The editor's form for every kind: written anew, sent back unchanged, refused beside the row, more rows."""

from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.people.access import Role
from elearn.questions.models import Question, QuestionVersion
from tests import make, world

MANY = "".join(f"{letter}. 第{at}项\n" for at, letter in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1))
HEAD = "# 各种题\n编号: kinds\n用途: 练习\n"
TAIL = "解析: 有解析。\n依据: 某文件\n知识点: 一点\n难度: 中\n"
BODIES = [
    "[单选] kinds-001\n二十六个里选一个（　）\n" + MANY + "答案: Z\n",
    "[填空] kinds-002\n____和____。\n答案: 甲\\;乙;丙|1~9\n",
    "[简答] kinds-003\n谈一谈。\n答案: 先说。\n再说。\n要点: 先说（2分）\n再说（1.5分）\n",
    "[配对] kinds-004\n连一连。\nA. 接案 = 建立关系\nB. 预估 = 弄清问题\n",
    "[排序] kinds-005\n排一排。\nA. 接案\nB. 预估\nC. 计划\n",
    "[判断] kinds-006\n对不对。\n答案: 错误\n",
]
NEW = {"stem": "新的题____", "source": "某文件", "difficulty": "easy", "uses": ["practice"], "seen": "0"}


class _Fields(HTMLParser):
    """What a browser would send of the editor's form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self.inside, self.area, self.select = False, "", ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if tag == "form":
            self.inside = own.get("id") == "editor"
        name = own.get("name") or ""
        if not self.inside:
            return
        if tag == "input" and (own.get("type") not in ("checkbox", "radio") or "checked" in own):
            self.sent.setdefault(name, []).append(own.get("value") or "")
        elif tag == "textarea":
            self.area, self.sent[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in own:
            self.sent[self.select] = own.get("value")

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            # A browser drops the first line break of a text and sends the others as two signs.
            text = self.sent[self.area].replace("\r\n", "\n").removeprefix("\n")
            self.sent[self.area], self.area = text.replace("\n", "\r\n"), ""
        elif tag == "form":
            self.inside = False


@pytest.fixture(autouse=True)
def _trainer(client: FlaskClient) -> None:
    world.load_bank(HEAD + "".join(f"\n{body}{TAIL}" for body in BODIES))
    make.sign_in(client, make.staff(Role.TRAINER, make.COUNTY))


def _address(number: int) -> str:
    return f"/trainer/banks/kinds/{db.session.query(Question).filter_by(ref=f'kinds-{number:03d}').one().id}/edit"


def _stored(stem: str) -> QuestionVersion:
    return db.session.query(QuestionVersion).filter_by(stem=stem).one()


@pytest.mark.parametrize("number", range(1, 7))
def test_a_question_of_any_kind_survives_the_form_unchanged(client: FlaskClient, number: int) -> None:
    page = client.get(_address(number))
    assert page.status_code == 200
    sent = _Fields(page.text).sent
    saved = client.post(_address(number), data=sent, follow_redirects=True)
    assert "没有改动" in saved.text, saved.text
    assert db.session.query(QuestionVersion).count() == 6


def test_an_option_of_several_lines_survives_the_form(client: FlaskClient) -> None:
    version = db.session.query(QuestionVersion).filter_by(stem="二十六个里选一个（　）").one()
    version.options = ["第一行\n第二行", *version.options[1:]]
    db.session.commit()
    sent = _Fields(client.get(_address(1)).text).sent
    assert sent["options-0"] == "第一行\r\n第二行"
    sent["explanation"] = "新的解析"
    assert client.post(_address(1), data=sent).status_code == 303
    newest = db.session.query(QuestionVersion).filter_by(explanation="新的解析").one()
    assert newest.options == version.options
    assert newest.answer == "Z"


@pytest.mark.parametrize(
    ("kind", "rows", "answer"),
    [
        ("fill", {"blanks-0": "太原；省城；1~9"}, [["太原", "省城", "1~9"]]),
        ("match", {"lefts-0": "甲", "rights-0": "一", "lefts-2": "乙", "rights-2": "二"}, [["甲", "一"], ["乙", "二"]]),
        ("order", {"steps-0": "先", "steps-1": "", "steps-2": "后"}, ["先", "后"]),
        ("essay", {"model": "先说。", "points-0": "先说", "marks-0": "2.5", "points-1": "再说"}, "先说。"),
    ],
)
def test_every_kind_is_written_in_fields_and_seen_beside_them(
    client: FlaskClient, kind: str, rows: dict[str, str], answer: Any
) -> None:
    address, sent = f"/trainer/banks/kinds/new/{kind}", NEW | rows
    assert client.get(address).status_code == 200
    assert "新的题____" in client.post(f"{address}/look", data=sent).text
    assert client.post(address, data=sent).status_code == 303
    made = _stored("新的题____")
    assert (made.kind.value, made.answer) == (kind, answer)
    if kind == "essay":
        assert made.key["points"] == [["先说", "2.5"], ["再说", "1"]]


@pytest.mark.parametrize(
    ("kind", "rows", "words"),
    [
        ("fill", {"blanks-0": "甲", "blanks-1": "乙"}, "1 个空"),
        ("fill", {}, "每个空至少写一个"),
        ("match", {"lefts-0": "甲", "rights-0": "一", "lefts-1": "乙"}, "第 2 对只写了一边"),
        ("match", {"lefts-0": "甲", "rights-0": "一"}, "至少写两"),
        ("order", {"steps-0": "甲", "steps-1": "甲 "}, "相同"),
        ("essay", {"points-0": "先说", "marks-0": "两分"}, "第 1 个要点"),
        ("essay", {"points-0": "先说", "marks-0": "", "points-1": "", "marks-1": "2"}, "第 2 个要点"),
        ("order", {"steps-0": "先", "steps-1": "后", "source": " "}, "请写出依据"),
        ("order", {"steps-0": "长" * 1001, "steps-1": "后"}, "field__error"),
    ],
)
def test_a_half_filled_answer_is_refused_with_its_row(
    client: FlaskClient, kind: str, rows: dict[str, str], words: str
) -> None:
    refused = client.post(f"/trainer/banks/kinds/new/{kind}", data=NEW | rows)
    assert refused.status_code == 422
    assert words in refused.text
    assert "新的题____" in refused.text
    assert db.session.query(QuestionVersion).count() == 6


@pytest.mark.parametrize("kind", ["single", "multiple", "true_false", "fill", "match", "order", "essay"])
def test_the_view_stands_an_empty_form(client: FlaskClient, kind: str) -> None:
    address = f"/trainer/banks/kinds/new/{kind}"
    assert client.post(f"{address}/look", data={}).status_code == 200
    assert client.post(address, data={}).status_code == 422


def test_rows_are_added_without_script_and_nothing_is_judged_or_lost(client: FlaskClient) -> None:
    address = "/trainer/banks/kinds/new/order"
    assert 'name="steps-4"' not in client.get(address).text
    page = client.post(address, data={"steps-0": "只有一行", "do": "row"} | {f"steps-{at}": "" for at in (1, 2, 3)})
    assert page.status_code == 200
    assert 'name="steps-5"' in page.text
    assert "只有一行" in page.text
    assert "notice--danger" not in page.text
    edited = client.post(_address(5), data=_Fields(client.get(_address(5)).text).sent | {"do": "row"})
    assert 'name="steps-5"' in edited.text
    assert db.session.query(QuestionVersion).count() == 6
    whole = {f"options-{at}": f"项{at}" for at in range(26)}
    full = client.post("/trainer/banks/kinds/new/single", data=whole | {"do": "row"}).text
    assert 'name="options-25"' in full
    assert "data-add-row" not in full
