"""Making a class and changing it; for a running one who would gain or lose completion is shown before it is done."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import db
from elearn.errors import RuleBroken, marked
from elearn.people import unit_queries
from elearn.people.models import Unit
from elearn.training import class_actions, class_effects, class_plans, class_queries, class_rules
from elearn.training.class_effects import Effects
from elearn.training.class_queries import Choices
from elearn.training.class_rules import Plan
from elearn.training.completion import ClassState
from elearn.training.models import TrainingClass
from elearn.web import class_words
from elearn.web.classes import classes
from elearn.web.classes.class_form import ClassForm, data_of, first_plan
from elearn.web.classes.loaders import own_class, own_codes
from elearn.web.transactions import slow_start

MOST_NAMES = 300


@classes.route("/new", methods=["GET", "POST"])
def new_class() -> Any:
    """Make a class; it is a draft until it is opened."""
    codes = own_codes()
    found = class_queries.choices(codes)
    organiser = class_queries.last_organiser(codes[0]) or db.session.get_one(Unit, codes[0]).short_name
    form = ClassForm(data=data_of(first_plan(codes[0], organiser))).fill_choices(found, codes)
    if not form.is_submitted():
        return _page(form, None, found)
    plan = _typed(form, found, codes, 0)
    if plan is None:
        return _page(form, None, found), 422
    made = class_actions.add_draft(plan, current_user.id)
    flash(gettext("The draft is saved. Look at what a learner will see, put people on the roster, then open it."))
    return redirect(url_for("classes.training_class", class_slug=made.slug), 303)


# Marked slow_start: who gains and loses is computed before the transaction, and people are decided anew after it.
@classes.route("/<class_slug>/edit", methods=["GET", "POST"])
@slow_start
def edit_class(class_slug: str) -> Any:
    """The form; for a running class then what would change for whom; then it is done."""
    held = own_class(class_slug)
    before = class_plans.plan_of(held)
    codes, version = own_codes(), class_plans.version(before)
    found = class_queries.choices(codes, before)
    form = ClassForm(data=data_of(before) | {"version": version})
    form.fill_choices(found, sorted({*codes, before.unit_code}))
    if held.state is ClassState.CLOSED:
        raise RuleBroken("class-closed", marked("This class is closed. Open it again before you change it."))
    if not form.is_submitted() or request.form.get("do") == "back":
        return _page(form, held, found)
    plan = _typed(form, found, codes, class_queries.session_count(held.id))
    if plan is not None and class_queries.has_begun(held.id):
        form.show(class_rules.frozen(before, plan))
    if plan is not None and form.version.data != version:
        form.show([class_rules.Fault("", marked("Somebody changed this class meanwhile. Look at it once more."))])
        form.version.data = version
    if plan is None or form.errors:
        return _page(form, held, found), 422
    if held.state is ClassState.OPEN and class_rules.decides_anew(before, plan):
        effects = class_effects.effects(held.id, plan)
        token = effects.token(version)
        if request.form.get("do") != "apply" or request.form.get("seen") != token:
            return _ask(held, before, plan, effects, token)
    return _apply(held.id, class_slug, plan, version)


def _typed(form: ClassForm, found: Choices, codes: list[str], sessions: int) -> Plan | None:
    """Return the plan that was typed, None where something is wrong with it; the form says what."""
    if not form.validate():
        return None
    plan = form.plan()
    form.show(class_rules.faults(plan, found.known(codes, sessions)))
    return None if form.errors else plan


def _apply(class_id: int, class_slug: str, plan: Plan, version: str) -> Any:
    by_id = current_user.id
    with db.writing():
        held = db.session.get_one(TrainingClass, class_id)
        names = class_actions.change(held, plan, by_id, version)
    class_actions.decide_now(class_id)
    left = db.session.get_one(TrainingClass, class_id).decide_from is not None
    if left:
        flash(gettext("The class is changed. Its people are decided anew; this goes on by itself."), "success")
    else:
        flash(gettext("The class is changed.") if names else gettext("Nothing was changed."), "success")
    return redirect(url_for("classes.training_class", class_slug=class_slug), 303)


def _page(form: ClassForm, held: TrainingClass | None, found: Choices) -> str:
    return render_template(
        "classes/class_form.html",
        form=form,
        held=held,
        found=found,
        begun=held is not None and class_queries.has_begun(held.id),
    )


def _ask(held: TrainingClass, before: Plan, plan: Plan, effects: Effects, seen: str) -> str:
    left_out = ("csrf_token", "do", "seen")
    codes = {code for code, _, _ in effects.by_township()}
    shown = [*effects.gains[:MOST_NAMES], *effects.losses[:MOST_NAMES]]
    return render_template(
        "classes/class_change.html",
        held=held,
        effects=effects,
        seen=seen,
        again=request.form.get("do") == "apply",
        before=class_plans.asked(before),
        after=class_plans.asked(plan),
        units=unit_queries.names(codes | {each.unit_code for each in shown}),
        most=MOST_NAMES,
        words=class_words,
        sent=[(name, value) for name, value in request.form.items(multi=True) if name not in left_out],
    )
