"""A database with an exam and as many signed-in learners as are asked for, and their cookies."""

import json
import os
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert

from elearn import clock, db, ops
from elearn.app import create_app
from elearn.exams import actions as exam_actions
from elearn.exams.paper import Rule
from elearn.people import hashing
from elearn.people.models import SignIn, Unit, User
from elearn.questions.grading import Kind
from elearn.training import actions as training
from elearn.training import basics
from elearn.training.models import Enrolment, RosterEntry

COUNTY = "141130"
PASSWORD = "jiaokou2026"
RULES = [
    Rule(bank, kind, count, Decimal(5))
    for kind, count in ((Kind.SINGLE, 5), (Kind.MULTIPLE, 2), (Kind.TRUE_FALSE, 3))
    for bank in ("renshi", "wushe")
]


@dataclass(frozen=True)
class Person:
    """One learner as the client knows them."""

    number: int
    cookie: str
    mobile: str


def environment(folder: Path, database_url: str, processes: int) -> dict[str, str]:
    """Return the environment of the server's processes."""
    return os.environ | {
        "ELEARN_INSTANCE": str(folder),
        "ELEARN_SECRET_KEY": "only-for-benchmarks-" + "x" * 40,
        "ELEARN_DATABASE_URL": database_url,
        "ELEARN_PROCESSES": str(processes),
    }


def build(folder: Path, database_url: str, count: int, minutes: int = 60) -> list[Person]:
    """Fill a fresh database and return the learners with their signed cookies."""
    os.environ.update(environment(folder, database_url, 2))
    app = create_app()
    with app.app_context():
        ops.migrate()
        with db.writing() as session:
            for code, parent, level in (("14", None, "province"), ("1411", "14", "city"), (COUNTY, "1411", "county")):
                session.add(Unit(code=code, name=f"单位{code}", level=level, kind="单位", parent_code=parent))
                session.flush()
            _exam(minutes)
        tokens = _people(count)
        codec = app.session_interface.get_signing_serializer(app)
        assert codec
        seen = int(clock.now().timestamp())
        made = [
            Person(
                number, str(codec.dumps({"_user_id": token, "_fresh": True, "_permanent": True, "seen": seen})), mobile
            )
            for number, (token, mobile) in enumerate(tokens)
        ]
        db.engine().dispose()
    return made


def _exam(minutes: int) -> None:
    course = basics.load_content(COUNTY)
    today = clock.today()
    opens, closes = clock.start_of_day(today - timedelta(days=1)), clock.end_of_day(today + timedelta(days=1))
    exam = exam_actions.create_exam(
        "storm", "全省统一考试", COUNTY, RULES,
        minutes=minutes, tries=50, pass_mark=Decimal(60), merit_mark=Decimal(90), opens_at=opens, closes_at=closes,
    )  # fmt: skip
    exam_actions.publish(exam)
    first, last = date(2026, 1, 1), today + timedelta(days=30)
    training.create_class("storm", "全省培训班", "省民政厅", COUNTY, course, exam, first, last)


def _people(count: int) -> list[tuple[str, str]]:
    now = clock.now()
    password = hashing.hash_password(PASSWORD)
    made = []
    for begin in range(0, count, 1000):
        numbers = range(begin, min(count, begin + 1000))
        people = [
            {
                "id": n + 1, "name": f"学员{n}", "mobile": f"138{n:08d}", "unit_code": COUNTY, "post": "",
                "password_hash": password, "privacy_accepted_at": now, "created_at": now,
            }
            for n in numbers
        ]  # fmt: skip
        signed = [
            {
                "token": f"storm-{n}".ljust(43, "x"), "user_id": n + 1, "created_at": now,
                "expires_at": now + timedelta(days=30), "address": "127.0.0.1", "device": "storm",
            }
            for n in numbers
        ]  # fmt: skip
        placed = [
            {
                "id": n + 1, "class_id": 1, "user_id": n + 1, "unit_code": COUNTY, "entered_on": date(2026, 1, 1),
                "left_reason": "", "lessons_done": 0, "passed": False,
            }
            for n in numbers
        ]  # fmt: skip
        entries = [
            {"enrolment_id": n + 1, "class_id": 1, "unit_code": COUNTY, "entered_on": date(2026, 1, 1)} for n in numbers
        ]
        with db.writing() as session:
            session.execute(insert(User), people)
            session.execute(insert(SignIn), signed)
            session.execute(insert(Enrolment), placed)
            session.execute(insert(RosterEntry), entries)
        made += [(row["token"], person["mobile"]) for row, person in zip(signed, people, strict=True)]
    return made


def write(people: list[Person], path: Path) -> None:
    """Keep the learners for a client in another process."""
    path.write_text(json.dumps([[p.number, p.cookie, p.mobile] for p in people]))


def read(path: Path) -> list[Person]:
    """Read what write() kept."""
    return [Person(*row) for row in json.loads(path.read_text())]
