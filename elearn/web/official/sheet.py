"""The sheet of activation codes of a township or village, to print and cut."""

from typing import Any

from flask import current_app, render_template
from flask_login import current_user
from markupsafe import Markup

from elearn.audit.actions import record
from elearn.errors import RuleBroken, marked
from elearn.files import qr
from elearn.people import code_sheet
from elearn.people.access import Level
from elearn.reports import directory
from elearn.web.official import official
from elearn.web.official.loaders import no_store, own_unit

LONGEST_SHEET = 300
"""Slips on one sheet: every township of Shanxi fits, and the transaction that issues them stays short."""


@official.get("/people/sheets/<unit_code>")
def activation_sheet(unit_code: str) -> Any:
    """How many people would get a code, and one question before they do."""
    unit = own_unit(unit_code)
    return render_template(
        "official/activation_sheet.html",
        unit=unit,
        waiting=directory.count_not_activated(unit.code),
        below=directory.waiting_below(unit.code) if unit.level is not Level.VILLAGE else [],
    )


@official.post("/people/sheets/<unit_code>")
def print_sheet(unit_code: str) -> Any:
    """Issue the codes and show them this one time."""
    unit = own_unit(unit_code)
    users = directory.not_activated(unit.code, LONGEST_SHEET + 1)
    if len(users) > LONGEST_SHEET:
        raise RuleBroken("sheet-too-long", marked("That is too many for one sheet. Choose a smaller unit."))
    slips = code_sheet.issue_codes(users, current_user.id, current_app.config["SECRET_KEY"])
    record("print_sheet", f"unit:{unit.code}", actor_id=current_user.id, unit_code=unit.code, people=len(slips))
    address = current_app.config["PUBLIC_URL"].rstrip("/")
    page = render_template(
        "official/sheet_slips.html",
        unit=unit,
        slips=slips,
        address=address,
        # Our own generator made it from our own address: nothing of it comes from a visitor.
        picture=Markup(qr.svg(f"{address}/activate")) if address else "",  # noqa: S704
    )
    return no_store(page)
