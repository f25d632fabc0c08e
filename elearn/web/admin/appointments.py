"""Appointments: who has which role where, giving a role and ending it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, InputRequired, Optional

from elearn import clock
from elearn.people import appointment_actions, appointment_queries, names, unit_queries
from elearn.people.access import Role, covered_by_any
from elearn.people.models import Unit, User
from elearn.web.admin import admin
from elearn.web.admin.labels import ROLES
from elearn.web.admin.loaders import found_unit, own_appointment, own_codes


class AppointForm(FlaskForm):  # type: ignore[misc]
    """Role, unit and days."""

    role = RadioField(
        _l("Role"),
        [InputRequired(_l("Choose a role."))],
        choices=[
            SelectChoice(Role.OFFICIAL.value, _l("Official: rosters, completion and activation codes")),
            SelectChoice(Role.TRAINER.value, _l("Trainer: question banks and courses")),
            SelectChoice(Role.ADMIN.value, _l("Administrator: units and roles")),
        ],
    )
    unit_code = StringField(
        _l("Code of the unit"),
        [DataRequired(_l("Enter the code of the unit."))],
        filters=[lambda text: (text or "").strip().upper()],
        description=_l("The role holds for this unit and all below it. The page of each unit shows its code."),
    )
    starts_on = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))], default=clock.today)
    ends_on = DateField(_l("Last day"), [Optional()], description=_l("Leave it empty if no end is known."))

    unit: Unit | None = None

    def validate_unit_code(self, field: StringField) -> None:
        """The unit must be the admin's."""
        self.unit = found_unit(field.data or "")
        if self.unit is None or self.unit.closed_on is not None:
            raise ValidationError(gettext("There is no open unit with this code in your area."))

    def validate_ends_on(self, field: DateField) -> None:
        """The days must be in order."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(gettext("The last day lies before the first one."))


class EndForm(FlaskForm):  # type: ignore[misc]
    """The last day of an appointment."""

    ends_on = DateField(
        _l("Last day"),
        [InputRequired(_l("Choose the last day."))],
        default=clock.today,
        description=_l("The role still holds on this day. Choose yesterday if it has to end at once."),
    )


@admin.get("/appointments")
def appointments() -> Any:
    """Who has which role where."""
    text, ended = request.args.get("q", "").strip()[:40], request.args.get("ended") == "1"
    chosen = request.args.get("role", "")
    role = Role(chosen) if chosen in set(Role) else None
    found = appointment_queries.listed(
        own_codes(), clock.today(), role=role, text=text, ended=ended, page=request.args.get("page", 1, type=int)
    )
    return render_template(
        "admin/appointments.html", found=found, role=role, text=text, ended=ended, ROLES=ROLES, Role=Role
    )


@admin.route("/appointments/new", methods=["GET", "POST"])
def appoint() -> Any:
    """Find a person by mobile number, then give a role over a unit."""
    mobile, unit_code = request.values.get("mobile", "").strip()[:30], request.args.get("unit", "")
    user = appointment_queries.person(mobile, own_codes()) if mobile else None
    form = AppointForm(unit_code=unit_code or (user.unit_code if user else ""))
    if user and form.validate_on_submit() and form.unit:
        days = (form.starts_on.data or clock.today(), form.ends_on.data)
        appointment_actions.appoint(user, Role(form.role.data), form.unit, *days, current_user.id)
        flash(_appointed(user, Role(form.role.data), form.unit), "success")
        return redirect(url_for("admin.appointments"), 303)
    if form.is_submitted() and user is None:
        abort(404)
    page = render_template(
        "admin/appoint.html",
        form=form,
        user=user,
        mobile=names.clean_mobile(mobile),
        home=_way(user.unit_code) if user else "",
        unit_code=unit_code,
    )
    return page, 422 if form.is_submitted() else 200


@admin.route("/appointments/<int:appointment_id>/end", methods=["GET", "POST"])
def end_appointment(appointment_id: int) -> Any:
    """Set the last day of an appointment."""
    appointment, form = own_appointment(appointment_id), EndForm()
    if form.validate_on_submit():
        appointment_actions.end(appointment, form.ends_on.data or clock.today(), current_user.id)
        flash(gettext("The role of %(name)s has been given its last day.", name=appointment.user.name), "success")
        return redirect(url_for("admin.appointments"), 303)
    page = render_template("admin/end_appointment.html", form=form, appointment=appointment, ROLES=ROLES)
    return page, 422 if form.is_submitted() else 200


def _appointed(user: User, role: Role, unit: Unit) -> str:
    return str(gettext("%(name)s is now %(role)s for %(unit)s.", name=user.name, role=ROLES[role], unit=unit.name))


def _way(code: str) -> str:
    """Return where a unit is, as far up as the admin's own units reach."""
    codes = own_codes()
    return " · ".join(each.short_name for each in unit_queries.trail(code) if covered_by_any(codes, each.code))
