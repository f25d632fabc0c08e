"""Many questions published at once: seen with their answers first, by the same rules as one."""

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions.models import Question, QuestionVersion, Status
from tests import make, world

MANY = "/trainer/banks/small/publish-many"


@pytest.fixture(autouse=True)
def trainer(client: FlaskClient) -> User:
    world.load_bank()
    person = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    make.sign_in(client, person)
    return person


def _wait(*refs: str, by_id: int | None = None, source: str = "某文件", status: Status = Status.IN_REVIEW) -> list[str]:
    with db.writing() as session:
        rows = session.query(Question).filter(Question.ref.in_(refs)).order_by(Question.ref).all()
        for row in rows:
            row.status = status
            held = session.query(QuestionVersion).filter_by(question_id=row.id)
            held.update({"created_by_id": by_id, "source": source, "uses": ["exam"]})
        return [str(row.id) for row in rows]


def _statuses(*refs: str) -> list[Status]:
    db.session.expire_all()
    return [db.session.query(Question).filter_by(ref=ref).one().status for ref in refs]


def test_what_waits_is_shown_with_answers_and_then_published(client: FlaskClient) -> None:
    ids = _wait("small-001", "small-002")
    page = client.post(MANY, data={"id": ids, "publish": "ticked"}).text
    assert "small-001" in page
    assert "答案: " in page or "答案：" in page
    assert _statuses("small-001") == [Status.IN_REVIEW]
    assert client.post(MANY, data={"id": ids, "do": "publish"}).status_code == 303
    assert _statuses("small-001", "small-002") == [Status.PUBLISHED] * 2
    assert db.session.query(AuditEntry).filter_by(act="publish_question").count() == 2


def test_all_of_the_list_are_meant_by_all_but_what_is_published_already(client: FlaskClient) -> None:
    _wait("small-001", "small-002")
    page = client.post(MANY, data={"publish": "all"}).text
    assert page.count('name="id"') == 2


def test_ones_own_exam_questions_stay_and_the_reason_is_said(client: FlaskClient, trainer: User) -> None:
    ids = _wait("small-001", by_id=trainer.id) + _wait("small-002")
    page = client.post(MANY, data={"id": ids, "do": "publish"}, follow_redirects=True).text
    assert _statuses("small-001", "small-002") == [Status.IN_REVIEW, Status.PUBLISHED]
    assert "small-001" in page
    assert "另一位培训员" in page


def test_a_draft_is_handed_over_and_one_without_source_stays(client: FlaskClient, trainer: User) -> None:
    ids = _wait("small-001", by_id=trainer.id, status=Status.DRAFT)
    ids += _wait("small-002", source="", status=Status.DRAFT)
    client.post(MANY, data={"id": ids, "do": "publish"})
    assert _statuses("small-001", "small-002") == [Status.IN_REVIEW, Status.DRAFT]


def test_nothing_chosen_is_said(client: FlaskClient) -> None:
    assert "待审" in client.post(MANY, data={}, follow_redirects=True).text
    assert client.post(MANY, data={"do": "publish"}).status_code == 409


def test_a_bank_of_another_county_is_not_there(client: FlaskClient) -> None:
    make.sign_in(client, make.staff(Role.TRAINER, "141121", "贺文斌"))
    assert client.post(MANY, data={"publish": "all"}).status_code == 404
    assert client.application.test_client().post(MANY).status_code in (302, 303)


@pytest.mark.parametrize(("status", "act"), [(Status.DRAFT, "submit"), (Status.IN_REVIEW, "publish")])
def test_a_single_question_without_source_stays_too(client: FlaskClient, status: Status, act: str) -> None:
    (key,) = _wait("small-001", source=" ", status=status)
    assert client.post(f"/trainer/banks/small/{key}/{act}").status_code == 409
    assert _statuses("small-001") == [status]
