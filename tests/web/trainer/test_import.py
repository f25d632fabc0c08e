"""Bringing in files: read, shown, mended on the spot, taken over all or nothing, undone."""

import io
import re

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from elearn import clock, db
from elearn.audit.models import AuditEntry
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions import actions, queries
from elearn.questions.import_models import QuestionImport
from elearn.questions.models import Bank, Question, QuestionVersion, ReviewRule, Status
from tests import make, world
from tests.questions.formats.files import docx, paragraph, xlsx

ADDRESS = "/trainer/banks/small/import"
SOUND = "1. 甲是乙。（√）\n2. 选（ ）\nA. 一\nB. 二\n答案：B\n"
DOUBTFUL = SOUND + "3. [单选] 选几个（ ）\nA. 三\nB. 四\n答案：AB\n"


@pytest.fixture
def trainer(client: FlaskClient) -> User:
    world.load_bank()
    person = make.staff(Role.TRAINER, make.COUNTY, "武慧珍")
    make.sign_in(client, person)
    return person


def _send(client: FlaskClient, content: str | bytes, name: str = "") -> str:
    """Send a file or pasted text and return the address of the desk."""
    data = {"text": content} if isinstance(content, str) else {"file": (io.BytesIO(content), name)}
    sent = client.post(ADDRESS, data=data, content_type="multipart/form-data")
    assert sent.status_code == 303, re.findall(r'notice__body">\s*<p>([^<]+)', sent.text)
    return str(sent.location)


def _count() -> int:
    return db.session.query(Question).count()


@pytest.mark.usefixtures("trainer")
def test_a_word_file_becomes_questions_in_three_steps(client: FlaskClient) -> None:
    body = "".join(map(paragraph, SOUND.strip().split("\n")))
    desk = _send(client, docx(body), "题库.docx")
    page = client.get(desk).text
    for words in ("甲是乙。", "第 1 段", "题库.docx", "全部入库（2 道）"):
        assert words in page
    before = _count()
    assert client.post(f"{desk}/accept", data={"only_sound": "0"}).location == desk
    assert _count() == before + 2
    taken = db.session.query(QuestionVersion).filter_by(stem="甲是乙。").one()
    assert taken.answer is True
    refs = {question.ref for question in db.session.query(Question).order_by(Question.id.desc()).limit(2)}
    assert refs == {"small-013", "small-014"}
    assert db.session.query(AuditEntry).filter_by(act="import_questions").one().details["questions"] == 2


@pytest.mark.usefixtures("trainer")
def test_problems_come_first_and_one_click_mends_them(client: FlaskClient) -> None:
    desk = _send(client, DOUBTFUL)
    page = client.get(desk).text
    assert page.index('id="q3"') < page.index('id="q1"')
    assert "第 6 行" in page
    assert client.post(f"{desk}/accept", data={"only_sound": "0"}).status_code == 409
    mended = client.post(f"{desk}/drafts/3/mend", data={"mend": "to-multiple"})
    assert mended.location.endswith("#q3")
    assert "全部入库（3 道）" in client.get(desk).text
    assert client.post(f"{desk}/accept", data={"only_sound": "0"}).status_code == 303
    assert db.session.query(QuestionVersion).filter_by(stem="选几个（　）").one().answer == "AB"


@pytest.mark.usefixtures("trainer")
def test_a_question_is_mended_in_its_text_and_keeps_its_place(client: FlaskClient) -> None:
    desk = _send(client, DOUBTFUL)
    text = "[单选] 3\n选几个（ ）\nA. 三\nB. 四\n答案: B\n解析: 就是四。"
    assert client.post(f"{desk}/drafts/3/mend", data={"text": text}).status_code == 303
    page = client.get(desk).text
    assert "就是四。" in page
    assert "第 6 行" in page
    broken = client.post(f"{desk}/drafts/3/mend", data={"text": SOUND})
    assert broken.status_code == 409
    assert "应当只有一道" in broken.text
    assert "2. 选（ ）" in broken.text  # nothing typed is lost


@pytest.mark.usefixtures("trainer")
def test_the_sound_ones_go_in_and_the_others_stay_out(client: FlaskClient) -> None:
    before = _count()
    desk = _send(client, DOUBTFUL)
    assert client.post(f"{desk}/accept", data={"only_sound": "1"}).status_code == 303
    assert _count() == before + 2
    assert client.post(f"{desk}/accept", data={"only_sound": "1"}).status_code == 409  # closed already
    assert _count() == before + 2


@pytest.mark.usefixtures("trainer")
def test_importing_a_file_twice_adds_nothing(client: FlaskClient) -> None:
    client.post(f"{_send(client, SOUND)}/accept", data={"only_sound": "0"})
    before = _count()
    again = _send(
        client,
        SOUND.replace("甲是乙。（√）", "甲 是 乙（√）").replace("A. 一\nB. 二\n答案：B", "A. 二\nB. 一\n答案：A"),
    )
    assert "题库里已有同样的题" in client.get(again).text
    assert client.post(f"{again}/accept", data={"only_sound": "1"}).status_code == 409
    assert _count() == before


@pytest.mark.usefixtures("trainer")
def test_the_same_question_twice_in_a_file_goes_in_once(client: FlaskClient) -> None:
    before = _count()
    desk = _send(client, "1. 甲是乙。（√）\n2. 甲是乙（√）")
    assert "前面已有同样的题" in client.get(desk).text
    client.post(f"{desk}/accept", data={"only_sound": "0"})
    assert _count() == before + 1


@pytest.mark.usefixtures("trainer")
def test_what_is_nearly_the_same_is_shown_beside_and_decided(client: FlaskClient) -> None:
    before = _count()
    long = "社区工作者遇到家庭暴力求助时应当先保证当事人的人身安全再了解情况。"
    client.post(f"{_send(client, f'1. {long}（√）')}/accept", data={"only_sound": "0"})
    desk = _send(client, f"1. {long.replace('再了解', '再去了解')}（√）")
    page = client.get(desk).text
    assert "几乎一样" in page
    assert long in page
    assert client.post(f"{desk}/accept", data={"only_sound": "1"}).status_code == 409  # nothing decided yet
    assert client.post(f"{desk}/drafts/1/decide", data={"decision": "keep"}).status_code == 303
    client.post(f"{desk}/accept", data={"only_sound": "0"})
    assert _count() == before + 2


@pytest.mark.usefixtures("trainer")
def test_a_draft_can_be_left_out_and_taken_back(client: FlaskClient) -> None:
    desk = _send(client, SOUND)
    client.post(f"{desk}/drafts/1/decide", data={"decision": "drop"})
    assert "全部入库（1 道）" in client.get(desk).text
    client.post(f"{desk}/drafts/1/decide", data={"decision": ""})
    assert "全部入库（2 道）" in client.get(desk).text
    assert client.post(f"{desk}/drafts/1/decide", data={"decision": "perhaps"}).status_code == 422


@pytest.mark.usefixtures("trainer")
def test_an_import_is_undone_until_a_question_has_been_used(client: FlaskClient) -> None:
    before = _count()
    desk = _send(client, SOUND)
    client.post(f"{desk}/accept", data={"only_sound": "0"})
    assert client.post(f"{desk}/undo").status_code == 303
    assert _count() == before
    assert "已撤回" in client.get(desk).text
    assert client.post(f"{desk}/undo").status_code == 409
    second = _send(client, SOUND)
    client.post(f"{second}/accept", data={"only_sound": "0"})
    with db.writing() as session:
        used = session.query(QuestionVersion).filter_by(stem="甲是乙。").one()
        actions.mark_used([used.id], clock.now())
    assert client.post(f"{second}/undo").status_code == 409
    assert _count() == before + 2


@pytest.mark.usefixtures("trainer")
def test_exam_questions_wait_for_a_second_person_and_others_are_published(client: FlaskClient) -> None:
    desk = _send(client, "1. 甲是乙。（√）\n用途：练习\n2. 乙是丙。（√）\n用途：考试")
    client.post(f"{desk}/accept", data={"only_sound": "0"})
    statuses = {question.ref: question.status for question in db.session.query(Question)}
    assert (statuses["small-013"], statuses["small-014"]) == (Status.PUBLISHED, Status.IN_REVIEW)
    assert len(queries.pool("small")) == 12
    with db.writing() as session:
        session.query(Bank).one().review = ReviewRule.NONE
    desk = _send(client, "1. 丙是丁。（√）")
    client.post(f"{desk}/accept", data={"only_sound": "0"})
    assert len(queries.pool("small")) == 13


@pytest.mark.usefixtures("trainer")
def test_unknown_columns_are_asked_for_once(client: FlaskClient) -> None:
    rows = [["哪个月有国际社工日？", "3月", "4月", "A"], ["村委会每届任期几年？", "三年", "五年", "B"]]
    asked = client.post(ADDRESS, data={"file": (io.BytesIO(xlsx(rows)), "表.xlsx")}, content_type="multipart/form-data")
    assert asked.status_code == 422
    assert "各列是什么" in asked.text
    action = re.search(r'action="(/trainer/banks/small/import/[^"]+)"', asked.text)
    digest = re.search(r'name="digest" value="([^"]+)"', asked.text)
    assert action
    assert digest
    form = {"role": ["stem", "option", "option", "answer"], "digest": digest[1]}
    desk = client.post(action[1], data=form)
    assert desk.status_code == 303
    assert "全部入库（2 道）" in client.get(desk.location).text
    assert _send(client, xlsx(rows), "表.xlsx")  # known from now on
    stranger = client.application.test_client()
    make.sign_in(stranger, make.staff(Role.TRAINER, make.COUNTY))
    assert stranger.post(action[1], data=form).status_code == 422  # the kept file is the first trainer's


@pytest.mark.usefixtures("trainer")
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"text": " "}, "请选择文件"),
        ({"text": "只是一段话"}, "看不出是什么题型"),
        ({"file": (b"%PDF-1.4", "题.pdf")}, "PDF 读不准"),
        ({"file": (b"", "空.txt")}, "请选择文件"),
    ],
)
def test_what_can_not_be_read_is_said(client: FlaskClient, data: dict[str, object], words: str) -> None:
    sent = {key: (io.BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value for key, value in data.items()}
    answer = client.post(ADDRESS, data=sent, content_type="multipart/form-data")
    page = client.get(answer.location).text if answer.status_code == 303 else answer.text
    assert words in page


@pytest.mark.usefixtures("trainer")
def test_a_large_file_is_taken_here_and_nowhere_else(client: FlaskClient) -> None:
    body = "".join(f"{number}. 第{number}句话是对的，{'很长' * 400}。（√）\n" for number in range(1, 801))
    assert len(body.encode()) > 1_500_000
    assert "800" in client.get(_send(client, body.encode(), "长.txt")).text
    assert client.post("/trainer/banks/small/import/x", data={"digest": "1" * 1_200_000}).status_code == 413


def test_imports_of_others_do_not_exist(client: FlaskClient, trainer: User) -> None:
    desk = _send(client, SOUND)
    stranger = client.application.test_client()
    make.sign_in(stranger, make.staff(Role.TRAINER, make.TOWNSHIP))
    assert stranger.get(desk).status_code == 404
    assert stranger.get(ADDRESS).status_code == 404
    for act in ("accept", "undo", "drop", "drafts/1/mend", "drafts/1/decide"):
        assert stranger.post(f"{desk}/{act}", data={"text": "x"}).status_code == 404
    assert client.get(f"{desk}9").status_code == 404
    assert client.post(f"{desk}/drop").status_code == 303
    assert db.session.query(QuestionImport).one().state.value == "dropped"
    assert client.post(f"{desk}/drafts/1/mend", data={"text": SOUND}).status_code == 404


@pytest.mark.usefixtures("trainer")
def test_what_is_to_mend_goes_home_as_excel_and_comes_back(client: FlaskClient) -> None:
    desk = _send(client, DOUBTFUL + "4. 哪一天（ ）\nA. 三月\nB. 四月\n答案：2\n解析：因为。\n")
    client.post(f"{desk}/accept", data={"only_sound": "1"})
    body = client.post(f"{desk}/rest").data
    book = load_workbook(io.BytesIO(body))
    sheet = book.active
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert [row[0] for row in rows[1:]] == ["第 6 行", "第 10 行"]
    assert "只能有一个" in rows[1][1] or "一个答案" in rows[1][1]
    assert rows[2][3:6] == ["哪一天（　）", "三月", "四月"]
    answer = rows[0].index("答案") + 1
    sheet.cell(2, answer).value, sheet.cell(3, answer).value = "B", "A"
    mended = io.BytesIO()
    book.save(mended)
    again = _send(client, mended.getvalue(), "改好.xlsx")
    assert "全部入库（2 道）" in client.get(again).text


@pytest.mark.usefixtures("trainer")
def test_the_template_says_how_and_comes_back_filled_in(client: FlaskClient) -> None:
    answer = client.get(f"{ADDRESS}/template")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "下载模板" in client.get(ADDRESS).text
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["题库", "填写说明"]
    sheet = book["题库"]
    head = {cell.value: cell.column for cell in sheet[1]}
    typed = [
        {"题型": "单选", "题干": "选（ ）", "选项A": "一", "选项B": "二", "答案": "B", "难度": "易"},
        {"题型": "判断", "题干": "模板里的判断题。", "答案": "正确"},
        {"题型": "配对", "题干": "配一配", "选项A": "甲 = 子", "选项B": "乙 = 丑"},
        {"题型": "填空", "题干": "一年有____个月，一周有____天。", "答案": "12；十二|7；七"},
    ]
    for row, question in enumerate(typed, 2):
        for name, text in question.items():
            sheet.cell(row, head[name], text)
    filled = io.BytesIO()
    book.save(filled)
    desk = _send(client, filled.getvalue(), "模板.xlsx")
    assert "全部入库（4 道）" in client.get(desk).text
    client.post(f"{desk}/accept", data={"only_sound": "0"})
    fill = db.session.query(QuestionVersion).filter(QuestionVersion.stem.like("一年有%")).one()
    assert fill.answer == [["12", "十二"], ["7", "七"]]


@pytest.mark.usefixtures("trainer")
def test_of_two_in_a_file_that_are_nearly_the_same_one_is_kept(client: FlaskClient) -> None:
    before = _count()
    long = "社区工作者遇到家庭暴力求助时应当先保证当事人的人身安全再了解情况。"
    desk = _send(client, f"1. {long}（√）\n2. {long.replace('再了解', '再去了解')}（√）")
    page = client.get(desk).text
    assert "只留这一道" in page
    assert page.count(long) >= 2  # beside the other, and in its own place
    assert client.post(f"{desk}/drafts/2/decide", data={"decision": "only"}).status_code == 303
    client.post(f"{desk}/accept", data={"only_sound": "0"})
    assert _count() == before + 1
    assert db.session.query(QuestionVersion).filter(QuestionVersion.stem.like("%再去了解%")).one()
