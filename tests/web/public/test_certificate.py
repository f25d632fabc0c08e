"""What somebody sees who scans a certificate."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from elearn import clock, db
from elearn.training import certificate_actions
from elearn.training.certificate_models import Certificate
from elearn.training.models import Enrolment
from elearn.web.public import certificate as page
from tests import county


@pytest.fixture
def made(client: FlaskClient) -> Certificate:
    here = county.build()
    page._misses.clear()
    with db.writing() as session:
        place = session.scalar(select(Enrolment).where(Enrolment.user_id == here.people["双甲完"].id))
        assert place is not None
        found = certificate_actions.issue(place.id, None)
    return found


def test_a_scanned_code_shows_that_it_is_valid_with_a_masked_name(client: FlaskClient, made: Certificate) -> None:
    answer = client.get(f"/c/{made.token}")
    assert answer.status_code == 200
    for text in ("此证书真实有效", "双*完", "小培训班", "县民政局", made.number):
        assert text in answer.text
    assert "双甲完" not in answer.text
    assert "西庄" not in answer.text


def test_a_revoked_one_is_said_to_be_void_without_the_reason(client: FlaskClient, made: Certificate) -> None:
    with db.writing() as session:
        new = certificate_actions.reissue(session.get_one(Certificate, made.id), "姓名写错", 1)
    answer = client.get(f"/c/{made.token}")
    assert "已失效" in answer.text
    assert new.number in answer.text
    assert "姓名写错" not in answer.text
    assert "此证书真实有效" not in answer.text


def test_numbers_and_other_codes_lead_nowhere(client: FlaskClient, made: Certificate) -> None:
    for token in (made.number, made.token[:-1], made.token.swapcase() + "x", "1"):
        assert client.get(f"/c/{token}").status_code == 404
    assert len(made.token) == 22


def test_who_guesses_has_to_wait_and_then_may_look_again(
    client: FlaskClient, made: Certificate, held_clock: clock.freeze
) -> None:
    for number in range(page.MISSES):
        assert client.get(f"/c/guess{number}").status_code == 404
    assert client.get(f"/c/{made.token}").status_code == 429
    other = client.get(f"/c/{made.token}", environ_overrides={"REMOTE_ADDR": "10.9.8.7"})
    assert other.status_code == 200
    held_clock.move_to(clock.now() + page.WINDOW + timedelta(seconds=1))
    assert client.get(f"/c/{made.token}").status_code == 200


def test_the_memory_of_misses_is_bounded(
    client: FlaskClient, made: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "MOST_ADDRESSES", 3)
    for number in range(6):
        client.get("/c/none", environ_overrides={"REMOTE_ADDR": f"10.0.0.{number}"})
    assert len(page._misses) == 3
