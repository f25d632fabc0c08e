"""A roster file through the pages: sent, looked at, mended, taken over, taken back; and transfers with two sides."""

import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.jobs import tick
from elearn.people.models import User
from elearn.questions.formats.sheet import read_workbook
from elearn.questions.import_models import ImportState
from elearn.training import roster_take_over
from elearn.training.models import Enrolment, RosterEntry
from elearn.training.roster_models import RosterImport, RosterRow, TransferAsk
from elearn.web.official import roster_desk
from tests import county, make

ADDRESS = f"/official/rosters/class/{make.COUNTY}/import"
LIST = """姓名,手机号,乡镇,村,职务
新甲,13700000001,双池镇,西庄村,书记
新乙,1.37E+10,石口乡,,
新丙,13700000003,双池镇,西庒村,
合计,,3人,,
"""


@pytest.fixture
def here(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> county.County:
    monkeypatch.setattr(roster_desk, "AT_ONCE_S", 60)  # on a busy machine the page would go on by itself instead
    built = county.build()
    make.sign_in(client, built.official)
    return built


def _send(client: FlaskClient, text: str, address: str = ADDRESS, day: str = "2026-11-20") -> str:
    sent = {"file": (io.BytesIO(text.encode()), "名单.csv"), "effective_on": day}
    answer = client.post(address, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def _row(position: int) -> RosterRow:
    return db.session.scalars(select(RosterRow).where(RosterRow.position == position)).one()


def test_from_the_file_to_the_roster_and_back(client: FlaskClient, here: county.County) -> None:
    assert client.get(ADDRESS).status_code == 200
    desk = _send(client, LIST)
    page = client.get(desk).text
    assert page.index("1.37E+10") < page.index("新甲")  # problems first
    assert "合计" in page
    assert "“石口乡”是旧名称，已按石口镇处理。" in page
    assert "双池镇西庄村" in page
    assert client.post(f"{desk}/accept", data={"only_sound": "0"}).status_code == 409
    assert client.post(f"{desk}/rows/2/mend", data={"mobile": "137 0000 0002"}).status_code == 303
    assert client.post(f"{desk}/rows/3/mend", data={"unit_code": make.VILLAGE}).status_code == 303
    assert client.post(f"{desk}/accept", data={"only_sound": "0"}).status_code == 303
    page = client.get(desk).text
    assert "这份名单已录入 3 行。" in page
    names = select(User.name).where(User.mobile.like("1370000000%")).order_by(User.mobile)
    assert list(db.session.scalars(names)) == ["新甲", "新乙", "新丙"]
    acts = select(AuditEntry).where(AuditEntry.act == "import_roster")
    assert [(each.actor_id, each.details["people"]) for each in db.session.scalars(acts)] == [(here.official.id, 3)]
    assert client.post(f"{desk}/undo").status_code == 303
    assert list(db.session.scalars(names)) == []
    assert "已撤回" in client.get(desk).text
    assert client.post(f"{desk}/undo").status_code == 409


def test_a_row_left_out_and_taken_in_again(client: FlaskClient, here: county.County) -> None:
    desk = _send(client, LIST)
    client.post(f"{desk}/rows/1/decide", data={"decision": "drop"})
    assert _row(1).state.value == "dropped"
    client.post(f"{desk}/rows/1/decide", data={"decision": ""})
    assert _row(1).state.value == "sound"
    assert client.post(f"{desk}/rows/1/decide", data={"decision": "perhaps"}).status_code == 422
    assert client.post(f"{desk}/rows/99/mend", data={"name": "x"}).status_code == 409
    assert client.post(f"{desk}/drop").status_code == 303
    assert client.post(f"{desk}/rows/1/mend", data={"name": "新人"}).status_code == 409


def test_what_is_left_comes_as_excel_that_can_be_read_again(client: FlaskClient, here: county.County) -> None:
    desk = _send(client, LIST)
    answer = client.post(f"{desk}/rest")
    cells = [[cell.text for cell in row] for _, row in read_workbook(answer.data)[0].rows]
    assert [row[5] for row in cells if row[1:] and "新" in row[5]] == ["新乙", "新丙"]
    again = {"file": (io.BytesIO(answer.data), "要改.xlsx"), "effective_on": "2026-11-20"}
    assert client.post(ADDRESS, data=again, content_type="multipart/form-data").status_code == 303


@pytest.mark.parametrize(
    ("text", "day"), [("", "2026-11-20"), (LIST, ""), (LIST, "2027-01-01"), ("甲,乙\n1,2\n", "2026-11-20")]
)
def test_what_cannot_be_read_is_refused_in_words(client: FlaskClient, here: county.County, text: str, day: str) -> None:
    sent = {"file": (io.BytesIO(text.encode()), "名单.csv"), "effective_on": day}
    answer = client.post(ADDRESS, data=sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(RosterImport)) == 0


def test_unknown_columns_are_asked_once(client: FlaskClient, here: county.County) -> None:
    text = "谁,号码甲,哪儿\n新甲,13700000001,西庄村\n"
    sent = {"file": (io.BytesIO(text.encode()), "名单.csv"), "effective_on": "2026-11-20"}
    asked = client.post(ADDRESS, data=sent, content_type="multipart/form-data")
    assert asked.status_code == 422
    action = asked.text.partition("/import/")[2].partition('"')[0]
    digest = asked.text.partition('name="digest" value="')[2].partition('"')[0]
    answer = client.post(
        f"{ADDRESS}/{action}", data={"role": ["name", "mobile", "unit"], "digest": digest, "on": "2026-11-20"}
    )
    assert answer.status_code == 303
    assert _row(1).unit_code == make.VILLAGE
    _send(client, text.replace("新甲", "新乙"))
    assert client.post(f"{ADDRESS}/nothing", data={"on": "2026-11-20"}).status_code == 422


def test_tick_goes_on_with_a_file_whose_page_was_left(client: FlaskClient, here: county.County) -> None:
    desk = _send(client, LIST)
    key = int(desk.rpartition("/")[2])
    roster_take_over.begin(key, only_sound=True)
    assert "正在录入：0 %" in client.get(desk).text
    assert tick.run()["rosters_taken_over"] == 1
    db.session.rollback()
    assert roster_take_over.roster_import_by_id(key).state is ImportState.ACCEPTED
    assert client.post(f"{desk}/go-on").status_code == 303


def test_entry_exit_and_return_with_day_and_reason_stand_in_the_history(
    client: FlaskClient, here: county.County
) -> None:
    person = here.people["双丁退"]
    page = f"/official/people/{person.id}"
    back = f"{page}/classes/class/return"
    assert client.post(back, data={"on": "2026-11-19", "reason": "返聘"}).status_code == 409  # before the exit
    assert client.post(back, data={"on": "2026-11-22", "reason": " "}).status_code == 409
    assert client.post(back, data={"on": "2026-11-22", "reason": "返聘"}).status_code == 303
    text = client.get(page).text
    for said in ("进出记录", "退休", "返聘", "经办人：李梅"):
        assert said in text
    assert client.post(back, data={"on": "2026-11-22", "reason": "返聘"}).status_code == 404
    newcomer = make.user("新来人", make.VILLAGE)
    enter = f"/official/people/{newcomer.id}/classes/class"
    assert client.post(enter, data={"on": "2027-01-01"}).status_code == 409
    assert client.post(enter, data={"on": "2026-11-21", "reason": "新任职"}).status_code == 303
    entry = db.session.scalars(select(RosterEntry).order_by(RosterEntry.id.desc()).limit(1)).one()
    assert (entry.entered_on, entry.entered_reason) == (date(2026, 11, 21), "新任职")


def test_a_transfer_within_own_units(client: FlaskClient, here: county.County) -> None:
    person = here.people["双甲完"]
    page = f"/official/people/{person.id}/transfer"
    assert client.get(page).status_code == 200
    for sent in (
        {},
        {"unit": "石口镇", "on": "2026-12-01", "reason": "调动"},
        {"unit": "月球", "on": "2026-11-20", "reason": "x"},
    ):
        assert client.post(page, data=sent).status_code == 422
    sent = {"unit": "石口乡", "on": "2026-11-20", "reason": "工作调动"}
    assert client.post(page, data=sent).status_code == 303
    assert db.session.get_one(User, person.id).unit_code == county.SHIKOU
    assert client.post(page, data=sent).status_code == 422  # there already
    text = client.get(f"/official/people/{person.id}").text
    assert "2026年11月20日 调出" in text or "调出：工作调动" in text


def test_a_transfer_to_another_county_waits_for_the_receiver(client: FlaskClient, here: county.County) -> None:
    person = here.people["双甲完"]
    sent = {"unit": "中阳县宁乡镇", "on": "2026-11-20", "reason": "调往中阳"}
    assert client.post(f"/official/people/{person.id}/transfer", data=sent).status_code == 303
    assert db.session.get_one(User, person.id).unit_code == make.VILLAGE
    assert "正等待对方单位确认" in client.get(f"/official/people/{person.id}").text
    asked = db.session.scalars(select(TransferAsk)).one()
    assert client.post(f"/official/transfers/{asked.id}", data={"agreed": "1"}).status_code == 404  # not the asker
    make.sign_in(client, here.other_official)
    page = client.get("/official/transfers").text
    assert "双*完" in page
    assert "双甲完" not in page
    assert client.post(f"/official/transfers/{asked.id}", data={"agreed": "0", "reason": " "}).status_code == 409
    assert client.post(f"/official/transfers/{asked.id}", data={}).status_code == 422
    assert client.post(f"/official/transfers/{asked.id}", data={"agreed": "1"}).status_code == 303
    assert db.session.get_one(User, person.id).unit_code == county.OTHER_VILLAGE
    gone = db.session.scalars(select(Enrolment).where(Enrolment.user_id == person.id)).one()
    assert (gone.left_on, gone.left_reason) == (date(2026, 11, 20), "调往中阳")
    assert client.post(f"/official/transfers/{asked.id}", data={"agreed": "1"}).status_code == 409


def test_a_declined_transfer_changes_nothing(client: FlaskClient, here: county.County) -> None:
    person = here.people["双甲完"]
    sent = {"unit": county.OTHER_VILLAGE, "on": "2026-11-20", "reason": "调动"}
    assert client.post(f"/official/people/{person.id}/transfer", data=sent).status_code == 303
    asked = db.session.scalars(select(TransferAsk)).one()
    make.sign_in(client, here.other_official)
    client.post(f"/official/transfers/{asked.id}", data={"agreed": "0", "reason": "没有接收"})
    assert db.session.get_one(User, person.id).unit_code == make.VILLAGE
    assert db.session.scalars(select(Enrolment).where(Enrolment.user_id == person.id)).one().left_on is None
