"""docs/who-may.md is the table of who may do what; this walks every line of it."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from elearn import clock, db
from elearn.exams import setting_actions
from elearn.exams.setting_actions import Grant
from elearn.people.access import Role
from elearn.people.models import Appointment, SignIn, User
from elearn.questions import import_staging, take_in
from elearn.questions.formats.reading import Place
from elearn.questions.formats.text_file import read_text
from elearn.questions.models import Bank, Question, QuestionVersion
from elearn.training import actions as training
from elearn.training import (
    certificate_actions,
    reminder_actions,
    roster_actions,
    session_actions,
    session_queries,
    transfer_actions,
)
from elearn.training.check_in import AttendanceAct, SessionKind
from elearn.training.models import Enrolment, TrainingClass
from elearn.training.roster_file import Person, Roster
from elearn.training.roster_import import new_import, prepare, stage
from elearn.training.session_actions import Plan
from tests import bulletins, make, remembered, world

TABLE = Path(__file__).parents[2] / "docs" / "who-may.md"
WHO = ("visitor", "learner", "trainer", "official", "admin", "other county")
OTHER = "141129"
# The small course of the tests has no picture; tests/web/learner/test_lessons.py opens one of the shipped course.
# Pictures of questions are opened in tests/web/trainer/test_pictures.py.
NOT_WALKED = {
    "/course/<course_slug>/pictures/<name>",
    "/trainer/banks/<slug>/<int:question_id>/pictures/<file>",
    "/questions/<int:version_id>/pictures/<file>",
    "/practice/<int:run_id>/<int:number>/pictures/<file>",
    "/review/<int:card_id>/<int:version_id>/pictures/<file>",
    "/favourites/<int:question_id>/pictures/<file>",
    "/mock/<int:mock_id>/<int:number>/pictures/<file>",
}
# Acts that say 404 to an empty form.
SENT = {
    "/attempt/<int:attempt_id>/answers": {"go": "stay"},
    "/practice/<int:run_id>/answers": {"number": "1"},
    "/mock/<int:mock_id>/answers": {"number": "1"},
    "/trainer/imports/<int:import_id>/drafts/<int:position>/decide": {"decision": "keep"},
    "/trainer/imports/<int:import_id>/drafts/<int:position>/mend": {"text": "x"},
    "/official/sessions/<int:session_id>/enter": {"act": "came"},
}
# Acts that end what others need; they come last.
LAST = ("/cancel", "/accept", "/drop", "/undo")


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    rule: str
    may: dict[str, str]


def lines() -> list[Line]:
    """Read the table: | what | GET | `/address` | visitor | learner | … |"""
    found = []
    for text in TABLE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in text.strip("|").split("|")]
        if len(cells) == 3 + len(WHO) and cells[1] in {"GET", "POST"}:
            found.append(Line(cells[1], cells[2].strip("`"), dict(zip(WHO, cells[3:], strict=True))))
    return found


def test_the_table_names_every_route(app: Flask) -> None:
    routes = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST"}
        if rule.endpoint not in {"asset", "favicon"}
    }
    named = {(line.method, line.rule) for line in lines()}
    assert not routes - named, f"add to docs/who-may.md: {sorted(routes - named)}"
    assert not named - routes, f"docs/who-may.md names routes that are gone: {sorted(named - routes)}"


def _people(learner: User) -> dict[str, User | None]:
    foreign = make.staff(Role.OFFICIAL, OTHER, "外县人")
    with db.writing() as session:
        for role in (Role.TRAINER, Role.ADMIN):
            session.add(
                Appointment(user_id=foreign.id, role=role, unit_code=OTHER, starts_on=foreign.created_at.date())
            )
    return {
        "visitor": None,
        "learner": learner,
        "trainer": make.staff(Role.TRAINER, make.COUNTY, "武慧珍"),
        "official": make.staff(Role.OFFICIAL, make.COUNTY, "李春梅"),
        "admin": make.staff(Role.ADMIN, make.COUNTY, "郝志远"),
        "other county": foreign,
    }


def _ids(app: Flask, built: world.World, people: dict[str, User | None]) -> dict[str, str]:
    """What stands in the addresses: things of the learner, of their county and of its class."""
    browser = app.test_client()
    make.sign_in(browser, built.learner)
    attempt = browser.post("/exam/exam/start").location.rpartition("/")[2]
    browser.post("/course/course/one/finish")
    run = browser.post("/course/course/one/practice").location.rpartition("/")[2].partition("?")[0]
    card = remembered.card(built.learner)
    official = people["official"]
    assert official
    roster, ask, meeting = _roster(built, official), _ask(official), _session(built)
    reminder = _reminder(built, official)
    certificate_id, token = _certificate(built)
    bulletin_id = bulletins.draft(built.training_class, official).id
    with db.writing() as session:
        sign_in = session.query(SignIn).filter_by(user_id=built.learner.id).one()
        question = session.query(Question).filter_by(ref="small-001").one()
        appointment = session.query(Appointment).filter_by(user_id=official.id).one()
        return {
            "attempt_id": attempt,
            "run_id": run,
            "card_id": str(card),
            "mock_id": str(remembered.mock(built.learner, built.exam)),
            "turn": "1",
            "sign_in_id": str(sign_in.id),
            "question_id": str(question.id),
            "version_id": str(session.query(QuestionVersion.id).filter_by(question_id=question.id).scalar()),
            "appointment_id": str(appointment.id),
            "user_id": str(built.learner.id),
            "mobile": built.learner.mobile,
            "course_slug": "course",
            "class_slug": "class",
            "unit_code": make.TOWNSHIP,
            "code": make.TOWNSHIP,
            "slug": "one",
            "name": "none.svg",
            "import_id": str(_import(question.bank_id)),
            "position": "1",
            "year": "2026",
            "token": token,
            "certificate_id": str(certificate_id),
            "bulletin_id": str(bulletin_id),
            "file": "a.png",
            "kind": "single",
            "roster_id": str(roster),
            "reminder_id": str(reminder),
            "ask_id": str(ask),
            "term_id": str(_terms(built)),
            "session_id": str(meeting),
            "resit_id": str(_terms(built, is_resit=True)),
        }


def _roster(built: world.World, official: User) -> int:
    """A roster file with one sound row; nobody has taken it over."""
    found = Roster("csv", [Person(Place(row=2), "新来人", "13700000001", township="双池镇")])
    made = new_import(built.training_class, make.TOWNSHIP, official.id, "名单.csv", found, clock.today())
    rows = prepare(made, found)
    db.session.rollback()
    return stage(made, rows)


def _session(built: world.World) -> int:
    """A session that is on now, at which the learner was entered."""
    now = clock.now()
    plan = Plan(SessionKind.GATHERING, "集中培训", now, now + timedelta(hours=2), Decimal(2), "报告厅")
    with db.writing() as session:
        made = session_actions.add(session.merge(built.training_class), make.TOWNSHIP, plan, None)
        held = session_queries.by_id(made.id)
        assert held
        training.enter_attendance(held, [built.learner.id], AttendanceAct.CAME, "", None)
        return made.id


def _reminder(built: world.World, official: User) -> int:
    """A round of reminding the learner."""
    with db.writing() as session:
        place = session.query(Enrolment).filter_by(user_id=built.learner.id).one()
        return reminder_actions.remind(session.merge(built.training_class), make.TOWNSHIP, [place.id], official.id).id


def _ask(official: User) -> int:
    """Somebody of the county next door whom the official shall let in."""
    person = make.user("邻县人", f"{OTHER}100")
    with db.writing():
        return transfer_actions.ask(person, make.TOWNSHIP, make.TOWNSHIP, clock.today(), "调动", official.id).id


def _certificate(built: world.World) -> tuple[int, str]:
    """The learner's certificate."""
    with db.writing() as session:
        place = session.query(Enrolment).filter_by(user_id=built.learner.id).one()
        place.completed_at = clock.now()
        made = certificate_actions.issue(place.id, None)
    return made.id, made.token


def _returned() -> int:
    """Somebody who has left the class and may be put back."""
    person = make.user("退出人")
    with db.writing() as session:
        made = session.query(TrainingClass).filter_by(slug="class").one()
        place = roster_actions.enter(made, [session.merge(person)], made.starts_on, None)[0]
        roster_actions.leave(place, made.starts_on, "退休", None)
    return person.id


def _terms(built: world.World, *, is_resit: bool = False) -> int:
    """A window of their own that the learner was given in the exam."""
    exam, learner = db.session.merge(built.exam), db.session.merge(built.learner)
    window = Grant(opens_at=clock.now(), closes_at=clock.now() + timedelta(days=1))
    return setting_actions.grant(exam, learner, window, "原因", learner.id, is_resit=is_resit).id


def _import(bank_id: int) -> int:
    """An import of one sound and one doubtful question, with a picture; nobody has taken it over."""
    bank = db.session.get_one(Bank, bank_id)
    prepared = take_in.compare(bank, read_text("1. 甲是乙。（√）"))
    made = import_staging.stage(
        bank, None, "题.txt", prepared.reading, prepared.doubles, {"a.png": ("image/png", b"x")}
    )
    return made.id


def _address(rule: str, ids: dict[str, str]) -> str:
    if rule == "/official/people/<int:user_id>/classes/<class_slug>":
        return f"/official/people/{make.user().id}/classes/class"  # somebody who is not on the roster yet
    if rule == "/official/people/<int:user_id>/classes/<class_slug>/return":
        return f"/official/people/{_returned()}/classes/class/return"
    begins = {"/exam": "exam", "/trainer/exams": "exam", "/trainer": "small"}
    slug = next((own for begin, own in begins.items() if rule.startswith(begin)), ids["slug"])
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: slug if found[1] == "slug" else ids[found[1]], rule)


def _answer(app: Flask, person: User | None, line: Line, ids: dict[str, str]) -> str:
    browser: FlaskClient = app.test_client()
    if person:
        make.sign_in(browser, person)
    address = _address(line.rule, ids)
    response = browser.open(address, method=line.method, data=SENT.get(line.rule, {"mobile": ids["mobile"]}))
    if response.status_code == 401 or (response.status_code in (302, 303) and "/sign-in" in response.location):
        return "sign in"
    if response.status_code in (403, 404):
        return "404" if response.status_code == 404 else "403"
    assert response.status_code < 500, (address, response.status_code)
    return "yes"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_everybody_may_exactly_what_the_table_says(app: Flask, method: str) -> None:
    app.config["DEBUG"] = False
    built = world.build()
    make.unit(f"{OTHER}100")
    people = _people(built.learner)
    ids = _ids(app, built, people)
    wrong = []
    for line in sorted(lines(), key=lambda each: each.rule.endswith(LAST)):
        if line.method != method or line.rule in NOT_WALKED:
            continue
        for who, may in line.may.items():
            found = _answer(app, people[who], line, ids)
            if found != may:
                wrong.append(f"{method} {line.rule}: {who} may “{may}”, but finds “{found}”")
    assert not wrong, "\n".join(wrong)
