"""Four people walk every official page with every id: what is not theirs does not exist."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from elearn import clock, db
from elearn.people.access import Role
from elearn.people.models import User
from elearn.questions.formats.reading import Place
from elearn.reports.bulletin_rules import BulletinState
from elearn.training import actions as training
from elearn.training import (
    certificate_actions,
    reminder_actions,
    roster_import,
    session_actions,
    session_queries,
    transfer_actions,
)
from elearn.training.certificate_models import Certificate
from elearn.training.check_in import AttendanceAct, SessionKind
from elearn.training.models import Enrolment
from elearn.training.reminder_models import Reminder
from elearn.training.roster_file import Person, Roster
from elearn.training.roster_models import RosterImport, TransferAsk
from elearn.training.session_actions import Plan
from elearn.training.session_models import ClassSession
from tests import bulletins, county, make

IDS = {
    "class_slug": ("class", "other"),
    "unit_code": (make.COUNTY, make.TOWNSHIP, make.VILLAGE, county.SHIKOU, county.OTHER, county.OTHER_VILLAGE),
}
# A roster file, a transfer to answer and a session for each of these units.
ROSTERS = (make.TOWNSHIP, county.SHIKOU, county.OTHER)
SENT = {"show": "all", "whole": "1", "act": "came", "reason": "原因"}
# Things with a number of their own, and the column that says whose they are.
OWNERS: dict[str, tuple[Any, Any]] = {
    "roster_id": (RosterImport, RosterImport.unit_code),
    "ask_id": (TransferAsk, TransferAsk.confirm_code),
    "session_id": (ClassSession, ClassSession.unit_code),
    "certificate_id": (
        Certificate,
        select(Enrolment.unit_code).where(Enrolment.id == Certificate.enrolment_id).scalar_subquery(),
    ),
    "reminder_id": (Reminder, Reminder.unit_code),
}
# Which of these units each walker covers, and which people.
COVERED = {
    "official": {make.COUNTY, make.TOWNSHIP, make.VILLAGE, county.SHIKOU},
    "township_official": {make.TOWNSHIP, make.VILLAGE},
    "other_official": {county.OTHER, county.OTHER_VILLAGE},
    "learner": set(),
}


@pytest.fixture
def built(client: FlaskClient) -> county.County:
    return county.build()


def _addresses(client: FlaskClient, built: county.County) -> Iterator[tuple[Rule, dict[str, object], str]]:
    ids: dict[str, tuple[object, ...]] = {**IDS}
    ids |= {"position": (1,), "token": ("none",), "year": (2026,)}
    ids["roster_id"] = tuple(_roster(built, code) for code in ROSTERS)
    ids["session_id"] = tuple(_session(built, code) for code in ROSTERS)
    ids["reminder_id"] = tuple(_reminder(built, code) for code in ROSTERS)
    ids["bulletin_id"] = tuple(_bulletins(built))
    ids["ask_id"] = tuple(_ask(built, code) for code in ROSTERS)
    ids["certificate_id"] = tuple(_certificate(person) for person in (built.people["双甲完"], built.other_person))
    ids["user_id"] = tuple(person.id for person in (*built.people.values(), built.other_person))
    adapter = client.application.url_map.bind("localhost")
    for rule in client.application.url_map.iter_rules():
        if not rule.endpoint.startswith("official.") or not rule.arguments:
            continue
        choices: list[dict[str, object]] = [{}]
        for name in sorted(rule.arguments):
            choices = [{**chosen, name: value} for chosen in choices for value in ids[name]]
        for values in choices:
            method = "POST" if "POST" in (rule.methods or set()) else "GET"
            yield rule, values, adapter.build(rule.endpoint, values, method=method)


def _roster(built: county.County, code: str) -> int:
    by = built.other_official if code == county.OTHER else built.official
    training_class = built.other_class if code == county.OTHER else built.training_class
    found = Roster("csv", [Person(Place(row=2), "新来人", "13700000001", township=code)])
    made = roster_import.new_import(training_class, code, by.id, "名单.csv", found, clock.today())
    rows = roster_import.prepare(made, found)
    db.session.rollback()
    return roster_import.stage(made, rows)


def _session(built: county.County, code: str) -> int:
    """A session that is on now; everybody of the unit was entered."""
    made = built.other_class if code == county.OTHER else built.training_class
    now = clock.now()
    plan = Plan(SessionKind.GATHERING, "集中培训", now, now + timedelta(hours=2), Decimal(2), "报告厅")
    with db.writing() as session:
        key = session_actions.add(session.merge(made), code, plan, None).id
        held = session_queries.by_id(key)
        assert held
        people = [each.id for each in (*built.people.values(), built.other_person) if each.unit_code.startswith(code)]
        training.enter_attendance(held, people, AttendanceAct.CAME, "", None)
        return key


def _reminder(built: county.County, code: str) -> int:
    made = built.other_class if code == county.OTHER else built.training_class
    with db.writing() as session:
        place = session.scalars(select(Enrolment).where(Enrolment.class_id == made.id)).first()
        assert place
        return reminder_actions.remind(session.merge(made), code, [place.id], built.official.id).id


def _ask(built: county.County, code: str) -> int:
    person = make.user("调动人", "141128100")
    with db.writing():
        asked = transfer_actions.ask(person, code, code, clock.today(), "调动", built.official.id)
        return asked.id


def _certificate(person: User) -> int:
    """A valid certificate of a person, who has completed if needed for this."""
    with db.writing() as session:
        row = session.scalars(select(Enrolment).where(Enrolment.user_id == person.id)).one()
        row.completed_at = row.completed_at or clock.now()
        session.flush()
        return certificate_actions.issue(row.id, None).id


def _bulletins(built: county.County) -> Iterator[int]:
    """A sealed one of each county, and one of the county that waits for its signature."""
    for training_class, by, code in (
        (built.training_class, built.official, make.COUNTY),
        (built.other_class, built.other_official, county.OTHER),
    ):
        second = make.staff(Role.OFFICIAL, code, "副职")
        yield bulletins.sealed(bulletins.draft(training_class, by, code), by, second).id
    earlier = clock.today() - timedelta(days=1)
    yield bulletins.waiting(bulletins.draft(built.training_class, built.official, day=earlier), built.official).id


def _bulletin_is_theirs(walker: str, rule: Rule, key: int) -> bool:
    """Of the own units, or a sealed one of a unit above to read; its evidence is for whoever covers the whole."""
    found = bulletins.get(key)
    if found.unit_code in COVERED[walker]:
        return True
    sealed_above = found.state is BulletinState.SEALED and any(c.startswith(found.unit_code) for c in COVERED[walker])
    return sealed_above and rule.endpoint.removeprefix("official.") in {
        "bulletin",
        "bulletin_names",
        "bulletin_idle",
        "print_bulletin",
        "print_bulletin_whole",
        "export_bulletin",
    }


def _code_of(rule: Rule, values: dict[str, object]) -> str:
    """The unit of a roster file, transfer, session or reminder."""
    name = next(name for name in OWNERS if name in rule.arguments)
    table, column = OWNERS[name]
    return str(db.session.scalar(select(column).where(table.id == values[name])))


def _place_is_theirs(walker: str, built: county.County, rule: Rule, values: dict[str, object]) -> bool:
    """Places on a roster: those who left have none, and whoever ever had one is not entered a second time."""
    if rule.endpoint == "official.enrol":
        return False
    if rule.endpoint == "official.come_back":
        gone = values["user_id"] == built.people["双丁退"].id and values["class_slug"] == "class"
        return gone and make.VILLAGE in COVERED[walker]
    there = {person.id: person.unit_code for name, person in built.people.items() if name != "双丁退"}
    home = there.get(int(str(values["user_id"])), "") if values["class_slug"] == "class" else county.OTHER_VILLAGE
    if values["class_slug"] == "other" and values["user_id"] != built.other_person.id:
        return False
    return any(home.startswith(code) for code in COVERED[walker])


def _is_theirs(walker: str, built: county.County, rule: Rule, values: dict[str, object]) -> bool:
    covered = COVERED[walker]
    if "bulletin_id" in values:
        return _bulletin_is_theirs(walker, rule, int(str(values["bulletin_id"])))
    if "certificate_id" in values:
        of = select(Enrolment.unit_code).join(Certificate).where(Certificate.id == values["certificate_id"])
        return any(db.session.scalars(of).one().startswith(code) for code in covered)
    everybody = {person.id: person.unit_code for person in (*built.people.values(), built.other_person)}
    if OWNERS.keys() & values.keys():
        code = _code_of(rule, values)
        return code in covered and ("user_id" not in values or everybody[int(str(values["user_id"]))].startswith(code))
    if "user_id" in values:
        if "class_slug" in values:
            return _place_is_theirs(walker, built, rule, values)
        return any(everybody[int(str(values["user_id"]))].startswith(code) for code in covered)
    if values["unit_code"] not in covered:
        return False
    own_class = "other" if walker == "other_official" else "class"
    return values.get("class_slug", own_class) == own_class


@pytest.mark.parametrize("walker", list(COVERED))
def test_every_page_with_every_id(client: FlaskClient, built: county.County, walker: str) -> None:
    make.sign_in(client, built.people["双甲完"] if walker == "learner" else getattr(built, walker))
    walked = 0
    for rule, values, address in _addresses(client, built):
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.open(
                address, method=method, data={"show": "all", "whole": "1", "act": "came"} if method == "POST" else {}
            )
            theirs = _is_theirs(walker, built, rule, values)
            if rule.endpoint == "official.print_certificates" and theirs:
                continue  # one's own unit without a valid certificate has nothing to print, which is 404 as well
            assert (answer.status_code == 404) is not theirs, f"{walker} {method} {address}: {answer.status_code}"
            assert answer.status_code < 500
            walked += 1
            if walker != "other_official" and answer.mimetype == "text/html":
                assert "邻县" not in answer.text, f"{walker} {method} {address}"
    assert walked > 60


@pytest.mark.parametrize("path", ["/official/completion", "/official/people"])
def test_lists_are_asked_to_sign_in_hidden_from_learners_and_open_to_officials(
    client: FlaskClient, built: county.County, path: str
) -> None:
    assert client.get(path).status_code == 302
    make.sign_in(client, built.people["双甲完"])
    assert client.get(path).status_code == 404
    make.sign_in(client, built.township_official)
    page = client.get(path)
    assert page.status_code == 200
    assert "石口" not in page.text
    assert "邻" not in page.text


def test_another_county_s_unit_is_no_filter(client: FlaskClient, built: county.County) -> None:
    make.sign_in(client, built.official)
    assert client.get(f"/official/people?unit={county.OTHER}").status_code == 404
    assert "邻*人" not in client.get("/official/people", query_string={"q": "邻"}).text
    found = client.get("/official/people", query_string={"q": built.other_person.mobile}).text
    assert '<th scope="row">' not in found


def test_somebody_who_moved_away_is_named_on_the_old_roster_but_not_opened(
    client: FlaskClient, built: county.County
) -> None:
    with db.writing() as session:
        session.get_one(User, built.people["双丙学"].id).unit_code = county.OTHER_VILLAGE
    make.sign_in(client, built.official)
    page = client.get(f"/official/completion/class/{make.COUNTY}/names").text
    assert "双*学" in page
    assert f"/official/people/{built.people['双丙学'].id}" not in page
