"""`elearn report`: completion figures on the command line, the same as on the official's page."""

import json
from pathlib import Path

import click
from flask_babel import gettext

from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.files.tables_out import to_csv
from elearn.people.models import Unit
from elearn.reports import completion_xlsx, queries
from elearn.training.queries import class_by_slug


@click.group()
def report() -> None:
    """Completion reports."""


@report.command()
@click.option("--class", "slug", required=True, help="Slug of the training class.")
@click.option(
    "--unit", "unit_code", required=True, help="Code of the unit; the table has a row for each unit below it."
)
@click.option("--format", "form", type=click.Choice(["json", "csv", "xlsx"]), default="json", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write; otherwise stdout.")
def completion(slug: str, unit_code: str, form: str, output: Path | None) -> None:
    """Print the completion of a class in a unit: rows, total, as_of. Rates are percent, null without a denominator."""
    body = _completion(slug, unit_code, form)
    if output is None:
        click.get_binary_stream("stdout").write(body)
        return
    try:
        output.write_bytes(body)
    except OSError as error:
        raise click.ClickException(f"{output}: {error.strerror}") from error
    click.echo(f"{output}: {len(body)} bytes", err=True)


def _completion(slug: str, unit_code: str, form: str) -> bytes:
    training_class = class_by_slug(slug)
    if training_class is None:
        raise RuleBroken("no-class", marked("There is no class “%(slug)s”."), slug=slug)
    if session.get(Unit, unit_code) is None:
        raise RuleBroken("no-unit", marked("There is no unit with the code %(unit)s."), unit=unit_code)
    table = queries.completion(training_class, unit_code)
    if form == "xlsx":
        return completion_xlsx.build(table, gettext)
    found = table.as_json()
    if form == "json":
        return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()
    rows = [*found["rows"], found["total"]]
    return to_csv(list(found["total"]), [list(row.values()) for row in rows])
