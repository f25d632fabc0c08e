"""The first page, signing in and signing out."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired

from elearn import db
from elearn.people import actions, hashing, queries
from elearn.web import signed_in
from elearn.web.public import public
from elearn.web.public.entry import enter, own_path
from elearn.web.sign_in_fields import mobile_field, must_be_mobile
from elearn.web.transactions import slow_start
from elearn.web.tries import locked


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Mobile number and password."""

    mobile = mobile_field()
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password."))])

    validate_mobile = must_be_mobile


@public.get("/")
def index() -> Any:
    """Home for those who are signed in, the two ways in for others."""
    if current_user.is_authenticated:
        return redirect(url_for("learner.home"))
    return render_template("public/index.html")


@public.get("/sign-in")
def sign_in() -> Any:
    """The form; who is signed in already goes on."""
    target = own_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target or url_for("learner.home"))
    return render_template("public/sign_in.html", form=SignInForm(), next=target, refusal=None)


@public.post("/sign-in")
@slow_start
def sign_in_now() -> Any:
    """Check the password, then sign in. Locked, unknown and wrong are told apart by nobody but the lock's owner."""
    form, target = SignInForm(), own_path(request.form.get("next"))
    refusal, status = None, 422
    if form.validate():
        mobile = str(form.mobile.data)
        refusal = locked(mobile)
        if refusal:
            status = 429
        elif (user_id := _whose(mobile, str(form.password.data))) is not None:
            db.start_writing()
            user = queries.user_with_appointments(user_id)
            if user is not None and user.closed_at is None:
                return enter(user, target)
        refusal = refusal or gettext("Mobile number or password is wrong.")
    return render_template("public/sign_in.html", form=form, next=target, refusal=refusal), status


def _whose(mobile: str, password: str) -> int | None:
    """Return whose password it is; every answer takes one hash, known account or not."""
    user = queries.user_by_mobile(mobile)
    user_id, stored = (user.id, user.password_hash) if user else (None, None)
    db.session.rollback()  # no transaction stays open while hashing
    return user_id if hashing.fits(stored, password) else None


@public.post("/sign-out")
def sign_out() -> Any:
    """End this browser's sign-in, for every copy of its cookie."""
    if current_user.is_authenticated:
        actions.end_sign_in(current_user.id, current_user.sign_in.id)
    signed_in.forget()
    return redirect(url_for("public.index"), 303)
