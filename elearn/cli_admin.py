"""`elearn admin`: the first administrator, and the way back in for one who forgot the password."""

import json

import click
from flask import current_app

from elearn import clock, db, ops
from elearn.errors import RuleBroken, marked
from elearn.people import actions, names, queries
from elearn.people.access import Role
from elearn.people.models import User


@click.group()
def admin() -> None:
    """Administrators, who appoint everybody else in the browser."""


@admin.command()
@click.option("--mobile", required=True, help="Mobile number of 11 digits.")
@click.option("--name", required=True)
@click.option("--unit", "unit_code", required=True, help="Code of the unit to administer, such as 141130 (交口县).")
@click.option("--post", default="系统管理员", show_default=True)
@click.option("--json", "as_json", is_flag=True)
def create(mobile: str, name: str, unit_code: str, post: str, as_json: bool) -> None:
    """Make a person (or one who has an account) administrator of a unit and print a one-use activation code."""
    ops.migrate()
    with db.writing():
        user = queries.user_by_mobile(names.clean_mobile(mobile))
        if user is None:
            user = actions.create_user(name=name, mobile=mobile, unit_code=unit_code, post=post)
        elif not names.same_name(user.name, name):
            raise RuleBroken("other_name", marked("This number belongs to %(name)s."), name=user.name)
        actions.appoint(user, Role.ADMIN, unit_code, clock.today(), None)
        code = _code(user)
    _print(user, code, as_json)


@admin.command()
@click.option("--mobile", required=True, help="Mobile number of the account.")
@click.option("--json", "as_json", is_flag=True)
def code(mobile: str, as_json: bool) -> None:
    """Print a new one-use activation code for an account; the person is signed out everywhere."""
    with db.writing():
        user = queries.user_by_mobile(names.clean_mobile(mobile))
        if user is None:
            raise RuleBroken("no_such_user", marked("Nobody has the mobile number %(mobile)s."), mobile=mobile)
        made = _code(user)
    _print(user, made, as_json)


def _code(user: User) -> str:
    return actions.issue_code(user, None, current_app.config["SECRET_KEY"])


def _print(user: User, code: str, as_json: bool) -> None:
    """The code is what was asked for, so it alone goes to stdout."""
    if as_json:
        click.echo(json.dumps({"mobile": user.mobile, "name": user.name, "code": code}, ensure_ascii=False))
        return
    click.echo(code)
    click.echo(
        f"{user.name} {user.mobile}: open /activate, enter number, name and this code; it holds 30 days.", err=True
    )
