"""`elearn roster`: rosters on the command line."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select

from elearn import clock, db, ops
from elearn.cli_bank_report import refusal
from elearn.errors import RuleBroken, marked
from elearn.training import roster_apart, roster_import, roster_take_over
from elearn.training.models import TrainingClass
from elearn.training.roster_file import ColumnsUnknown, Roster
from elearn.training.roster_judge import Row, RowState

IGNORED = marked("Left out, since it is no person's: %(reason)s %(text)s")
COLUMNS = marked(
    "The columns of names and mobile numbers were not found. Name them 姓名 and 手机号 in the first rows, or import "
    "the file in the browser, where they are asked for."
)


@click.group()
def roster() -> None:
    """Rosters of training classes."""


@roster.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--class", "slug", required=True, help="Slug of the class.")
@click.option("--from", "day", type=click.DateTime(["%Y-%m-%d"]), help="First day on the roster; default: today.")
@click.option("--dry-run", is_flag=True, help="Read and report; store nothing.")
@click.option("--accept-sound", is_flag=True, help="Take over the sound rows and leave the others out.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def import_roster(
    ctx: click.Context, file: Path, slug: str, day: datetime | None, dry_run: bool, accept_sound: bool, as_json: bool
) -> None:
    """Put the people of FILE on the roster of a class, all or nothing; who is on it already is not added twice."""
    ops.migrate()
    found = db.session.scalar(select(TrainingClass).where(TrainingClass.slug == slug))
    if found is None:
        raise RuleBroken("no-class", marked("There is no class %(slug)s."), slug=slug)
    read = _read_or_say_why(file, as_json)
    on = day.date() if day else max(found.starts_on, min(clock.today(), found.ends_on))
    made = roster_import.new_import(found, found.unit_code, None, file.name, read, on)
    rows = roster_import.prepare(made, read)
    told = _report(file, read, rows)
    db.session.rollback()
    if not dry_run and told["accepted"] and (accept_sound or not told["rejected"]):
        told["stored"] = roster_take_over.accept(roster_import.stage(made, rows), only_sound=True)
    _say(told, as_json)
    ctx.exit(1 if told["rejected"] and not accept_sound else 0)


def _read_or_say_why(file: Path, as_json: bool) -> Roster:
    try:
        return roster_apart.read(file.name, file.read_bytes())
    except OSError as error:
        message = marked("%(path)s can't be read: %(why)s.")
        raise RuleBroken("no-file", message, path=file, why=error.strerror) from None
    except ColumnsUnknown:
        why = RuleBroken("columns", COLUMNS)
    except RuleBroken as error:
        why = error
    if as_json:
        told = refusal(file, why)
        told["people"] = told.pop("questions")
        click.echo(json.dumps({**told, "stored": 0}, ensure_ascii=False))
    raise why


def _report(file: Path, read: Roster, rows: list[Row]) -> dict[str, Any]:
    with current_app.test_request_context(), force_locale("zh_Hans_CN"):
        bad = [row for row in rows if row.state in (RowState.REFUSED, RowState.ASK)]
        rest = [row for row in rows if row not in bad]
        skipped = [
            {
                "code": "ignored",
                "message": gettext(IGNORED, reason=gettext(reason), text=text).strip(),
                "where": where.as_json(),
            }
            for where, reason, text in read.skipped
        ]
        return {
            "file": str(file),
            "format": read.format,
            "found": len(rows),
            "accepted": sum(row.state is RowState.SOUND for row in rows),
            "rejected": [_doubt(row, doubt) for row in bad for doubt in row.doubts[:1]],
            "warnings": [
                *(_doubt(row, doubt) for row in bad for doubt in row.doubts[1:]),
                *(_doubt(row, doubt) for row in rest for doubt in row.doubts),
                *skipped,
            ],
            "people": [_person(row) for row in rows if row.state is RowState.SOUND],
            "stored": 0,
        }


def _doubt(row: Row, doubt: dict[str, Any]) -> dict[str, Any]:
    message, params = doubt["message"], doubt["params"]
    return {"code": doubt["code"], "message": gettext(message, **params), "where": row.person.where.as_json()}


def _person(row: Row) -> dict[str, Any]:
    return {"name": row.name, "mobile": row.mobile, "unit": row.unit_code, "post": row.post, "act": row.act.value}


def _say(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for each in told["rejected"] + told["warnings"]:
        where = " ".join(str(value) for value in each["where"].values())
        click.echo(f"{where}: {each['message']}", err=True)
    click.echo(f"{told['file']}: {told['found']} found, {told['accepted']} accepted, {told['stored']} stored", err=True)
