import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from elearn import db
from elearn.courses.models import Course, Lesson, Progress
from elearn.training.models import Enrolment
from tests import make, world
from tests.world import World


@pytest.fixture
def here(client: FlaskClient) -> World:
    built = world.build()
    make.sign_in(client, built.learner)
    return built


def test_home_says_what_is_to_do_and_by_when(client: FlaskClient, here: World) -> None:
    page = client.get("/home").text
    assert "王建国" in page
    assert "小培训班" in page
    assert "还差：2课、考试" in page.replace(" ", "")
    assert "12月15日" in page
    assert "还有22天" in page.replace(" ", "")


def test_home_without_a_class_says_whom_to_ask(client: FlaskClient) -> None:
    make.sign_in(client, make.user())
    assert "乡镇" in client.get("/home").text


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/home").location.startswith("/sign-in")


def test_reading_changes_nothing_and_opening_makes_a_participant(client: FlaskClient, here: World) -> None:
    assert client.get("/course/course/one").status_code == 200
    assert db.session.query(Progress).count() == 0
    assert client.post("/course/course/one/open").status_code == 303
    assert db.session.query(Enrolment).one().started_at is not None


def test_a_lesson_shows_its_text_and_names_its_sources(client: FlaskClient, here: World) -> None:
    page = client.get("/course/course/one").text
    assert "<strong>很重要。</strong>后面" in page
    assert "某文件" in page


def test_a_lesson_of_a_course_that_is_not_mine_does_not_exist(client: FlaskClient, here: World) -> None:
    make.sign_in(client, make.user("外人"))
    assert client.get("/course/course/one").status_code == 404
    assert client.post("/course/course/one/finish").status_code == 404
    assert client.get("/course/course/none").status_code == 404


def test_finishing_counts_once_and_leads_to_practice(client: FlaskClient, here: World) -> None:
    for _ in range(2):
        answer = client.post("/course/course/one/finish")
        assert answer.location == "/course/course/one/finished"
    assert db.session.query(Enrolment).one().lessons_done == 1
    db.session.rollback()
    assert "/course/course/one/practice" in client.get(answer.location).text
    assert "/course/course/two/open" in client.get(answer.location).text


def test_lessons_and_exam_together_complete_the_class(client: FlaskClient, here: World) -> None:
    world.sit(client, here.learner.id)
    client.post("/course/course/one/finish")
    assert db.session.query(Enrolment).one().completed_at is None
    db.session.rollback()
    client.post("/course/course/two/finish")
    assert db.session.query(Enrolment).one().completed_at is not None
    db.session.rollback()
    assert "已学完" in client.get("/home").text or "已完成" in client.get("/home").text


def test_pictures_come_from_the_course_folder_only(client: FlaskClient, here: World) -> None:
    slug = "shehui-gongzuo-jichu"
    for name in ("..%2Fcourse.toml", "course.toml", "x.svg"):
        assert client.get(f"/course/{slug}/pictures/{name}").status_code == 404


def test_a_long_course_is_folded_by_module_and_the_one_in_hand_is_open(client: FlaskClient, here: World) -> None:
    with db.writing() as session:
        course = session.scalars(select(Course)).one()
        for position in range(3, 14):
            values = {
                "kind": "reading",
                "minutes": 6,
                "html": "<p>文</p>",
                "sources": [],
                "bank_slug": "",
                "points": [],
            }
            module = "救助" if position < 8 else "慈善"
            session.add(
                Lesson(
                    course_id=course.id,
                    position=position,
                    slug=f"more-{position}",
                    title=f"第{position}课题",
                    module=module,
                    **values,
                )
            )
    page = client.get("/home").text
    heads = re.findall(r'<details class="module"( open)?>.*?__title">(.*?)<.*?__count[^>]*>(\d+/\d+)', page, re.S)
    assert [(title, count) for _, title, count in heads][1:] == [("救助", "0/5"), ("慈善", "0/6")]
    assert [bool(is_open) for is_open, _, _ in heads] == [True, False, False]
    assert all(f"第{position}课题" in page for position in range(3, 14))
