from flask import Flask

from elearn import clock, db
from elearn.questions import actions, queries
from elearn.questions.grading import Kind, Use
from elearn.questions.models import Question, QuestionVersion, Status
from tests import world


def _numbers() -> dict[str, int]:
    found = {question.ref: question.current_number for question in db.session.query(Question)}
    db.session.rollback()
    return found


def test_loading_a_bank_again_changes_nothing(app: Flask) -> None:
    world.load_bank()
    world.load_bank()
    assert set(_numbers().values()) == {1}
    assert db.session.query(QuestionVersion).count() == 12


def test_a_changed_question_gets_a_new_version_and_a_missing_one_is_retired(app: Flask) -> None:
    world.load_bank()
    before = queries.pool("small", kinds=[Kind.SINGLE])
    text = world.BANK.replace("单选题第1题", "改过的第1题")
    start, end = text.index("\n[单选] small-002"), text.index("\n[单选] small-003")
    world.load_bank(text[:start] + text[end:])
    assert _numbers()["small-001"] == 2
    after = queries.pool("small", kinds=[Kind.SINGLE])
    assert len(after) == len(before) - 1
    statuses = {question.ref: question.status for question in db.session.query(Question)}
    assert statuses["small-002"] is Status.RETIRED
    old = db.session.get_one(QuestionVersion, before[0])
    assert "改过" not in old.stem


def test_a_pool_names_only_what_the_activity_may_draw(app: Flask) -> None:
    text = world.BANK.replace("知识点: 第二点\n难度: 难", "知识点: 第二点\n难度: 难\n用途: 考试")
    world.load_bank(text)
    assert len(queries.pool("small")) == 12
    assert len(queries.pool("small", use=Use.PRACTICE)) == 9
    assert len(queries.pool("small", kinds=[Kind.TRUE_FALSE], topics=["第二点"])) == 3
    assert queries.pool("small", topics=["没有"]) == []
    assert queries.pool("none") == []


def test_use_is_noted_once(app: Flask) -> None:
    world.load_bank()
    (first, *_) = queries.pool("small")
    with db.writing():
        actions.mark_used([first], clock.now())
    at = db.session.get_one(QuestionVersion, first).used_at
    assert at == clock.now()
    with db.writing():
        actions.mark_used([first], clock.now().replace(year=2030))
    assert db.session.get_one(QuestionVersion, first).used_at == at
