"""Mock exams: real rules and real time on open questions; one question a page, judged at once, never counted."""

from decimal import Decimal
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from elearn import clock
from elearn.courses import mock_actions, mock_queries
from elearn.courses.mock_models import MockRun
from elearn.exams import queries as exam_queries
from elearn.exams import sitting
from elearn.exams.paper import Item
from elearn.questions import queries as question_queries
from elearn.questions.grading import clean_form
from elearn.questions.models import QuestionVersion
from elearn.questions.stored import parsed_of
from elearn.training import queries as training_queries
from elearn.web import pictures
from elearn.web.judged_view import key_of
from elearn.web.learner import learner
from elearn.web.question_view import QuestionView, shown


def own_run(mock_id: int) -> MockRun:
    """Load a mock exam of the person, else 404."""
    return mock_queries.own_run(mock_id, current_user.id) or abort(404)


@learner.post("/exam/<slug>/mock")
def start_mock(slug: str) -> Any:
    """Draw a mock exam of an exam of one's classes, or go on with the one under way."""
    exam = exam_queries.exam_by_slug(slug)
    if exam is None or not training_queries.may_sit(current_user.id, exam.id):
        abort(404)
    run = mock_actions.start(current_user.id, exam)
    return redirect(url_for("learner.mock", mock_id=run.id), 303)


@learner.get("/mock/<int:mock_id>")
def mock(mock_id: int) -> Any:
    """One question and the way to the others; after the hand-in the result."""
    run = own_run(mock_id)
    if run.handed_in_at is not None:
        return _result(run)
    items, answers = mock_queries.items(run), mock_queries.responses(run.id)
    now = clock.now()
    number = request.args.get("n", 1, int)
    if not mock_queries.is_open(run, now) or number > len(items):
        missing = [each for each in range(1, len(items) + 1) if answers.get(each) is None]
        over = not mock_queries.is_open(run, now)
        page = "learner/mock_hand_in.html"
        return render_template(page, run=run, total=len(items), missing=missing, over=over, seconds=_left(run))
    number = max(1, number)
    item = items[number - 1]
    version = question_queries.versions([item.version])[item.version]
    return render_template(
        "learner/mock.html",
        run=run,
        number=number,
        total=len(items),
        question=_view(run, number, item, version),
        selected=answers.get(number),
        answered={each for each, response in answers.items() if response is not None},
        seconds=_left(run),
    )


def _left(run: MockRun) -> int:
    return max(0, int((run.deadline_at - clock.now()).total_seconds()))


def _view(run: MockRun, number: int, item: Item, version: QuestionVersion) -> QuestionView:
    base = pictures.base("learner.mock_picture", mock_id=run.id, number=number)
    return shown(version, item.order, item.marks, base)


def _result(run: MockRun) -> str:
    items, answers = mock_queries.items(run), mock_queries.responses(run.id)
    versions = question_queries.versions([item.version for item in items])
    wrong = []
    for number, (item, given) in enumerate(zip(items, run.marks or [], strict=False), 1):
        version = versions[item.version]
        if given is None or Decimal(given) < item.marks:
            key = key_of(parsed_of(version, ""), item.order)
            wrong.append((number, _view(run, number, item, version), answers.get(number), key, version.question_id))
    return render_template("learner/mock_result.html", run=run, total=len(items), wrong=wrong)


@learner.post("/mock/<int:mock_id>/answers")
def answer_mock(mock_id: int) -> Any:
    """Store one answer and go on to the next question; what comes too late leads to the end."""
    run = own_run(mock_id)
    items = mock_queries.items(run)
    number = request.form.get("number", 0, int)
    if not 1 <= number <= len(items):
        abort(404)
    response = clean_form(sitting.shape(items[number - 1].version), "answer", request.form.getlist)
    mock_actions.save(run, number, response)
    return redirect(url_for("learner.mock", mock_id=run.id, n=number + 1), 303)


@learner.post("/mock/<int:mock_id>/hand-in")
def hand_in_mock(mock_id: int) -> Any:
    """Judge it; once more does no harm."""
    run = own_run(mock_id)
    mock_actions.hand_in(run)
    return redirect(url_for("learner.mock", mock_id=run.id), 303)


@learner.get("/mock/<int:mock_id>/<int:number>/pictures/<file>")
def mock_picture(mock_id: int, number: int, file: str) -> Any:
    """A picture of a question of one's own mock exam."""
    items = mock_queries.items(own_run(mock_id))
    if not 1 <= number <= len(items):
        abort(404)
    version = question_queries.versions([items[number - 1].version])[items[number - 1].version]
    return pictures.picture_of(version, version.question.bank_id, file)
