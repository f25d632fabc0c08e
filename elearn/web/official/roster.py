"""Entering a roster and leaving it: with a date, a reason and who did it; nobody is deleted."""

from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from elearn import clock
from elearn.errors import RuleBroken, marked
from elearn.reports import directory
from elearn.training import actions, roster_actions
from elearn.training.models import Enrolment, TrainingClass
from elearn.web.official import official
from elearn.web.official.loaders import own_codes, own_person, own_place

BAD_DAY = marked("Enter a day of the class, such as 2026-11-01, and a reason of at most 200 characters.")


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


class EntryForm(FlaskForm):  # type: ignore[misc]
    """From which day, and why; today and without a reason where nothing is said."""

    on = DateField(_l("On the roster from"), [Optional()])
    reason = StringField(
        _l("Reason"),
        [Length(max=200, message=_l("At most 200 characters."))],
        filters=[lambda text: (text or "").strip()],
    )

    def day(self, training_class: TrainingClass) -> date | None:
        """Return the day, None for one that can't be."""
        day = self.on.data or clock.today()
        return day if self.validate() and day <= training_class.ends_on else None


@official.post("/people/<int:user_id>/classes/<class_slug>")
def enrol(user_id: int, class_slug: str) -> Any:
    """Put a person on the roster of a class of their unit or of one above."""
    user, form = own_person(user_id), EntryForm()
    training_class = next(
        (each for each in directory.joinable(user, own_codes()) if each.slug == class_slug), None
    ) or abort(404)
    day = form.day(training_class)
    if day is None:
        raise RuleBroken("bad-day", BAD_DAY)
    roster_actions.enter(training_class, [user], day, current_user.id, str(form.reason.data or ""))
    flash(gettext("%(name)s is on the roster now.", name=user.name), "success")
    return redirect(url_for("official.person", user_id=user.id), 303)


@official.post("/people/<int:user_id>/classes/<class_slug>/return")
def come_back(user_id: int, class_slug: str) -> Any:
    """Put a person on the roster again who had left it; the days between stay deducted."""
    user, form = own_person(user_id), EntryForm()
    place = next((each for each in directory.enrolments(user.id) if each.training_class.slug == class_slug), None)
    if place is None or place.left_on is None:
        abort(404)
    day = form.day(place.training_class)
    if day is None:
        raise RuleBroken("bad-day", BAD_DAY)
    roster_actions.come_back(place, user.unit_code, day, str(form.reason.data or ""), current_user.id)
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
