"""我的学时: the own ledger and the statement, and what must not be seen in them yet."""

from decimal import Decimal

from flask.testing import FlaskClient
from sqlalchemy import update

from elearn import clock, db
from elearn.exams.models import Exam, Reveal
from elearn.quick import ThroughSession
from elearn.training import actions, hour_actions
from tests import county, make, world


def test_lessons_and_a_passed_exam_stand_in_the_own_ledger_and_on_the_statement(client: FlaskClient) -> None:
    built = world.build()
    with db.writing() as session:
        actions.finish_lesson(built.learner.id, session.merge(built.lessons[0]))
    make.sign_in(client, built.learner)
    world.sit(client, built.learner.id)
    page = client.get("/hours").text
    for expected in ("第一讲", "0.25", "结业考试", "0.75", "不相加", "每年不少于 50 学时"):
        assert expected in page, expected
    sheet = client.get("/hours/2026/statement").text
    for expected in ("2026年度学时证明", built.learner.name, "交口县双池镇西庄村", "0.75", "2026年11月23日"):
        assert expected in sheet, expected
    assert built.learner.mobile not in sheet
    assert "/hours" in client.get("/home").text


def test_a_passed_exam_is_not_told_by_its_hours_before_its_marks_may_be_seen(client: FlaskClient) -> None:
    built = world.build()
    with db.writing() as session:
        county.hand_in(built.learner.id, Decimal(90))
        session.execute(update(Exam).values(show_score=Reveal.NEVER))
        hour_actions.follow(ThroughSession(), built.learner.id, clock.now(), exam_id=built.exam.id)
    make.sign_in(client, built.learner)
    for path in ("/hours", "/hours/2026/statement"):
        page = client.get(path).text
        assert "结业考试" not in page
        assert "0.50" not in page


def test_visitors_sign_in_and_years_without_entries_do_not_exist(client: FlaskClient) -> None:
    assert client.get("/hours").status_code == 302
    make.sign_in(client, make.user())
    assert client.get("/hours").status_code == 200
    for path in ("/hours?year=1999", "/hours/1999/statement", "/hours/2027/statement"):
        assert client.get(path).status_code == 404
