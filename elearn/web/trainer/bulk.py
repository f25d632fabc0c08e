"""Many questions at once: what shall be the same for all is shown first, then done."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.questions import bulk, queries, search
from elearn.questions.bulk import Changes
from elearn.questions.grading import Difficulty, Use
from elearn.questions.models import Bank
from elearn.web.trainer import labels, trainer
from elearn.web.trainer.filters import kept, sent_filters
from elearn.web.trainer.loaders import own_bank
from elearn.web.transactions import slow_start

SHOWN = 20
"""So many of the chosen questions are shown before they are changed."""


@trainer.post("/banks/<slug>/bulk")
@slow_start
def edit_many(slug: str) -> Any:
    """Show what would change; with “do” change it."""
    bank = own_bank(slug)
    ids, changes = _chosen(bank), _changes()
    if request.form.get("do") != "change":
        return _ask(bank, ids, changes)
    changed = bulk.edit_many(bank.id, ids, changes, current_user.id)
    flash(gettext("%(count)s questions are changed.", count=changed), "success")
    return redirect(_back(slug), 303)


def _back(slug: str) -> str:
    filters: dict[str, Any] = dict(kept())
    return url_for("trainer.bank", slug=slug, **filters)


def _chosen(bank: Bank) -> list[int]:
    """Return the ticked questions, or all that the list was narrowed down to; ids of other banks give none."""
    if request.form.get("which") == "all":
        return search.matching_ids(bank.id, sent_filters(), clock.today())
    sent = ",".join(request.form.getlist("id")).split(",")
    return search.own_ids(bank.id, [int(each) for each in sent if each.isdecimal() and len(each) < 10])


def _changes() -> Changes:
    form = request.form
    difficulty = form.get("to_difficulty", "")
    uses = tuple(use for use in Use if use.value in form.getlist("to_use"))
    return Changes(
        topic=form.get("to_topic", "").strip()[:60] or None,
        difficulty=Difficulty(difficulty) if difficulty in set(Difficulty) else None,
        uses=uses or None,
        source=form.get("to_source", "").strip()[:300] or None,
    )


def _ask(bank: Bank, ids: list[int], changes: Changes) -> Any:
    if not ids or not changes.any or len(ids) > bulk.MOST:
        said = gettext("Tick questions, and say what shall be changed; at most %(most)s at once.", most=bulk.MOST)
        flash(said, "warning")
        return redirect(_back(bank.slug), 303)
    return render_template(
        "trainer/edit_many.html",
        bank=bank,
        ids=ids,
        shown=queries.questions_of(bank.id, ids[:SHOWN]),
        changes=changes,
        sent=kept(),
        labels=labels,
    )
