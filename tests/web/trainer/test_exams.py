"""Setting an exam: the list, the form with its rules, publishing, copying, withdrawing, deleting."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.exams.models import Attempt, Exam, ExamState, PaperPlan
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions.models import QuestionVersion
from elearn.training.models import ClassExam
from tests import make, world

FORM: dict[str, Any] = {
    "title": "期中测验",
    "unit": make.COUNTY,
    "opens_at": "2026-11-23T09:00",
    "closes_at": "2026-11-24T18:00",
    "minutes": "45",
    "tries": "2",
    "counted": "last",
    "pass_mark": "60",
    "merit_mark": "85.5",
    "part_marks": "half",
    "show_score": "at_once",
    "show_answers": "after_close",
    "plan": "drawn",
    "shuffle_questions": "y",
    "notes": "请独立作答。",
    "rules-0-bank": "small",
    "rules-0-kind": "single",
    "rules-0-difficulty": "",
    "rules-0-count": "3",
    "rules-0-marks": "5",
    "rules-1-bank": "",
    "rules-1-topic": "第二点",
    "rules-1-kind": "true_false",
    "rules-1-difficulty": "hard",
    "rules-1-count": "2",
    "rules-1-marks": "2.5",
}


@pytest.fixture
def built(app: object) -> world.World:
    return world.build()


@pytest.fixture(autouse=True)
def trainer(built: world.World, client: FlaskClient) -> User:
    person = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    make.sign_in(client, person)
    return person


def _with_class(built: world.World, **more: Any) -> dict[str, Any]:
    return FORM | {"classes": [str(built.training_class.id)]} | more


def _exam(title: str = "期中测验") -> Exam:
    return db.session.query(Exam).filter_by(title=title).one()


def _draft(client: FlaskClient, built: world.World, **more: Any) -> str:
    """Write a draft and return its address."""
    answer = client.post("/trainer/exams/new", data=_with_class(built, **more))
    assert answer.status_code == 303, re.findall(r'field__error"[^>]*>.*?<span>(.*?)</span>', answer.text)
    return str(answer.location)


def test_a_draft_is_written_as_it_was_typed_and_shown_in_the_list(client: FlaskClient, built: world.World) -> None:
    address = _draft(client, built)
    made = _exam()
    assert made.state is ExamState.DRAFT
    assert [(rule["bank"], rule["kind"], rule["count"], rule["marks"]) for rule in made.rules] == [
        ("small", "single", 3, "5"),
        ("", "true_false", 2, "2.5"),
    ]
    assert (made.rules[1]["topic"], made.rules[1]["difficulty"]) == ("第二点", "hard")
    assert made.opens_at.isoformat() == "2026-11-23T01:00:00+00:00", "nine o'clock in Shanghai"
    assert (made.minutes, made.tries, made.counted.value, made.part_marks.value) == (45, 2, "last", "half")
    assert (made.shuffle_questions, made.shuffle_options, made.plan) == (True, False, PaperPlan.DRAWN)
    assert "期中测验" in client.get("/trainer/exams").text
    page = client.get(address).text
    assert "小题库 · 单选" in page
    assert "请独立作答。" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "考试名称"),
        ({"closes_at": "2026-11-23T09:00"}, "结束时间要晚于开始时间"),
        ({"closes_at": "明天"}, ""),
        ({"minutes": "0"}, "1 到 600"),
        ({"tries": "21"}, "1 到 20"),
        ({"pass_mark": "101"}, "0 到 100"),
        ({"merit_mark": "50"}, "优秀线不能低于合格线"),
        ({"counted": "middle"}, ""),
        ({"rules-0-count": "x"}, ""),
        ({"rules-0-count": "0"}, ""),
        ({"rules-0-marks": "0"}, ""),
        ({"rules-0-marks": "1.25"}, "一位小数"),
        ({"rules-0-kind": "poem"}, ""),
        ({"rules-0-bank": "nothing"}, ""),
        ({"unit": "14"}, ""),
        ({"classes": ["999"]}, ""),
        ({"notes": "长" * 501}, ""),
    ],
)
def test_bad_input_is_named_and_nothing_is_stored(
    client: FlaskClient, built: world.World, wrong: dict[str, Any], said: str
) -> None:
    page = client.post("/trainer/exams/new", data=_with_class(built, **wrong))
    assert page.status_code == 422
    assert "field__error" in page.text
    assert said in page.text
    assert db.session.query(Exam).count() == 1


def test_rows_come_and_go_without_script_and_what_was_typed_stays(client: FlaskClient, built: world.World) -> None:
    page = client.post("/trainer/exams/new", data=_with_class(built, do="add", title="先写了名字"))
    assert page.status_code == 200
    assert 'name="rules-2-count"' in page.text
    assert "先写了名字" in page.text
    page = client.post("/trainer/exams/new", data=_with_class(built, do="remove-0")).text
    assert 'name="rules-1-count"' not in page
    assert 'name="rules-0-topic" type="text" value="第二点"' in page
    assert db.session.query(Exam).count() == 1


def test_the_form_says_how_many_there_are_and_whether_the_rules_can_be_met(
    client: FlaskClient, built: world.World
) -> None:
    page = client.post("/trainer/exams/new", data=_with_class(built, do="check")).text
    assert "找到 6 道" in page
    assert "共 5 道题，20 分" in page
    assert "学员可能已经见过" in page
    too_many = _with_class(built, do="check") | {"rules-0-count": "7"}
    page = client.post("/trainer/exams/new", data=too_many).text
    assert "还差 1 道" in page
    together = _with_class(built) | {"rules-0-count": "4", "rules-1-kind": "single", "rules-1-topic": "第一点"}
    together |= {"rules-1-difficulty": "easy", "rules-1-count": "4"}
    page = client.post("/trainer/exams/look", data=together).text
    assert 'data-for="rules-1-said"' in page
    assert "还差" not in page
    assert "只剩 2 道" in page, "each rule alone can be met, both together can't"


def test_a_fresh_form_complains_of_nothing_and_says_what_its_first_rule_finds(
    client: FlaskClient, built: world.World
) -> None:
    page = client.get("/trainer/exams/new").text
    assert "field__error" not in page
    assert "找到 6 道，还差 14 道" in page
    page = client.get(f"{_draft(client, built)}/edit").text
    assert "field__error" not in page
    assert "找到 6 道" in page


def test_what_is_half_typed_is_no_error_while_typing(client: FlaskClient, built: world.World) -> None:
    page = client.post("/trainer/exams/look", data=_with_class(built) | {"rules-0-count": "", "unit": "14"})
    assert page.status_code == 200
    assert 'data-for="rules-0-said"' in page.text
    assert client.post("/trainer/exams/look", data={}).status_code == 200


def test_publishing_freezes_the_questions(client: FlaskClient, built: world.World) -> None:
    address = _draft(client, built)
    assert client.post(f"{address}/publish").status_code == 303
    made = _exam()
    assert made.state is ExamState.PUBLISHED
    assert [len(pool) for pool in made.pools] == [6, 3]
    used = db.session.query(QuestionVersion).filter(QuestionVersion.id.in_(made.pools[0]))
    assert all(version.used_at for version in used)
    assert client.post(f"{address}/publish").status_code == 409
    assert client.get(f"{address}/edit").status_code == 409
    assert client.post(f"{address}/edit", data=_with_class(built, title="改了")).status_code == 409
    assert client.post(f"{address}/delete").status_code == 409
    acts = [entry.act for entry in db.session.query(AuditEntry).filter_by(target=f"exam:{made.slug}")]
    assert acts == ["add_exam", "publish_exam"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rules-0-count": "7"}, "只有 6 题"),
        ({"classes": []}, "先选好哪个班"),
        ({"opens_at": "2026-11-01T09:00", "closes_at": "2026-11-02T09:00"}, "已经结束"),
    ],
)
def test_what_can_not_be_sat_is_not_published(
    client: FlaskClient, built: world.World, change: dict[str, Any], said: str
) -> None:
    address = _draft(client, built, **change)
    answer = client.post(f"{address}/publish")
    assert answer.status_code == 409
    assert said in answer.text
    assert _exam().state is ExamState.DRAFT


def test_an_exam_without_rules_is_a_draft_only(client: FlaskClient, built: world.World) -> None:
    data = {name: value for name, value in _with_class(built).items() if not name.startswith("rules-")}
    address = client.post("/trainer/exams/new", data=data).location
    assert client.get(address).status_code == 200
    assert client.get(f"{address}/sample").status_code == 200
    assert "抽哪些题" in client.post(f"{address}/publish").text


def test_a_draft_is_edited_with_its_classes(client: FlaskClient, built: world.World) -> None:
    address = _draft(client, built)
    page = client.get(f"{address}/edit").text
    assert 'value="85.5"' in page
    assert 'value="2026-11-23T09:00"' in page
    assert "checked" in page.partition(built.training_class.title)[0].rpartition("<input")[2]
    client.post(f"{address}/edit", data=FORM | {"title": "改名", "plan": "fixed"})
    assert _exam("改名").plan is PaperPlan.FIXED
    assert db.session.query(ClassExam).count() == 0


def test_a_copy_is_a_draft_with_the_same_rules(client: FlaskClient, built: world.World) -> None:
    answer = client.post("/trainer/exams/exam/copy")
    assert answer.location.endswith("/edit")
    copy = _exam("结业考试（复制）")
    assert (copy.state, copy.rules, copy.pools) == (ExamState.DRAFT, _exam("结业考试").rules, [])
    assert client.get(answer.location).status_code == 200


def test_a_draft_is_deleted_and_what_nobody_started_withdrawn(client: FlaskClient, built: world.World) -> None:
    address = _draft(client, built)
    assert client.post(f"{address}/withdraw").status_code == 409, "a draft is deleted"
    client.post(f"{address}/delete")
    assert db.session.query(Exam).count() == 1
    address = _draft(client, built)
    client.post(f"{address}/publish")
    client.post(f"{address}/withdraw")
    assert _exam().state is ExamState.WITHDRAWN
    assert "已撤回" in client.get(address).text


def test_what_somebody_has_started_is_not_withdrawn(client: FlaskClient, built: world.World) -> None:
    learner = client.application.test_client()
    make.sign_in(learner, built.learner)
    learner.post("/exam/exam/start")
    answer = client.post("/trainer/exams/exam/withdraw")
    assert answer.status_code == 409
    assert "1 份答卷" in answer.text
    assert "withdraw" not in client.get("/trainer/exams/exam").text
    assert db.session.query(Attempt).count() == 1


def test_an_exam_of_a_unit_above_is_read_and_copied_but_a_draft_is_not_seen(
    client: FlaskClient, built: world.World
) -> None:
    below = client.application.test_client()
    make.sign_in(below, make.staff(Role.TRAINER, make.TOWNSHIP, "镇培训员"))
    draft = _draft(client, built)
    assert below.get(draft).status_code == 404
    page = below.get("/trainer/exams/exam").text
    assert "只能查看" in page
    for address in ("edit", "change", "sample", "terms", "resit"):
        assert below.get(f"/trainer/exams/exam/{address}").status_code == 404
    for address in ("publish", "withdraw", "delete", "paper"):
        assert below.post(f"/trainer/exams/exam/{address}").status_code == 404
    below.post("/trainer/exams/exam/copy")
    assert _exam("结业考试（复制）").unit_code == make.TOWNSHIP
    assert "结业考试" in below.get("/trainer/exams").text


def test_strangers_find_nothing(client: FlaskClient, built: world.World) -> None:
    for person, status in ((make.staff(Role.TRAINER, "141129"), 404), (built.learner, 404)):
        other = client.application.test_client()
        make.sign_in(other, person)
        assert other.get("/trainer/exams/exam").status_code == status
        assert other.post("/trainer/exams/exam/copy").status_code == status
    assert client.application.test_client().get("/trainer/exams").status_code == 302


def test_a_learner_of_a_chosen_class_sits_what_was_set(client: FlaskClient, built: world.World) -> None:
    learner = client.application.test_client()
    make.sign_in(learner, built.learner)
    address = _draft(client, built)
    slug = address.rpartition("/")[2]
    assert learner.get(f"/exam/{slug}").status_code == 404, "a draft is nobody's exam"
    assert learner.post(f"/exam/{slug}/start").status_code == 404
    client.post(f"{address}/publish")
    attempt_id = world.sit(learner, built.learner.id, slug)
    attempt = db.session.get_one(Attempt, attempt_id)
    assert (attempt.exam_id, attempt.score) == (_exam().id, 100)
    assert "1 份答卷" in client.get("/trainer/exams").text
