"""The book of wrong answers in a learner's browser."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from elearn import clock, db
from elearn.courses import review_actions
from elearn.courses.review_models import Left, Origin, ReviewCard, ReviewLog
from elearn.exams.models import Exam
from elearn.exams.terms import Reveal
from elearn.jobs import tick
from elearn.questions.grading import Use, to_shown
from elearn.questions.models import Question, QuestionVersion, Status
from elearn.web.learner import review as pages
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


def answer_wrongly(client: FlaskClient) -> int:
    """Answer the first question of a practice wrongly; return its card."""
    run = start(client)
    client.post(f"{run}/answers", data=fields(run, own="B"))
    return card().id


def card() -> ReviewCard:
    db.session.rollback()
    return db.session.query(ReviewCard).one()


def sent(card_id: int, own: str) -> dict[str, object]:
    """Return what a browser sends for an answer in own letters to the next turn of a card."""
    found = db.session.get_one(ReviewCard, card_id)
    version = (
        db.session.query(QuestionVersion)
        .filter_by(question_id=found.question_id)
        .order_by(QuestionVersion.number.desc())
        .first()
    )
    assert version
    shape, order = pages.shape_and_order(found, version, found.turns + 1)
    form = as_form(shape, to_shown(shape, order, own))
    data = {"turn": found.turns + 1, "version": version.id} | {f"answer{end}": value for end, value in form.items()}
    db.session.rollback()
    return data


def test_a_wrong_practice_answer_is_asked_again_tomorrow_and_explained_at_once(
    client: FlaskClient, here: World, held_clock: clock.freeze
) -> None:
    card_id = answer_wrongly(client)
    assert "今日复习" not in client.get("/home").text
    assert client.get("/review/next").location == "/review"
    held_clock.move_to(DAY + timedelta(days=1))
    assert "今日复习 1 题" in client.get("/home").text
    asked = client.get("/review/next").text
    assert "选对的" not in asked, "the reason comes after the answer"
    told = client.post(f"/review/{card_id}/answer", data=sent(card_id, "A"))
    page = client.get(told.location).text
    assert "答对了" in page
    assert "选对的" in page
    assert "今日复习" not in client.get("/home").text
    assert (card().due_on - card().last_on).days == 2


def test_a_second_press_of_the_button_changes_nothing(
    client: FlaskClient, here: World, held_clock: clock.freeze
) -> None:
    card_id = answer_wrongly(client)
    held_clock.move_to(DAY + timedelta(days=1))
    first = sent(card_id, "B")
    where = client.post(f"/review/{card_id}/answer", data=first).location
    assert client.post(f"/review/{card_id}/answer", data=first | {"answer": "A"}).location == where
    assert card().turns == 2


def test_no_answer_comes_back_with_a_request_to_answer(client: FlaskClient, here: World) -> None:
    card_id = answer_wrongly(client)
    refused = client.post(f"/review/{card_id}/answer", data={"turn": 2})
    assert refused.status_code == 422
    assert "请先作答" in refused.text
    assert card().turns == 1


def test_a_card_can_be_rebuilt_from_its_answers(client: FlaskClient, here: World, held_clock: clock.freeze) -> None:
    card_id = answer_wrongly(client)
    for days, own in ((1, "A"), (4, "A"), (9, "B"), (11, "A")):
        held_clock.move_to(DAY + timedelta(days=days))
        client.post(f"/review/{card_id}/answer", data=sent(card_id, own))
    before = {name: getattr(card(), name) for name in ("turns", "stability", "difficulty", "last_on", "due_on")}
    with db.writing() as session:
        spoilt = session.get_one(ReviewCard, card_id)
        spoilt.stability = spoilt.difficulty = 5.0
        spoilt.turns, spoilt.due_on = 1, spoilt.last_on
        review_actions.rebuild(spoilt)
    assert {name: getattr(card(), name) for name in before} == before


def test_a_question_that_is_known_leaves_the_book_by_itself_or_by_hand(
    client: FlaskClient, here: World, held_clock: clock.freeze
) -> None:
    card_id = answer_wrongly(client)
    client.post(f"/review/{card_id}/keep", data={"keep": "0"})
    assert card().left is Left.BY_HAND
    assert "放回去" in client.get("/review").text
    client.post(f"/review/{card_id}/keep", data={"keep": "1"})
    for days in (1, 3, 9, 26):
        held_clock.move_to(DAY + timedelta(days=days))
        client.post(f"/review/{card_id}/answer", data=sent(card_id, "A"))
    assert card().left is Left.LEARNT
    assert "已经记牢 1 题" in client.get("/review").text


def change_question(act: Callable[[Question, QuestionVersion], None]) -> None:
    with db.writing() as session:
        question = session.query(Question).join(ReviewCard, ReviewCard.question_id == Question.id).one()
        act(question, session.query(QuestionVersion).filter_by(question_id=question.id).one())


def retire(question: Question, _: QuestionVersion) -> None:
    question.status = Status.RETIRED


def keep_for_exams(_: Question, version: QuestionVersion) -> None:
    version.uses = [Use.EXAM.value]


@pytest.mark.parametrize("act", [retire, keep_for_exams])
def test_a_question_that_may_not_be_asked_any_more_is_gone_silently(
    client: FlaskClient, here: World, held_clock: clock.freeze, act: Callable[[Question, QuestionVersion], None]
) -> None:
    card_id = answer_wrongly(client)
    change_question(act)
    held_clock.move_to(DAY + timedelta(days=1))
    assert "今日复习" not in client.get("/home").text
    assert client.get("/review/next").location == "/review"
    assert client.get(f"/review/{card_id}/1").status_code == 404
    assert "还没有错题" in client.get("/review").text


def test_a_question_that_was_edited_is_asked_as_it_reads_now(
    client: FlaskClient, here: World, held_clock: clock.freeze
) -> None:
    card_id = answer_wrongly(client)
    held_clock.move_to(DAY + timedelta(days=1))
    old = sent(card_id, "A")
    world.load_bank(world.BANK.replace("单选题第", "新的单选题第"))
    assert "新的单选题第" in client.get("/review/next").text
    assert client.post(f"/review/{card_id}/answer", data=old).location == "/review/next"
    assert card().turns == 1
    client.post(f"/review/{card_id}/answer", data=sent(card_id, "A"))
    assert card().turns == 2


def show_answers(when: Reveal) -> None:
    with db.writing() as session:
        session.query(Exam).one().show_answers = when


def sit_badly(client: FlaskClient, here: World) -> None:
    """Sit the exam with wrong answers to its three single choices, nothing else answered."""
    started = client.post("/exam/exam/start")
    attempt_id = int(started.location.rpartition("/")[2])
    right = world.right_answers(attempt_id, here.learner.id)
    singles = dict(list(right.items())[:3])
    wrong = {name: ["B" if value == ["A"] else "A"] for name, value in singles.items()}
    client.post(f"/attempt/{attempt_id}/answers", data=wrong)
    client.post(f"/attempt/{attempt_id}/hand-in")


def test_wrong_answers_of_an_exam_enter_once_and_only_when_they_may_be_seen(
    client: FlaskClient, here: World, held_clock: clock.freeze
) -> None:
    show_answers(Reveal.AFTER_CLOSE)
    sit_badly(client, here)
    tick.run()
    assert db.session.query(ReviewCard).count() == 0
    held_clock.move_to(here.exam.closes_at + timedelta(minutes=1))
    tick.run()
    tick.run()
    db.session.rollback()
    assert db.session.query(ReviewCard).count() == 3, "what was left open is no wrong answer"
    logs = db.session.query(ReviewLog).all()
    assert {(log.origin, log.right) for log in logs} == {(Origin.EXAM, False)}
    assert len(logs) == 3


def test_an_exam_that_never_tells_its_answers_gives_none_to_the_book(client: FlaskClient, here: World) -> None:
    show_answers(Reveal.NEVER)
    sit_badly(client, here)
    tick.run()
    db.session.rollback()
    assert db.session.query(ReviewCard).count() == 0


def test_a_question_kept_for_exams_never_enters(client: FlaskClient, here: World) -> None:
    with db.writing() as session:
        for version in session.query(QuestionVersion):
            version.uses = [Use.EXAM.value]
    sit_badly(client, here)
    tick.run()
    db.session.rollback()
    assert db.session.query(ReviewCard).count() == 0


def test_anothers_book_does_not_exist(client: FlaskClient, here: World) -> None:
    card_id = answer_wrongly(client)
    make.sign_in(client, make.user("外人"))
    assert "还没有错题" in client.get("/review").text
    assert client.get(f"/review/{card_id}/1").status_code == 404
    for act in ("answer", "keep"):
        assert client.post(f"/review/{card_id}/{act}", data={"turn": 2, "answer": "A"}).status_code == 404
    assert card().turns == 1


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    for address in ("/review", "/review/next", "/review/1/1"):
        assert "/sign-in" in client.get(address).location
