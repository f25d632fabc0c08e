"""The invigilator's pages: the board, its acts, the trail of an attempt, the lists for a person to judge."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from elearn import clock, db
from elearn.audit.models import AuditEntry
from elearn.exams import answering
from elearn.exams.event_models import Accommodation, Announcement, AttemptEvent, EventKind
from elearn.exams.integrity_models import IntegrityNote
from elearn.exams.models import Attempt, AttemptState, Exam
from elearn.people.access import Role
from elearn.training import actions as training
from tests import county, make
from tests.conftest import DAY

BOARD = "/trainer/exams/exam/board"


@pytest.fixture
def built(client: FlaskClient) -> county.County:
    found = county.build()
    make.sign_in(client, make.staff(Role.TRAINER, make.COUNTY, "武慧珍"))
    return found


def _start(built: county.County, name: str, device: str = "a" * 16) -> int:
    attempt_id = training.start_attempt(built.training_class.exam_id, built.people[name].id, device)
    db.session.rollback()
    return attempt_id


def _township(client: FlaskClient) -> FlaskClient:
    browser = client.application.test_client()
    make.sign_in(browser, make.staff(Role.TRAINER, make.TOWNSHIP, "任霞"))
    return browser


def test_the_board_shows_units_and_people_by_name(client: FlaskClient, built: county.County) -> None:
    attempt_id = _start(built, "双甲完")
    page = client.get(BOARD).text
    assert "双池镇" in page
    assert "石口镇" in page
    assert f"/attempts/{attempt_id}" in page
    assert built.people["双甲完"].mobile not in page
    assert "给全场延长时间" in page
    assert "给双池镇延长时间" in client.get(f"{BOARD}?unit={make.TOWNSHIP}").text
    assert client.get(f"{BOARD}?state=working").text.count("/trainer/exams/exam/attempts/") == 1
    assert "少输几个字" in client.get(f"{BOARD}?q=没这个人").text
    assert client.get(f"{BOARD}?state=nonsense").status_code == 404


def test_the_fragment_is_the_same_without_the_frame(client: FlaskClient, built: county.County) -> None:
    response = client.get(f"{BOARD}/live?unit={make.TOWNSHIP}")
    assert "<html" not in response.text
    assert "双甲完" in response.text
    assert "石甲未" not in response.text
    assert response.headers["Cache-Control"] == "no-store"


def test_a_township_trainer_sees_and_touches_the_own_people_alone(client: FlaskClient, built: county.County) -> None:
    inside, outside = _start(built, "双甲完"), _start(built, "石乙完")
    browser = _township(client)
    assert f'href="{BOARD}"' in browser.get(BOARD.rpartition("/")[0]).text
    page = browser.get(BOARD).text
    assert "双甲完" in page
    assert "石乙完" not in page
    assert browser.get(f"{BOARD}?unit={county.SHIKOU}").status_code == 404
    assert browser.get(f"/trainer/exams/exam/attempts/{inside}").status_code == 200
    assert browser.get(f"/trainer/exams/exam/attempts/{outside}").status_code == 404
    form = {"minutes": "10", "reason": "停电"}
    assert browser.post(f"{BOARD}/extend", data=form).status_code == 404
    assert browser.post(f"{BOARD}/announce", data={"text": "大家好"}).status_code == 404
    assert browser.post(f"{BOARD}/extend?unit={make.COUNTY}", data=form).status_code == 404
    assert browser.post(f"{BOARD}/extend?unit={make.TOWNSHIP}", data=form).status_code == 303
    assert db.session.query(Accommodation).one().unit_code == make.TOWNSHIP
    for act in ("extend", "release", "end"):
        assert browser.post(f"/trainer/exams/exam/attempts/{outside}/{act}", data=form).status_code == 404


def test_an_attempt_of_another_exam_does_not_exist_here(client: FlaskClient, built: county.County) -> None:
    attempt_id = _start(built, "双甲完")
    assert client.get(f"/trainer/exams/none/attempts/{attempt_id}").status_code == 404
    assert client.get("/trainer/exams/exam/attempts/99999").status_code == 404


def test_more_time_says_whom_it_touches_and_asks_once(client: FlaskClient, built: county.County) -> None:
    attempt_id = _start(built, "双甲完")
    before = db.session.get_one(Attempt, attempt_id).deadline_at
    address = f"{BOARD}/extend?unit={make.TOWNSHIP}"
    page = client.get(address).text
    assert "有1人正在答题" in page.replace(" ", "")
    assert client.post(address, data={"minutes": "0", "reason": "停电"}).status_code == 422
    refused = client.post(address, data={"minutes": "10", "reason": " "})
    assert refused.status_code == 422
    assert db.session.get_one(Attempt, attempt_id).deadline_at == before
    assert client.post(address, data={"minutes": "10", "reason": "停电"}).status_code == 303
    assert db.session.get_one(Attempt, attempt_id).deadline_at == before + timedelta(minutes=10)


def test_more_time_for_everybody_and_for_one_person(client: FlaskClient, built: county.County) -> None:
    attempt_id = _start(built, "双甲完")
    form = {"minutes": "10", "reason": "停电"}
    closes_at = db.session.query(Exam).one().closes_at
    assert client.post(f"{BOARD}/extend", data=form).status_code == 303
    assert client.post(f"/trainer/exams/exam/attempts/{attempt_id}/extend", data=form).status_code == 303
    assert db.session.get_one(Attempt, attempt_id).deadline_at == DAY + timedelta(minutes=50)
    assert db.session.query(Exam).one().closes_at == closes_at + timedelta(minutes=10)
    page = client.get(f"/trainer/exams/exam/attempts/{attempt_id}").text
    assert page.count("停电") == 2
    assert page.count("武慧珍") >= 2


def test_an_announcement_goes_to_a_unit_or_to_everybody(client: FlaskClient, built: county.County) -> None:
    assert client.post(f"{BOARD}/announce", data={"text": "字" * 301}).status_code == 422
    assert client.post(f"{BOARD}/announce", data={"text": "　 "}).status_code == 422
    assert client.post(f"{BOARD}/announce", data={"text": "请检查网络"}).status_code == 303
    address = f"{BOARD}/announce?unit={make.TOWNSHIP}"
    assert client.post(address, data={"text": "双池镇延时"}).status_code == 303
    rows = [(row.text, row.unit_code) for row in db.session.query(Announcement).order_by(Announcement.id)]
    assert rows == [("请检查网络", None), ("双池镇延时", make.TOWNSHIP)]
    assert db.session.query(AuditEntry).filter_by(act="announce").count() == 2


def test_letting_a_device_go(client: FlaskClient, built: county.County) -> None:
    attempt_id = _start(built, "双甲完")
    assert client.post(f"/trainer/exams/exam/attempts/{attempt_id}/release").status_code == 303
    assert db.session.get_one(Attempt, attempt_id).device == ""
    assert db.session.query(AuditEntry).filter_by(act="release_device").one().target == f"attempt:{attempt_id}"


def test_ending_an_attempt_hands_it_in_with_the_reason(client: FlaskClient, built: county.County) -> None:
    attempt_id = _start(built, "双甲完")
    address = f"/trainer/exams/exam/attempts/{attempt_id}/end"
    assert client.post(address, data={"reason": ""}).status_code == 422
    assert db.session.get_one(Attempt, attempt_id).state is AttemptState.OPEN
    assert client.post(address, data={"reason": "替考"}).status_code == 303
    attempt = db.session.get_one(Attempt, attempt_id)
    assert attempt.state is AttemptState.HANDED_IN
    assert attempt.score == 0
    kinds = [row.kind for row in db.session.query(AttemptEvent).order_by(AttemptEvent.id)]
    assert kinds == [EventKind.STARTED, EventKind.ENDED, EventKind.HANDED_IN]
    assert client.post(address, data={"reason": "替考"}).status_code == 409
    assert client.post(f"/trainer/exams/exam/attempts/{attempt_id}/release").status_code == 409
    assert "替考" in client.get(f"/trainer/exams/exam/attempts/{attempt_id}").text


def test_the_trail_lists_answers_by_time(client: FlaskClient, built: county.County, held_clock: clock.freeze) -> None:
    attempt_id = _start(built, "双甲完")
    for seconds, number in ((40, 2), (65, 1)):
        held_clock.move_to(DAY + timedelta(seconds=seconds))
        assert answering.save(attempt_id, number, 1, "A", None)
    page = client.get(f"/trainer/exams/exam/attempts/{attempt_id}").text
    numbered = page.replace(" ", "")
    assert numbered.index("第2题") < numbered.index("第1题")
    assert "<h1>双甲完</h1>" in page
    assert "10:00:40" in page
    assert "0:25" in page


def test_a_shared_device_is_listed_until_somebody_has_looked_at_it(client: FlaskClient, built: county.County) -> None:
    _start(built, "双甲完")
    _start(built, "石乙完")
    page = client.get("/trainer/exams/exam/integrity").text
    assert "2人用同一台设备" in page.replace(" ", "")
    assert "石乙完" not in _township(client).get("/trainer/exams/exam/integrity").text
    form = {"sign": "device", "subject": f"{'a' * 16}:2"}
    address = "/trainer/exams/exam/integrity/notes"
    assert client.post(address, data=form | {"note": " "}).status_code == 409
    assert _township(client).post(address, data=form | {"note": "共用电脑"}).status_code == 409
    assert client.post(address, data=form | {"note": "镇里只有一台电脑"}).status_code == 303
    assert db.session.query(IntegrityNote).one().note == "镇里只有一台电脑"
    page = client.get("/trainer/exams/exam/integrity").text
    assert 'value="device"' not in page
    assert "镇里只有一台电脑" in page
    assert client.post(address, data=form | {"note": "再看"}).status_code == 409
    assert db.session.query(AuditEntry).filter_by(act="note_integrity").one().details["reason"] == "镇里只有一台电脑"
    _start(built, "双乙完")
    assert 'value="device"' in client.get("/trainer/exams/exam/integrity").text  # a third person: another look


def test_pages_left_often_are_listed(client: FlaskClient, built: county.County) -> None:
    attempt_id = _start(built, "双甲完")
    with db.writing() as session:
        attempt = session.get_one(Attempt, attempt_id)
        attempt.away_count, attempt.away_seconds = 7, 95
    with db.writing():
        training.hand_in(attempt_id, built.training_class.exam_id)
    page = client.get("/trainer/exams/exam/integrity").text
    assert "7次" in page.replace(" ", "")
    assert "1:35" in page


@pytest.mark.parametrize("address", [BOARD, f"{BOARD}/live", f"{BOARD}/extend", "/trainer/exams/exam/integrity"])
def test_others_find_nothing(client: FlaskClient, built: county.County, address: str) -> None:
    visitor = client.application.test_client()
    assert "/sign-in" in visitor.get(address).location
    make.sign_in(visitor, built.people["双甲完"])
    assert visitor.get(address).status_code == 404
    foreign = client.application.test_client()
    make.sign_in(foreign, make.staff(Role.TRAINER, county.OTHER, "外县人"))
    assert foreign.get(address).status_code == 404
