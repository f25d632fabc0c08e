"""Units: browse the five levels, add one that is no division, rename, close, merge and open again."""

from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from elearn import clock
from elearn.people import appointment_queries, unit_actions, unit_import, unit_queries
from elearn.people.access import Level, covered_by_any
from elearn.people.models import Unit
from elearn.web.admin import admin
from elearn.web.admin.labels import CHANGES, LEVEL_BELOW, LEVELS, ROLES
from elearn.web.admin.loaders import crumbs, found_unit, own_codes, own_unit

FEW = 20


def _squeezed(text: str | None) -> str:
    return " ".join((text or "").split())


class ChangeForm(FlaskForm):  # type: ignore[misc]
    """The day and the reason that every change of a unit needs."""

    on = DateField(
        _l("Day of the change"),
        [InputRequired(_l("Choose the day."))],
        default=clock.today,
        description=_l("Today or an earlier day, as the official document says."),
    )
    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Write the reason.")), Length(max=unit_actions.LONGEST_REASON)],
        filters=[_squeezed],
        description=_l("For example the number of the document that decides it."),
    )

    def validate_on(self, field: DateField) -> None:
        """A change takes hold at once, so its day can't lie ahead."""
        if field.data and not unit_actions.EARLIEST <= field.data <= clock.today():
            raise ValidationError(gettext("The day must be today or earlier. Check the year."))

    def change(self) -> tuple[date, str]:
        """Return day and reason, once the form is valid."""
        return self.on.data or clock.today(), str(self.reason.data)


class NameForm(ChangeForm):
    """A name, with day and reason."""

    name = StringField(
        _l("Name of the unit"),
        [DataRequired(_l("Write the name.")), Length(max=unit_actions.LONGEST_NAME)],
        filters=[_squeezed],
    )


@admin.get("/units")
@admin.get("/units/<code>")
def units(code: str = "") -> Any:
    """A unit with what lies directly below it; without a code the admin's own units."""
    codes = own_codes()
    unit = own_unit(code or codes[0]) if code or len(codes) == 1 else None
    text, closed = request.args.get("q", "").strip()[:60], request.args.get("closed") == "1"
    found = unit_queries.search(text, [unit.code] if unit else codes, closed=closed) if text else None
    return render_template(
        "admin/units.html",
        unit=unit,
        text=text,
        closed=closed,
        found=found,
        Level=Level,
        above=unit_queries.names({each.code[:9] for each in found or [] if each.level is Level.VILLAGE}),
        **(_below(unit, closed) if unit else {"rows": [own_unit(each) for each in codes]}),
    )


def _below(unit: Unit, closed: bool) -> dict[str, Any]:
    """Return what the page of one unit needs."""
    below = LEVEL_BELOW.get(unit.level)
    return {
        "rows": unit_queries.children(unit.code, closed=closed),
        "closed_count": unit_queries.closed_count(unit.code),
        "people": unit_queries.people_below(unit.code),
        "left_behind": unit_queries.left_behind(unit.code),
        "changes": unit_queries.changes(unit.code),
        "in_charge": appointment_queries.over(unit.code, clock.today()),
        "successor": unit_queries.unit(unit.successor_code) if unit.successor_code else None,
        "only_own": own_codes() == [unit.code],
        "below": LEVELS[below] if below else None,
        "trail": crumbs(unit),
        "may_open": lambda code: covered_by_any(own_codes(), code),
        "CHANGES": CHANGES,
        "ROLES": ROLES,
        "LIST": unit_import.REASON,
    }


@admin.route("/units/<code>/add", methods=["GET", "POST"])
def add_unit(code: str) -> Any:
    """Add a unit that is no division under a county."""
    parent, form = own_unit(code), NameForm()
    if form.validate_on_submit():
        made = unit_actions.add_unit(parent, str(form.name.data), *form.change(), current_user.id)
        flash(gettext("%(name)s has been added. Its code is %(code)s.", name=made.name, code=made.code), "success")
        return redirect(url_for("admin.units", code=made.code), 303)
    return _page("admin/add_unit.html", form, parent)


@admin.route("/units/<code>/rename", methods=["GET", "POST"])
def rename_unit(code: str) -> Any:
    """Give a unit another name."""
    unit = own_unit(code)
    form = NameForm(name=unit.name)
    if form.validate_on_submit():
        unit_actions.rename_unit(unit, str(form.name.data), *form.change(), current_user.id)
        flash(gettext("The new name is %(name)s.", name=unit.name), "success")
        return redirect(url_for("admin.units", code=unit.code), 303)
    return _page("admin/rename_unit.html", form, unit)


@admin.route("/units/<code>/close", methods=["GET", "POST"])
def close_unit(code: str) -> Any:
    """Close a unit that has neither people nor open units below it."""
    unit, form = own_unit(code), ChangeForm()
    if form.validate_on_submit():
        unit_actions.close_unit(unit, *form.change(), current_user.id)
        flash(gettext("The unit %(name)s has been closed.", name=unit.name), "success")
        return redirect(url_for("admin.units", code=unit.code), 303)
    return _page("admin/close_unit.html", form, unit, **_weight(unit))


@admin.route("/units/<code>/merge", methods=["GET", "POST"])
def merge_unit(code: str) -> Any:
    """Find the successor, see what the merger does, and confirm it with day and reason."""
    unit, form = own_unit(code), ChangeForm()
    text, into = request.args.get("q", "").strip()[:60], request.values.get("into", "")
    successor = own_unit(into) if into else None
    if successor and form.validate_on_submit():
        moved = unit_actions.merge_units(unit, successor, *form.change(), current_user.id)
        flash(
            gettext(
                "%(name)s now belongs to %(successor)s; %(count)s people moved.",
                name=unit.name,
                successor=successor.name,
                count=moved,
            ),
            "success",
        )
        return redirect(url_for("admin.units", code=unit.code), 303)
    choices = _successors(unit, text) if text and not successor else []
    return _page("admin/merge_unit.html", form, unit, text=text, successor=successor, choices=choices, **_weight(unit))


@admin.route("/units/<code>/reopen", methods=["GET", "POST"])
def reopen_unit(code: str) -> Any:
    """Open a closed unit again."""
    unit, form = own_unit(code), ChangeForm()
    if form.validate_on_submit():
        unit_actions.reopen_unit(unit, *form.change(), current_user.id)
        flash(gettext("The unit %(name)s is open again.", name=unit.name), "success")
        return redirect(url_for("admin.units", code=unit.code), 303)
    return _page("admin/reopen_unit.html", form, unit)


def _page(template: str, form: FlaskForm, unit: Unit, **context: Any) -> Any:
    """Show a form; one that was sent and is still here was refused."""
    page = render_template(template, form=form, unit=unit, trail=crumbs(unit), **context)
    return page, 422 if form.is_submitted() else 200


def _weight(unit: Unit) -> dict[str, int]:
    """Return what hangs on a unit."""
    return {"people": unit_queries.people_below(unit.code), "open_below": unit_queries.open_below(unit.code)}


def _successors(unit: Unit, text: str) -> list[Unit]:
    """Return open units of the admin that may take over, the one with exactly this code first."""
    exact = found_unit(text)
    found = ([exact] if exact else []) + unit_queries.search(text, own_codes())
    fit = {
        each.code: each
        for each in found
        if each.closed_on is None and not each.code.startswith(unit.code) and len(each.code) <= len(unit.code)
    }
    return list(fit.values())[:FEW]
