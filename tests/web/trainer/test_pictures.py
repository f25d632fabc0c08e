"""Pictures of questions: whoever may see the question sees its picture, and nobody else."""

import io
import re

import pytest
from flask.testing import FlaskClient
from PIL import Image

from elearn import db
from elearn.exams import actions as exam_actions
from elearn.files import pictures
from elearn.people.access import Role
from elearn.questions import import_actions
from elearn.questions.models import Bank, Question, QuestionVersion
from tests import make, world

FILE = "small-001.svg"
SVG = ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
PICTURED = world.BANK.replace("\n答案: A\n", f"\n图: {FILE} | 一张图\n答案: A\n")


@pytest.fixture
def sitting(client: FlaskClient) -> world.World:
    built = world.build()
    world.load_bank(PICTURED)
    with db.writing() as session:
        exam_actions.publish(session.merge(built.exam))  # draws from the questions with pictures from now on
        import_actions.keep_pictures(session.query(Bank).one(), {FILE: SVG})
    return built


def test_a_learner_sees_the_pictures_of_the_own_paper_only(client: FlaskClient, sitting: world.World) -> None:
    make.sign_in(client, sitting.learner)
    attempt = client.post("/exam/exam/start").location
    page = client.get(attempt).text
    address = re.findall(f'src="(/questions/[0-9]+/pictures/{FILE})"', page)[0]
    assert 'alt="一张图"' in page
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for other in (address.replace(FILE, "other.svg"), f"/questions/999999/pictures/{FILE}"):
        assert client.get(other).status_code == 404
    make.sign_in(client, make.user())
    assert client.get(address).status_code == 404


def test_practice_shows_pictures_too(client: FlaskClient, sitting: world.World) -> None:
    make.sign_in(client, sitting.learner)
    client.post("/course/course/one/finish")
    run = client.post("/course/course/one/practice").location.partition("?")[0]
    assert f"{run}/1/pictures/{FILE}" in client.get(run).text
    assert client.get(f"{run}/1/pictures/{FILE}").status_code == 200
    assert client.get(f"{run}/1/pictures/x.svg").status_code == 404


def test_a_trainer_sees_them_and_an_edit_keeps_them(client: FlaskClient, sitting: world.World) -> None:
    make.sign_in(client, make.staff(Role.TRAINER, make.COUNTY))
    question = db.session.query(Question).filter_by(ref="small-001").one()
    address = f"/trainer/banks/small/{question.id}"
    assert client.get(f"{address}/pictures/{FILE}").status_code == 200
    page = client.get(f"{address}/edit").text
    assert f"{address}/pictures/{FILE}" in page
    form = {"seen": "2", "kind": "single", "stem": "改过的（　）", "options-0": "甲", "options-1": "乙", "right": ["A"]}
    assert client.post(f"{address}/edit", data=form | {"difficulty": "easy", "uses": ["exam"]}).status_code == 303
    newest = db.session.query(QuestionVersion).filter_by(stem="改过的（　）").one()
    assert newest.pictures == [{"file": FILE, "alt": "一张图"}]


def _picture(width: int, height: int, form: str = "PNG") -> bytes:
    body = io.BytesIO()
    picture = Image.effect_noise((width, height), 90).convert("RGB")
    picture.save(body, form, exif=b"Exif\0\0secret place" if form == "JPEG" else b"")
    return body.getvalue()


@pytest.mark.parametrize(("width", "height", "form"), [(2000, 1500, "PNG"), (900, 2500, "JPEG"), (40, 40, "GIF")])
def test_uploaded_pictures_become_small_and_lose_their_metadata(width: int, height: int, form: str) -> None:
    content_type, body = pictures.small(_picture(width, height, form))
    assert content_type == "image/webp"
    assert len(body) <= 80_000
    assert b"secret place" not in body
    with Image.open(io.BytesIO(body)) as made:
        assert made.width <= 1080


@pytest.mark.parametrize("data", [b"", b"no picture", SVG[1], _picture(40, 40)[:60]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(pictures.BadPicture):
        pictures.small(data)
