"""Entering a person by hand; a whole list comes in as a roster."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import StringField, ValidationError
from wtforms.validators import InputRequired, Length

from elearn.errors import RuleBroken
from elearn.people import actions, names
from elearn.web.i18n import sentence
from elearn.web.official import official
from elearn.web.official.loaders import own_unit
from elearn.web.sign_in_fields import mobile_field, must_be_mobile


class PersonForm(FlaskForm):  # type: ignore[misc]
    """All that is kept of a person: name, number and post; the unit is the page's."""

    name = StringField(
        _l("Name"), [InputRequired(_l("Enter the name."))], filters=[lambda text: names.clean_name(text or "")]
    )
    mobile = mobile_field()
    post = StringField(_l("Post"), [Length(max=40, message=_l("At most 40 characters."))])
    validate_mobile = must_be_mobile

    def validate_name(self, field: StringField) -> None:
        """Rare characters and “·” are welcome, digits and signs are not."""
        if not names.is_name(field.data or ""):
            raise ValidationError(gettext("Write the name as it is on the identity card, without digits or signs."))


@official.route("/people/new/<unit_code>", methods=["GET", "POST"])
def add_person(unit_code: str) -> Any:
    """Create an account without a password; the person's page then offers a code and the rosters."""
    unit, form = own_unit(unit_code), PersonForm()
    if form.is_submitted():
        if form.validate() and (user_id := _added(form, unit.code)) is not None:
            flash(
                gettext("%(name)s has been added. Now put them on a roster and issue a code.", name=form.name.data),
                "success",
            )
            return redirect(url_for("official.person", user_id=user_id), 303)
        return render_template("official/add_person.html", unit=unit, form=form), 422
    return render_template("official/add_person.html", unit=unit, form=form)


def _added(form: PersonForm, unit_code: str) -> int | None:
    """Return the id of the new person, or None where the number is taken, which is then said at the field."""
    try:
        user = actions.add_person(
            name=str(form.name.data),
            mobile=str(form.mobile.data),
            unit_code=unit_code,
            post=str(form.post.data or ""),
            by_id=current_user.id,
        )
    except RuleBroken as error:
        if error.code != "mobile_taken":
            raise
        form.mobile.errors = [sentence(error)]
        return None
    return user.id
