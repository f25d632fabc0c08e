"""The `elearn` command: what it prints, its exit status, and that every refusal is a sentence."""

import json

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select

from elearn import db
from elearn.audit.models import AuditEntry
from elearn.cli import main
from elearn.cli_admin import admin
from elearn.cli_class import training_class
from elearn.errors import RuleBroken
from elearn.exams.models import Exam
from elearn.people.access import Role
from elearn.people.models import Appointment, User
from elearn.training.models import TrainingClass
from tests import make

ADMIN = ["create", "--mobile", "139 0000 0001", "--name", "郝志远", "--unit", make.COUNTY]
CLASS = ["create", "2026-jichu", "--unit", make.COUNTY, "--title", "2026年社会工作基础知识培训班"]
CLASS += ["--organiser", "交口县民政局", "--starts", "2026-11-01", "--ends", "2026-12-15"]


def _run(command: object, *arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))  # type: ignore[arg-type]


def test_the_first_administrator_signs_in_with_the_printed_code(app: Flask) -> None:
    make.unit(make.COUNTY)
    done = _run(admin, *ADMIN, "--json")
    made = json.loads(done.stdout)
    assert (made["mobile"], made["name"]) == ("13900000001", "郝志远")
    role = db.session.scalars(select(Appointment)).one()
    assert (role.role, role.unit_code) == (Role.ADMIN, make.COUNTY)
    client = app.test_client()
    form = {"mobile": made["mobile"], "name": made["name"], "code": made["code"]}
    assert client.post("/activate", data=form).location == "/activate/password"
    secret = {"password": "jinshan-2026", "again": "jinshan-2026"}
    assert client.post("/activate/password", data=secret).status_code == 303
    assert client.get("/admin/units").status_code == 200


def test_a_person_with_an_account_becomes_administrator_and_another_name_is_refused(app: Flask) -> None:
    make.user("郝志远", make.COUNTY, "13900000001")
    assert _run(admin, *ADMIN).exit_code == 0
    assert db.session.query(User).count() == 1
    db.session.rollback()
    refused = _run(admin, *[word.replace("郝志远", "别人") for word in ADMIN])
    assert isinstance(refused.exception, RuleBroken)
    assert refused.exception.code == "other_name"


@pytest.mark.parametrize(
    "changed", [("139 0000 0001", "12345"), ("郝志远", "王8"), (make.COUNTY, "999999")], ids=["mobile", "name", "unit"]
)
def test_bad_input_is_refused_and_nothing_is_made(app: Flask, changed: tuple[str, str]) -> None:
    make.unit(make.COUNTY)
    refused = _run(admin, *[word.replace(*changed) for word in ADMIN])
    assert isinstance(refused.exception, RuleBroken)
    assert db.session.query(User).count() == 0


def test_a_forgotten_password_is_helped_with_a_new_code(app: Flask) -> None:
    make.user("郝志远", make.COUNTY, "13900000001")
    first = json.loads(_run(admin, "code", "--mobile", "13900000001", "--json").stdout)["code"]
    second = _run(admin, "code", "--mobile", "13900000001").stdout.strip()
    assert first != second
    client = app.test_client()
    form = {"mobile": "13900000001", "name": "郝志远"}
    assert client.post("/activate", data=form | {"code": first}).status_code == 422
    assert client.post("/activate", data=form | {"code": second}).status_code == 303
    unknown = _run(admin, "code", "--mobile", "13911111111")
    assert isinstance(unknown.exception, RuleBroken)
    assert db.session.query(AuditEntry).filter_by(act="issue_code").count() == 2


def test_a_class_is_opened_with_course_and_exam_that_can_be_drawn(app: Flask) -> None:
    make.unit(make.COUNTY)
    done = json.loads(_run(training_class, *CLASS, "--json").stdout)
    assert done["class"] == "2026-jichu"
    made = db.session.scalars(select(TrainingClass)).one()
    exam = db.session.get_one(Exam, made.exam_id)
    assert (sum(rule["count"] for rule in exam.rules), exam.minutes, exam.tries, exam.pass_mark) == (20, 30, 3, 60)
    db.session.rollback()
    again = _run(training_class, *CLASS)
    assert isinstance(again.exception, RuleBroken)


def test_days_in_the_wrong_order_are_refused(app: Flask) -> None:
    make.unit(make.COUNTY)
    refused = _run(training_class, *[word.replace("2026-12-15", "2026-10-01") for word in CLASS])
    assert isinstance(refused.exception, RuleBroken)
    assert db.session.query(TrainingClass).count() == 0


def test_every_command_has_help_and_wrong_usage_is_status_2() -> None:
    def walk(command: object, path: list[str]) -> None:
        assert _run(main, *path, "--help").exit_code == 0
        for name in getattr(command, "commands", {}):
            walk(command.commands[name], [*path, name])  # type: ignore[attr-defined]

    walk(main, [])
    assert _run(main, "no-such-command").exit_code == 2
    assert _run(main, "backup").exit_code == 2
