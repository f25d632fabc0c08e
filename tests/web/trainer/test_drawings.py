"""Drawings (SVG): put into a question or imported with it, shown apart from the page, never run."""

import io

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.files import svg
from elearn.people.access import Role
from elearn.questions.formats.moodle_xml_out import write_moodle
from elearn.questions.import_models import BankPicture
from elearn.questions.models import Question
from elearn.questions.shipped import banks
from tests import make, world

GOOD = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="red"/></svg>'
BAD = GOOD.replace(b"<rect", b"<script>alert(1)</script><rect")


@pytest.fixture
def trainer(client: FlaskClient) -> FlaskClient:
    world.load_bank()
    make.sign_in(client, make.staff(Role.TRAINER, make.COUNTY))
    return client


def test_a_drawing_put_in_keeps_its_form_and_is_shown_apart(trainer: FlaskClient) -> None:
    question = db.session.query(Question).filter_by(ref="small-001").one()
    address = f"/trainer/banks/small/{question.id}"
    sent = {"picture": (io.BytesIO(GOOD), "a.svg"), "alt": "红块"}
    assert trainer.post(f"{address}/pictures", data=sent).status_code == 303
    stored = db.session.query(BankPicture).one()
    assert (stored.file, stored.content_type, stored.body) == ("small-001-2.svg", "image/svg+xml", svg.clean(GOOD))
    shown = trainer.get(f"{address}/pictures/small-001-2.svg")
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert (shown.mimetype, shown.headers["X-Content-Type-Options"]) == ("image/svg+xml", "nosniff")


def test_a_drawing_that_could_run_is_refused_by_what_it_holds(trainer: FlaskClient) -> None:
    question = db.session.query(Question).filter_by(ref="small-001").one()
    sent = {"picture": (io.BytesIO(BAD), "坏图.svg"), "alt": "红块"}
    page = trainer.post(f"/trainer/banks/small/{question.id}/pictures", data=sent)
    assert page.status_code == 409
    assert "坏图.svg" in page.text
    assert "script" in page.text
    assert db.session.query(BankPicture).count() == 0


@pytest.mark.parametrize("is_bad", [False, True])
def test_drawings_of_an_imported_bank_come_along_or_refuse_their_question(trainer: FlaskClient, is_bad: bool) -> None:
    bank, files = next((bank, files) for bank, files in banks() if len(files) > 1)
    bodies = {name: BAD if is_bad else body for name, (_, body) in files.items()}
    data = write_moodle(bank, bodies)[0]
    sent = trainer.post(
        "/trainer/banks/small/import", data={"file": (io.BytesIO(data), "b.xml")}, content_type="multipart/form-data"
    )
    desk = sent.location
    page = trainer.get(desk).text
    for name in files:
        assert (
            ("script" in page and name in page) if is_bad else trainer.get(f"{desk}/pictures/{name}").status_code == 200
        )
    assert trainer.post(f"{desk}/accept", data={"only_sound": "1"}).status_code in (200, 302, 303)
    stored = {row.file: row.body for row in db.session.query(BankPicture)}
    assert stored == ({} if is_bad else {name: svg.clean(body) for name, body in bodies.items()})
