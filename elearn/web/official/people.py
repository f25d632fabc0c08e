"""The people of an official's units: list and search, one person, a one-use code, another mobile number."""

from collections.abc import Sequence
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import InputRequired

from elearn import clock
from elearn.errors import RuleBroken
from elearn.people import actions, unit_queries
from elearn.people.access import covered_by_any
from elearn.reports import directory, queries
from elearn.training import roster_queries
from elearn.training.completion import ClassState
from elearn.training.models import TrainingClass
from elearn.web.i18n import sentence
from elearn.web.official import official
from elearn.web.official.loaders import no_store, own_codes, own_person, own_unit, trail
from elearn.web.sign_in_fields import mobile_field, must_be_mobile


class MobileForm(FlaskForm):  # type: ignore[misc]
    """The number that the person has now."""

    mobile = mobile_field()
    known = BooleanField(
        _l("I know this person and have checked the new number with them."),
        [InputRequired(_l("Please check first: whoever holds this number can get into the account."))],
    )
    validate_mobile = must_be_mobile


@official.get("/people")
def people() -> Any:
    """Everybody in the official's units, masked, 50 a page; `q` is part of a name or the last digits of a number."""
    codes, asked = own_codes(), request.args.get("unit", "")
    text, never = request.args.get("q", "").strip()[:40], request.args.get("signed_in") == "never"
    unit = own_unit(asked) if asked else None
    choices = list(directory.units_under([asked] if asked else codes))
    found = directory.listed([asked] if asked else codes, text, never, request.args.get("page", 1, type=int))
    above = [each for each in trail(unit) if covered_by_any(codes, each.code)][:-1] if unit else []
    return render_template(
        "official/people.html",
        people=found,
        unit=unit,
        choices=[*above, *choices],
        text=text,
        never=never,
        asks=len(roster_queries.asks_for(codes)),
        classes=_taking(queries.classes_for(unit.code, codes)) if unit else [],
    )


def _taking(classes: Sequence[TrainingClass]) -> list[TrainingClass]:
    """Return the classes that still take people."""
    return [each for each in classes if each.ends_on >= clock.today() and each.state is not ClassState.CLOSED]


@official.get("/people/<int:user_id>")
def person(user_id: int) -> Any:
    """One person: details, classes, and what the official can do for them."""
    return _person(user_id, MobileForm())


@official.post("/people/<int:user_id>/code")
def issue_code(user_id: int) -> Any:
    """Issue a one-use code. It stands on the answer to this request and nowhere else."""
    user = own_person(user_id)
    code = actions.issue_code(user, current_user.id, current_app.config["SECRET_KEY"])
    return no_store(render_template("official/code.html", user=user, code=code, days=actions.CODE_HOLDS.days))


@official.post("/people/<int:user_id>/mobile")
def change_mobile(user_id: int) -> Any:
    """Give a person another number; they are signed out everywhere."""
    user, form = own_person(user_id), MobileForm()
    if not form.validate():
        return _person(user_id, form), 422
    try:
        actions.change_mobile(user, str(form.mobile.data), current_user.id)
    except RuleBroken as error:
        if error.code != "mobile_taken":
            raise
        form.mobile.errors = [sentence(error)]
        return _person(user_id, form), 422
    flash(gettext("The new number is saved. The person signs in with it from now on."), "success")
    return redirect(url_for("official.person", user_id=user.id), 303)


def _person(user_id: int, form: MobileForm) -> Any:
    user = own_person(user_id)
    codes = own_codes()
    units = [each for each in trail(user.unit) if covered_by_any(codes, each.code)]
    enrolments = directory.enrolments(user.id)
    history = roster_queries.history([each.id for each in enrolments])
    return render_template(
        "official/person.html",
        user=user,
        units=units,
        enrolments=enrolments,
        history=history,
        unit_names=unit_queries.names({entry.unit_code for rows in history.values() for entry, _, _ in rows}),
        asked=roster_queries.ask_of(user.id),
        today=clock.today(),
        joinable=directory.joinable(user, codes),
        may_withdraw=lambda place: place.left_on is None and covered_by_any(codes, place.unit_code),
        form=form,
    )
