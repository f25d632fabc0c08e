"""A bank as a file: what each format can't carry is listed before it is taken."""

from typing import Any

from flask import abort, make_response, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from elearn.audit.actions import record
from elearn.questions.export import FORMATS, pictures_of, whole_bank
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import own_bank

WORDS = {
    "text": (_l("Bank text"), _l("To keep, to compare and to import again: everything but the pictures.")),
    "xlsx": (_l("Excel, our template"), _l("To mend in Excel or WPS and import again.")),
    "kaoshibao": (_l("Excel, layout of 考试宝"), _l("For the app 考试宝.")),
    "docx": (_l("Word paper"), _l("To print: empty brackets, the answers on pages of their own.")),
    "gift": (_l("GIFT"), _l("For Moodle, as plain text.")),
    "moodle-xml": (_l("Moodle XML"), _l("For Moodle, with the pictures.")),
}


@trainer.get("/banks/<slug>/export")
def export(slug: str) -> Any:
    """The ways out, each with what it can't carry."""
    bank = own_bank(slug)
    whole, pictures = whole_bank(bank), pictures_of(bank)
    left = {
        name: [(problem.ref, gettext(problem.message, **problem.params)) for problem in form.write(whole, pictures)[1]]
        for name, form in FORMATS.items()
    }
    return render_template("trainer/export.html", bank=bank, words=WORDS, left=left, count=len(whole.questions))


@trainer.post("/banks/<slug>/export")
def export_bank(slug: str) -> Any:
    """The file."""
    bank, name = own_bank(slug), request.form.get("format", "")
    form = FORMATS.get(name) or abort(422)
    body, _ = form.write(whole_bank(bank), pictures_of(bank))
    record("export_bank", f"bank:{bank.slug}", actor_id=current_user.id, unit_code=bank.unit_code, file=name)
    response = make_response(body)
    response.headers["Content-Type"] = form.media_type
    response.headers.set("Content-Disposition", "attachment", filename=f"{bank.title}.{form.ending}")
    return response
