"""学时 of a unit and of a person: sums, .xlsx, the ledger, corrections with a reason, the statement to print."""

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock, db
from elearn.audit.actions import record
from elearn.errors import RuleBroken, marked
from elearn.people import unit_queries
from elearn.people.access import Level, ancestors, covered_by_any
from elearn.people.models import User
from elearn.reports import hours as unit_hours
from elearn.reports import hours_xlsx
from elearn.training import hour_actions, hour_queries
from elearn.training.hour_book import book
from elearn.training.hours import Mode
from elearn.web.official import official
from elearn.web.official.loaders import download, own_codes, own_person, own_unit, trail
from elearn.web.text import mask_mobile, mask_name
from elearn.web.transactions import slow_start

FIRST_YEAR = 2024


@official.get("/hours/<unit_code>")
def hours(unit_code: str) -> Any:
    """Sums of the units below, and the people; names masked."""
    unit, year = own_unit(unit_code), _year()
    codes, listed = own_codes(), unit.level not in (Level.PROVINCE, Level.CITY)  # above, nobody looks for one person
    return render_template(
        "official/hours.html",
        unit=unit,
        year=year,
        years=range(clock.today().year, FIRST_YEAR - 1, -1),
        table=unit_hours.by_unit(unit, year),
        people=unit_hours.people(unit.code, year, request.args.get("page", 1, type=int)) if listed else None,
        norms=book().norms,
        crumbs=[
            (
                each.short_name,
                url_for("official.hours", unit_code=each.code) if covered_by_any(codes, each.code) else None,
            )
            for each in trail(unit)
        ],
    )


# Writing a large sheet takes seconds and needs no lock; the trail is written after it, before anybody gets the file.
@official.post("/hours/<unit_code>/export")
@slow_start
def hours_export(unit_code: str) -> Any:
    """The people as .xlsx: masked, or whole once that was confirmed; the trail keeps which."""
    unit, year = own_unit(unit_code), _year()
    whole = request.form.get("whole") == "1"
    people = unit_hours.people(unit.code, year, size=None).rows
    if not whole:
        people = [replace(each, name=mask_name(each.name), mobile=mask_mobile(each.mobile)) for each in people]
    moment = clock.now().astimezone(clock.SHANGHAI)
    watermark = gettext("Taken by %(name)s, %(time)s", name=current_user.name, time=f"{moment:%Y-%m-%d %H:%M}")
    body = hours_xlsx.build(unit, year, unit_hours.by_unit(unit, year), people, gettext, watermark)
    code, details = unit.code, {"whole": whole, "people": len(people), "year": year}
    db.start_writing()
    record("export_hours", f"unit:{code}", actor_id=current_user.id, unit_code=code, **details)
    return download(body, f"hours-{code}-{year}.xlsx")


@official.get("/people/<int:user_id>/hours")
def person_hours(user_id: int) -> Any:
    """One person's ledger of a year, with the form that corrects it."""
    return _person(own_person(user_id), _year())


@official.post("/people/<int:user_id>/hours")
def correct_hours(user_id: int) -> Any:
    """Add or take hours with a reason; the entry names who did it."""
    user, year, form = own_person(user_id), _year(), request.form
    try:
        amount = Decimal(form.get("hours", "").strip())
        mode = Mode(form.get("mode", ""))
    except (InvalidOperation, ValueError):
        raise RuleBroken(
            "hours-wrong", marked("Choose online or face-to-face, and enter the hours as a number.")
        ) from None
    if not amount.is_finite():
        raise RuleBroken("hours-wrong", marked("Choose online or face-to-face, and enter the hours as a number."))
    title, reason = form.get("title", "")[:120], form.get("reason", "")[:200]
    hour_actions.correct(user, year, mode, amount, title, reason, current_user.id)
    flash(gettext("The entry is in the ledger."), "success")
    return redirect(url_for("official.person_hours", user_id=user.id, year=year), 303)


@official.get("/people/<int:user_id>/hours/<int:year>/statement")
def person_statement(user_id: int, year: int) -> Any:
    """The annual statement of a person, to print."""
    user = own_person(user_id)
    if year not in hour_queries.years(user.id):
        abort(404)
    names = unit_queries.names(ancestors(user.unit_code))
    return render_template(
        "official/hours_statement.html",
        user=user,
        ledger=hour_queries.ledger(user.id, year),
        units=[names[code] for code in ancestors(user.unit_code) if len(code) >= 6 and code in names],
    )


def _year() -> int:
    year = request.values.get("year", clock.today().year, type=int)
    return year if FIRST_YEAR <= year <= clock.today().year else abort(404)


def _person(user: User, year: int) -> str:
    codes = own_codes()
    return render_template(
        "official/person_hours.html",
        user=user,
        ledger=hour_queries.ledger(user.id, year),
        years=hour_queries.years(user.id),
        correctable=year >= clock.today().year - 1,
        units=[each for each in trail(user.unit) if covered_by_any(codes, each.code)],
    )
