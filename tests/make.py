"""Builders: the least that a test needs, each with sensible defaults. All commit."""

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient

from elearn import clock, db
from elearn.people.access import LEVEL_BY_LENGTH, Role, ancestors, parent_code
from elearn.people.models import Appointment, SignIn, Unit, User

COUNTY, TOWNSHIP, VILLAGE = "141130", "141130102", "141130102214"
NAMES = {"14": "山西省", "1411": "吕梁市", "141130": "交口县", "141130102": "双池镇", "141130102214": "西庄村委会"}
NAMES |= {"141130104": "石口镇", "141130104200": "石口村委会", "141129": "中阳县", "141129100": "宁乡镇"}
_numbers = itertools.count(1)


def unit(code: str, name: str | None = None, **values: Any) -> Unit:
    """Make a unit and those above it, where they are missing."""
    with db.writing() as session:
        for each in ancestors(code):
            if session.get(Unit, each) is None:
                own = name if each == code else None
                session.add(
                    Unit(
                        code=each,
                        name=own or NAMES.get(each, f"单位{each}"),
                        level=LEVEL_BY_LENGTH[len(each)],
                        kind="单位",
                        parent_code=parent_code(each),
                        **(values if each == code else {}),
                    )
                )
                session.flush()
    return db.session.get_one(Unit, code)


def user(name: str = "王建国", unit_code: str = VILLAGE, mobile: str | None = None, **values: Any) -> User:
    """Make a person without a password (pages are tested with sign_in())."""
    unit(unit_code)
    with db.writing() as session:
        made = User(
            name=name,
            mobile=mobile or f"139{next(_numbers):08d}",
            unit_code=unit_code,
            post="村委会主任",
            created_at=clock.now(),
            privacy_accepted_at=values.pop("privacy_accepted_at", clock.now()),
            **values,
        )
        session.add(made)
    return made


def staff(role: Role, unit_code: str = COUNTY, name: str = "李梅", **values: Any) -> User:
    """Make a person with a role over a unit."""
    person = user(name, unit_code, **values)
    with db.writing() as session:
        session.add(Appointment(user_id=person.id, role=role, unit_code=unit_code, starts_on=date(2026, 1, 1)))
    return person


def sign_in(client: FlaskClient, person: User) -> None:
    """Sign a person in, in this browser, without the form."""
    token = f"test-token-{next(_numbers)}".ljust(43, "x")
    with db.writing() as session:
        now: datetime = clock.now()
        session.add(
            SignIn(
                token=token,
                user_id=person.id,
                created_at=now,
                expires_at=now + timedelta(days=30),
                address="127.0.0.1",
                device="test",
            )
        )
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
        cookie["seen"] = int(clock.now().timestamp())
