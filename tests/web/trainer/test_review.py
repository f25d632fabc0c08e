"""The second pair of eyes: what is used in exams is published by somebody else than its author."""

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions import queries
from elearn.questions.models import Bank, Question, ReviewRule, Status
from tests import make, world

FORM = {
    "kind": "single",
    "stem": "改过的（　）",
    "options-0": "甲",
    "options-1": "乙",
    "right": ["A"],
    "difficulty": "easy",
}


@pytest.fixture
def author(client: FlaskClient) -> User:
    world.load_bank()
    person = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    make.sign_in(client, person)
    return person


def _edit(client: FlaskClient, ref: str, *uses: str) -> str:
    question = db.session.query(Question).filter_by(ref=ref).one()
    address = f"/trainer/banks/small/{question.id}"
    form = FORM | {"stem": f"改过的{ref}（）", "seen": str(question.current_number), "uses": list(uses)}
    assert client.post(f"{address}/edit", data=form).status_code == 303
    return address


def _status(ref: str) -> Status:
    return db.session.query(Question).filter_by(ref=ref).one().status


@pytest.mark.usefixtures("author")
def test_a_changed_exam_question_waits_and_its_author_can_not_publish_it(client: FlaskClient) -> None:
    address = _edit(client, "small-001", "exam", "practice")
    assert _status("small-001") is Status.IN_REVIEW
    assert len(queries.pool("small")) == 11
    page = client.get(address).text
    assert "要等另一位培训员审核" in page
    assert "/publish" not in page
    assert client.post(f"{address}/publish").status_code == 409
    assert "审核待审试题" not in client.get("/trainer/banks/small").text


@pytest.mark.usefixtures("author")
def test_the_second_trainer_goes_from_one_waiting_question_to_the_next(client: FlaskClient) -> None:
    first, second = _edit(client, "small-001", "exam"), _edit(client, "small-002", "exam")
    other = client.application.test_client()
    make.sign_in(other, make.staff(Role.TRAINER, make.COUNTY, "贺文斌"))
    assert first in other.get("/trainer/banks/small").text
    assert "审核通过，发布" in other.get(first).text
    assert other.post(f"{first}/publish").location == second
    assert other.post(f"{second}/publish").location == second
    assert {_status("small-001"), _status("small-002")} == {Status.PUBLISHED}


@pytest.mark.usefixtures("author")
def test_a_practice_question_needs_nobody_else(client: FlaskClient) -> None:
    _edit(client, "small-001", "practice")
    assert _status("small-001") is Status.PUBLISHED


@pytest.mark.usefixtures("author")
@pytest.mark.parametrize(("rule", "status"), [("none", Status.PUBLISHED), ("all", Status.IN_REVIEW)])
def test_a_bank_says_who_must_review(client: FlaskClient, rule: str, status: Status) -> None:
    assert client.post("/trainer/banks/small/review", data={"review": rule}).status_code == 303
    assert db.session.query(Bank).one().review is ReviewRule(rule)
    assert db.session.query(AuditEntry).filter_by(act="set_review").one().details == {"before": "exam", "after": rule}
    _edit(client, "small-001", "exam" if rule == "none" else "game")
    assert _status("small-001") is status
    assert client.post("/trainer/banks/small/review", data={"review": "perhaps"}).status_code == 422
