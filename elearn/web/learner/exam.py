"""The exam: its front page, one question a page, hand-in and result. All of it works as plain forms."""

from dataclasses import dataclass
from typing import Any

from flask import abort, jsonify, redirect, render_template, request, url_for
from flask_login import current_user

from elearn import clock
from elearn.exams import actions, queries
from elearn.exams.actions import Stale
from elearn.exams.models import Attempt, AttemptState, Exam
from elearn.exams.paper import Item
from elearn.questions import queries as question_queries
from elearn.questions.grading import clean_response
from elearn.training import actions as training
from elearn.training import queries as training_queries
from elearn.web import pictures
from elearn.web.learner import learner
from elearn.web.learner.exam_view import grid, judged
from elearn.web.question_view import QuestionView, shown


def own_exam(slug: str) -> Exam:
    """Load an exam that one of the person's classes requires, else 404."""
    exam = queries.exam_by_slug(slug)
    if exam is None or not training_queries.may_sit(current_user.id, exam.id):
        abort(404)
    return exam


def own_attempt(attempt_id: int) -> Attempt:
    """Load an attempt of the person, else 404."""
    return queries.own_attempt(attempt_id, current_user.id) or abort(404)


@learner.get("/exam/<slug>")
def exam(slug: str) -> Any:
    """The rules in a few words, the tries so far, one button."""
    found = own_exam(slug)
    now = clock.now()
    tries = queries.attempts(found.id, current_user.id)
    return render_template(
        "learner/exam.html",
        exam=found,
        question_count=sum(rule["count"] for rule in found.rules),
        tries=tries,
        running=next((each for each in tries if queries.is_open(each, now)), None),
        best=queries.best_score(found.id, current_user.id),
        is_on=found.opens_at <= now < found.closes_at,
    )


@learner.post("/exam/<slug>/start")
def start_exam(slug: str) -> Any:
    """Start a try, or go on with the open one."""
    attempt = training.start_attempt(own_exam(slug), current_user.id)
    return redirect(url_for("learner.attempt", attempt_id=attempt.id), 303)


@learner.get("/attempt/<int:attempt_id>")
def attempt(attempt_id: int) -> Any:
    """One question of the paper, with the time left and what is saved."""
    found = own_attempt(attempt_id)
    if not queries.is_open(found, clock.now()):
        return redirect(url_for("learner.result", attempt_id=attempt_id))
    return question_page(found, request.args.get("n", type=int))


def question_page(found: Attempt, number: int | None, stale: Stale | None = None, sent: Any = None) -> Any:
    """Render one question; `stale` says that another answer was stored meanwhile."""
    page = load_page(found, number)
    state = 409 if stale else 200
    return render_template("learner/attempt.html", page=page, attempt=found, stale=stale, sent=sent), state


@dataclass(frozen=True)
class Page:
    """What the page of one question shows."""

    number: int
    total: int
    question: QuestionView
    selected: Any
    step: int
    saved: int
    items: list[Any]
    seconds_left: int


def load_page(found: Attempt, number: int | None) -> Page:
    """Load the question asked for, or the first one without an answer."""
    items = queries.items(found)
    stored = queries.answers(found.id)
    answered = {n for n, answer in stored.items() if answer.response["value"] is not None}
    if number is None or not 1 <= number <= len(items):
        number = next((n for n in range(1, len(items) + 1) if n not in answered), 1)
    item = items[number - 1]
    answer = stored.get(number)
    version = question_queries.versions([item.version])[item.version]
    return Page(
        number=number,
        total=len(items),
        question=shown(version, item.order, item.marks, _pictures(found, number)),
        selected=answer.response["value"] if answer else None,
        step=answer.step if answer else 0,
        saved=len(answered),
        items=grid(len(items), answered),
        seconds_left=max(0, int((found.deadline_at - clock.now()).total_seconds())),
    )


def _pictures(found: Attempt, number: int) -> str:
    return pictures.base("learner.attempt_picture", attempt_id=found.id, number=number)


@learner.get("/attempt/<int:attempt_id>/<int:number>/pictures/<file>")
def attempt_picture(attempt_id: int, number: int, file: str) -> Any:
    """A picture of a question of the person's own paper."""
    items = queries.items(own_attempt(attempt_id))
    if not 1 <= number <= len(items):
        abort(404)
    version_id = items[number - 1].version
    version = question_queries.versions([version_id])[version_id]
    return pictures.picture_of(version, version.question.bank_id, file)


def _sent_response(item: Item) -> Any:
    version = question_queries.versions([item.version])[item.version]
    return clean_response(version.kind, len(version.options), request.form.getlist("answer"))


@learner.post("/attempt/<int:attempt_id>/answers")
def save_answer(attempt_id: int) -> Any:
    """Save one answer and go where the button says. A script gets JSON: the step that is stored now."""
    found = own_attempt(attempt_id)
    items = queries.items(found)
    number = request.form.get("number", type=int) or 0
    if not 1 <= number <= len(items):
        abort(404)
    response = _sent_response(items[number - 1])
    wants_json = request.accept_mimetypes.best == "application/json"
    try:
        step = _save(found, number, response)
    except Stale as stale:
        return _refuse(found, number, stale, response, wants_json)
    if wants_json:
        answers = queries.answers(found.id)
        return jsonify(step=step, saved=sum(a.response["value"] is not None for a in answers.values()))
    return redirect(_next_address(found, number, len(items)), 303)


def _save(found: Attempt, number: int, response: Any) -> int:
    """Store the answer unless there is nothing to store: an untouched question, or the same answer once more."""
    answer = queries.answers(found.id).get(number)
    before = answer.response["value"] if answer else None
    if response == before and queries.is_open(found, clock.now()):
        return answer.step if answer else 0
    return actions.save_answer(found.id, number, request.form.get("step", type=int) or 1, response)


def _refuse(found: Attempt, number: int, stale: Stale, response: Any, wants_json: bool) -> Any:
    if wants_json:
        stored = stale.stored
        value = stored.response["value"] if stored else None
        return jsonify(closed=stale.closed, step=stored.step if stored else 0, stored=value), 409
    if stale.closed:
        return redirect(url_for("learner.result", attempt_id=found.id), 303)
    return question_page(found, number, stale, response)


def _next_address(found: Attempt, number: int, total: int) -> str:
    go = request.form.get("go", "stay")
    if go == "finish" or (go == "next" and number == total):
        return url_for("learner.review_attempt", attempt_id=found.id)
    step = {"next": 1, "previous": -1}.get(go, 0)
    target = int(go) if go.isdecimal() else number + step
    return url_for("learner.attempt", attempt_id=found.id, n=max(1, min(total, target)))


@learner.get("/attempt/<int:attempt_id>/hand-in")
def review_attempt(attempt_id: int) -> Any:
    """Before handing in: which questions have no answer yet."""
    found = own_attempt(attempt_id)
    if not queries.is_open(found, clock.now()):
        return redirect(url_for("learner.result", attempt_id=attempt_id))
    page = load_page(found, None)
    missing = [item.number for item in page.items if not item.answered]
    return render_template("learner/review_attempt.html", attempt=found, page=page, missing=missing)


@learner.post("/attempt/<int:attempt_id>/hand-in")
def hand_in(attempt_id: int) -> Any:
    """Hand in; once more does no harm."""
    training.hand_in(own_attempt(attempt_id))
    return redirect(url_for("learner.result", attempt_id=attempt_id), 303)


@learner.get("/attempt/<int:attempt_id>/result")
def result(attempt_id: int) -> Any:
    """The mark, what was wrong and why, and what to read again."""
    found = own_attempt(attempt_id)
    if found.state is AttemptState.OPEN:
        if queries.is_open(found, clock.now()):
            return redirect(url_for("learner.attempt", attempt_id=attempt_id))
        return render_template("learner/result_pending.html", attempt=found)
    items = queries.items(found)
    versions = question_queries.versions([item.version for item in items])
    rows = judged(items, versions, queries.answers(found.id), found.id)
    return render_template(
        "learner/result.html",
        attempt=found,
        rows=rows,
        wrong=[row for row in rows if not row.right],
        tries=queries.attempts(found.exam_id, current_user.id),
        reading=training_queries.lessons_to_read(
            current_user.id, found.exam_id, [row.topic for row in rows if not row.right]
        ),
    )
