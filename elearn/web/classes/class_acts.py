"""What can be done with a class: open, close, copy, delete, take over the former roster."""

from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import db
from elearn.training import class_actions, class_plans, class_roster
from elearn.web.classes import classes
from elearn.web.classes.loaders import is_official_of, own_class, own_codes
from elearn.web.transactions import slow_start


@classes.post("/<class_slug>/open")
def open_class(class_slug: str) -> Any:
    """Let its people see it, or open it again."""
    class_actions.open_class(own_class(class_slug), own_codes(), current_user.id)
    flash(gettext("The class is open. Its people see it from its first day on."), "success")
    return _back(class_slug)


@classes.post("/<class_slug>/close")
def close_class(class_slug: str) -> Any:
    """End it: nobody is entered any more."""
    class_actions.close(own_class(class_slug), current_user.id)
    flash(gettext("The class is closed. Its figures stay as they are."), "success")
    return _back(class_slug)


@classes.post("/<class_slug>/clone")
def clone_class(class_slug: str) -> Any:
    """Make a draft like it, a year later."""
    source = own_class(class_slug)
    made = class_actions.clone(source, class_plans.plan_of(source), current_user.id)
    flash(gettext("This is the copy, a year later. Look at its days and exams."), "success")
    return redirect(url_for("classes.edit_class", class_slug=made.slug), 303)


@classes.post("/<class_slug>/delete")
@slow_start
def delete_class(class_slug: str) -> Any:
    """Delete a draft; who came onto its roster from the former class is taken off first."""
    class_id = own_class(class_slug).id
    class_roster.empty_draft(class_id, current_user.id)
    db.start_writing()
    class_actions.delete_draft(own_class(class_slug), current_user.id)
    flash(gettext("The draft is deleted."), "success")
    return redirect(url_for("classes.listed"), 303)


@classes.post("/<class_slug>/roster")
@slow_start
def take_over_roster(class_slug: str) -> Any:
    """Put the people of the former class on the roster."""
    held = own_class(class_slug)
    if not is_official_of(held):
        abort(404)
    class_id = held.id
    people = class_roster.take_over(class_id, current_user.id)
    class_actions.decide_now(class_id)
    flash(gettext("%(count)s people were put on the roster.", count=people), "success")
    return _back(class_slug)


def _back(class_slug: str) -> Any:
    return redirect(url_for("classes.training_class", class_slug=class_slug), 303)
