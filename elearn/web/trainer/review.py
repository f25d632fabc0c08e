"""Where a question stands: handing it over, publishing, sending back with a comment, retiring."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn.questions import queries, review_actions
from elearn.questions.models import Question, Status
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import own_question


@trainer.post("/banks/<slug>/<int:question_id>/retire")
def retire_question(slug: str, question_id: int) -> Response:
    """Draw it no more."""
    found = own_question(slug, question_id)
    review_actions.retire_question(found, current_user.id)
    flash(gettext("The question is retired. It will not be drawn any more; you can publish it again."), "success")
    return _back(found)


@trainer.post("/banks/<slug>/<int:question_id>/publish")
def publish_question(slug: str, question_id: int) -> Response:
    """Let it be drawn; whoever reviews goes on to the next question that waits."""
    found = own_question(slug, question_id)
    was_waiting = found.status is Status.IN_REVIEW
    review_actions.publish_question(found, current_user.id)
    flash(gettext("The question is published. It can be drawn from now on."), "success")
    return _on(found) if was_waiting else _back(found)


@trainer.post("/banks/<slug>/<int:question_id>/submit")
def submit_question(slug: str, question_id: int) -> Response:
    """Hand a draft over."""
    found = own_question(slug, question_id)
    review_actions.submit_question(found, current_user.id)
    waits = found.status is Status.IN_REVIEW
    flash(gettext("It waits for a second person now.") if waits else gettext("The question is published."), "success")
    return _back(found)


@trainer.post("/banks/<slug>/<int:question_id>/comments")
def comment_question(slug: str, question_id: int) -> Response:
    """Say something of it; with “back” it becomes a draft again, and a reviewer goes on to the next."""
    found = own_question(slug, question_id)
    text = request.form.get("text", "")
    if request.form.get("do") == "back":
        review_actions.make_draft(found, current_user.id, text)
        flash(gettext("The question is a draft again. Whoever mends it reads your comment."), "success")
        return _on(found)
    review_actions.comment(found, current_user.id, text)
    flash(gettext("Your comment is kept with the question."), "success")
    return _back(found)


def _on(found: Question) -> Response:
    following = queries.next_in_review(found.bank_id, found.id, current_user.id)
    if following is None:
        return _back(found)
    return redirect(url_for("trainer.question", slug=found.bank.slug, question_id=following), 303)


def _back(found: Question) -> Response:
    return redirect(url_for("trainer.question", slug=found.bank.slug, question_id=found.id), 303)
