"""Bringing in a roster file: reading it, asking for unknown columns, and on to the desk."""

from datetime import date
from hashlib import sha256
from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import DateField, FileField
from wtforms.validators import InputRequired

from elearn import clock, db
from elearn.errors import RuleBroken
from elearn.files import tables_out
from elearn.people.models import Unit
from elearn.questions import import_actions, import_queries
from elearn.questions.formats.sniff import MOST_BYTES
from elearn.training import roster_apart, roster_import, roster_queries
from elearn.training.models import TrainingClass
from elearn.training.roster_file import ROLES, ColumnsUnknown
from elearn.web import waiting
from elearn.web.i18n import sentence
from elearn.web.official import official
from elearn.web.official.loaders import XLSX, class_and_unit
from elearn.web.transactions import large_upload, slow_start

ROLE_WORDS = {
    "": _l("not used"),
    "name": _l("Name"),
    "mobile": _l("Mobile number"),
    "township": _l("Township or street"),
    "village": _l("Village or community"),
    "unit": _l("Unit"),
    "post": _l("Post"),
}


class RosterForm(FlaskForm):  # type: ignore[misc]
    """The file, and from which day its people count."""

    file = FileField(_l("File"), description=_l("Excel (.xlsx, .xls) or .csv, as it is. Up to 10 MB."))
    effective_on = DateField(
        _l("On the roster from"),
        [InputRequired(_l("Enter the day."))],
        description=_l("Transfers in the file count from this day on, too."),
    )


@official.get("/rosters/<class_slug>/<unit_code>/import")
def roster_file(class_slug: str, unit_code: str) -> Any:
    """Choose a file; below, the imports so far."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    return _page(training_class, unit, RosterForm(effective_on=_first_day(training_class)))


@official.get("/rosters/<class_slug>/<unit_code>/import/template")
def roster_template(class_slug: str, unit_code: str) -> Any:
    """The empty table, for whoever has no list yet."""
    class_and_unit(class_slug, unit_code)
    heads = [gettext("Township or street"), gettext("Village or community"), gettext("Name"), gettext("Mobile number")]
    heads.append(gettext("Post"))
    table = tables_out.Table(
        title=gettext("Roster"), columns=[tables_out.Column(head, 18, "text") for head in heads], rows=[]
    )
    response = make_response(tables_out.to_xlsx(table))
    response.headers["Content-Type"] = XLSX
    response.headers.set("Content-Disposition", "attachment", filename=f"{gettext('Roster')}.xlsx")
    return response


@official.post("/rosters/<class_slug>/<unit_code>/import")
@large_upload(MOST_BYTES + 500_000)
@slow_start
def take_in_roster(class_slug: str, unit_code: str) -> Any:
    """Read it and go to the desk; where the columns are unknown, ask."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    form = RosterForm()
    sent = form.file.data
    data = sent.read() if sent and sent.filename else b""
    if not form.validate() or not data:
        return _page(training_class, unit, form, "" if data else str(gettext("Choose a file.")), bad=True)
    return _take_in(training_class, unit, str(sent.filename), data, form.effective_on.data, None)


@official.post("/rosters/<class_slug>/<unit_code>/import/<token>")
@slow_start
def take_in_roster_columns(class_slug: str, unit_code: str, token: str) -> Any:
    """Read the kept file by the columns that were named."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    kept, on = waiting.kept(token), _day(request.form.get("on", ""))
    if kept is None or on is None:
        form = RosterForm(formdata=None, effective_on=_first_day(training_class))
        return _page(training_class, unit, form, str(gettext("The file is not here any more. Choose it again.")))
    roles = [role if role in ROLES else "" for role in request.form.getlist("role")][:256]
    return _take_in(training_class, unit, *kept, on, roles, request.form.get("digest", "")[:64])


def _take_in(
    training_class: TrainingClass,
    unit: Unit,
    name: str,
    data: bytes,
    on: Any,
    roles: list[str] | None,
    digest: str = "",
) -> Any:
    try:
        roster = _read(name, data, roles)
        made = roster_import.new_import(training_class, unit.code, current_user.id, name, roster, on)
    except ColumnsUnknown as unknown:
        return _ask_columns(training_class, unit, name, data, on, unknown)
    except RuleBroken as error:
        return _page(training_class, unit, RosterForm(formdata=None, effective_on=on), sentence(error))
    by_id, rows = current_user.id, roster_import.prepare(made, roster)
    db.session.rollback()
    key = roster_import.stage(made, rows)
    if roles and digest:
        with db.writing():
            import_actions.remember_layout(by_id, digest, roles)
    return redirect(url_for("official.roster_desk", roster_id=key), 303)


def _read(name: str, data: bytes, roles: list[str] | None) -> Any:
    """Read by the head, else by what this official once said of tables with the same first row."""
    try:
        return roster_apart.read(name, data, roles)
    except ColumnsUnknown as unknown:
        known = import_queries.layout(current_user.id, _digest(unknown)) if roles is None else None
        if known is None:
            raise
        return roster_apart.read(name, data, known)


def _digest(unknown: ColumnsUnknown) -> str:
    return sha256("\x1f".join(unknown.names).encode()).hexdigest()


def _ask_columns(
    training_class: TrainingClass, unit: Unit, name: str, data: bytes, on: date, unknown: ColumnsUnknown
) -> Any:
    page = render_template(
        "official/roster_columns.html",
        training_class=training_class,
        unit=unit,
        kept=waiting.keep(name, data),
        rows=unknown.rows,
        guess=unknown.guess,
        roles=ROLE_WORDS,
        digest=_digest(unknown),
        on=on,
        file_name=name,
    )
    return page, 422


def _first_day(training_class: TrainingClass) -> date:
    """Before the class begins everybody counts from its first day on, later from today."""
    return max(training_class.starts_on, min(clock.today(), training_class.ends_on))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _page(training_class: TrainingClass, unit: Unit, form: RosterForm, refusal: str = "", *, bad: bool = False) -> Any:
    page = render_template(
        "official/roster_file.html",
        training_class=training_class,
        unit=unit,
        form=form,
        refusal=refusal,
        imports=roster_queries.imports_of(training_class.id, unit.code),
    )
    return page, 422 if refusal or bad else 200
