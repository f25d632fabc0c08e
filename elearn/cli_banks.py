"""`elearn bank`: question banks on the command line."""

import json
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale, gettext
from sqlalchemy import select

from elearn import clock, db, ops
from elearn.cli_bank_report import check_report, refusal, report, tell, used_twice
from elearn.errors import RuleBroken, marked
from elearn.people.models import Unit
from elearn.questions import bank_text, import_staging, queries, read_apart, take_in, take_over
from elearn.questions.export import FORMATS, pictures_of, whole_bank
from elearn.questions.formats.reading import Reading, Unreadable
from elearn.questions.grading import Use
from elearn.questions.models import Bank

NO_QUESTIONS = marked("No question was found. Each needs a number or a tag such as [单选].")
FILES = {".txt", ".docx", ".xlsx", ".xls", ".csv", ".xml", ".gift", ".json", ".jsonl", ".zip"}


@click.group()
def bank() -> None:
    """Question banks."""


@bank.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def check(ctx: click.Context, path: Path, as_json: bool) -> None:
    """Read a file of questions, or every one of a folder, and name each doubt with its place.

    Exit status 1 when a question would be rejected, or when a bank with a slug can be guessed. Nothing is stored.
    """
    files = sorted(each for each in path.iterdir() if each.suffix in FILES) if path.is_dir() else [path]
    if not files:
        raise RuleBroken("no-file", marked("There are no question files in %(path)s."), path=path)
    checked = [check_report(each, _read(each)) for each in files]
    doubles = used_twice(checked)
    if as_json:
        whole = checked[0] if path.is_file() else {"files": checked, "used_twice": doubles}
        click.echo(json.dumps(whole, ensure_ascii=False))
    for each in checked if not as_json else ():
        tell(each)
    for ref in doubles if not as_json else ():
        click.echo(f"{path}: {ref}: {gettext('The number is used twice.')}", err=True)
    ctx.exit(1 if doubles or any(each["rejected"] or (each["bank"] and each["cues"]) for each in checked) else 0)


@bank.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--bank", "slug", help="Slug of the bank; for a bank text its own 编号 is the default.")
@click.option("--unit", "unit_code", help="Code of the unit that owns the bank, when the bank is new.")
@click.option("--title", help="Title of the bank, when it is new and the file names none.")
@click.option("--dry-run", is_flag=True, help="Read and report; store nothing.")
@click.option("--accept-sound", is_flag=True, help="Take over the sound questions and leave the others out.")
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def import_file(
    ctx: click.Context,
    file: Path,
    slug: str | None,
    unit_code: str | None,
    title: str | None,
    dry_run: bool,
    accept_sound: bool,
    as_json: bool,
) -> None:
    """Take the questions of FILE into a bank, all or nothing; what the bank has already is not added twice."""
    ops.migrate()
    reading = _read_or_say_why(file, as_json)
    told = report(file, reading)
    if not reading.drafts:
        told["rejected"] += refusal(file, RuleBroken("no-questions", NO_QUESTIONS))["rejected"]
    found = queries.bank_by_slug(slug or reading.slug) if slug or reading.slug else None
    if not dry_run and reading.drafts and (accept_sound or not told["rejected"]):
        told["stored"] = _store(file, reading, found, _new(slug, unit_code, title, reading))
    click.echo(json.dumps(told, ensure_ascii=False)) if as_json else tell(told)
    ctx.exit(1 if not told["found"] or (told["rejected"] and not accept_sound) else 0)


@bank.command()
@click.argument("slug")
@click.option("--format", "name", type=click.Choice(list(FORMATS)), default="text", show_default=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File to write.")
@click.option("--json", "as_json", is_flag=True)
def export(slug: str, name: str, output: Path, as_json: bool) -> None:
    """Write a bank to a file; what the format can't carry is named on stderr."""
    found = queries.bank_by_slug(slug)
    if found is None:
        raise RuleBroken("no-bank", marked("There is no bank “%(slug)s”."), slug=slug)
    whole = whole_bank(found)
    body, left = FORMATS[name].write(whole, pictures_of(found))
    try:
        output.write_bytes(body)
    except OSError as error:
        message = marked("%(path)s can't be written: %(why)s.")
        raise RuleBroken("not-written", message, path=output, why=error.strerror) from None
    with current_app.test_request_context(), force_locale("zh_Hans_CN"):
        not_carried = [{"question": each.ref, "message": gettext(each.message, **each.params)} for each in left]
    report = {"file": str(output), "format": name, "questions": len(whole.questions), "not_carried": not_carried}
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    for each in not_carried:
        click.echo(f"{each['question']}: {each['message']}" if each["question"] else each["message"], err=True)
    click.echo(f"{output}: {report['questions']}", err=True)


def _read(file: Path) -> Reading:
    try:
        return read_apart.read(file.name, file.read_bytes())
    except OSError as error:
        raise RuleBroken("no-file", marked("%(path)s can't be read: %(why)s."), path=file, why=error.strerror) from None
    except Unreadable as error:
        raise RuleBroken(error.code, error.message, **error.params) from None


def _read_or_say_why(file: Path, as_json: bool) -> Reading:
    """Read a file; one that can't be read at all has its reason in the JSON too."""
    try:
        return _read(file)
    except RuleBroken as error:
        if as_json:
            click.echo(json.dumps(refusal(file, error), ensure_ascii=False))
        raise


def _new(slug: str | None, unit_code: str | None, title: str | None, reading: Reading) -> Bank | None:
    """Return the bank to make where it is not there yet, None where too little is known of it."""
    name = slug or reading.slug
    if not name or not unit_code or not bank_text.SLUG.fullmatch(name):
        return None
    uses = [Use.PRACTICE.value, Use.EXAM.value]
    return Bank(slug=name, title=title or reading.title or name, unit_code=unit_code, uses=uses, created_at=clock.now())


def _store(file: Path, reading: Reading, found: Bank | None, new: Bank | None) -> int:
    """Take a file over: compared and stored in steps that let the site's writers in between, seen by one short one."""
    import_staging.must_fit(reading)
    bank_id = found.id if found else _opened(new)
    target = db.session.get_one(Bank, bank_id)
    prepared = take_in.compare(target, reading)
    if not any(not double.same_as_id and not double.same_position for double in prepared.doubles):
        return 0
    given = (target, None, file.name, reading, prepared.doubles, prepared.pictures)
    return sum(take_over.accept(import_staging.store(*given, keep_near=True), None, only_sound=True).values())


def _opened(new: Bank | None) -> int:
    """Store a new bank, still without questions; return it."""
    with db.writing() as session:
        if new is None or session.scalar(select(Unit.code).where(Unit.code == new.unit_code)) is None:
            message = marked("There is no such bank yet. Name it with --bank and its unit with --unit.")
            raise RuleBroken("no-bank", message)
        session.add(new)
        session.flush()
        return new.id
