import ast
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from elearn import db
from elearn.audit.actions import record
from elearn.people.access import Role
from elearn.people.models import User
from elearn.web.admin.labels import ACTS
from tests import make
from tests.make import COUNTY, TOWNSHIP, VILLAGE

SOURCES = Path(__file__).parents[3] / "elearn"


@pytest.fixture
def admin(client: FlaskClient) -> User:
    make.unit(VILLAGE)
    person = make.staff(Role.ADMIN, COUNTY, "郝志远")
    make.sign_in(client, person)
    return person


def _record(act: str, target: str, unit_code: str, actor_id: int | None = None, **details: object) -> None:
    with db.writing():
        record(act, target, actor_id=actor_id, unit_code=unit_code, **details)


def test_entries_say_who_did_what_to_whom_in_words(client: FlaskClient, admin: User) -> None:
    person = make.user("康桂香")
    _record(
        "appoint", f"user:{person.id}", TOWNSHIP, admin.id, role="official", starts_on="2026-11-23", secret_key="x1y2"
    )
    page = client.get("/admin/audit").text
    for words in ("郝志远", "康桂香", "双池镇", "2026-11-23 10:00"):
        assert words in page
    assert "user:" not in page
    assert "x1y2" not in page  # only details that have a name are shown


@pytest.mark.usefixtures("admin")
def test_other_counties_entries_are_not_shown(client: FlaskClient) -> None:
    make.unit("141131", "邻县")  # the first code after the own range
    _record("load_bank", "bank:own-bank", COUNTY)
    _record("load_bank", "bank:foreign-bank", "141129")
    _record("load_bank", "bank:next-bank", "141131")
    _record("load_bank", "bank:upper-bank", "1411")
    page = client.get("/admin/audit").text
    assert "own-bank" in page
    for other in ("foreign-bank", "next-bank", "upper-bank"):
        assert other not in page


@pytest.mark.usefixtures("admin")
def test_pages_run_from_the_newest_to_the_oldest(client: FlaskClient) -> None:
    for number in range(51):
        _record("load_bank", f"bank:bank-{number:02d}", COUNTY)
    first, second = client.get("/admin/audit").text, client.get("/admin/audit?page=2").text
    assert "bank-50" in first
    assert "bank-00" not in first
    assert "bank-00" in second
    for odd in ("0", "-3", "999", "nonsense"):
        assert client.get(f"/admin/audit?page={odd}").status_code == 200


@pytest.mark.usefixtures("admin")
def test_one_act_can_be_picked_out(client: FlaskClient) -> None:
    _record("load_bank", "bank:some-bank", COUNTY)
    _record("enrol", "class:some-class", COUNTY, people=3)
    page = client.get("/admin/audit?act=enrol").text
    assert "some-class" in page
    assert "some-bank" not in page
    assert 'class="empty"' in client.get("/admin/audit?act=withdraw").text


def test_every_act_that_is_recorded_anywhere_has_a_name() -> None:
    acts = set()
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "record":
                acts |= {arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant)}
    assert acts - set(ACTS) == set(), "add the act in plain words to elearn/web/admin/labels.py"


def test_only_admins_come_in(client: FlaskClient) -> None:
    assert client.get("/admin/audit").location.startswith("/sign-in")
    for role in (Role.OFFICIAL, Role.TRAINER):
        make.sign_in(client, make.staff(role, COUNTY))
        assert client.get("/admin/audit").status_code == 404
