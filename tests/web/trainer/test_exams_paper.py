"""The sample paper on the screen and its Word files."""

import io
import re

import mammoth
import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.exams.models import Attempt, Exam, Paper
from elearn.people.access import Role
from elearn.people.models import User
from tests import make, world


@pytest.fixture
def built(app: object) -> world.World:
    return world.build()


@pytest.fixture(autouse=True)
def trainer(built: world.World, client: FlaskClient) -> User:
    person = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    make.sign_in(client, person)
    return person


def _word(client: FlaskClient, form: str, seed: str = "s1") -> tuple[str, str]:
    """Return the text of the paper and of the key of a form."""
    answer = client.post("/trainer/exams/exam/paper", data={"form": form, "seed": seed})
    assert answer.status_code == 200
    assert answer.mimetype.endswith("wordprocessingml.document")
    text = str(mammoth.extract_raw_text(io.BytesIO(answer.data)).value)
    paper, _, key = text.partition("参考答案")
    return paper, key


def _stems(text: str) -> list[str]:
    return re.findall(r"\d+\. ((?:单选|多选|判断)题第\d+题)", text)


def test_a_sample_is_what_a_learner_sees_without_the_key_and_leaves_no_trace(
    client: FlaskClient, built: world.World
) -> None:
    page = client.get("/trainer/exams/exam/sample?seed=s1").text
    assert page.count("question__stem") == 5
    assert "因为第" not in page
    again = re.findall(r"(?:单选|多选|判断)题第\d+题", client.get("/trainer/exams/exam/sample?seed=s1").text)
    assert again == re.findall(r"(?:单选|多选|判断)题第\d+题", page), "the same seed gives the same paper"
    others = {client.get(f"/trainer/exams/exam/sample?seed={n}").text.count("单选题第1题") for n in range(12)}
    assert others == {0, 1}, "other seeds give other papers"
    assert db.session.query(Paper).count() == db.session.query(Attempt).count() == 0


def test_forms_a_and_b_hold_the_same_questions_in_another_order(client: FlaskClient, built: world.World) -> None:
    (a, a_key), (b, b_key) = _word(client, "A"), _word(client, "B")
    assert sorted(_stems(a)) == sorted(_stems(b))
    assert _stems(a) != _stems(b)
    assert "（A 卷）" in a
    assert "（B 卷）" in b
    assert "解析" not in a + b
    assert "解析" in a_key
    assert _keys_are_right(a, a_key)
    assert _keys_are_right(b, b_key)
    assert db.session.query(AuditEntry).filter_by(act="print_exam").count() == 2
    on_screen = set(re.findall(r"(?:单选|多选|判断)题第\d+题", client.get("/trainer/exams/exam/sample?seed=s1").text))
    assert set(_stems(a)) == on_screen, "what is printed is what was shown"


def _keys_are_right(paper: str, key: str) -> bool:
    """Look the right texts up by the letters of the key; in the small bank the right options say so."""
    blocks = re.split(r"\n(?=\d+\. )", paper)
    answers = dict(re.findall(r"(\d+)\. ([A-D]+|正确|错误)", key))
    for block in blocks[1:]:
        number = block.partition(".")[0]
        options = dict(re.findall(r"([A-D])\. (\S+)", block))
        if options and not all(("对的" in text) == (letter in answers[number]) for letter, text in options.items()):
            return False
    return len(answers) == 5


def test_a_draft_that_can_not_be_met_says_why(client: FlaskClient, built: world.World) -> None:
    with db.writing() as session:
        exam = session.query(Exam).one()
        exam.pools, exam.rules = [], [exam.rules[0] | {"count": 7}]
    assert "只有 6 题" in client.get("/trainer/exams/exam/sample").text
    assert client.post("/trainer/exams/exam/paper", data={"form": "A", "seed": "s"}).status_code == 409


@pytest.mark.parametrize("sent", [{}, {"form": "C", "seed": "s"}, {"form": "A"}, {"form": "A", "seed": ""}])
def test_a_paper_needs_a_form_and_a_seed(client: FlaskClient, built: world.World, sent: dict[str, str]) -> None:
    assert client.post("/trainer/exams/exam/paper", data=sent).status_code == 422


def test_in_wechat_the_page_says_how_to_download(client: FlaskClient, built: world.World) -> None:
    chat = {"User-Agent": "Mozilla/5.0 (Linux; Android 10) Chrome/86 MicroMessenger/8.0"}
    assert "在浏览器中打开" in client.get("/trainer/exams/exam/sample", headers=chat).text
    assert "在浏览器中打开" not in client.get("/trainer/exams/exam/sample").text
