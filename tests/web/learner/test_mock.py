"""Mock exams, favourites and weak spots in a learner's browser."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from elearn import clock, db
from elearn.courses import mock_queries
from elearn.courses.favourite_models import Favourite
from elearn.courses.mock_models import MockRun
from elearn.courses.review_models import Origin, ReviewCard, ReviewLog
from elearn.exams import sitting
from elearn.exams.models import Attempt
from elearn.questions import queries as question_queries
from elearn.questions.grading import Kind, Use, to_shown
from elearn.questions.models import QuestionVersion
from elearn.training.models import Enrolment
from elearn.web.learner.responses import as_form
from tests import make, world
from tests.conftest import DAY
from tests.web.learner.test_practice import fields, start
from tests.world import World


@pytest.fixture
def here(client: FlaskClient) -> World:
    built = world.build()
    make.sign_in(client, built.learner)
    return built


def run() -> MockRun:
    db.session.rollback()
    return db.session.query(MockRun).one()


def answer(client: FlaskClient, address: str, *, wrong: int = 0) -> None:
    """Answer all questions, the first `wrong` single choices wrongly."""
    items = mock_queries.items(run())
    versions = question_queries.versions([item.version for item in items])
    sent = []
    for number, item in enumerate(items, 1):
        own = versions[item.version].answer
        if versions[item.version].kind is Kind.SINGLE and wrong:
            own, wrong = "B", wrong - 1
        shape = sitting.shape(item.version)
        form = as_form(shape, to_shown(shape, item.order, own))
        sent.append({"number": number} | {f"answer{end}": value for end, value in form.items()})
    db.session.rollback()
    for each in sent:
        assert client.post(f"{address}/answers", data=each).status_code == 303


def test_a_mock_exam_is_judged_at_once_fills_the_book_and_counts_for_nothing(client: FlaskClient, here: World) -> None:
    address = client.post("/exam/exam/mock").location
    assert "选对的" not in client.get(address).text
    answer(client, address, wrong=1)
    assert "现在交卷吗" in client.get(f"{address}?n=6").text
    client.post(f"{address}/hand-in")
    client.post(f"{address}/hand-in")
    page = client.get(address).text
    assert "80 <span" in page
    assert "选对的" in page
    assert run().score == 80
    assert [log.origin for log in db.session.query(ReviewLog)] == [Origin.MOCK]
    assert db.session.query(Attempt).count() == 0
    place = db.session.query(Enrolment).one()
    assert (place.passed, place.best_score, place.completed_at) == (False, None, None)


def test_a_mock_exam_goes_on_where_it_was_left_and_ends_with_its_time(
    client: FlaskClient, here: World, held_clock: clock.freeze
) -> None:
    address = client.post("/exam/exam/mock").location
    assert client.post("/exam/exam/mock").location == address
    answer(client, address)
    held_clock.move_to(DAY + timedelta(minutes=31))
    client.post(f"{address}/answers", data={"number": 1})
    assert "时间到了" in client.get(address).text
    client.post(f"{address}/hand-in")
    assert run().score == 100, "what came too late changes nothing"


def test_a_mock_exam_draws_open_questions_alone(client: FlaskClient, here: World) -> None:
    with db.writing() as session:
        for version in session.query(QuestionVersion).filter(QuestionVersion.kind != Kind.TRUE_FALSE):
            version.uses = [Use.EXAM.value]
    client.post("/exam/exam/mock")
    assert len(run().items) == 1
    with db.writing() as session:
        session.query(MockRun).delete()
        for version in session.query(QuestionVersion):
            version.uses = [Use.EXAM.value]
    refused = client.post("/exam/exam/mock")
    assert refused.status_code == 409
    assert "还没有可以用来模拟考试的题" in refused.text


def test_nobody_takes_a_mock_exam_while_they_sit_a_real_one(client: FlaskClient, here: World) -> None:
    client.post("/exam/exam/start")
    assert client.post("/exam/exam/mock").status_code == 409


def test_anothers_mock_exam_does_not_exist(client: FlaskClient, here: World) -> None:
    address = client.post("/exam/exam/mock").location
    assert client.post(f"{address}/answers", data={"number": 99}).status_code == 404
    make.sign_in(client, make.user("外人"))
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/hand-in").status_code == 404
    assert client.post("/exam/exam/mock").status_code == 404


def test_an_answered_question_can_be_kept_tried_and_let_go(client: FlaskClient, here: World) -> None:
    practice = start(client)
    asked = fields(practice)
    version = question_queries.versions([db.session.query(QuestionVersion.id).limit(1).scalar()])  # any question
    other = next(iter(version.values())).question_id
    db.session.rollback()
    assert client.post(f"/favourites/{other}", data={"on": "1"}).status_code == 404, "not answered yet"
    told = client.post(f"{practice}/answers", data=asked).location
    address = client.get(told).text.partition('action="/favourites/')[2].partition('"')[0]
    address = f"/favourites/{address}"
    client.post(address, data={"on": "1"})
    client.post(address, data={"on": "1"})
    assert db.session.query(Favourite).count() == 1
    assert f'href="{address}"' in client.get("/favourites").text
    assert "因为第" not in client.get(address).text
    assert client.post(f"{address}/try", data={}).status_code == 422
    assert "因为第" in client.post(f"{address}/try", data={"answer": "A"}).text
    client.post(address, data={"on": "0"})
    assert client.get(address).status_code == 404
    assert db.session.query(ReviewCard).count() == 0


def test_weak_spots_lead_back_to_the_lesson(client: FlaskClient, here: World) -> None:
    assert "现在还看不出来" in client.get("/review/weak-spots").text
    practice = start(client)
    for number in range(1, 4):
        client.post(f"{practice}/answers", data=fields(practice, number, own="B"))
    page = client.get("/review/weak-spots").text
    assert "第一点" in page
    assert "3 题对了 0 题" in page
    assert 'href="/course/course/one"' in page
