"""Many questions at once: shown with their answers, then handed over or published."""

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.errors import RuleBroken
from elearn.questions import publish_many as many
from elearn.questions import queries, search
from elearn.questions.models import Status
from elearn.questions.stored import parsed_of
from elearn.web.question_view import key_text
from elearn.web.trainer import labels, trainer
from elearn.web.trainer.filters import kept, sent_filters
from elearn.web.trainer.loaders import own_bank
from elearn.web.transactions import slow_start

OPEN = (Status.DRAFT, Status.IN_REVIEW)


@trainer.post("/banks/<slug>/publish-many")
@slow_start
def publish_many(slug: str) -> Any:
    """Show the chosen questions with their answers; with “do” publish them or hand them over."""
    bank = own_bank(slug)
    ids, filters = _chosen(bank.id), dict[str, Any](kept())
    back = url_for("trainer.bank", slug=slug, **filters)
    if request.form.get("do") == "publish":
        done, left = many.publish_many(bank.id, ids, current_user.id)
        flash(gettext("%(count)s questions are handed over or published.", count=done), "success")
        for words in _reasons(left):
            flash(words, "warning")
        return redirect(back, 303)
    chosen = queries.questions_of(bank.id, ids) if len(ids) <= many.MOST else []
    rows = [(each, parsed_of(each.current, each.ref)) for each in chosen if each.status in OPEN]
    if not rows:
        said = gettext("Choose drafts or questions that wait for review; at most %(most)s at once.", most=many.MOST)
        flash(said, "warning")
        return redirect(back, 303)
    return render_template(
        "trainer/publish_many.html", bank=bank, rows=rows, sent=filters, key_text=key_text, labels=labels
    )


def _reasons(left: Sequence[tuple[str, RuleBroken]]) -> list[str]:
    """Return each reason once, with the numbers of the questions that stay for it."""
    refs: dict[str, list[str]] = {}
    for ref, refused in left:
        refs.setdefault(gettext(refused.message, **refused.params), []).append(ref)
    return [f"{words} {'、'.join(each)}" for words, each in refs.items()]


def _chosen(bank_id: int) -> list[int]:
    """Return the ticked questions, or all that the list was narrowed down to; ids of other banks give none."""
    if request.form.get("publish") == "all":
        return search.matching_ids(bank_id, sent_filters(), clock.today())
    sent = request.form.getlist("id")
    return search.own_ids(bank_id, [int(each) for each in sent if each.isdecimal() and len(each) < 10])
