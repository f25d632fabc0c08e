"""Editing a question in a form, with the learner's view beside it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn.questions import actions
from elearn.questions.grading import TICKED_KINDS
from elearn.questions.models import Question
from elearn.web import pictures
from elearn.web.question_view import as_letters, key_letters, key_text, shown, shown_whole
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import own_question
from elearn.web.trainer.question_form import QuestionForm, blank_form
from elearn.web.transactions import slow_start


def editable_question(slug: str, question_id: int) -> Question:
    """Return a question of a kind that the form knows, of a bank of the trainer."""
    question = own_question(slug, question_id)
    return question if question.current.kind in TICKED_KINDS else abort(404)


@trainer.route("/banks/<slug>/<int:question_id>/edit", methods=["GET", "POST"])
def edit_question(slug: str, question_id: int) -> Any:
    """Save makes a new version; “look at it” shows the learner's view of what was typed and saves nothing."""
    question = editable_question(slug, question_id)
    form = blank_form(question)
    if not form.is_submitted():
        return _page(question, form)
    sound = form.check(question.ref)
    if request.form.get("do") == "look" or not sound:
        return _page(question, form, 200 if sound else 422)
    if form.seen.data != str(question.current_number):
        return _page(question, form, 409)
    made = actions.edit_question(question, form.question(question.ref), question.current_number, current_user.id)
    flash(_said(question, made), "success" if made else "info")
    return redirect(url_for("trainer.question", slug=slug, question_id=question_id), 303)


@trainer.post("/banks/<slug>/<int:question_id>/look")
@slow_start
def look_at_question(slug: str, question_id: int) -> Any:
    """The learner's view of what is being typed, for the page's script; it writes nothing."""
    question = editable_question(slug, question_id)
    form = blank_form(question)
    form.check(question.ref)
    return render_template("trainer/_learner_view.html", **_view(form, question))


def _said(question: Question, made: bool) -> str:
    if not made:
        return str(gettext("Nothing was changed."))
    number = question.current_number
    return str(gettext("Saved as version %(number)s. Papers already drawn keep the version they have.", number=number))


def _page(question: Question, form: QuestionForm, status: int = 200) -> Any:
    current = question.current
    page = render_template(
        "trainer/edit_question.html",
        question=question,
        form=form,
        stale=status == 409,
        # A refused form goes on from the version it began with; one that was shown the newer version goes on from that.
        seen=question.current_number if status == 409 else form.seen.data,
        current=shown(current, picture_base=_pictures(question)),
        current_correct=as_letters(current.answer),
        **_view(form, question),
    )
    return page, status


def _pictures(question: Question) -> str:
    return pictures.base("trainer.bank_picture", slug=question.bank.slug, question_id=question.id)


def _view(form: QuestionForm, question: Question) -> dict[str, Any]:
    """Return what the learner's view needs."""
    typed = form.question(question.ref)
    return {
        "typed": typed,
        "view": shown_whole(typed, _pictures(question)),
        "key_letters": key_letters,
        "key_text": key_text,
        "doubts": [gettext(each.message, **each.params) for each in getattr(form, "found", []) if not each.fatal],
    }
