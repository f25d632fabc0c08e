"""One question: as a learner sees it, its key, where it stands, and its versions; retiring and publishing it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn.questions import actions, queries
from elearn.questions.grading import TICKED_KINDS
from elearn.questions.models import Question, Status
from elearn.questions.stored import parsed_of
from elearn.web import pictures
from elearn.web.question_view import key_letters, key_text, shown_whole
from elearn.web.trainer import labels, trainer
from elearn.web.trainer.loaders import is_own, own_question, visible_question


@trainer.get("/banks/<slug>/<int:question_id>")
def question(slug: str, question_id: int) -> Any:
    """The question as a learner sees it, with key, facts about it and its history."""
    found = visible_question(slug, question_id)
    version = found.current
    parsed = parsed_of(version, found.ref)
    return render_template(
        "trainer/question.html",
        question=found,
        version=version,
        typed=parsed,
        view=shown_whole(parsed, pictures.base("trainer.bank_picture", slug=slug, question_id=found.id)),
        key_letters=key_letters,
        key_text=key_text,
        editable=version.kind in TICKED_KINDS,
        own=version.created_by_id == current_user.id and actions.needs_second(found.bank, version.uses),
        mine=is_own(found.bank),
        history=queries.history(found.id) if is_own(found.bank) else [],
        labels=labels,
    )


@trainer.get("/banks/<slug>/<int:question_id>/pictures/<file>")
def bank_picture(slug: str, question_id: int, file: str) -> Response:
    """A picture of the question."""
    found = visible_question(slug, question_id)
    return pictures.picture_of(found.current, found.bank_id, file)


@trainer.post("/banks/<slug>/<int:question_id>/retire")
def retire_question(slug: str, question_id: int) -> Response:
    """Draw it no more."""
    found = own_question(slug, question_id)
    actions.retire_question(found, current_user.id)
    flash(gettext("The question is retired. It will not be drawn any more; you can publish it again."), "success")
    return _back(found)


@trainer.post("/banks/<slug>/<int:question_id>/publish")
def publish_question(slug: str, question_id: int) -> Response:
    """Let it be drawn; whoever reviews goes on to the next question that waits."""
    found = own_question(slug, question_id)
    was_waiting = found.status is Status.IN_REVIEW
    actions.publish_question(found, current_user.id)
    flash(gettext("The question is published. It can be drawn from now on."), "success")
    following = queries.next_in_review(found.bank_id, found.id, current_user.id) if was_waiting else None
    if following is None:
        return _back(found)
    return redirect(url_for("trainer.question", slug=slug, question_id=following), 303)


def _back(found: Question) -> Response:
    return redirect(url_for("trainer.question", slug=found.bank.slug, question_id=found.id), 303)
