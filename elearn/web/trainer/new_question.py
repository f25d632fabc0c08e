"""Writing a new question: its kind first, then the form or, for kinds that the form does not know, the text."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn import db
from elearn.errors import RuleBroken
from elearn.questions import actions, queries, take_in
from elearn.questions.formats import text_file
from elearn.questions.formats.reading import Place
from elearn.questions.grading import Kind
from elearn.questions.models import Bank, Status
from elearn.questions.parsed import ParsedQuestion
from elearn.web.i18n import sentence
from elearn.web.trainer import labels, trainer
from elearn.web.trainer.edit_question import learner_view, text_view
from elearn.web.trainer.loaders import own_bank
from elearn.web.trainer.places import doubt_words
from elearn.web.trainer.question_form import NO_SOURCE, QuestionForm, empty_form, wants_rows
from elearn.web.transactions import slow_start

MOST_TEXT = 20_000
# What stands in the text box of a case at the start: one line for every part.
PATTERN = (
    "[案例] {ref}\n……\n解析: \n依据: \n\n[单选] {ref}.1\n……（　）\nA. ……\nB. ……\n答案: \n解析: \n\n"
    "[判断] {ref}.2\n……\n答案: \n解析: "
)


@trainer.get("/banks/<slug>/new")
def choose_kind(slug: str) -> Any:
    """The kinds of question."""
    return render_template("trainer/choose_kind.html", bank=own_bank(slug), kinds=labels.KINDS)


@trainer.route("/banks/<slug>/new/<kind>", methods=["GET", "POST"])
@slow_start
def new_question(slug: str, kind: str) -> Any:
    """The editor for one kind; it stays open for the next question where that is asked for."""
    bank, wanted = own_bank(slug), _kind(kind)
    return _text(bank, wanted) if wanted is Kind.CASE else _form(bank, wanted)


@trainer.post("/banks/<slug>/new/<kind>/look")
@slow_start
def look_at_new(slug: str, kind: str) -> Any:
    """The learner's view of what is being typed, for the page's script; it writes nothing."""
    bank, wanted = own_bank(slug), _kind(kind)
    if wanted is Kind.CASE:
        return _look_at_text(bank)
    form = empty_form(wanted, list(bank.uses))
    form.check(bank.slug)
    return render_template("trainer/_learner_view.html", **learner_view(form, form.question(bank.slug), bank.id, None))


def _look_at_text(bank: Bank) -> Any:
    reading = text_file.read_text(_sent_text())
    draft = reading.drafts[0] if len(reading.drafts) == 1 else None
    if draft is None or draft.question is None:
        said = [doubt_words(doubt) for doubt in draft.rejected] if draft else []
        return render_template("trainer/_not_yet.html", said=said)
    doubts = [doubt_words(doubt) for doubt in [*draft.rejected, *draft.warnings]]
    return render_template("trainer/_learner_view.html", **text_view(draft.question, bank.id, None, doubts))


def _sent_text() -> str:
    return request.form.get("text", "").replace("\r\n", "\n")[:MOST_TEXT]


def _kind(word: str) -> Kind:
    return Kind(word) if word in set(Kind) else abort(404)


def _form(bank: Bank, kind: Kind) -> Any:
    form = empty_form(kind, list(bank.uses))
    if not form.is_submitted() or wants_rows():
        return _form_page(bank, kind, form)
    sound = form.check(bank.slug)
    if request.form.get("do") == "look" or not sound:
        return _form_page(bank, kind, form, 200 if sound else 422)
    try:
        return _store(bank, kind, form.question(bank.slug))
    except RuleBroken as error:
        form.form_errors.append(sentence(error))
        return _form_page(bank, kind, form, 422)


def _form_page(bank: Bank, kind: Kind, form: QuestionForm, status: int = 200) -> Any:
    typed = form.question(bank.slug)
    page = render_template(
        "trainer/edit_question.html",
        bank=bank,
        question=None,
        kind=kind.value,
        form=form,
        stale=False,
        seen="0",
        **learner_view(form, typed, bank.id, None),
    )
    return page, status


def _text(bank: Bank, kind: Kind) -> Any:
    ref = queries.next_ref(bank)
    if request.method == "GET":
        return _text_page(bank, kind, PATTERN.format(ref=ref), [])
    text = _sent_text()
    try:
        draft, _ = take_in.reread(bank, text, Place())
        if draft.question is None or draft.rejected or request.form.get("do") == "look":
            return _text_page(bank, kind, text, [doubt_words(doubt) for doubt in draft.rejected])
        if not draft.question.source.strip():
            return _text_page(bank, kind, text, [str(NO_SOURCE)])
        return _store(bank, kind, draft.question)
    except RuleBroken as error:
        return _text_page(bank, kind, text, [sentence(error)])


def _text_page(bank: Bank, kind: Kind, text: str, wrong: list[str]) -> Any:
    page = render_template(
        "trainer/edit_text.html",
        bank=bank,
        question=None,
        kind=kind.value,
        text=text,
        wrong=wrong,
        seen="0",
        typed=None,
    )
    return page, 422 if wrong else 200


def _store(bank: Bank, kind: Kind, parsed: ParsedQuestion) -> Response:
    slug = bank.slug
    db.start_writing()
    made = actions.add_question(own_bank(slug), parsed, current_user.id)
    waits = made.status is Status.IN_REVIEW
    words = {"ref": made.ref}
    said = gettext("%(ref)s is stored and waits for a second person.", **words) if waits else None
    flash(said or gettext("%(ref)s is stored and published.", **words), "success")
    if request.form.get("do") == "more":
        return redirect(url_for("trainer.new_question", slug=slug, kind=kind.value), 303)
    return redirect(url_for("trainer.question", slug=slug, question_id=made.id), 303)
