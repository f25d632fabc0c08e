"""Entering a roster and leaving it: with a date, a reason and who did it; nobody is deleted."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from elearn import clock
from elearn.reports import directory
from elearn.training import actions
from elearn.training.models import Enrolment
from elearn.web.official import official
from elearn.web.official.loaders import own_person, own_place


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """From which day and why."""

    left_on = DateField(_l("First day off the roster"), [InputRequired(_l("Enter the day."))])
    reason = StringField(
        _l("Reason"),
        [DataRequired(_l("Please give the reason.")), Length(max=200, message=_l("At most 200 characters."))],
        filters=[lambda text: (text or "").strip()],
    )

    def __init__(self, place: Enrolment) -> None:
        super().__init__(left_on=clock.today())
        self.place = place

    def validate_left_on(self, field: DateField) -> None:
        """Nobody leaves before they came or after the class ended."""
        day = field.data
        if day is None or not self.place.entered_on <= day <= self.place.training_class.ends_on:
            raise ValidationError(gettext("The day must lie between the entry and the end of the class."))


@official.post("/people/<int:user_id>/classes/<class_slug>")
def enrol(user_id: int, class_slug: str) -> Any:
    """Put a person on the roster of a class of their unit or of one above, from today on."""
    user = own_person(user_id)
    training_class = next((each for each in directory.joinable(user) if each.slug == class_slug), None) or abort(404)
    actions.enrol(training_class, [user], clock.today(), current_user.id)
    flash(gettext("%(name)s is on the roster now.", name=user.name), "success")
    return redirect(url_for("official.person", user_id=user.id), 303)


@official.route("/people/<int:user_id>/classes/<class_slug>/withdraw", methods=["GET", "POST"])
def withdraw(user_id: int, class_slug: str) -> Any:
    """Take a person off a roster; they are shown as deducted from then on."""
    place = own_place(user_id, class_slug)
    form = WithdrawForm(place)
    if form.is_submitted():
        if not form.validate():
            return render_template("official/withdraw.html", place=place, form=form), 422
        actions.withdraw(place, form.left_on.data or clock.today(), str(form.reason.data), current_user.id)
        flash(gettext("%(name)s has been taken off the roster.", name=place.user.name), "success")
        return redirect(
            url_for("official.names", class_slug=class_slug, unit_code=place.unit_code, show="deducted"), 303
        )
    return render_template("official/withdraw.html", place=place, form=form)
