"""`elearn units`: the tree of units on the command line."""

import json
from datetime import datetime
from pathlib import Path

import click

from elearn import clock, ops
from elearn.errors import RuleBroken, marked
from elearn.people import division_file, unit_import


@click.group()
def units() -> None:
    """The tree of units."""


@units.command("import")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day on which missing units close; default today.")
@click.option("--close-many", is_flag=True, help="Close units even when very many are not in the list.")
@click.option("--json", "as_json", is_flag=True)
def import_file(file: Path | None, as_of: datetime | None, close_many: bool, as_json: bool) -> None:
    """Load FILE (.csv or .csv.gz with code, name, level, kind); without it the shipped list of all units of Shanxi."""
    ops.migrate()
    try:
        content = (file or division_file.SHIPPED).read_bytes()
    except OSError as error:
        raise RuleBroken("no-file", marked("%(path)s can't be read: %(why)s."), path=file, why=error.strerror) from None
    day = as_of.date() if as_of else clock.today()
    done = unit_import.import_divisions(division_file.read_divisions(content), day, close_many=close_many)
    text = ", ".join(f"{name} {count}" for name, count in vars(done).items())
    click.echo(json.dumps(vars(done)) if as_json else text, err=not as_json)
