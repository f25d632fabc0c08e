"""The exam's front page, starting, handing in and the result. All of it works as plain forms."""

from typing import Any

from flask import abort, make_response, redirect, render_template, url_for
from flask_login import current_user

from elearn import clock
from elearn.exams import queries, seats, sitting, starting
from elearn.exams.models import AttemptState
from elearn.exams.seats import OwnSeat, SeatExam
from elearn.exams.terms import Reveal
from elearn.questions import queries as question_queries
from elearn.training import actions as training
from elearn.training import queries as training_queries
from elearn.web import pictures
from elearn.web.learner import learner
from elearn.web.learner.device_name import fresh_name, give
from elearn.web.learner.exam_view import judged
from elearn.web.transactions import no_session


def own_exam(slug: str) -> SeatExam:
    """Load an exam that one of the person's classes requires, else 404."""
    exam = seats.exam(slug)
    if exam is None or not training_queries.may_sit(current_user.id, exam.id):
        abort(404)
    return exam


def own_attempt(attempt_id: int) -> OwnSeat:
    """Load an attempt of the person, else 404."""
    return seats.own(attempt_id, current_user.id) or abort(404)


@learner.get("/exam/<slug>")
@no_session
def exam(slug: str) -> Any:
    """The rules in a few words, the tries so far, one button."""
    found = own_exam(slug)
    now = clock.now()
    tries = seats.all_of(found.id, current_user.id)
    own, questions = starting.front_of(found.id, current_user.id)
    page = render_template(
        "learner/exam.html",
        exam=found,
        terms=own,
        question_count=questions,
        tries=tries,
        running=next((each for each in tries if queries.is_open(each, now)), None),
        best=queries.counted_score(found, tries),
        score_shown=queries.may_see_now(found, found.show_score, now),
        is_on=own.window_at(now) is not None,
        next_window=own.next_window(now),
    )
    # Given here and not only with the start: should the answer to that get lost, the paper still knows this phone.
    return give(make_response(page), fresh_name())


@learner.post("/exam/<slug>/start")
@no_session
def start_exam(slug: str) -> Any:
    """Start a try, or go on with the open one. It is durable by itself, past the session."""
    found = own_exam(slug)
    device = fresh_name()
    attempt_id = training.start_attempt(found.id, current_user.id, device)
    return give(redirect(url_for("learner.attempt", attempt_id=attempt_id), 303), device)


@learner.get("/attempt/<int:attempt_id>/hand-in")
def review_attempt(attempt_id: int) -> Any:
    """Before handing in: which questions have no answer yet."""
    own = own_attempt(attempt_id)
    if not queries.is_open(own.seat, clock.now()):
        return redirect(url_for("learner.result", attempt_id=attempt_id))
    answered = queries.answered_numbers(attempt_id)
    facts = sitting.sitting(attempt_id)
    assert facts is not None
    total = len(facts.items)
    missing = [number for number in range(1, total + 1) if number not in answered]
    left = max(0, int((own.seat.deadline_at - clock.now()).total_seconds()))
    return render_template(
        "learner/review_attempt.html", attempt=own.seat, exam=own.exam, total=total, missing=missing, seconds_left=left
    )


@learner.post("/attempt/<int:attempt_id>/hand-in")
@no_session
def hand_in(attempt_id: int) -> Any:
    """Hand in; once more does no harm. Marks are computed before the short transaction that stores them."""
    found = sitting.sitting(attempt_id)
    if found is None or found.user_id != current_user.id:
        abort(404)
    training.hand_in(attempt_id, found.exam_id)
    return redirect(url_for("learner.result", attempt_id=attempt_id), 303)


@learner.get("/attempt/<int:attempt_id>/result")
@no_session
def result(attempt_id: int) -> Any:
    """The mark, what was wrong and why, and what to read again: each as soon as the exam lets it be seen."""
    own = own_attempt(attempt_id)
    seat, exam, now = own.seat, own.exam, clock.now()
    if seat.state is AttemptState.OPEN:
        if queries.is_open(seat, now):
            return redirect(url_for("learner.attempt", attempt_id=attempt_id))
        return render_template("learner/result_pending.html", attempt=seat, exam=exam)
    if not queries.may_see_now(exam, exam.show_score, now):
        return render_template(
            "learner/result_later.html", attempt=seat, exam=exam, closed_at=queries.closed_for_all_at(exam)
        )
    if seat.score is None:
        return render_template("learner/result_marking.html", attempt=seat, exam=exam)
    rows = judged(seat) if queries.may_see_now(exam, exam.show_answers, now) else []
    wrong = [row for row in rows if not row.right]
    return render_template(
        "learner/result.html",
        attempt=seat,
        exam=exam,
        rows=rows,
        wrong=wrong,
        answers_at=None if rows or exam.show_answers is Reveal.NEVER else queries.closed_for_all_at(exam),
        former=seats.former_score(attempt_id) if seat.revision else None,
        tries=seats.all_of(exam.id, current_user.id),
        tries_allowed=starting.terms_of(exam.id, current_user.id).tries,
        reading=training_queries.lessons_to_read(current_user.id, exam.id, [row.topic for row in wrong]),
    )


@learner.get("/questions/<int:version_id>/pictures/<file>")
def question_picture(version_id: int, file: str) -> Any:
    """A picture of a question of one of the person's own papers."""
    if not queries.was_asked(current_user.id, version_id):
        abort(404)
    version = question_queries.versions([version_id])[version_id]
    return pictures.picture_of(version, version.question.bank_id, file)
