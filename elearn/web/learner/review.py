"""The book of wrong answers: what is due today, one question a page, why at once."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.courses import favourite_queries, review_actions, review_queries
from elearn.courses import review as rules
from elearn.courses.review_models import Left, ReviewCard
from elearn.questions.grading import Shape, clean_form, shape_of, to_own, to_shown
from elearn.questions.models import QuestionVersion
from elearn.questions.stored import parsed_of
from elearn.training import queries as training_queries
from elearn.web import pictures
from elearn.web.judged_view import key_of
from elearn.web.learner import learner
from elearn.web.learner.practice import unreadable
from elearn.web.question_view import shown

PAGE = 20


def own_card(card_id: int) -> tuple[ReviewCard, QuestionVersion]:
    """Load a question of the person's own book with its valid version, else 404."""
    return review_queries.own_card(card_id, current_user.id) or abort(404)


def shape_and_order(card: ReviewCard, version: QuestionVersion, turn: int) -> tuple[Shape, str]:
    """Return how a version is answered, and in which order a turn shows its options."""
    shape = shape_of(version.kind, version.options, version.answer, version.children)
    return shape, rules.order_of(card.id, turn, shape)


@learner.get("/review")
def review() -> Any:
    """What is due, and the book itself."""
    page = max(1, request.args.get("page", 1, int))
    counts = review_queries.counts(current_user.id)
    pages = max(1, -(-counts.get(None, 0) // PAGE))
    rows = review_queries.book(current_user.id, left=False, limit=PAGE, offset=(min(page, pages) - 1) * PAGE)
    out = review_queries.book(current_user.id, left=True, limit=PAGE) if counts.get(Left.BY_HAND) else []
    places = training_queries.enrolments(current_user.id)
    exams = {place.training_class.exam.id: place.training_class.exam for place in places if place.training_class.exam}
    return render_template(
        "learner/review.html",
        today=review_queries.today(current_user.id),
        as_of=clock.today(),
        count=counts.get(None, 0),
        learnt=counts.get(Left.LEARNT, 0),
        rows=rows,
        out=out,
        favourites=favourite_queries.count(current_user.id),
        exams=list(exams.values()),
        page=min(page, pages),
        pages=pages,
    )


@learner.get("/review/next")
def review_next() -> Any:
    """The question that has waited longest, or the book when none is due."""
    found = review_queries.next_due(current_user.id)
    return _ask(*found) if found else redirect(url_for("learner.review"))


def _ask(card: ReviewCard, version: QuestionVersion, selected: Any = None, wrong: str = "") -> str:
    order = shape_and_order(card, version, card.turns + 1)[1]
    return _page(card, version, order, turn=card.turns + 1, selected=selected, wrong=wrong)


def _page(card: ReviewCard, version: QuestionVersion, order: str, **more: Any) -> str:
    base = pictures.base("learner.review_picture", card_id=card.id, version_id=version.id)
    return render_template(
        "learner/review_question.html",
        card=card,
        version=version,
        question=shown(version, order, picture_base=base),
        today=review_queries.today(current_user.id),
        **more,
    )


@learner.post("/review/<int:card_id>/answer")
def answer_review(card_id: int) -> Any:
    """Judge an answer and show why; a second press shows the first one's."""
    card, version = own_card(card_id)
    turn = request.form.get("turn", card.turns + 1, int)
    if turn <= card.turns:
        return redirect(url_for("learner.review_turn", card_id=card.id, turn=max(1, turn)), 303)
    if request.form.get("version", version.id, int) != version.id:
        flash(gettext("This question has been changed meanwhile. Please answer it once more."), "info")
        return redirect(url_for("learner.review_next"), 303)
    turn = card.turns + 1
    shape, order = shape_and_order(card, version, turn)
    response = clean_form(shape, "answer", request.form.getlist)
    if wrong := unreadable(shape, response):
        return _ask(card, version, response, wrong), 422
    review_actions.answer(card, turn, version, to_own(shape, order, response))
    return redirect(url_for("learner.review_turn", card_id=card.id, turn=turn), 303)


@learner.get("/review/<int:card_id>/<int:turn>")
def review_turn(card_id: int, turn: int) -> Any:
    """What was answered at one turn, what is right, and when the question comes again."""
    card, _ = own_card(card_id)
    log = review_queries.log(card.id, turn) or abort(404)
    shape, order = shape_and_order(card, log.version, turn)
    return _page(
        card,
        log.version,
        order,
        turn=turn,
        selected=to_shown(shape, order, log.response["value"]),
        correct=key_of(parsed_of(log.version, ""), order),
    )


@learner.post("/review/<int:card_id>/keep")
def keep_card(card_id: int) -> Any:
    """Take a question out of the book, or put it back."""
    card, _ = own_card(card_id)
    if request.form.get("keep") == "1":
        review_actions.put_back(card)
        flash(gettext("The question is back in the book."), "success")
    else:
        review_actions.take_out(card)
        flash(gettext("Taken out. You find it at the bottom of the book if you want it back."), "success")
    return redirect(url_for("learner.review"), 303)


@learner.get("/review/<int:card_id>/<int:version_id>/pictures/<file>")
def review_picture(card_id: int, version_id: int, file: str) -> Any:
    """A picture of a question of one's own book, in the valid version or in one that was answered."""
    card, version = own_card(card_id)
    if version.id != version_id:
        version = review_queries.answered_version(card.id, version_id) or abort(404)
    return pictures.picture_of(version, version.question.bank_id, file)
