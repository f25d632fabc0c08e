"""The question banks of a trainer, and the questions of one bank with search and filters."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.people import unit_queries
from elearn.questions import bulk, queries, review_actions, search
from elearn.questions.models import ReviewRule
from elearn.web.trainer import labels, trainer
from elearn.web.trainer.filters import kept, sent_filters
from elearn.web.trainer.loaders import is_own, own_bank, own_codes, visible_bank


@trainer.get("/banks")
def banks() -> Any:
    """All banks that the trainer may use, with how many questions each has and what is due."""
    rows = search.banks(own_codes(), clock.today())
    return render_template(
        "trainer/banks.html",
        own=[row for row in rows if is_own(row.bank)],
        above=[row for row in rows if not is_own(row.bank)],
        units=unit_queries.names({row.bank.unit_code for row in rows}),
        due=sum(row.due for row in rows if is_own(row.bank)),
        labels=labels,
    )


@trainer.get("/banks/<slug>")
def bank(slug: str) -> Any:
    """The questions of a bank, narrowed down by words and filters."""
    found = visible_bank(slug)
    mine, filters = is_own(found), sent_filters()
    page = request.args.get("page", 1, type=int)
    own, above = ([found.id], []) if mine else ([], [found.id])
    return render_template(
        "trainer/bank.html",
        bank=found,
        mine=mine,
        unit=unit_queries.unit(found.unit_code),
        filters=filters,
        sent=kept(),
        found=search.questions(own, above, filters, clock.today(), page=page),
        topics=search.topics(found),
        waiting=queries.next_in_review(found.id, 0, current_user.id) if mine else None,
        most_at_once=bulk.MOST,
        labels=labels,
    )


@trainer.get("/questions")
def questions() -> Any:
    """Questions of all banks that the trainer may use: found by words and filters, or due for review."""
    rows = [row.bank for row in search.banks(own_codes(), clock.today())]
    own = [each.id for each in rows if is_own(each)]
    filters, page = sent_filters(), request.args.get("page", 1, type=int)
    above = [] if filters.due else [each.id for each in rows if not is_own(each)]
    return render_template(
        "trainer/questions.html",
        filters=filters,
        sent=kept(),
        found=search.questions(own, above, filters, clock.today(), page=page),
        labels=labels,
    )


@trainer.post("/banks/<slug>/review")
def set_review(slug: str) -> Any:
    """Say which questions of the bank a second person must see."""
    found = own_bank(slug)
    wanted = request.form.get("review", "")
    rule = ReviewRule(wanted) if wanted in set(ReviewRule) else abort(422)
    review_actions.set_review(found, rule, current_user.id)
    flash(gettext("Saved."), "success")
    return redirect(url_for("trainer.bank", slug=slug), 303)
