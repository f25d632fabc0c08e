"""`elearn class`: open a training class on the command line."""

import json
from datetime import datetime

import click

from elearn import db, ops
from elearn.training import basics

DAY = click.DateTime(["%Y-%m-%d"])


@click.group("class")
def training_class() -> None:
    """Training classes."""


@training_class.command()
@click.argument("slug")
@click.option("--unit", "unit_code", required=True, help="Code of the unit that holds the class, such as 141130.")
@click.option("--title", required=True, help="Such as 2026年社会工作基础知识培训班.")
@click.option("--organiser", required=True, help="Such as 交口县民政局.")
@click.option("--starts", type=DAY, required=True, help="First day, YYYY-MM-DD.")
@click.option("--ends", type=DAY, required=True, help="Last day, YYYY-MM-DD.")
@click.option("--json", "as_json", is_flag=True)
def create(
    slug: str, unit_code: str, title: str, organiser: str, starts: datetime, ends: datetime, as_json: bool
) -> None:
    """Open a class with the shipped course, banks and exam; officials then put people on its roster."""
    ops.migrate()
    with db.writing():
        basics.open_class(basics.Plan(slug, title, organiser, unit_code, starts.date(), ends.date()))
    done = {"class": slug, "unit": unit_code, "starts_on": f"{starts:%Y-%m-%d}", "ends_on": f"{ends:%Y-%m-%d}"}
    click.echo(json.dumps(done) if as_json else f"class {slug} is open", err=not as_json)
