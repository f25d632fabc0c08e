"""The question banks of a trainer, and the questions of one bank with search and filters."""

import enum
from typing import Any, TypeVar

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.people import unit_queries
from elearn.questions import actions, queries, search
from elearn.questions.grading import Difficulty, Kind, Use
from elearn.questions.models import ReviewRule, Status
from elearn.web.trainer import labels, trainer
from elearn.web.trainer.loaders import is_own, own_bank, own_codes, visible_bank

E = TypeVar("E", bound=enum.Enum)


@trainer.get("/banks")
def banks() -> Any:
    """All banks that the trainer may use, with how many questions each has and what is due."""
    rows = search.banks(own_codes(), clock.today())
    return render_template(
        "trainer/banks.html",
        own=[row for row in rows if is_own(row.bank)],
        above=[row for row in rows if not is_own(row.bank)],
        units=unit_queries.names({row.bank.unit_code for row in rows}),
    )


@trainer.get("/banks/<slug>")
def bank(slug: str) -> Any:
    """The questions of a bank, narrowed down by words and filters."""
    found = visible_bank(slug)
    filters = sent_filters()
    page = request.args.get("page", 1, type=int)
    rows = search.questions(found, filters, clock.today(), page=page, only_open=not is_own(found))
    return render_template(
        "trainer/bank.html",
        bank=found,
        mine=is_own(found),
        unit=unit_queries.unit(found.unit_code),
        filters=filters,
        sent=_kept(),
        found=rows,
        topics=search.topics(found),
        waiting=queries.next_in_review(found.id, 0, current_user.id) if is_own(found) else None,
        review_words=labels.REVIEWS,
        labels=labels,
    )


@trainer.post("/banks/<slug>/review")
def set_review(slug: str) -> Any:
    """Say which questions of the bank a second person must see."""
    found = own_bank(slug)
    wanted = request.form.get("review", "")
    rule = ReviewRule(wanted) if wanted in set(ReviewRule) else abort(422)
    actions.set_review(found, rule, current_user.id)
    flash(gettext("Saved."), "success")
    return redirect(url_for("trainer.bank", slug=slug), 303)


def sent_filters() -> search.Filters:
    """Read the filters from the address; what makes no sense narrows nothing."""
    return search.Filters(
        text=request.args.get("q", "").strip()[:60],
        kind=_one_of(Kind, "kind"),
        status=_one_of(Status, "status"),
        difficulty=_one_of(Difficulty, "difficulty"),
        use=_one_of(Use, "use"),
        topic=request.args.get("topic", "")[:60],
        due=request.args.get("due") == "1",
    )


def _one_of(kind: type[E], name: str) -> E | None:
    value = request.args.get(name, "")
    return kind(value) if value in {each.value for each in kind} else None


def _kept() -> dict[str, str]:
    """Return the filters as they stand in the address, for the links to other pages of the list."""
    names = ("q", "kind", "status", "difficulty", "use", "topic", "due")
    return {name: value for name in names if (value := request.args.get(name, ""))}
