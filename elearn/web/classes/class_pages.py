"""The list of classes, one class, and what a learner will see of it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from flask import render_template
from flask_babel import gettext

from elearn import clock
from elearn.people import unit_queries
from elearn.training import class_plans, class_queries, class_roster, class_rules, todo
from elearn.training.class_queries import ClassRow
from elearn.training.class_rules import Fault, Known, Plan
from elearn.training.completion import ClassState
from elearn.training.models import TrainingClass
from elearn.web import class_words
from elearn.web.classes import classes
from elearn.web.classes.loaders import is_official_of, is_own, own_codes, visible_class


@classes.get("")
def listed() -> Any:
    """All classes of one's units by where they stand, and those that others opened for them."""
    rows = class_queries.listed(own_codes())
    own = [row for row in rows if row.mine]
    groups = [(str(words), [row for row in own if _where(row.training_class) == key]) for key, words in _groups()]
    return render_template(
        "classes/listed.html",
        groups=[(words, found) for words, found in groups if found],
        others=[row for row in rows if not row.mine],
        units=unit_queries.names({row.training_class.unit_code for row in rows}),
        where=_where_words,
        words=class_words,
    )


def _groups() -> list[tuple[str, str]]:
    return [
        ("running", gettext("Running")),
        ("draft", gettext("Drafts")),
        ("planned", gettext("Planned")),
        ("over", gettext("Over")),
    ]


def _where(held: TrainingClass) -> str:
    today = clock.today()
    if held.state is ClassState.DRAFT:
        return "draft"
    if held.state is ClassState.CLOSED or held.ends_on < today:
        return "over"
    return "planned" if held.starts_on > today else "running"


def _where_words(row: ClassRow) -> str:
    return dict(_groups())[_where(row.training_class)]


@classes.get("/<class_slug>")
def training_class(class_slug: str) -> Any:
    """One class: what it plans, what completes it, who is on it, and what can be done with it."""
    held = visible_class(class_slug)
    mine, plan = is_own(held), class_plans.plan_of(held)
    found = class_queries.choices(own_codes(), plan)
    known = found.known(own_codes(), class_queries.session_count(held.id))
    return render_template(
        "classes/training_class.html",
        held=held,
        mine=mine,
        is_official=mine and is_official_of(held),
        plan=plan,
        asked=class_plans.asked(plan),
        exams=class_plans.exams_of(plan),
        courses=class_plans.courses_of(plan),
        units=unit_queries.names({*plan.unit_codes, plan.unit_code}),
        sessions=class_queries.session_count(held.id),
        numbers=class_queries.numbers(held.id) if mine else None,
        faults=_faults(plan, known) if mine and held.state is ClassState.DRAFT else [],
        doubts=class_rules.doubts(plan, known) if mine and held.state is not ClassState.CLOSED else [],
        former=class_queries.former(held) if mine else None,
        to_take_over=class_roster.to_take_over(held) if mine and is_official_of(held) else 0,
        most=class_roster.MOST,
        where=_where(held),
        words=class_words,
    )


def _faults(plan: Plan, known: Known) -> list[Fault]:
    """What keeps a draft from being opened."""
    return class_rules.faults(plan, known) + [class_rules.not_published(each) for each in class_plans.unpublished(plan)]


@classes.get("/<class_slug>/preview")
def preview(class_slug: str) -> Any:
    """What a learner will have to do, as their home shows it."""
    held = visible_class(class_slug)
    plan = class_plans.plan_of(held)
    asked, sessions = class_plans.asked(plan), class_queries.sessions_of(held.id)
    facts = replace(asked.facts, sessions=len(sessions), pass_mark=Decimal(100), exams_missing=len(plan.required_exams))
    return render_template(
        "classes/preview.html",
        held=held,
        plan=plan,
        asked=asked,
        exams=class_plans.exams_of(plan),
        courses=class_plans.courses_of(plan),
        sessions=sessions,
        todo=class_words.todo_words(todo.todo(facts, plan.conditions)),
        words=class_words,
    )
