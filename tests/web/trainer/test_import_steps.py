"""Large imports: taken over and back in small steps, visible all at once, and gone on with after an interruption."""

import pytest
from flask.testing import FlaskClient

from elearn import clock, db
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions import import_actions, import_queries, take_over
from elearn.questions.import_models import ImportDraft, ImportState, QuestionImport
from elearn.questions.models import Question, QuestionVersion, Status
from tests import make, world
from tests.web.trainer.test_import import SOUND, _count, _send

FIVE = "\n".join(f"{at}. 第{word}条规定要公开。（√）" for at, word in enumerate("甲乙丙丁戊", 1))


@pytest.fixture(autouse=True)
def trainer(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> User:
    monkeypatch.setattr(take_over, "AT_ONCE", 2)
    world.load_bank()
    person = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    make.sign_in(client, person)
    return person


@pytest.fixture
def desk(client: FlaskClient) -> str:
    """The desk of an import that is larger than one step, everything decided."""
    address = _send(client, FIVE)
    with db.writing() as session:
        session.query(ImportDraft).update({"near_position": None})
    return address


def _state() -> ImportState:
    return db.session.query(QuestionImport).one().state


def test_a_large_import_comes_in_step_by_step_and_goes_again(client: FlaskClient, desk: str) -> None:
    before = _count()
    assert client.post(f"{desk}/accept", data={"only_sound": "0"}).status_code == 303
    assert _count() == before + 5
    assert db.session.query(Question).filter_by(status=Status.RETIRED).count() == 0
    assert _state() is ImportState.ACCEPTED
    assert client.post(f"{desk}/undo").status_code == 303
    assert _count() == before
    assert _state() is ImportState.UNDONE


def test_what_was_interrupted_is_not_drawn_and_is_finished_or_taken_back(
    client: FlaskClient, desk: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _count()
    real, calls = import_actions.bring_in, []

    def dies_at_the_second(*given: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise ConnectionError
        return real(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(import_actions, "bring_in", dies_at_the_second)
        assert client.post(f"{desk}/accept", data={"only_sound": "0"}).status_code == 500
    assert db.session.query(Question).filter_by(status=Status.RETIRED).count() == 2
    assert "没有做完" in client.get(desk).text
    assert "没有做完" in client.get("/trainer/banks/small/import").text
    assert client.post(f"{desk}/accept", data={"only_sound": "1"}).status_code == 303
    assert _count() == before + 5
    assert db.session.query(Question).filter_by(status=Status.RETIRED).count() == 0


def test_two_open_imports_of_one_file_bring_it_in_once(client: FlaskClient) -> None:
    before = _count()
    first, second = _send(client, SOUND), _send(client, SOUND)
    assert client.post(f"{first}/accept", data={"only_sound": "0"}).status_code == 303
    assert client.post(f"{second}/accept", data={"only_sound": "0"}).status_code == 409
    assert _count() == before + 2


def test_taking_back_is_refused_once_a_question_was_changed(client: FlaskClient, desk: str) -> None:
    client.post(f"{desk}/accept", data={"only_sound": "0"})
    with db.writing() as session:
        [key, *_] = import_queries.taken_ids(session.query(QuestionImport).one().id)
        session.query(QuestionVersion).filter_by(question_id=key).one().used_at = clock.now()
    assert client.post(f"{desk}/undo").status_code == 409
    assert _state() is ImportState.ACCEPTED
    assert db.session.query(Question).filter_by(status=Status.RETIRED).count() == 0
