"""Sessions on the official's pages: planning one, its screen, its names, and the board that renews itself."""

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from python_calamine import load_workbook
from sqlalchemy import select

from elearn import clock, db
from elearn.audit.models import AuditEntry
from elearn.training.session_models import Attendance, ClassSession
from tests import county, make, meeting

NEW = f"/official/sessions/new/class/{make.COUNTY}"
FORM = {
    "kind": "gathering",
    "title": "第一次集中培训",
    "unit_code": make.COUNTY,
    "day": "2026-11-23",
    "begins": "09:00",
    "ends": "12:00",
    "hours": "4",
    "place": "县委党校报告厅",
}


@pytest.fixture
def here(client: FlaskClient) -> county.County:
    built = county.build()
    make.sign_in(client, built.official)
    return built


def _entries() -> dict[str, str]:
    db.session.rollback()
    return {row.user.name: row.state.value for row in db.session.scalars(select(Attendance))}


def test_a_session_is_planned_changed_and_cancelled(client: FlaskClient, here: county.County) -> None:
    assert NEW in client.get("/official/sessions").text
    page = client.post(NEW, data=FORM, follow_redirects=True)
    assert "第一次集中培训" in page.text
    made = db.session.scalars(select(ClassSession)).one()
    assert (made.unit_code, made.starts_at, made.ends_at) == (
        make.COUNTY,
        meeting.STARTS,
        meeting.STARTS + timedelta(hours=3),
    )
    board = f"/official/sessions/{made.id}"
    changed = client.post(f"{board}/edit", data=FORM | {"place": "二楼会议室"}, follow_redirects=True)
    assert "二楼会议室" in changed.text
    assert "请" in client.post(f"{board}/cancel", data={"reason": " "}).text, "a reason is asked for"
    assert "停电" in client.post(f"{board}/cancel", data={"reason": "停电"}, follow_redirects=True).text
    acts = set(db.session.scalars(select(AuditEntry.act).where(AuditEntry.target == f"session:{made.id}")))
    assert len(acts) == 3, acts


def test_a_wrong_field_is_named_and_nothing_is_stored(client: FlaskClient, here: county.County) -> None:
    for wrong, words in (
        ({"title": " "}, "请填写名称"),
        ({"day": "2027-11-23"}, "2026-11-01"),
        ({"ends": "08:00"}, "结束时间"),
        ({"hours": "25"}, "24"),
        ({"place": ""}, "请填写集中的地点"),
        ({"kind": "video_own", "place": ""}, "链接"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"unit_code": county.OTHER}, "field__error"),
    ):
        answer = client.post(NEW, data=FORM | wrong)
        assert answer.status_code == 422, wrong
        assert words in answer.text, wrong
    assert db.session.scalars(select(ClassSession)).all() == []


def test_the_board_is_sent_again_only_when_somebody_came(client: FlaskClient, here: county.County) -> None:
    held = meeting.add()
    live = f"/official/sessions/{held}/live"
    first = client.get(live)
    assert client.get(live, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    meeting.come(held, here.people["双丙学"])
    second = client.get(live, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert second.text != first.text


def test_the_screen_shows_a_code_while_people_may_come_and_its_next_one(
    client: FlaskClient, here: county.County, held_clock: clock.freeze
) -> None:
    held = meeting.add()
    page = f"/official/sessions/{held}/screen"
    assert "<svg" in client.get(page).text
    first = client.get(f"{page}/next").get_json()
    assert 1 <= first["seconds"] <= 30
    held_clock.move_to(clock.now() + timedelta(seconds=30))
    second = client.get(f"{page}/next").get_json()["picture"]
    assert second.startswith("<svg")
    assert second != first["picture"]
    held_clock.move_to(meeting.STARTS + timedelta(hours=4))
    make.sign_in(client, here.official)
    assert client.get(f"{page}/next").get_json()["picture"] == ""


def test_names_are_ticked_given_leave_and_taken_back(client: FlaskClient, here: county.County) -> None:
    held = meeting.add()
    people, board = here.people, f"/official/sessions/{held}"
    names = client.get(f"{board}/names").text
    assert "双*学" in names or "双丙学" in names
    assert people["双丙学"].mobile not in names
    enter = f"{board}/enter"
    assert client.post(enter, data={"act": "came"}).status_code == 409, "nobody was ticked"
    client.post(enter, data={"act": "came", "id": [people["双丙学"].id, people["石甲未"].id]})
    assert client.post(enter, data={"act": "leave", "id": people["双甲完"].id}).status_code == 409, "without a reason"
    client.post(enter, data={"act": "leave", "id": people["双甲完"].id, "reason": "孩子住院"})
    client.post(enter, data={"act": "struck", "id": people["石甲未"].id, "reason": "点错了"})
    assert _entries() == {"双丙学": "present", "石甲未": "struck", "双甲完": "leave"}
    assert "点错了" in client.get(f"{board}/people/{people['石甲未'].id}").text
    assert client.post(enter, data={"act": "gone", "id": people["双丙学"].id}).status_code == 404


def test_the_list_is_masked_until_whole_names_are_confirmed(client: FlaskClient, here: county.County) -> None:
    held = meeting.add()
    meeting.come(held, here.people["双丙学"])

    def words(whole: str) -> str:
        answer = client.post(f"/official/sessions/{held}/export", data={"whole": whole})
        sheet = load_workbook(io.BytesIO(answer.data)).get_sheet_by_index(0)
        return str(sheet.to_python())

    assert "双丙学" not in words("")
    assert "双丙学" in words("1")
    trail = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))
    kept = [row.details["whole"] for row in trail if row.act == "export_attendance"]
    assert kept == [False, True]


def test_a_township_runs_its_own_sessions_and_sees_its_people_at_the_county_s(
    client: FlaskClient, here: county.County
) -> None:
    held = meeting.add()
    make.sign_in(client, here.township_official)
    board = f"/official/sessions/{held}"
    assert "取消这次活动" not in client.get(board).text
    for hidden in ("screen", "screen/next", "edit"):
        assert client.get(f"{board}/{hidden}").status_code == 404
    names = client.get(f"{board}/names").text
    assert "石" not in names.partition("<main")[2].partition("</main>")[0]
    assert client.get(f"{board}?unit={county.SHIKOU}").status_code == 404
    client.post(f"{board}/enter", data={"act": "came", "id": [here.people["双丙学"].id, here.people["石乙完"].id]})
    assert _entries() == {"双丙学": "present"}, "nobody of another township is entered"
