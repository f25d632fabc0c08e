"""The marking desk: blind, two markers, a decision; score and completion follow the last marks."""

import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.exams import essay
from elearn.exams.essay import Given
from elearn.exams.event_models import EssayMark, FormerMarks
from elearn.people.access import Role
from elearn.people.models import Appointment, User
from elearn.questions.parsed import Point
from tests import county, essays, make

LIST = "/trainer/exams/written/marking"
DESK = f"{LIST}/desk"


def _marker(client: FlaskClient, name: str) -> FlaskClient:
    return _browser(client, make.staff(Role.TRAINER, make.COUNTY, name))


def _browser(client: FlaskClient, person: User) -> FlaskClient:
    browser = client.application.test_client()
    make.sign_in(browser, person)
    return browser


def _handle(browser: FlaskClient) -> str:
    found = re.search('name="handle" value="([0-9a-f]+)"', browser.get(DESK).text)
    return found[1] if found else ""


def _give(browser: FlaskClient, handle: str = "", **form: object) -> int:
    return browser.post(DESK, data={"handle": handle or _handle(browser), **form}).status_code


def test_the_desk_tells_nothing_of_the_writer(client: FlaskClient) -> None:
    built = essays.build(("先听大家意见，再把结果公开。",))
    browser = _marker(client, "武慧珍")
    for address in (DESK, f"{LIST}/next"):
        page = browser.get(address).text
        assert "先听大家意见" in page
        assert "公开结果" in page
        assert built.people[0].name not in page
        assert built.people[0].mobile not in page
        assert "西庄" not in page
    held = re.findall('name="(?!csrf)[a-z]+" value="([^"]*)"', browser.get(f"{LIST}/next").text)
    assert str(built.attempts[0]) not in [value for value in held if len(value) < 24 and value not in ("0", "1")]
    assert f"attempt{built.attempts[0]}" not in browser.get(DESK).text


def test_ticked_points_are_added_up_and_score_and_completion_follow(client: FlaskClient) -> None:
    built = essays.build(("答一答",))
    browser = _marker(client, "武慧珍")
    assert essays.score(built.attempts[0]) is None
    assert not essays.has_completed(built.people[0])
    assert _give(browser) == 422
    assert _give(browser, marks="5.5") == 422
    assert _give(browser, marks="1.3") == 422
    assert _give(browser, marks="很好") == 422
    assert db.session.query(EssayMark).count() == 0
    assert _give(browser, point="0", comment="可以") == 303
    row = db.session.query(EssayMark).one()
    assert (row.marks, row.points, row.comment) == (Decimal(3), ["3", "0"], "可以")
    assert essays.score(built.attempts[0]) == Decimal(80)
    assert essays.has_completed(built.people[0])
    assert db.session.query(FormerMarks).count() == 0
    assert db.session.query(AuditEntry).filter_by(act="mark_essay").one().details["marks"] == "3.0"
    page = browser.get(LIST).text
    assert "武慧珍" in page
    assert "共1份，已评完1份" in page.replace(" ", "")


def test_typed_marks_count_before_ticked_points(client: FlaskClient) -> None:
    built = essays.build(("答一答",), choice="B")
    assert _give(_marker(client, "武慧珍"), point="0", marks="0.5") == 303
    assert essays.score(built.attempts[0]) == Decimal(5)


def test_an_empty_answer_waits_for_nobody(client: FlaskClient) -> None:
    built = essays.build(("",))
    assert essays.score(built.attempts[0]) == Decimal(50)
    assert _handle(_marker(client, "武慧珍")) == ""


def test_the_same_turn_is_stored_once(client: FlaskClient) -> None:
    essays.build(("答一答",))
    one, two = _marker(client, "武慧珍"), _marker(client, "任霞")
    first, late = _handle(one), _handle(two)
    assert first != late
    assert _give(one, first, marks="4") == 303
    refused = two.post(DESK, data={"handle": late, "marks": "1"})
    assert refused.status_code == 409
    assert "已经评过" in refused.text
    assert _give(one, first, marks="2") == 409
    assert [row.marks for row in db.session.query(EssayMark)] == [Decimal(4)]


def test_several_markers_get_the_answers_in_orders_of_their_own() -> None:
    places = [essay.Place(number, 1, 0) for number in range(1, 41)]
    orders = [sorted(places, key=lambda p: essay.handle(b"s", who, p, "first")) for who in (1, 2)]
    assert orders[0] != orders[1] != places
    assert orders[0] != places


def test_the_next_answer_is_another_one(client: FlaskClient) -> None:
    essays.build(("第一份答卷", "第二份答卷"))
    browser = _marker(client, "武慧珍")
    ahead = browser.get(f"{LIST}/next?after={_handle(browser)}")
    assert "<html" not in ahead.text
    assert _handle(browser) not in ahead.text
    assert _give(browser, marks="1") == 303
    assert browser.get(f"{LIST}/next?after={_handle(browser)}").status_code == 204
    sent = {"handle": _handle(browser), "marks": "1"}
    assert browser.post(DESK, data=sent, headers={"X-Requested-With": "fetch"}).status_code == 204


def test_two_markers_who_agree_settle_it(client: FlaskClient) -> None:
    built = essays.build(("答一答",), second=True)
    one, two = _marker(client, "武慧珍"), _marker(client, "任霞")
    assert _give(one, marks="4") == 303
    assert _handle(one) == ""  # the second turn is another person's
    assert essays.score(built.attempts[0]) is None
    assert _give(two, marks="4") == 303
    assert essays.score(built.attempts[0]) == Decimal(90)


def test_a_third_person_decides_where_two_differ(client: FlaskClient) -> None:
    built = essays.build(("答一答",), second=True)
    one, two, three = (_marker(client, name) for name in ("武慧珍", "任霞", "郝志远"))
    assert _give(one, marks="4", comment="写得好") == 303
    assert _give(two, marks="2", comment="太短") == 303
    assert essays.score(built.attempts[0]) is None
    assert _handle(one) == _handle(two) == ""
    page = three.get(DESK).text
    assert "写得好" in page
    assert "太短" in page
    assert "武慧珍" not in page
    assert built.people[0].name not in page
    assert _give(three, marks="3") == 303
    assert essays.score(built.attempts[0]) == Decimal(80)


def test_whoever_set_the_exam_may_decide_even_after_marking(client: FlaskClient) -> None:
    owner = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    built = essays.build(("答一答",), owner, second=True)
    one, two = _browser(client, owner), _marker(client, "任霞")
    assert _give(one, marks="4") == 303
    assert _give(two, marks="2") == 303
    assert _give(one, marks="2.5") == 303
    assert essays.score(built.attempts[0]) == Decimal(75)


def test_nobody_marks_the_own_answer(client: FlaskClient) -> None:
    built = essays.build(("答一答",))
    with db.writing() as session:
        person = built.people[0]
        starts = person.created_at.date()
        session.add(Appointment(user_id=person.id, role=Role.TRAINER, unit_code=make.COUNTY, starts_on=starts))
    assert _handle(_browser(client, built.people[0])) == ""


def test_points_count_in_proportion_and_turns_follow_the_rules() -> None:
    points = [Point("a", Decimal(6)), Point("b", Decimal(4))]
    assert essay.worth(points, [0], Decimal(5)) == 3
    assert essay.worth(points, [1], Decimal("3.3")) == Decimal("1.5")
    assert essay.worth(points, [0, 1], Decimal("3.3")) == Decimal("3.3")
    assert essay.worth([], [], Decimal(5)) == 0
    assert essay.read_marks("3.3", Decimal("3.3")) == Decimal("3.3")
    assert essay.read_marks("NaN", Decimal(5)) is None
    both = {"first": Given(Decimal(1), 1), "second": Given(Decimal(1), 2)}
    assert essay.turn_of(both, True, 3, 3) == ""
    assert essay.turn_of({"first": Given(Decimal(1), 1)}, False, 3, 3) == ""


@pytest.mark.parametrize("address", [LIST, DESK, f"{LIST}/next"])
def test_others_find_nothing(client: FlaskClient, address: str) -> None:
    built = essays.build(("答一答",))
    assert "/sign-in" in client.get(address).location
    assert _browser(client, built.people[0]).get(address).status_code == 404
    for unit_code in (county.OTHER, make.TOWNSHIP):  # beside it, and below it
        assert _browser(client, make.staff(Role.TRAINER, unit_code, "别处人")).get(address).status_code == 404


def test_what_is_no_turn_is_refused(client: FlaskClient) -> None:
    essays.build(("答一答",))
    browser = _marker(client, "武慧珍")
    assert browser.post(DESK, data={"handle": "abc", "marks": "1"}).status_code == 409
    assert browser.post(DESK, data={}).status_code == 409
