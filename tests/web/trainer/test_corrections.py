"""Correcting a key: a preview that writes nothing, marking again, former marks, completion both ways."""

import re
from decimal import Decimal

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.exams.event_models import FormerMarks, KeyCorrection
from elearn.exams.models import Attempt, Exam
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions.grading import Kind
from elearn.questions.models import QuestionVersion
from elearn.training import actions as training
from elearn.training import marking_actions
from tests import county, essays, make

LIST = "/trainer/exams/written/corrections"
PREVIEW = f"{LIST}/preview"


def _browser(client: FlaskClient, person: User | None = None) -> FlaskClient:
    browser = client.application.test_client()
    make.sign_in(browser, person or make.staff(Role.TRAINER, make.COUNTY, "武慧珍"))
    return browser


def _name(kind: Kind = Kind.SINGLE) -> str:
    found = db.session.query(QuestionVersion).filter(
        QuestionVersion.kind == kind, QuestionVersion.stem.in_(["单选一题（　）", "怎样办好一次居民议事会？"])
    )
    return str(found.one().id)


def _form(key: str | list[str] = "B", **more: object) -> dict[str, object]:
    revision = db.session.query(Exam.revision).filter_by(slug="written").scalar()
    db.session.rollback()
    return {"question": _name(), "key": key, "reason": "答案印错了", "revision": revision} | more


def test_the_preview_names_gains_and_losses_and_writes_nothing(client: FlaskClient) -> None:
    built = essays.build(("", "", ""), choice="ABC", pass_mark=50)
    browser = _browser(client)
    page = re.sub(r"\s", "", browser.get(PREVIEW, query_string=_form()).text)
    assert "变为合格" in page
    assert "变为不合格" in page
    assert "答题人1" in page
    assert "答题人2" in page
    assert "答题人3" not in page  # wrong before and after
    assert "西庄村" in page
    assert [essays.score(each) for each in built.attempts] == [50, 0, 0]
    assert db.session.query(KeyCorrection).count() == 0
    assert db.session.query(Exam).filter_by(slug="written").one().revision == 0


def test_applying_it_lets_one_pass_and_another_fail(client: FlaskClient) -> None:
    built = essays.build(("", ""), choice="AB", pass_mark=50)
    assert [essays.has_completed(person) for person in built.people] == [True, False]
    browser = _browser(client)
    assert browser.post(LIST, data=_form()).status_code == 303
    assert [essays.score(each) for each in built.attempts] == [0, 50]
    assert [essays.has_completed(person) for person in built.people] == [False, True]
    row = db.session.query(KeyCorrection).one()
    assert (row.revision, row.key, row.reason) == (1, {"answer": "B"}, "答案印错了")
    former = db.session.query(FormerMarks).order_by(FormerMarks.attempt_id).all()
    assert [each.score for each in former] == [50, 0]
    assert db.session.query(AuditEntry).filter_by(act="correct_key").one().details["key"] == {"answer": "B"}
    assert training.mark_outdated() == 0  # nobody is marked twice
    page = browser.get(LIST).text
    assert "答案印错了" in page
    assert "武慧珍" in page
    assert "2/2" in page
    assert "/edit" in page


def test_a_second_correction_builds_on_the_first(client: FlaskClient) -> None:
    built = essays.build(("", ""), choice="AB", pass_mark=50)
    browser = _browser(client)
    old = _form("C")
    assert browser.post(LIST, data=_form()).status_code == 303
    assert browser.post(LIST, data=old).status_code == 409  # made before somebody else's correction
    assert browser.get(PREVIEW, query_string=_form("B")).status_code == 422
    assert browser.post(LIST, data=_form("A")).status_code == 303
    assert [essays.score(each) for each in built.attempts] == [50, 0]
    assert [essays.has_completed(person) for person in built.people] == [True, False]


def test_a_single_choice_may_get_two_right_options(client: FlaskClient) -> None:
    built = essays.build(("", "", ""), choice="ABC")
    browser = _browser(client)
    page = browser.get(f"{LIST}/new", query_string={"question": _name()}).text
    assert page.count('type="checkbox"') > 3
    assert "每一项都算对" in page
    assert browser.post(LIST, data=_form(key=["A", "C"])).status_code == 303
    assert [essays.score(each) for each in built.attempts] == [50, 0, 50]
    assert "A / C" in browser.get(LIST).text
    assert browser.get(PREVIEW, query_string=_form(key=["C", "A"])).status_code == 422  # holds already


def test_everybody_gets_full_marks(client: FlaskClient) -> None:
    built = essays.build(("", "写了"), choice="BC")
    browser = _browser(client)
    assert browser.post(LIST, data=_form("", free="1")).status_code == 303
    assert [essays.score(each) for each in built.attempts] == [50, None]
    assert browser.post(LIST, data=_form("", free="1", question=_name(Kind.ESSAY))).status_code == 303
    assert [essays.score(each) for each in built.attempts] == [100, 100]
    assert "这里没有等您评阅的答卷" in browser.get("/trainer/exams/written/marking/desk").text


def test_the_rest_is_marked_by_the_clock(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    built = essays.build(("", "", ""), choice="B", pass_mark=50)
    monkeypatch.setattr(marking_actions, "MOST", 1)
    browser = _browser(client)
    assert browser.post(LIST, data=_form()).status_code == 303
    assert "1/3" in browser.get(LIST).text
    assert training.mark_outdated() == 2
    assert [essays.score(each) for each in built.attempts] == [50, 50, 50]
    assert "3/3" in browser.get(LIST).text
    assert db.session.query(FormerMarks).count() == 3


def test_bad_input_is_named(client: FlaskClient) -> None:
    essays.build(("",))
    browser = _browser(client)
    page = browser.get(PREVIEW, query_string=_form(reason=" "))
    assert page.status_code == 422
    assert "请填写原因" in page.text or "原因" in page.text
    for form in (_form("A"), _form(""), _form("Z"), _form(reason="字" * 201)):
        assert browser.get(PREVIEW, query_string=form).status_code == 422
        assert browser.post(LIST, data=form).status_code == 422
    assert browser.get(PREVIEW, query_string=_form(question="999999")).status_code == 404
    assert browser.get(PREVIEW).status_code == 303
    assert browser.post(LIST, data={}).status_code == 409
    assert browser.get(f"{LIST}/new?question={_name(Kind.ESSAY)}").status_code == 200
    assert 'name="key"' in browser.get(f"{LIST}/new?question={_name()}").text
    assert db.session.query(KeyCorrection).count() == 0
    assert db.session.query(Attempt).one().revision == 0


@pytest.mark.parametrize("address", [LIST, f"{LIST}/new", PREVIEW])
def test_others_find_nothing(client: FlaskClient, address: str) -> None:
    built = essays.build(("",))
    assert "/sign-in" in client.get(address).location
    assert _browser(client, built.people[0]).get(address).status_code == 404
    below = _browser(client, make.staff(Role.TRAINER, make.TOWNSHIP, "任霞"))
    assert below.get(address).status_code == 404
    assert below.post(LIST, data=_form()).status_code == 404
    assert _browser(client, make.staff(Role.TRAINER, county.OTHER, "外县人")).get(address).status_code == 404
    assert essays.score(built.attempts[0]) == Decimal(50)


def test_one_part_of_a_case_is_marked_and_corrected_by_itself(client: FlaskClient) -> None:
    built = essays.build(("",), case="去看过了")
    browser, attempt_id = _browser(client), built.attempts[0]
    version = db.session.query(QuestionVersion).filter_by(kind=Kind.CASE, stem="王大娘反映楼道堆物。").one().id
    db.session.rollback()
    desk = f"/trainer/exams/written/marking/desk?question={version}-1"
    page = browser.get(desk).text
    assert "王大娘反映楼道堆物" in page
    assert "满分5分" in page.replace(" ", "")
    found = re.search('name="handle" value="([0-9a-f]+)"', page)
    assert found
    assert browser.post(desk, data={"handle": found[1], "point": "0"}).status_code == 303
    assert essays.score(attempt_id) == 75  # of 20: 5 for the choice, 5 and 5 for the case
    assert browser.post(LIST, data=_form("B", question=f"{version}-0")).status_code == 303
    assert essays.score(attempt_id) == 50
    assert browser.get(PREVIEW, query_string=_form("A", question=str(version))).status_code == 422
    assert browser.post(LIST, data=_form("", free="1", question=str(version))).status_code == 303
    assert essays.score(attempt_id) == 75
