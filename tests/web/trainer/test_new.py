"""Opening a bank, writing a question of every kind, putting pictures in, comments, versions, what is touched."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image

from elearn import db
from elearn.exams.models import Paper
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions.import_models import BankPicture
from elearn.questions.models import Bank, Question, QuestionComment, QuestionVersion, Status
from tests import make, world

SINGLE = {
    "kind": "single",
    "stem": "新写的单选（　）",
    "options-0": "甲",
    "options-1": "乙",
    "right": ["B"],
    "source": "某文件",
    "difficulty": "easy",
    "uses": ["practice"],
    "seen": "0",
}


@pytest.fixture(autouse=True)
def trainer(client: FlaskClient) -> User:
    world.load_bank()
    person = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    make.sign_in(client, person)
    return person


def _question(ref: str) -> Question:
    return db.session.query(Question).filter_by(ref=ref).one()


def _address(ref: str) -> str:
    return f"/trainer/banks/small/{_question(ref).id}"


def test_a_bank_is_opened_with_a_name_of_its_own_or_a_given_one(client: FlaskClient) -> None:
    form = {"title": "社区治理", "unit": make.COUNTY, "uses": ["practice", "exam"], "slug": ""}
    assert client.post("/trainer/banks/new", data=form).location == "/trainer/banks/tiku-2/import"
    form |= {"slug": "shequ", "title": "社区"}
    client.post("/trainer/banks/new", data=form)
    assert db.session.query(Bank).filter_by(slug="shequ").one().unit_code == make.COUNTY
    for wrong in ({"slug": "shequ"}, {"slug": "社区"}, {"title": " "}, {"uses": []}, {"unit": "14"}):
        assert client.post("/trainer/banks/new", data=form | wrong).status_code == 422
    assert db.session.query(Bank).count() == 3


def test_title_and_uses_of_a_bank_can_change(client: FlaskClient) -> None:
    page = client.post("/trainer/banks/small/settings", data={"title": "新名", "uses": ["game"]}, follow_redirects=True)
    assert "新名" in page.text
    assert db.session.query(Bank).one().uses == ["game"]
    assert client.post("/trainer/banks/small/settings", data={"title": "", "uses": ["game"]}).status_code == 422


def test_a_choice_is_written_in_the_form_and_the_next_one_follows(client: FlaskClient) -> None:
    assert 'data-look="/trainer/banks/small/new/single/look"' in client.get("/trainer/banks/small/new/single").text
    assert "新写的单选" in client.post("/trainer/banks/small/new/single/look", data=SINGLE).text
    assert client.post("/trainer/banks/small/new/single", data=SINGLE | {"do": "more"}).location.endswith("/new/single")
    made = _question("small-013")
    assert (made.status, made.current_number) == (Status.PUBLISHED, 1)
    assert client.post("/trainer/banks/small/new/single", data=SINGLE | {"stem": ""}).status_code == 422


def test_the_same_question_is_not_stored_twice_and_a_likeness_is_said(client: FlaskClient) -> None:
    client.post("/trainer/banks/small/new/single", data=SINGLE)
    again = client.post("/trainer/banks/small/new/single", data=SINGLE)
    assert again.status_code == 422
    assert "small-013 就是这道题" in again.text
    assert "就是这道题" in client.post("/trainer/banks/small/new/single/look", data=SINGLE).text
    near = SINGLE | {"stem": "单选题第1题么（　）", "options-0": "对的1", "options-1": "错的甲"}
    near |= {"options-2": "错的乙", "options-3": "错的丙"}
    assert "small-001 几乎一样" in client.post("/trainer/banks/small/new/single/look", data=near).text
    assert db.session.query(Question).count() == 13


def test_a_case_is_written_as_text(client: FlaskClient) -> None:
    address, text = "/trainer/banks/small/new/case", "[案例] x-9\n老周家。\n\n[判断] x-9.1\n对吗？\n答案: 正确"
    assert "small-013.2" in client.get(address).text
    assert "phone" in client.post(f"{address}/look", data={"text": text}).text
    refused = client.post(address, data={"text": text})
    assert refused.status_code == 422
    assert "请写出依据" in refused.text
    sourced = text.replace("老周家。", "老周家。\n依据: 教材")
    assert client.post(address, data={"text": sourced}).status_code == 303
    made = _question("small-013")
    found = db.session.query(QuestionVersion).filter_by(question_id=made.id).one()
    assert (found.kind.value, found.source) == ("case", "教材")
    assert made.status is Status.IN_REVIEW  # the bank's uses name exams


def test_the_pattern_of_a_case_is_no_question_yet(client: FlaskClient) -> None:
    address = "/trainer/banks/small/new/case"
    assert client.post(address, data={"text": "[案例] a\n……"}).status_code == 422
    assert client.get("/trainer/banks/small/new/nothing").status_code == 404
    assert "会显示在这里" in client.post(f"{address}/look", data={"text": ""}).text


def _png(size: tuple[int, int] = (2000, 1500)) -> io.BytesIO:
    body = io.BytesIO()
    Image.effect_noise(size, 60).save(body, "PNG")
    body.seek(0)
    return body


def test_a_picture_is_made_small_and_needs_words(client: FlaskClient) -> None:
    address = _address("small-001")
    assert client.post(f"{address}/pictures", data={"picture": (_png(), "a.png"), "alt": " "}).status_code == 409
    assert (
        client.post(f"{address}/pictures", data={"picture": (_png(), "a.png"), "alt": "一张 | 图"}).status_code == 303
    )
    stored = db.session.query(BankPicture).one()
    assert (stored.file, stored.content_type) == ("small-001-2.webp", "image/webp")
    assert len(stored.body) <= 80_000
    page = client.get(address).text
    assert 'alt="一张 图"' in page
    assert client.get(f"{address}/pictures/small-001-2.webp").status_code == 200
    client.post(f"{address}/pictures/small-001-2.webp/remove")
    assert "small-001-2.webp" not in client.get(address).text.partition('id="history"')[0]


@pytest.mark.parametrize("body", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"GIF89a..."])
def test_what_is_no_picture_is_refused(client: FlaskClient, body: bytes) -> None:
    sent = {"picture": (io.BytesIO(body), "a.svg"), "alt": "图"}
    assert client.post(f"{_address('small-001')}/pictures", data=sent).status_code == 409
    assert db.session.query(BankPicture).count() == 0


def test_a_reviewer_sends_back_with_a_comment_and_the_draft_is_handed_over_again(client: FlaskClient) -> None:
    address = _address("small-001")
    assert client.post(f"{address}/comments", data={"text": " ", "do": "back"}).status_code == 409
    client.post(f"{address}/comments", data={"text": "依据写错了", "do": "back"})
    assert _question("small-001").status is Status.DRAFT
    page = client.get(address).text
    assert "依据写错了" in page
    assert "武慧珍" in page
    assert client.post(f"{address}/submit").status_code == 303
    assert _question("small-001").status is Status.IN_REVIEW
    assert client.post(f"{address}/submit").status_code == 409


def test_a_comment_alone_changes_nothing(client: FlaskClient) -> None:
    client.post(f"{_address('small-001')}/comments", data={"text": "<b>好题</b>"})
    assert _question("small-001").status is Status.PUBLISHED
    assert db.session.query(QuestionComment).one().text == "<b>好题</b>"
    assert "&lt;b&gt;好题" in client.get(_address("small-001")).text
    assert client.post(f"{_address('small-001')}/comments", data={"text": "长" * 1001}).status_code == 409


def test_versions_show_word_by_word_what_changed(client: FlaskClient) -> None:
    address = _address("small-001")
    form = SINGLE | {"stem": "单选题第9题（　）", "seen": "1"}
    client.post(f"{address}/edit", data=form)
    page = client.get(address).text
    assert "第<del>1</del><ins>9</ins>题" in page


def test_a_changed_key_and_retiring_name_the_attempts_that_hold_it(client: FlaskClient) -> None:
    built = world.build()
    learner = client.application.test_client()
    make.sign_in(learner, built.learner)
    learner.post("/exam/exam/start")
    drawn = {item["version"] for item in db.session.query(Paper).one().items}
    choices = db.session.query(QuestionVersion).filter(QuestionVersion.id.in_(drawn))
    used = choices.filter(QuestionVersion.kind.in_(["single", "multiple"])).first()
    assert used
    ref = db.session.get_one(Question, used.question_id).ref
    address = _address(ref)
    assert "1 份答卷，其中 1 份正在作答" in client.get(address).text
    for page in ("edit", "text"):
        assert "这道题已经考过" in client.get(f"{address}/{page}").text  # told before anything is changed
    key = {"right": ["B"]} if used.kind.value == "single" else {"right": ["A", "C"]}
    form = {"kind": used.kind.value, "stem": used.stem, "difficulty": "easy", "uses": ["practice"], "seen": "1"}
    form["source"] = used.source
    form |= {f"options-{at}": text for at, text in enumerate(used.options)} | key  # type: ignore[operator]
    if used.kind.value == "true_false":
        form = {"stem": used.stem, "truth": str(not used.answer).lower(), "difficulty": "easy", "uses": ["practice"]}
        form |= {"seen": "1", "source": used.source}
    page = client.post(f"{address}/edit", data=form, follow_redirects=True).text
    assert "答案改了" in page
    assert "有 1 份答卷" in page
