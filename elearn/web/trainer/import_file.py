"""Bringing in a file or pasted text: reading it, asking for unknown columns, and on to the desk."""

from typing import Any

from flask import make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import FileField, TextAreaField
from wtforms.validators import Length

from elearn import db
from elearn.errors import RuleBroken
from elearn.questions import import_actions, import_queries, import_staging, take_in
from elearn.questions.export import XLSX
from elearn.questions.formats.columns import ROLES
from elearn.questions.formats.sniff import MOST_BYTES
from elearn.questions.models import Bank
from elearn.questions.read_apart import LayoutUnknown
from elearn.questions.template_out import write_template
from elearn.web import waiting
from elearn.web.i18n import sentence
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import own_bank
from elearn.web.transactions import large_upload, slow_start

MOST_TEXT = 900_000
ROLE_WORDS = {
    "": _l("not used"),
    "number": _l("Number"),
    "kind": _l("Kind of question"),
    "stem": _l("Question"),
    "option": _l("an option of its own"),
    "options": _l("all options in one cell"),
    "answer": _l("Answer"),
    "explanation": _l("Explanation"),
    "source": _l("Source"),
    "topic": _l("Point of knowledge"),
    "difficulty": _l("Difficulty"),
    "uses": _l("Uses"),
    "effective_on": _l("Takes effect on"),
    "review_on": _l("Review on"),
    "points": _l("Points to mark by"),
    "marks": _l("Marks"),
}


class ImportForm(FlaskForm):  # type: ignore[misc]
    """A file or pasted text."""

    file = FileField(
        _l("File"),
        description=_l(
            "Word (.docx), Excel (.xlsx, .xls), .csv or a text file; also GIFT, Moodle XML, Aiken, QTI and JSON. "
            "Up to 10 MB."
        ),
    )
    text = TextAreaField(_l("Or paste the questions here"), [Length(max=MOST_TEXT)])


@trainer.get("/banks/<slug>/import")
def import_file(slug: str) -> Any:
    """Choose a file or paste text; below, the imports so far."""
    return _page(own_bank(slug), ImportForm())


@trainer.get("/banks/<slug>/import/template")
def import_template(slug: str) -> Any:
    """The empty Excel template, with how to fill it in."""
    own_bank(slug)
    response = make_response(write_template())
    response.headers["Content-Type"] = XLSX
    response.headers.set("Content-Disposition", "attachment", filename=f"{gettext('Question template')}.xlsx")
    return response


@trainer.post("/banks/<slug>/import")
@large_upload(MOST_BYTES + 500_000)
@slow_start
def take_in_file(slug: str) -> Any:
    """Read it and go to the desk; where the columns of a table are unknown, ask."""
    bank, form = own_bank(slug), ImportForm()
    sent = form.file.data
    name, data = (sent.filename, sent.read()) if sent and sent.filename else ("", (form.text.data or "").encode())
    if not form.validate() or not data.strip():
        return _page(bank, form, str(gettext("Choose a file, or paste the questions.")))
    return _take_in(bank, name or str(gettext("pasted text")), data, None)


@trainer.post("/banks/<slug>/import/<token>")
@slow_start
def take_in_columns(slug: str, token: str) -> Any:
    """Read the kept file by the columns that the trainer named."""
    bank = own_bank(slug)
    kept = waiting.kept(token)
    if kept is None:
        return _page(bank, ImportForm(), str(gettext("The file is not here any more. Choose it again.")))
    roles = [role if role in ROLES else "" for role in request.form.getlist("role")][:256]
    return _take_in(bank, *kept, roles, request.form.get("digest", "")[:64])


def _take_in(bank: Bank, name: str, data: bytes, roles: list[str] | None, digest: str = "") -> Any:
    try:
        prepared = _prepare(bank, name, data, roles)
    except LayoutUnknown as unknown:
        return _ask_columns(bank, name, data, unknown)
    except RuleBroken as error:
        return _page(bank, ImportForm(formdata=None), sentence(error))
    by_id = current_user.id
    try:
        made = import_staging.store(bank, by_id, name, prepared.reading, prepared.doubles, prepared.pictures)
    except RuleBroken as error:
        return _page(bank, ImportForm(formdata=None), sentence(error))
    db.start_writing()
    if roles and digest:
        import_actions.remember_layout(by_id, digest, roles)
    return redirect(url_for("trainer.desk", import_id=made), 303)


def _prepare(bank: Bank, name: str, data: bytes, roles: list[str] | None) -> take_in.Prepared:
    """Read by the header, else by what this trainer once said of tables with the same first row."""
    try:
        return take_in.prepare(bank, name, data, roles)
    except LayoutUnknown as unknown:
        known = import_queries.layout(current_user.id, take_in.layout_digest(unknown.layout))
        if known is None:
            raise
        return take_in.prepare(bank, name, data, known)


def _ask_columns(bank: Bank, name: str, data: bytes, unknown: LayoutUnknown) -> Any:
    page = render_template(
        "trainer/import_columns.html",
        bank=bank,
        kept=waiting.keep(name, data),
        rows=unknown.rows,
        guess=unknown.guess,
        roles=ROLE_WORDS,
        digest=take_in.layout_digest(unknown.layout),
        file_name=name,
    )
    return page, 422


def _page(bank: Bank, form: ImportForm, refusal: str = "") -> Any:
    page = render_template(
        "trainer/import_file.html",
        bank=bank,
        form=form,
        refusal=refusal,
        imports=import_queries.imports_of(bank.id),
    )
    return page, 422 if refusal else 200
