"""The first sign-in, and the way back in after a forgotten password: number + name + code, then a new password."""

from typing import Any

from flask import current_app, redirect, render_template, session, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired

from elearn import clock, db
from elearn.errors import RuleBroken
from elearn.people import actions, hashing, queries
from elearn.people.models import User
from elearn.web.public import public
from elearn.web.public.entry import enter
from elearn.web.sign_in_fields import NewPasswordForm, mobile_field, must_be_mobile
from elearn.web.transactions import slow_start
from elearn.web.tries import address, locked

MARKER = "activation"
MARKER_SECONDS = 1800
"""How long a checked code waits for the password, in the signed cookie of the browser that entered it."""


class ActivationForm(FlaskForm):  # type: ignore[misc]
    """What is printed on the sheet of the township."""

    mobile = mobile_field()
    name = StringField(_l("Name"), [InputRequired(_l("Enter your name."))])
    code = StringField(_l("Activation code"), [InputRequired(_l("Enter the activation code."))])
    validate_mobile = must_be_mobile


@public.get("/activate")
def activate() -> Any:
    """Ask for number, name and code."""
    return render_template("public/activate.html", form=ActivationForm(), refusal=None)


@public.post("/activate")
@slow_start
def check_code() -> Any:
    """Check the three together; the browser then carries a signed marker, never the code in an address."""
    form, refusal, status = ActivationForm(), None, 422
    if form.validate():
        mobile = str(form.mobile.data)
        refusal = locked(mobile)
        if refusal:
            status = 429
        else:
            db.start_writing()
            key = current_app.config["SECRET_KEY"]
            found = queries.find_code(mobile, str(form.name.data), str(form.code.data), key, clock.now())
            if found is not None:
                actions.forgive_tries(mobile, address())
                session[MARKER] = [found.id, int(clock.now().timestamp())]
                return redirect(url_for("public.choose_password"), 303)
        refusal = refusal or gettext("Mobile number, name and activation code do not belong together.")
    return render_template("public/activate.html", form=form, refusal=refusal), status


@public.get("/activate/password")
def choose_password() -> Any:
    """The privacy notice and the new password."""
    user = _activating()
    if user is None:
        return redirect(url_for("public.activate"))
    return render_template("public/choose_password.html", form=NewPasswordForm(), user=user)


@public.post("/activate/password")
@slow_start
def set_password() -> Any:
    """Use up the code, set the password, sign in."""
    user = _activating()
    if user is None:
        raise RuleBroken("code_used", actions.CODE_USED)
    form = NewPasswordForm()
    if not form.accepts(user.mobile, user.name):
        return render_template("public/choose_password.html", form=form, user=user), 422
    db.session.rollback()  # no transaction stays open while hashing
    password_hash = hashing.hash_password(str(form.password.data))
    db.start_writing()
    owner = actions.use_code(session[MARKER][0], password_hash)
    return enter(owner)


def _activating() -> User | None:
    """Return the person whose code was checked in this browser a short while ago and still holds."""
    code_id, at = session.get(MARKER, (0, 0))
    if clock.now().timestamp() - at > MARKER_SECONDS:
        return None
    return queries.code_owner(code_id, clock.now())
