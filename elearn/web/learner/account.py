"""My account: see, correct and export one's own data, password, and where one is signed in."""

import json
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired, Length

from elearn import clock, db
from elearn.audit.actions import record
from elearn.people import actions, hashing, names, queries
from elearn.people.models import SignIn
from elearn.reports.own_data import own_data
from elearn.web.device import device_name
from elearn.web.learner import learner
from elearn.web.sign_in_fields import NewPasswordForm
from elearn.web.transactions import slow_start
from elearn.web.tries import address, locked


class DetailsForm(FlaskForm):  # type: ignore[misc]
    """What a person may correct without asking anybody."""

    name = StringField(
        _l("Name"),
        [InputRequired(_l("Enter your name.")), Length(max=names.LONGEST_NAME)],
        filters=[lambda text: names.clean_name(text or "")],
    )
    post = StringField(_l("Post"), [Length(max=40, message=_l("At most 40 characters."))])

    def validate_name(self, field: StringField) -> None:
        """Rare characters and “·” are welcome, digits and signs are not."""
        if not names.is_name(field.data or ""):
            raise ValidationError(gettext("Write the name as it is on your identity card, without digits or signs."))


class ChangePasswordForm(NewPasswordForm):
    """The present password, and the new one twice."""

    present = PasswordField(_l("Present password"), [InputRequired(_l("Enter your present password."))])


@learner.get("/account")
def account() -> Any:
    """Own data, sign-ins and what one may do with them."""
    sign_ins = queries.open_sign_ins(current_user.id, clock.now())
    own = current_user.sign_in.id
    return render_template(
        "learner/account.html", user=current_user.user, sign_ins=sign_ins, this_sign_in=own, device_name=device_name
    )


@learner.route("/account/details", methods=["GET", "POST"])
def account_details() -> Any:
    """Correct name and post."""
    form = DetailsForm(obj=current_user.user)
    if form.is_submitted():
        if not form.validate():
            return render_template("learner/account_details.html", form=form), 422
        actions.correct_own_data(current_user.user, str(form.name.data), str(form.post.data or ""))
        flash(gettext("Your details have been saved."), "success")
        return redirect(url_for("learner.account"), 303)
    return render_template("learner/account_details.html", form=form)


@learner.get("/account/password")
def account_password() -> Any:
    """The form for a new password."""
    return render_template("learner/account_password.html", form=ChangePasswordForm(), refusal=None)


@learner.post("/account/password")
@slow_start
def change_password() -> Any:
    """Check the present password, locked like a sign-in, and set the new one."""
    form, refusal, status = ChangePasswordForm(), None, 422
    user, here = current_user.user, current_user.sign_in.id
    if form.accepts(user.mobile, user.name):
        user_id, mobile, stored = user.id, user.mobile, user.password_hash
        refusal = locked(mobile)
        status = 429 if refusal else 422
        if not refusal and hashing.fits(stored, str(form.present.data)):
            password_hash = hashing.hash_password(str(form.password.data))
            db.start_writing()
            if (owner := queries.user_with_appointments(user_id)) is None:
                abort(404)
            actions.change_password(owner, password_hash, keep_id=here)
            actions.forgive_tries(mobile, address())
            flash(gettext("The new password holds from now on. Other phones and computers were signed out."), "success")
            return redirect(url_for("learner.account"), 303)
        refusal = refusal or gettext("The present password is wrong.")
    return render_template("learner/account_password.html", form=form, refusal=refusal), status


@learner.post("/account/sign-ins/<int:sign_in_id>/end")
def end_sign_in(sign_in_id: int) -> Any:
    """Sign another of one's browsers out."""
    sign_in = _own_sign_in(sign_in_id)
    actions.end_sign_in(current_user.id, sign_in.id)
    flash(gettext("That device has been signed out."), "success")
    return redirect(url_for("learner.account") + "#sign-ins", 303)


@learner.post("/account/sign-ins/end-others")
def end_other_sign_ins() -> Any:
    """Sign out everywhere but here."""
    actions.end_other_sign_ins(current_user.id, current_user.sign_in.id)
    flash(gettext("All other devices have been signed out."), "success")
    return redirect(url_for("learner.account") + "#sign-ins", 303)


@learner.post("/account/export")
def export_own_data() -> Any:
    """Everything stored about oneself, as a file."""
    text = json.dumps(own_data(current_user.id), ensure_ascii=False, indent=2)
    record(
        "export_own_data",
        f"user:{current_user.id}",
        actor_id=current_user.id,
        unit_code=current_user.user.unit_code,
    )
    headers = {"Content-Disposition": f'attachment; filename="my-data-{clock.today():%Y%m%d}.json"'}
    return Response(text + "\n", mimetype="application/json; charset=utf-8", headers=headers)


def _own_sign_in(sign_in_id: int) -> SignIn:
    """Load a sign-in of one's own, 404 for another's."""
    found = queries.own_sign_in(sign_in_id, current_user.id)
    if found is None:
        abort(404)
    return found
