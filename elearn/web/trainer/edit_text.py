"""Editing a question as text: every kind, with the learner's view beside it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import db
from elearn.errors import RuleBroken
from elearn.exams.queries import touched
from elearn.questions import actions, checks, take_in
from elearn.questions.bank_text_out import write_question
from elearn.questions.formats import text_file
from elearn.questions.formats.reading import Draft, Place
from elearn.questions.models import Question
from elearn.questions.parsed import ParsedQuestion
from elearn.questions.stored import parsed_of
from elearn.web import pictures
from elearn.web.i18n import sentence
from elearn.web.trainer import trainer
from elearn.web.trainer.edit_question import say_touched, text_view
from elearn.web.trainer.loaders import own_question
from elearn.web.trainer.places import doubt_words
from elearn.web.trainer.question_form import NO_SOURCE
from elearn.web.transactions import slow_start

MOST_TEXT = 20_000


@trainer.get("/banks/<slug>/<int:question_id>/text")
def edit_text(slug: str, question_id: int) -> Any:
    """The question in the form of bank texts."""
    question = own_question(slug, question_id)
    return _page(question, _text(question), parsed_of(question.current, question.ref))


@trainer.post("/banks/<slug>/<int:question_id>/text/look")
@slow_start
def look_at_text(slug: str, question_id: int) -> Any:
    """The learner's view of what is being typed, for the page's script; it writes nothing."""
    question = own_question(slug, question_id)
    reading = text_file.read_text(_sent_text())
    draft = reading.drafts[0] if len(reading.drafts) == 1 else None
    typed = draft.question if draft and draft.question else parsed_of(question.current, question.ref)
    said = _said(draft) if draft else [str(gettext("This text must hold exactly one question."))]
    return render_template("trainer/_learner_view.html", **_view(question, typed, said))


@trainer.post("/banks/<slug>/<int:question_id>/text")
@slow_start
def save_text(slug: str, question_id: int) -> Any:
    """Read it again; look at it, or store it as a new version."""
    question = own_question(slug, question_id)
    text = _sent_text()
    try:
        draft, _ = take_in.reread(question.bank, text, Place())
    except RuleBroken as error:
        return _page(question, text, parsed_of(question.current, question.ref), [sentence(error)])
    if draft.question is None or draft.rejected or request.form.get("do") == "look":
        shown = draft.question or parsed_of(question.current, question.ref)
        return _page(question, text, shown, _said(draft))
    if not draft.question.source.strip():
        return _page(question, text, draft.question, [str(NO_SOURCE)])
    return _save(question, draft.question)


def _save(question: Question, parsed: ParsedQuestion) -> Any:
    slug, question_id, seen = question.bank.slug, question.id, request.form.get("seen", type=int) or 0
    db.start_writing()
    question = own_question(slug, question_id)
    former = question.current.key
    made = actions.edit_question(question, parsed, seen, current_user.id)
    say_touched(question, former, parsed)
    flash(gettext("Saved as a new version.") if made else gettext("Nothing was changed."), "success")
    return redirect(url_for("trainer.question", slug=slug, question_id=question_id), 303)


def _sent_text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n")[:MOST_TEXT]


def _said(draft: Draft) -> list[str]:
    return [doubt_words(doubt) for doubt in draft.rejected]


def _view(question: Question, typed: ParsedQuestion, said: list[str]) -> dict[str, Any]:
    base = pictures.base("trainer.bank_picture", slug=question.bank.slug, question_id=question.id)
    doubts = [gettext(each.message, **each.params) for each in checks.findings(typed) if not each.fatal]
    return text_view(typed, question.bank_id, question.id, [*said, *doubts], base)


def _text(question: Question) -> str:
    """The whole question as text; a case with its sub-questions."""
    parsed = parsed_of(question.current, question.ref)
    return "\n\n".join(write_question(part) for part in parsed.parts())


def _page(question: Question, text: str, typed: ParsedQuestion, wrong: list[str] | None = None) -> Any:
    page = render_template(
        "trainer/edit_text.html",
        bank=question.bank,
        question=question,
        text=text,
        wrong=wrong or [],
        touched=touched(question.id),
        seen=request.form.get("seen", question.current_number),
        **_view(question, typed, []),
    )
    return page, 422 if wrong else 200
