"""Editing a question in a form, with the learner's view beside it."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn.errors import RuleBroken
from elearn.exams.queries import touched
from elearn.questions import actions, import_queries
from elearn.questions.models import Question
from elearn.questions.parsed import ParsedQuestion
from elearn.web import pictures
from elearn.web.i18n import sentence
from elearn.web.question_view import as_letters, key_letters, key_text, shown, shown_whole
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import own_question
from elearn.web.trainer.question_form import QuestionForm, blank_form, fits_form, wants_rows
from elearn.web.transactions import slow_start


def editable_question(slug: str, question_id: int) -> Question:
    """Return a question that the form can hold, of a bank of the trainer."""
    question = own_question(slug, question_id)
    return question if fits_form(question.current) else abort(404)


@trainer.route("/banks/<slug>/<int:question_id>/edit", methods=["GET", "POST"])
def edit_question(slug: str, question_id: int) -> Any:
    """Save makes a new version; “look at it” shows the learner's view of what was typed and saves nothing."""
    question = editable_question(slug, question_id)
    form = blank_form(question)
    if not form.is_submitted() or wants_rows():
        return _page(question, form)
    sound = form.check(question.ref)
    if request.form.get("do") == "look" or not sound:
        return _page(question, form, 200 if sound else 422)
    if form.seen.data != str(question.current_number):
        return _page(question, form, 409)
    former, typed = question.current.key, form.question(question.ref)
    try:
        made = actions.edit_question(question, typed, question.current_number, current_user.id)
    except RuleBroken as error:
        form.form_errors.append(sentence(error))
        return _page(question, form, 422)
    flash(_said(question, made), "success" if made else "info")
    say_touched(question, former, typed)
    return redirect(url_for("trainer.question", slug=slug, question_id=question_id), 303)


@trainer.post("/banks/<slug>/<int:question_id>/look")
@slow_start
def look_at_question(slug: str, question_id: int) -> Any:
    """The learner's view of what is being typed, for the page's script; it writes nothing."""
    question = editable_question(slug, question_id)
    form = blank_form(question)
    form.check(question.ref)
    return render_template("trainer/_learner_view.html", **_view(form, question))


def say_touched(question: Question, former_key: dict[str, Any], parsed: ParsedQuestion) -> None:
    """Tell which attempts were marked by a key that has changed."""
    if actions.version_fields(parsed, ())["key"] == former_key:
        return
    for each in touched(question.id):
        words = gettext(
            "The key has changed. %(count)s attempts at “%(exam)s” hold the former wording and keep their marks.",
            exam=each.title,
            count=each.attempts,
        )
        flash(words, "warning")


def _said(question: Question, made: bool) -> str:
    if not made:
        return str(gettext("Nothing was changed."))
    number = question.current_number
    return str(gettext("Saved as version %(number)s. Papers already drawn keep the version they have.", number=number))


def _page(question: Question, form: QuestionForm, status: int = 200) -> Any:
    current = question.current
    page = render_template(
        "trainer/edit_question.html",
        bank=question.bank,
        question=question,
        form=form,
        stale=status == 409,
        touched=touched(question.id),
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
    return learner_view(form, form.question(question.ref), question.bank_id, question.id, _pictures(question))


def learner_view(
    form: QuestionForm, typed: ParsedQuestion, bank_id: int, own_id: int | None, picture_base: str = ""
) -> dict[str, Any]:
    """Return what the learner's view needs, with the doubts that the import desk would have."""
    doubts = [gettext(each.message, **each.params) for each in getattr(form, "found", []) if not each.fatal]
    return text_view(typed, bank_id, own_id, doubts, picture_base)


def text_view(
    typed: ParsedQuestion, bank_id: int, own_id: int | None, doubts: list[str], picture_base: str = ""
) -> dict[str, Any]:
    """Return what the learner's view needs of a question, with these doubts and what the bank has like it."""
    return {
        "typed": typed,
        "view": shown_whole(typed, picture_base),
        "key_letters": key_letters,
        "key_text": key_text,
        "doubts": [*doubts, *likeness_doubts(bank_id, typed, own_id)],
    }


def likeness_doubts(bank_id: int, typed: ParsedQuestion, own_id: int | None) -> list[str]:
    """Say whether the bank has the same question, or one that is nearly the same."""
    if not typed.stem:
        return []
    [double] = import_queries.doubles(bank_id, [typed], without=own_id)
    alike = import_queries.question_texts(filter(None, [double.same_as_id, double.near_id]))
    if found := alike.get(double.same_as_id or 0):
        return [str(gettext("%(ref)s in this bank is the same question.", ref=found.ref))]
    if found := alike.get(double.near_id or 0):
        stem = found.current.stem
        return [str(gettext("%(ref)s is nearly the same: %(stem)s", ref=found.ref, stem=stem))]
    return []
