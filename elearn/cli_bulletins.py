"""`elearn report freeze` and `elearn report verify`: bulletins on the command line."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from elearn import clock
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.people.models import Unit
from elearn.reports import bulletin_check, bulletin_making, evidence
from elearn.reports.bulletin_check import Difference
from elearn.reports.bulletin_models import Bulletin
from elearn.reports.bulletin_rules import Origin
from elearn.training.queries import class_by_slug

SHOWN = 20


@click.command()
@click.option("--class", "slug", required=True, help="Slug of the training class.")
@click.option("--unit", "unit_code", required=True, help="Code of the unit whose bulletin it is.")
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="The last day that counts; default: now.")
@click.option("--json", "as_json", is_flag=True)
def freeze(slug: str, unit_code: str, on: datetime | None, as_json: bool) -> None:
    """Freeze the completion of a class in a unit as the draft of a bulletin. A second run finds the first one's."""
    training_class, unit = class_by_slug(slug), session.get(Unit, unit_code)
    if training_class is None:
        raise RuleBroken("no-class", marked("There is no class “%(slug)s”."), slug=slug)
    if unit is None:
        raise RuleBroken("no-unit", marked("There is no unit with the code %(unit)s."), unit=unit_code)
    day = on.date() if on else clock.today()
    made, is_new = bulletin_making.make(training_class, unit, day, None, Origin.COMMAND, at_most=None)
    found = session.get_one(Bulletin, made, populate_existing=True)
    if as_json:
        click.echo(json.dumps(_told(found, slug, is_new=is_new), ensure_ascii=False))
    elif is_new:
        click.echo(gettext("A draft was made. An official looks at it and hands it over for signing."), err=True)
    else:
        click.echo(gettext("There is a bulletin of this day already; nothing was changed."), err=True)


def _told(found: Bulletin, slug: str, *, is_new: bool) -> dict[str, Any]:
    return {
        "bulletin": found.id,
        "made": is_new,
        "class": slug,
        "unit": found.unit_code,
        "day": found.day.isoformat(),
        "as_of": found.as_of.astimezone(clock.SHANGHAI).isoformat(timespec="seconds") if found.as_of else None,
        "state": found.state.value,
        "number": found.number,
        "people": found.people,
        "total": found.total,
        "digest": found.digest,
    }


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def verify(ctx: click.Context, file: Path, as_json: bool) -> None:
    """Recompute every figure of a bulletin from the evidence FILE alone; no database is asked.

    Ends with 0 where all agree, with 1 where a checksum or a cell differs, which is named.
    """
    try:
        with file.open("rb") as source:
            body = source.read(evidence.LARGEST_ZIP + 1)
    except OSError as error:
        raise RuleBroken(
            "not-read", marked("%(path)s can't be read: %(why)s."), path=file, why=error.strerror
        ) from None
    found = evidence.read(body)
    checked = bulletin_check.check(found.files)
    agrees = not found.wrong and not checked.differences
    if as_json:
        told = {"file": str(file), "ok": agrees, "bulletin": found.manifest["bulletin"]}
        told |= {"digest": found.manifest["digest"], "people": checked.people, "tables": checked.tables}
        told |= {"cells": checked.cells, "kept": checked.kept, "later": checked.later, "checksums": list(found.wrong)}
        told |= {"differences": [vars(each) for each in checked.differences]}
        click.echo(json.dumps(told, ensure_ascii=False))
    for name in found.wrong:
        click.echo(gettext("%(file)s differs from its checksum.", file=name), err=True)
    for each in checked.differences[:SHOWN]:
        click.echo(_line(each), err=True)
    if len(checked.differences) > SHOWN:
        click.echo(gettext("… and %(count)s more.", count=len(checked.differences) - SHOWN), err=True)
    if agrees and not as_json:
        text = marked("All agree: %(people)s people, %(cells)s cells of %(tables)s tables. Checksum %(digest)s.")
        params = {"people": checked.people, "cells": checked.cells, "tables": checked.tables}
        click.echo(gettext(text, **params, digest=found.manifest["digest"]), err=True)
    ctx.exit(0 if agrees else 1)


def _line(each: Difference) -> str:
    params = {"cell": each.cell, "stored": each.stored, "computed": each.recomputed, "unit": each.unit}
    if each.place is not None:
        text = marked(
            "Roster, place %(place)s in %(unit)s, %(cell)s: the file says %(stored)s, the rules say %(computed)s."
        )
        return str(gettext(text, place=each.place, **params))
    text = marked("Table %(table)s, line %(unit)s, %(cell)s: the file says %(stored)s, the roster says %(computed)s.")
    return str(gettext(text, table=each.table, **params))
