"""The practice quiz with every kind of question."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.courses import practice
from elearn.courses.models import PracticeAnswer, PracticeRun
from elearn.questions import queries as question_queries
from elearn.questions.grading import Kind, right_response, shape_of, to_shown
from elearn.web.learner.responses import as_form
from tests import make, world
from tests.world import World

END = "解析: 解释在这里。\n依据: 某文件\n知识点: 第一点\n难度: 易\n"
PART_END = "解析: 小题的解释。\n难度: 易\n"
QUESTIONS = {
    Kind.SINGLE: "[单选] small-101\n选一个（　）\nA. 错甲\nB. 对乙\nC. 错丙\n答案: B\n" + END,
    Kind.MULTIPLE: "[多选] small-102\n选几个（　）\nA. 对甲\nB. 对乙\nC. 错丙\n答案: AB\n" + END,
    Kind.INDEFINITE: "[不定项] small-103\n选选看（　）\nA. 错甲\nB. 错乙\nC. 对丙\n答案: C\n" + END,
    Kind.TRUE_FALSE: "[判断] small-104\n这话不对。\n答案: 错误\n" + END,
    Kind.FILL: "[填空] small-105\n天数是____，名称是____。\n答案: 20;二十|慈善法\n" + END,
    Kind.ESSAY: "[简答] small-106\n说一说怎么办。\n答案: 先这样，再那样。\n要点: 先这样（3分）\n再那样（2分）\n" + END,
    Kind.MATCH: "[配对] small-107\n对应起来。\nA. 左甲 = 右一\nB. 左乙 = 右二\nC. 左丙 = 右三\n" + END,
    Kind.ORDER: "[排序] small-108\n排好先后。\nA. 先走\nB. 再看\nC. 后说\n" + END,
    Kind.CASE: "[案例] small-109\n有这么一件事。\n"
    + END
    + "\n[单选] small-109.1\n怎么做（　）\nA. 好的\nB. 坏的\n答案: A\n"
    + PART_END
    + "\n[排序] small-109.2\n排一排。\nA. 第一件\nB. 第二件\nC. 第三件\n"
    + PART_END
    + "\n[简答] small-109.3\n说说理由。\n答案: 理由是这个。\n"
    + PART_END,
}
# In own letters, as right_response() gives the right ones.
WRONG: dict[Kind, Any] = {
    Kind.SINGLE: "A",
    Kind.MULTIPLE: "A",
    Kind.INDEFINITE: "BC",
    Kind.TRUE_FALSE: True,
    Kind.FILL: ["二十", "慈善"],
    Kind.MATCH: ["A", "C", "B"],
    Kind.ORDER: "BAC",
    Kind.CASE: ["A", "BAC", "我想想"],
}
JUDGED = [kind for kind in Kind if kind is not Kind.ESSAY]


@pytest.fixture
def here(client: FlaskClient) -> World:
    built = world.build()
    make.sign_in(client, built.learner)
    return built


def start(client: FlaskClient, kind: Kind | None = None) -> str:
    """Begin a practice, of one question of a kind where it is given; return its address."""
    if kind:
        world.load_bank("# 小题库\n编号: small\n用途: 练习 考试\n\n" + QUESTIONS[kind])
    return client.post("/course/course/one/practice").location


def fields(run: str, number: int = 1, own: Any = None) -> dict[str, Any]:
    """Return what a browser sends for a response in own letters, by default the right one."""
    run_id = int(run.rpartition("/")[2])
    version_id = db.session.get_one(PracticeRun, run_id).version_ids[number - 1]
    version = question_queries.versions([version_id])[version_id]
    shape = shape_of(version.kind, version.options, version.answer, version.children)
    response = right_response(shape, version.answer, version.children) if own is None else own
    shown = to_shown(shape, practice.order_of(run_id, number, shape), response)
    db.session.rollback()
    return {"number": number} | {f"answer{suffix}": sent for suffix, sent in as_form(shape, shown).items()}


def stored() -> PracticeAnswer:
    found = db.session.query(PracticeAnswer).one()
    db.session.rollback()
    return found


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_answered_and_explains_itself_only_then(client: FlaskClient, here: World, kind: Kind) -> None:
    run = start(client, kind)
    before = client.get(run).text
    for secret in ("解释在这里", "小题的解释", "先这样", "理由是这个", "慈善法"):
        assert secret not in before
    answer = client.post(f"{run}/answers", data=fields(run))
    assert answer.status_code == 303
    after = client.get(answer.location).text
    assert "解释在这里" in after
    assert "某文件" in after
    if kind is not Kind.ESSAY:
        assert stored().right
        assert "答对了" in after
        assert "1 <span" in client.get(run).text, "the result counts it"


@pytest.mark.parametrize("kind", JUDGED)
def test_a_wrong_answer_of_every_kind_stands_beside_the_right_one(client: FlaskClient, here: World, kind: Kind) -> None:
    run = start(client, kind)
    answer = client.post(f"{run}/answers", data=fields(run, own=WRONG[kind]))
    assert not stored().right
    assert stored().response == {"value": WRONG[kind]}
    page = client.get(answer.location).text
    assert "answer--wrong" in page or kind is Kind.MULTIPLE
    assert "answer--right" in page
    shown = {Kind.FILL: "慈善法", Kind.MATCH: "右二", Kind.ORDER: "先走", Kind.CASE: "小题的解释"}
    assert shown.get(kind, "正确答案") in page


def test_a_partly_right_answer_says_how_much_of_it_is_right(client: FlaskClient, here: World) -> None:
    run = start(client, Kind.FILL)
    page = client.get(client.post(f"{run}/answers", data=fields(run, own=["20", ""])).location).text
    assert "2 处对了 1 处" in page
    assert "没有作答" in page


def test_an_essay_shows_its_model_answer_and_is_neither_right_nor_wrong(client: FlaskClient, here: World) -> None:
    run = start(client, Kind.ESSAY)
    assert "看答案" in client.get(run).text
    answer = client.post(f"{run}/answers", data={"number": 1, "answer": ""})
    assert answer.status_code == 303, "nobody has to write"
    page = client.get(answer.location).text
    assert "先这样，再那样。" in page
    assert "（2 分）" in page
    result = client.get(run).text
    assert 'class="score"' not in result
    assert "1 道" in result
    assert "练习 0" not in client.get("/home").text


def test_an_essay_among_others_is_left_out_of_the_count(client: FlaskClient, here: World) -> None:
    both = QUESTIONS[Kind.ESSAY] + "\n" + QUESTIONS[Kind.TRUE_FALSE]
    world.load_bank("# 小题库\n编号: small\n用途: 练习 考试\n\n" + both)
    run = start(client)
    for number in (1, 2):
        assert client.post(f"{run}/answers", data=fields(run, number)).status_code == 303
    assert db.session.query(PracticeRun).one().right_count == 1
    db.session.rollback()
    assert "1/1" in client.get("/home").text


@pytest.mark.parametrize("steps", [["1", "1", "2"], ["1", "", ""], ["3", "2", "9"]])
def test_an_order_with_a_step_twice_or_missing_comes_back_as_it_was(
    client: FlaskClient, here: World, steps: list[str]
) -> None:
    run = start(client, Kind.ORDER)
    answer = client.post(f"{run}/answers", data={"number": 1, "answer": steps})
    assert answer.status_code == 422
    assert "每一行" in answer.text
    assert f'<option value="{steps[0]}" selected>' in answer.text
    assert db.session.query(PracticeAnswer).count() == 0


def test_a_torn_order_within_a_case_keeps_what_else_was_answered(client: FlaskClient, here: World) -> None:
    run = start(client, Kind.CASE)
    sent = fields(run) | {"answer.1": ["2", "2", "1"]}
    answer = client.post(f"{run}/answers", data=sent)
    assert answer.status_code == 422
    assert "checked" in answer.text
    assert "理由是这个。</textarea>" in answer.text, "what was written stays"
    assert db.session.query(PracticeAnswer).count() == 0


def test_a_case_may_be_answered_in_part(client: FlaskClient, here: World) -> None:
    run = start(client, Kind.CASE)
    sent = fields(run)
    page = client.get(client.post(f"{run}/answers", data={"number": 1, "answer.0": sent["answer.0"]}).location).text
    assert not stored().right
    assert "2 处对了 1 处" in page


def test_options_stay_where_they_are_from_look_to_look(client: FlaskClient, here: World) -> None:
    for kind in (Kind.SINGLE, Kind.MATCH, Kind.ORDER):
        run = start(client, kind)
        looks = {client.get(run).text.partition("<fieldset")[2].partition("</fieldset>")[0] for _ in range(3)}
        assert len(looks) == 1
        assert "name=" in looks.pop()
        client.post(f"{run}/answers", data=fields(run))


@pytest.mark.parametrize("kind", JUDGED)
def test_no_answer_is_no_answer_and_says_so(client: FlaskClient, here: World, kind: Kind) -> None:
    run = start(client, kind)
    for sent in ({"number": 1}, {"number": 1, "answer": "Z", "answer.0": ["\x00", "Ж"], "answer.1": ["-1", "one"]}):
        given = client.post(f"{run}/answers", data=sent)
        if kind is not Kind.FILL or len(sent) == 1:
            assert given.status_code == 422
            assert "请先作答" in given.text
    assert client.post(f"{run}/answers", data={"number": 99, "answer": "A"}).status_code == 404
    assert client.post(f"{run}/answers", data={"number": "x"}).status_code == 404


def test_the_first_answer_counts(client: FlaskClient, here: World) -> None:
    run = start(client, Kind.SINGLE)
    client.post(f"{run}/answers", data=fields(run, own="A"))
    client.post(f"{run}/answers", data=fields(run, own="B"))
    assert stored().right is False


def test_a_practice_ends_with_a_result_that_home_shows(client: FlaskClient, here: World) -> None:
    run = start(client)
    for number in range(1, 7):
        client.post(f"{run}/answers", data=fields(run, number, own="B" if number == 1 else None))
    done = db.session.query(PracticeRun).one()
    assert done.finished_at is not None
    assert done.right_count == 5
    db.session.rollback()
    assert "5" in client.get(run).text
    assert "5/6" in client.get("/home").text


def test_a_practice_goes_on_where_it_was_left(client: FlaskClient, here: World) -> None:
    run = start(client)
    client.post(f"{run}/answers", data=fields(run))
    assert start(client) == run
    assert "2/6" in client.get(run).text


def test_anothers_practice_does_not_exist(client: FlaskClient, here: World) -> None:
    run = start(client)
    sent = fields(run)
    make.sign_in(client, make.user("外人"))
    assert client.get(run).status_code == 404
    assert client.post(f"{run}/answers", data=sent).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, here: World) -> None:
    run = start(client)
    with client.session_transaction() as cookie:
        cookie.clear()
    assert client.get(run).location.startswith("/sign-in")
    assert client.post(f"{run}/answers", data={"number": 1}).location.startswith("/sign-in")
