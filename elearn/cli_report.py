"""`elearn report`: completion figures on the command line, the same as on the official's page."""

import json
from datetime import date, datetime
from pathlib import Path

import click
from flask_babel import gettext

from elearn import clock
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.files.tables_out import to_csv
from elearn.people.models import Unit
from elearn.reports import completion_xlsx, queries
from elearn.training import tally_bulk
from elearn.training.queries import class_by_slug


@click.group()
def report() -> None:
    """Completion reports."""


@report.command()
@click.option("--class", "slug", required=True, help="Slug of the training class.")
@click.option(
    "--unit", "unit_code", required=True, help="Code of the unit; the table has a row for each unit below it."
)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="An earlier day, counted as it ended; default: now.")
@click.option("--format", "form", type=click.Choice(["json", "csv", "xlsx"]), default="json", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; otherwise stdout.")
def completion(
    slug: str, unit_code: str, as_of: datetime | None, form: str, as_json: bool, output: Path | None
) -> None:
    """Print the completion of a class in a unit: rows, total, as_of. Rates are percent, null without a denominator."""
    body = _completion(slug, unit_code, as_of.date() if as_of else None, "json" if as_json else form)
    if output is None:
        click.echo(body, nl=False)
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        raise RuleBroken(
            "not-written", marked("%(path)s can't be written: %(why)s."), path=output, why=error.strerror
        ) from None
    click.echo(f"{output}: {len(body)} bytes", err=True)


def _completion(slug: str, unit_code: str, day: date | None, form: str) -> bytes:
    training_class = class_by_slug(slug)
    if training_class is None:
        raise RuleBroken("no-class", marked("There is no class “%(slug)s”."), slug=slug)
    if session.get(Unit, unit_code) is None:
        raise RuleBroken("no-unit", marked("There is no unit with the code %(unit)s."), unit=unit_code)
    if day and day > clock.today():
        raise RuleBroken("future", marked("%(day)s lies in the future."), day=day.isoformat())
    table = queries.completion(training_class, unit_code, day)
    if form == "xlsx":
        return completion_xlsx.build(table, gettext)
    found = table.as_json()
    if form == "json":
        return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()
    rows = [*found["rows"], found["total"]]
    return to_csv(list(found["total"]), [list(row.values()) for row in rows])


@report.command()
@click.argument("slugs", metavar="CLASS...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True)
def recount(slugs: tuple[str, ...], as_json: bool) -> None:
    """Count classes anew from rosters, study and exams, where `elearn doctor` found their figures to differ."""
    for slug in slugs:
        training_class = class_by_slug(slug)
        if training_class is None:
            raise RuleBroken("no-class", marked("There is no class “%(slug)s”."), slug=slug)
        tally_bulk.rebuild(training_class.id)
        if not as_json:
            click.echo(gettext("%(slug)s is counted anew.", slug=slug), err=True)
    if as_json:
        click.echo(json.dumps({"recounted": list(slugs)}))
