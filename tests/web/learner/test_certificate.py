"""The learner's certificate page."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from elearn import clock, db
from elearn.exams.models import Exam
from elearn.exams.terms import Reveal
from elearn.training import certificate_actions
from elearn.training.certificate_models import Certificate
from tests import county, make

PAGE = "/class/class/certificate"
ANDROID = "Mozilla/5.0 (Linux; Android 10) Mobile MicroMessenger/8.0.49"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.49"


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    built = county.build()
    make.sign_in(client, built.people["双甲完"])
    return built


def _count() -> int:
    return db.session.scalar(select(func.count(Certificate.id))) or 0


def test_one_button_gets_it_and_once_more_does_no_harm(client: FlaskClient, here: county.County) -> None:
    assert PAGE in client.get("/home").text
    assert "领取结业证书" in client.get(PAGE).text
    assert _count() == 0, "looking issues nothing"
    for _ in range(2):
        page = client.post(PAGE, follow_redirects=True)
        assert "SX-2026-SG-141130-000001" in page.text
    assert _count() == 1


def test_picture_and_pdf_are_not_kept_on_the_way(client: FlaskClient, here: county.County) -> None:
    client.post(PAGE)
    for form, kind, start in (("picture", "image/png", b"\x89PNG"), ("pdf", "application/pdf", b"%PDF-")):
        answer = client.get(f"{PAGE}/{form}")
        assert (answer.status_code, answer.content_type) == (200, kind)
        assert answer.data.startswith(start)
        assert "no-store" in answer.headers["Cache-Control"]
    assert "attachment" in client.get(f"{PAGE}/pdf").headers["Content-Disposition"]


def test_wechat_on_android_is_told_the_way_instead_of_a_button_that_does_nothing(
    client: FlaskClient, here: county.County
) -> None:
    client.post(PAGE)
    told = client.get(PAGE, headers={"User-Agent": ANDROID}).text
    assert "在浏览器打开" in told
    assert f"{PAGE}/pdf" not in told
    for agent in (IPHONE, "Mozilla/5.0 (Windows NT 6.1) Chrome/109"):
        assert f"{PAGE}/pdf" in client.get(PAGE, headers={"User-Agent": agent}).text


def test_without_completion_there_is_no_button_and_no_certificate(client: FlaskClient, here: county.County) -> None:
    make.sign_in(client, here.people["双丙学"])
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "领取结业证书" not in page.text
    assert client.post(PAGE).status_code == 409
    assert client.get(f"{PAGE}/picture").status_code == 404
    assert _count() == 0


def test_a_page_before_the_marks_are_shown_betrays_nothing(client: FlaskClient, here: county.County) -> None:
    with db.writing() as session:
        session.get_one(Exam, here.training_class.exam_id).show_score = Reveal.AFTER_CLOSE
    assert "领取结业证书" not in client.get(PAGE).text
    assert client.post(PAGE).status_code == 409


def test_an_exam_that_never_shows_marks_puts_none_on_the_certificate(
    client: FlaskClient, here: county.County, held_clock: clock.freeze
) -> None:
    with db.writing() as session:
        exam = session.get_one(Exam, here.training_class.exam_id)
        exam.show_score, closes_at = Reveal.NEVER, exam.closes_at
    assert client.post(PAGE).status_code == 409
    held_clock.move_to(closes_at)
    make.sign_in(client, here.people["双甲完"])
    assert client.post(PAGE).status_code == 303
    assert db.session.scalars(select(Certificate.score)).all() == [None]


def test_a_revoked_one_shows_the_reason_and_no_picture(client: FlaskClient, here: county.County) -> None:
    client.post(PAGE)
    with db.writing() as session:
        certificate_actions.revoke(session.query(Certificate).one(), "成绩有误", here.official.id)
    page = client.get(PAGE)
    assert "成绩有误" in page.text
    assert "领取结业证书" not in page.text
    assert client.get(f"{PAGE}/picture").status_code == 404
    assert client.post(PAGE).status_code == 409


def test_another_class_s_certificate_is_not_there(client: FlaskClient, here: county.County) -> None:
    assert client.get("/class/other/certificate").status_code == 404
    assert client.post("/class/other/certificate").status_code == 404
    assert client.get("/class/none/certificate").status_code == 404
