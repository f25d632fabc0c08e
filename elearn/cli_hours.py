"""`elearn hours`: compare the ledger of hours with the facts, and note what is missing."""

import json

import click
from sqlalchemy import func, select

from elearn import db, ops
from elearn.people.models import User
from elearn.training import hour_bulk


@click.group()
def hours() -> None:
    """Hours of study (学时)."""


@hours.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Recount everybody's hours from the facts; exit status 1 where a ledger does not agree."""
    ops.migrate()
    _tell(ctx, as_json, 0)


@hours.command()
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def recount(ctx: click.Context, as_json: bool) -> None:
    """Note lessons, exams and sessions that are missing and add the sums up anew; nothing is taken away."""
    ops.migrate()
    last = db.session.scalar(select(func.max(User.id))) or 0
    added = 0
    for low in range(1, last + 1, hour_bulk.NOTED):
        with db.writing():
            added += hour_bulk.note(low, low + hour_bulk.NOTED - 1, sums=True)
    _tell(ctx, as_json, added)


def _tell(ctx: click.Context, as_json: bool, added: int) -> None:
    wrong = hour_bulk.differing()
    if as_json:
        click.echo(json.dumps({"added": added, "differing": wrong}))
    else:
        click.echo(f"{added} entries added; {len(wrong)} people whose ledger differs from the facts", err=True)
    ctx.exit(1 if wrong else 0)
