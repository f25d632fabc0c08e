"""From a roster file to the roster and back, on both databases."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearn import db
from elearn.errors import RuleBroken
from elearn.people.models import Transfer, User
from elearn.questions.formats.sheet import read_csv
from elearn.questions.import_models import ImportState
from elearn.training import (
    roster_actions,
    roster_import,
    roster_queries,
    roster_take_over,
    roster_undo,
    transfer_actions,
)
from elearn.training.models import Enrolment, RosterEntry
from elearn.training.roster_file import read_roster
from elearn.training.roster_judge import RowState
from elearn.training.roster_models import RosterRow, TransferAsk
from tests import county, make

HEAD = "姓名,手机号,乡镇,村,职务\n"
DAY = date(2026, 11, 20)


@pytest.fixture
def here(app: Flask) -> county.County:
    return county.build()


def staged(here: county.County, text: str, by: User | None = None, unit: str = make.COUNTY) -> int:
    roster = read_roster(read_csv((HEAD + text).encode()), "csv")
    official = by or here.official
    made = roster_import.new_import(here.training_class, unit, official.id, "名单.csv", roster, DAY)
    rows = roster_import.prepare(made, roster)
    db.session.rollback()
    return roster_import.stage(made, rows)


def states(import_id: int) -> list[tuple[str, str]]:
    rows = db.session.scalars(select(RosterRow).where(RosterRow.import_id == import_id).order_by(RosterRow.position))
    return [(row.state.value, row.act.value) for row in rows]


def place(here: county.County, mobile: str) -> Enrolment | None:
    return db.session.scalar(
        select(Enrolment)
        .join(User, User.id == Enrolment.user_id)
        .where(Enrolment.class_id == here.training_class.id, User.mobile == mobile)
    )


def test_a_file_comes_in_whole_and_twice_adds_nothing(here: county.County) -> None:
    text = "新甲,13700000001,双池镇,西庄村,书记\n新乙,13700000002,石口乡,,\n"
    first = staged(here, text)
    assert roster_take_over.accept(first, only_sound=False) == 2
    db.session.rollback()
    one = place(here, "13700000001")
    assert one is not None
    assert (one.unit_code, one.entered_on, one.entered_by_id) == (make.VILLAGE, DAY, here.official.id)
    assert roster_queries.places_on(here.training_class.id, DAY)[one.id] == make.VILLAGE
    user = db.session.get_one(User, one.user_id)
    assert (user.post, user.closed_at) == ("书记", None)
    second = staged(here, text)
    assert states(second) == [("same", ""), ("same", "")]
    with pytest.raises(RuleBroken):
        roster_take_over.accept(second, only_sound=True)


def test_all_or_nothing_or_the_sound_ones(here: county.County) -> None:
    made = staged(here, "新甲,13700000001,双池镇,西庄村,\n新乙,1.37E+10,双池镇,,\n")
    with pytest.raises(RuleBroken) as refused:
        roster_take_over.accept(made, only_sound=False)
    assert refused.value.code == "left"
    db.session.rollback()
    assert place(here, "13700000001") is None
    assert roster_take_over.accept(made, only_sound=True) == 1
    db.session.rollback()
    assert states(made) == [("done", "new"), ("refused", "new")]


def test_moves_returns_and_entries_of_known_people(here: county.County) -> None:
    people = here.people
    numbers = {name: person.mobile for name, person in people.items()}
    text = "".join(
        f"{name},{numbers[name]},{township},{village},\n"
        for name, township, village in (
            ("双甲完", "石口镇", ""),
            ("双丁退", "双池镇", "西庄村"),
            ("双乙完", "双池镇", "西庄村"),
        )
    )
    made = staged(here, text)
    assert states(made) == [("sound", "move"), ("sound", "back"), ("same", "")]
    roster_take_over.accept(made, only_sound=False)
    db.session.rollback()
    moved = place(here, numbers["双甲完"])
    assert moved is not None
    assert moved.unit_code == county.SHIKOU
    class_id = here.training_class.id
    assert roster_queries.places_on(class_id, date(2026, 11, 19))[moved.id] == make.VILLAGE
    assert roster_queries.places_on(class_id, DAY)[moved.id] == county.SHIKOU
    assert db.session.get_one(User, moved.user_id).unit_code == county.SHIKOU
    back = place(here, numbers["双丁退"])
    assert back is not None
    assert back.left_on is None
    assert roster_queries.deducted_on(class_id, DAY) == {}
    # And all of it back.
    assert roster_undo.undo(made, here.official.id) == 2
    db.session.rollback()
    again = place(here, numbers["双甲完"])
    assert again is not None
    assert again.unit_code == make.VILLAGE
    assert db.session.get_one(User, again.user_id).unit_code == make.VILLAGE
    assert db.session.scalar(select(func.count()).select_from(Transfer)) == 0
    left = roster_queries.deducted_on(class_id, DAY)
    assert [entry.left_reason for entry in left.values()] == ["退休"]


def test_undo_takes_accounts_and_places_back_until_somebody_has_begun(here: county.County) -> None:
    open_accounts = select(func.count()).select_from(User).where(User.closed_at.is_(None))
    before = db.session.scalar(open_accounts)
    made = staged(here, "新甲,13700000001,双池镇,西庄村,\n新乙,13700000002,双池镇,,\n")
    roster_take_over.accept(made, only_sound=False)
    assert roster_undo.undo(made, here.official.id) == 2
    db.session.rollback()
    assert db.session.scalar(open_accounts) == before
    assert db.session.scalar(select(User.id).where(User.name == "新甲")) is None  # nothing of them is kept
    assert place(here, "13700000001") is None
    other = staged(here, "新甲,13700000001,双池镇,西庄村,\n")
    roster_take_over.accept(other, only_sound=False)
    with db.writing():
        user = db.session.scalars(select(User).where(User.mobile == "13700000001")).one()
        user.password_hash = "set"
    with pytest.raises(RuleBroken) as refused:
        roster_undo.undo(other, here.official.id)
    assert refused.value.code == "begun"
    db.session.rollback()
    assert roster_take_over.roster_import_by_id(other).state is ImportState.ACCEPTED


def test_who_was_moved_since_is_not_put_back(here: county.County) -> None:
    made = staged(here, "新甲,13700000001,双池镇,西庄村,\n")
    roster_take_over.accept(made, only_sound=False)
    with db.writing():
        user = db.session.scalars(select(User).where(User.mobile == "13700000001")).one()
        transfer_actions.transfer(user, county.SHIKOU, date(2026, 11, 21), "调动", here.official.id)
    with pytest.raises(RuleBroken) as refused:
        roster_undo.undo(made, here.official.id)
    assert refused.value.code == "changed-since"


def test_mending_a_row_judges_those_that_hang_on_it(here: county.County) -> None:
    made = staged(here, "新甲,13700000001,双池镇,西庄村,\n新乙,13700000001,双池镇,,\n新丙,13700000003,月球镇,,\n")
    assert [state for state, _ in states(made)] == ["refused", "refused", "refused"]
    with db.writing():
        roster_import.mend(roster_take_over.roster_import_by_id(made), 2, {"mobile": "137 0000 0002"})
        roster_import.mend(roster_take_over.roster_import_by_id(made), 3, {}, county.SHIKOU)
    assert [state for state, _ in states(made)] == ["sound", "sound", "sound"]
    with db.writing(), pytest.raises(RuleBroken):
        roster_import.mend(roster_take_over.roster_import_by_id(made), 3, {}, county.OTHER_VILLAGE)


def test_people_of_others_come_after_their_officials_agreed(here: county.County) -> None:
    text = f"邻县人,{here.other_person.mobile},双池镇,西庄村,\n"
    made = staged(here, text)
    assert states(made) == [("ask", "request")]
    with db.writing():
        roster_import.decide(roster_take_over.roster_import_by_id(made), 1, "keep")
    roster_take_over.accept(made, only_sound=False)
    db.session.rollback()
    assert place(here, here.other_person.mobile) is None
    asked = roster_queries.asks_for([county.OTHER])
    assert [each.to_code for each in asked] == [make.VILLAGE]
    assert roster_queries.asks_for([make.COUNTY]) == []
    with db.writing():
        waiting = db.session.get_one(TransferAsk, asked[0].id)
        transfer_actions.answer(waiting, agreed=True, by_id=here.other_official.id)
    came = place(here, here.other_person.mobile)
    assert came is not None
    assert came.unit_code == make.VILLAGE
    gone = db.session.scalars(
        select(Enrolment).where(Enrolment.user_id == here.other_person.id, Enrolment.class_id == here.other_class.id)
    ).one()
    assert gone.left_on == DAY


def test_a_township_official_sees_nothing_of_other_townships(here: county.County) -> None:
    other = here.people["石甲未"]
    made = staged(
        here,
        f"石甲未,{other.mobile},双池镇,,\n石小甲,{other.mobile[:-1]}x,石口镇,,\n",
        here.township_official,
        make.TOWNSHIP,
    )
    rows = db.session.scalars(select(RosterRow).where(RosterRow.import_id == made).order_by(RosterRow.position)).all()
    assert rows[0].act.value == "request"
    assert "石口" not in str(rows[0].doubts)
    assert rows[1].unit_code is None
    assert county.SHIKOU not in rows[1].units


def test_a_number_taken_meanwhile_keeps_its_row_out(here: county.County) -> None:
    made = staged(here, "新甲,13700000001,双池镇,西庄村,\n新乙,13700000002,双池镇,,\n")
    roster_take_over.begin(made, only_sound=False)
    make.user("别人", make.TOWNSHIP, "13700000001")
    while roster_take_over.step(made):
        pass
    db.session.rollback()
    assert states(made) == [("ask", "new"), ("done", "new")]
    assert roster_take_over.counted(made) == {RowState.ASK: 1, RowState.DONE: 1}


def test_leaving_and_coming_back_by_hand(here: county.County) -> None:
    person = here.people["双乙完"]
    class_id = here.training_class.id
    with db.writing() as session:
        row = session.scalars(select(Enrolment).where(Enrolment.user_id == person.id)).one()
        roster_actions.leave(row, date(2026, 11, 10), "借调", here.official.id)
        with pytest.raises(RuleBroken):
            roster_actions.come_back(row, make.VILLAGE, date(2026, 11, 9), "回来", here.official.id)
        roster_actions.come_back(row, make.TOWNSHIP, date(2026, 11, 15), "借调结束", here.official.id)
        key = row.id
    assert [roster_queries.places_on(class_id, date(2026, 11, day)).get(key) for day in (9, 10, 14, 15)] == [
        make.VILLAGE,
        None,
        None,
        make.TOWNSHIP,
    ]
    assert key in roster_queries.deducted_on(class_id, date(2026, 11, 12))
    assert key not in roster_queries.deducted_on(class_id, date(2026, 11, 15))
    told = roster_queries.history([key])[key]
    assert [(entry.left_reason, by) for entry, _, by in told] == [("借调", "李梅"), ("", "")]
    assert db.session.scalar(select(func.count()).select_from(RosterEntry).where(RosterEntry.enrolment_id == key)) == 2


def test_until_the_last_step_nothing_of_a_file_is_seen(here: county.County) -> None:
    made = staged(here, "新甲,13700000001,双池镇,西庄村,\n新乙,13700000002,双池镇,,\n")
    before = roster_queries.places_on(here.training_class.id, date(2027, 1, 1))
    roster_take_over.begin(made, only_sound=False)
    for percent in (0, 50, 100):
        db.session.rollback()
        assert roster_take_over.progress(made).percent == percent
        assert roster_queries.places_on(here.training_class.id, date(2027, 1, 1)) == before
        assert db.session.scalar(select(User.id).where(User.name == "新甲", User.closed_at.is_(None))) is None
        is_more = roster_take_over.step(made)
    assert not is_more
    db.session.rollback()
    assert len(roster_queries.places_on(here.training_class.id, DAY)) == len(before) + 2


def test_who_was_entered_by_hand_meanwhile_stays_as_they_are(here: county.County) -> None:
    known = make.user("在册人", make.TOWNSHIP)
    made = staged(here, f"在册人,{known.mobile},双池镇,,\n")
    roster_take_over.begin(made, only_sound=False)
    with db.writing() as session:
        roster_actions.enter(session.merge(here.training_class), [session.merge(known)], date(2026, 11, 5), None)
    while roster_take_over.step(made):
        pass
    db.session.rollback()
    assert states(made) == [("same", "enrol")]
    kept = place(here, known.mobile)
    assert kept is not None
    assert kept.entered_on == date(2026, 11, 5)


def test_a_file_that_was_interrupted_can_be_taken_back(here: county.County) -> None:
    made = staged(here, "新甲,13700000001,双池镇,西庄村,\n新乙,13700000002,双池镇,,\n")
    roster_take_over.begin(made, only_sound=False)
    roster_take_over.step(made)
    roster_take_over.step(made)
    roster_undo.undo(made, here.official.id)
    db.session.rollback()
    assert place(here, "13700000001") is None
    assert roster_take_over.roster_import_by_id(made).state is ImportState.UNDONE
