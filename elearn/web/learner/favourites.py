"""Favourites: questions that somebody wants to find again, each to be answered for oneself."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn.courses import favourite_actions, favourite_queries
from elearn.questions.grading import clean_form
from elearn.questions.models import QuestionVersion
from elearn.questions.stored import parsed_of
from elearn.web import pictures
from elearn.web.judged_view import key_of
from elearn.web.learner import learner
from elearn.web.learner.practice import unreadable
from elearn.web.question_view import shape, shown

PAGE = 20


def own_favourite(question_id: int) -> QuestionVersion:
    """Load the valid version of one of the person's favourites, else 404."""
    if not favourite_queries.is_favourite(current_user.id, question_id):
        abort(404)
    return favourite_queries.current(question_id) or abort(404)


@learner.get("/favourites")
def favourites() -> Any:
    """The list, the last one first."""
    count = favourite_queries.count(current_user.id)
    pages = max(1, -(-count // PAGE))
    page = min(max(1, request.args.get("page", 1, int)), pages)
    rows = favourite_queries.all_of(current_user.id, PAGE, (page - 1) * PAGE)
    return render_template("learner/favourites.html", rows=rows, count=count, page=page, pages=pages)


@learner.post("/favourites/<int:question_id>")
def mark_favourite(question_id: int) -> Any:
    """Mark a question that the person has answered, or not any more."""
    on = request.form.get("on") != "0"
    if favourite_queries.current(question_id) is None:
        abort(404)
    if on and not favourite_queries.was_answered(current_user.id, question_id):
        abort(404)
    favourite_actions.mark(current_user.id, question_id, on=on)
    flash(gettext("Kept in your favourites.") if on else gettext("Not in your favourites any more."), "success")
    return redirect(url_for("learner.favourites"), 303)


@learner.get("/favourites/<int:question_id>")
def favourite(question_id: int) -> Any:
    """One favourite, to be answered for oneself."""
    return _page(own_favourite(question_id))


@learner.post("/favourites/<int:question_id>/try")
def try_favourite(question_id: int) -> Any:
    """Judge an answer. Nothing is stored."""
    version = own_favourite(question_id)
    whole = parsed_of(version, "")
    response = clean_form(shape(whole), "answer", request.form.getlist)
    if wrong := unreadable(shape(whole), response):
        return _page(version, response, wrong=wrong), 422
    return _page(version, response, correct=key_of(whole))


def _page(version: QuestionVersion, selected: Any = None, **more: Any) -> str:
    base = pictures.base("learner.favourite_picture", question_id=version.question_id)
    return render_template(
        "learner/favourite.html",
        version=version,
        question=shown(version, picture_base=base),
        selected=selected,
        **more,
    )


@learner.get("/favourites/<int:question_id>/pictures/<file>")
def favourite_picture(question_id: int, file: str) -> Any:
    """A picture of a favourite."""
    version = own_favourite(question_id)
    return pictures.picture_of(version, version.question.bank_id, file)
