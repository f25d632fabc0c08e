"""Correcting a key: choose the question, give the new key, see who gains and who loses, then apply it."""

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import db
from elearn.errors import RuleBroken, marked
from elearn.exams import correction_queries, regrade, setting_queries
from elearn.exams.correction_queries import Target
from elearn.exams.event_models import KeyCorrection
from elearn.exams.models import Exam
from elearn.people import unit_queries
from elearn.questions.grading import Kind, Shape, clean_form, letters
from elearn.questions.parsed import ParsedQuestion
from elearn.questions.stored import parsed_of
from elearn.training import marking_actions
from elearn.web.question_view import QuestionView, shape, shown_whole
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import is_own, own_exam
from elearn.web.transactions import slow_start

PAGE = 50


@trainer.get("/exams/<slug>/corrections")
def corrections(slug: str) -> Any:
    """The questions whose key can be corrected, what was corrected, and how far marking again is."""
    exam = own_exam(slug)
    return render_template(
        "trainer/corrections.html",
        exam=exam,
        targets=correction_queries.targets(exam),
        rows=[(row, name, _key_of_row(row)) for row, name in correction_queries.corrections(exam.id)],
        handed_in=correction_queries.handed_in(exam.id),
        to_judge=len(setting_queries.to_judge(exam, marking_actions.EVERY)),
        is_own_bank=is_own,
        key_words=key_words,
    )


@trainer.get("/exams/<slug>/corrections/new")
def correct_key(slug: str) -> Any:
    """The form of one question's new key."""
    exam = own_exam(slug)
    of = _target(exam, request.args)
    return _form(exam, of) if of else redirect(url_for("trainer.corrections", slug=slug), 303)


@trainer.get("/exams/<slug>/corrections/preview")
def preview_correction(slug: str) -> Any:
    """Who gains and who loses; nothing is written."""
    exam = own_exam(slug)
    of = _target(exam, request.args)
    if of is None:
        return redirect(url_for("trainer.corrections", slug=slug), 303)
    key, errors = _read(of, request.args)
    if errors:
        return _form(exam, of, errors), 422
    found = correction_queries.preview(exam, of, key)
    page, pages = _page(len(found.changes))
    rows = found.changes[(page - 1) * PAGE : page * PAGE]
    people = correction_queries.people([change.user_id for change in rows])
    return render_template(
        "trainer/correction_preview.html",
        exam=exam,
        of=of,
        key=key,
        words=key_words(of.question, key["answer"] if key else None, free=key is None),
        preview=found,
        rows=[(change, people[change.user_id]) for change in rows],
        units=unit_queries.names({person.unit_code for person in people.values()}),
        page=page,
        pages=pages,
        sent=request.args,
        fields=_hidden(),
    )


@trainer.post("/exams/<slug>/corrections")
@slow_start
def apply_correction(slug: str) -> Any:
    """Store the new key and mark again."""
    exam = own_exam(slug)
    of = _target(exam, request.form)
    if of is None:
        raise RuleBroken("no-question", marked("Please choose the question first."))
    key, errors = _read(of, request.form)
    if errors:
        return _form(exam, of, errors), 422
    reason, seen = request.form.get("reason", "").strip(), request.form.get("revision", -1, type=int)
    db.start_writing()
    left = marking_actions.correct_key(own_exam(slug), seen, of, key, reason, current_user.id)
    flash(
        gettext(
            "The key is corrected. %(count)s attempts are still to be marked again; this goes on by itself.", count=left
        )
        if left
        else gettext("The key is corrected and everybody is marked again."),
        "success",
    )
    return redirect(url_for("trainer.corrections", slug=slug), 303)


def _target(exam: Exam, given: Any) -> Target | None:
    """Return the question asked for; None where none is named."""
    name = given.get("question", "")
    return (correction_queries.target(exam, name) or abort(404)) if name else None


def _read(of: Target, given: Any) -> tuple[dict[str, Any] | None, dict[str, str]]:
    """Read the new key and what is wrong with the form, by field."""
    errors: dict[str, str] = {}
    reason = given.get("reason", "").strip()
    if not reason:
        errors["reason"] = gettext("Please give the reason.")
    elif len(reason) > 200:
        errors["reason"] = gettext("At most 200 characters.")
    if given.get("free"):
        if of.key.free:
            errors["key"] = gettext("This is the key that holds already.")
        return None, errors
    own = _key_shape(of)
    key = regrade.read_key(own, clean_form(own, "key", given.getlist), given.getlist("accepted"))
    if key is None:
        errors["key"] = gettext("Please give the whole new key, or choose full marks for everybody.")
    elif not of.key.free and regrade.is_same(own, of.key.answer, key):
        errors["key"] = gettext("This is the key that holds already.")
    return {"answer": key}, errors


def _form(exam: Exam, of: Target, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "trainer/correction_form.html",
        exam=exam,
        of=of,
        q=_view(of.question),
        fields=_key_view(of),
        now=key_words(of.question, of.key.answer, free=of.key.free),
        accepted=of.key.answer if of.question.kind is Kind.FILL else [],
        errors=errors or {},
        sent=request.values,
        selected=_selected(of),
    )


def _view(question: ParsedQuestion) -> QuestionView:
    """Return a question in its own letters, in which keys speak."""
    return shown_whole(question, order=letters(shape(question).options))


def _key_shape(of: Target) -> Shape:
    """How the new key is given: a single choice may get several right options, each right by itself."""
    own = shape(of.question)
    return replace(own, kind=Kind.MULTIPLE) if own.kind is Kind.SINGLE else own


def _key_view(of: Target) -> QuestionView:
    return replace(_view(of.question), kind=_key_shape(of).kind.value)


def _selected(of: Target) -> Any:
    own = _key_shape(of)
    return clean_form(own, "key", request.values.getlist) if "key" in request.values else None


def _hidden() -> list[tuple[str, str]]:
    """Return what the preview sends on, field by field."""
    names = ("question", "key", "accepted", "free", "reason")
    return [(name, value) for name in names for value in request.args.getlist(name)]


def _page(count: int) -> tuple[int, int]:
    pages = max(1, -(-count // PAGE))
    return min(max(1, request.args.get("page", 1, type=int)), pages), pages


def _key_of_row(row: KeyCorrection) -> str:
    question = parsed_of(row.version, "")
    of = question if row.part is None else question.children[row.part]
    return key_words(of, row.key["answer"] if row.key else None, free=row.key is None)


def key_words(question: ParsedQuestion, answer: Any, *, free: bool = False) -> str:
    """Return a key, the question's own or a corrected one, in words."""
    if free:
        return str(gettext("Full marks for everybody"))
    own = regrade.in_own_letters(question.kind, answer)
    match question.kind:
        case Kind.TRUE_FALSE:
            return str(gettext("True") if own else gettext("False"))
        case Kind.FILL:
            return "；".join(" / ".join(accepted) for accepted in own)
        case Kind.MATCH:
            rights = dict(zip(letters(26), (right for _, right in question.answer), strict=False))
            return "；".join(
                f"{left} → {rights[letter]}" for (left, _), letter in zip(question.answer, own, strict=True)
            )
        case Kind.ORDER:
            return " → ".join(question.answer[letters(26).index(letter)] for letter in own)
        case Kind.CASE:
            return ""
        case Kind.SINGLE:
            return " / ".join(own or "")
        case _:
            return str(own or "")
