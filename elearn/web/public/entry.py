"""What the ways in share: where to go afterwards, and keeping the new sign-in in this browser."""

from typing import Any

from flask import current_app, redirect, url_for
from flask_login import current_user

from elearn import clock
from elearn.people import actions, queries
from elearn.people.models import User
from elearn.web import signed_in
from elearn.web.device import device
from elearn.web.tries import address


def own_path(target: str | None) -> str | None:
    """Return `target` if it is a path of this site, else None: nobody is sent elsewhere by a link to our sign-in.

    Browsers read “\\” as “/” and skip control characters, so “/\\evil” and “/<tab>/evil” count as foreign.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return None
    if "\\" in target or any(ord(char) < 33 for char in target):
        return None
    return target


def enter(user: User, target: str | None = None) -> Any:
    """Sign a person in on this browser and go on. Needs an open writing transaction."""
    if current_user.is_authenticated:
        actions.end_sign_in(current_user.id, current_user.sign_in.id)
    made = actions.start_sign_in(user, address(), device(), current_app.config["LEARNER_DAYS"])
    sign_in = queries.open_sign_in(made.token, clock.now())
    assert sign_in is not None
    signed_in.start(sign_in)
    return redirect(own_path(target) or url_for("learner.home"), 303)
