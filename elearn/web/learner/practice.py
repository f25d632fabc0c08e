"""The practice quiz after a lesson: one question a page, an explanation after every answer."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from elearn.courses import actions, queries
from elearn.courses.models import PracticeRun
from elearn.questions import queries as question_queries
from elearn.questions.grading import clean_form, shape_of
from elearn.web import pictures
from elearn.web.learner import learner
from elearn.web.learner.lessons import own_lesson
from elearn.web.question_view import as_letters, shown


def own_run(run_id: int) -> PracticeRun:
    """Load a practice run of the person, else 404."""
    return queries.own_run(run_id, current_user.id) or abort(404)


@learner.post("/course/<course_slug>/<slug>/practice")
def start_practice(course_slug: str, slug: str) -> Any:
    """Draw a quiz, or go on with the one that was begun."""
    run = actions.start_practice(current_user.id, own_lesson(course_slug, slug))
    return redirect(url_for("learner.practice", run_id=run.id), 303)


@learner.get("/practice/<int:run_id>")
def practice(run_id: int) -> Any:
    """One question: to answer, or answered with its explanation; after the last one the result."""
    run = own_run(run_id)
    answers = queries.practice_answers(run.id)
    total = len(run.version_ids)
    number = request.args.get("n", type=int) or 0
    if not 1 <= number <= total:
        number = next((n for n in range(1, total + 1) if n not in answers), 0)
    if number == 0:
        return _result(run, total)
    return _question(run, number, answers.get(number), 200)


def _question(run: PracticeRun, number: int, answer: Any, status: int) -> Any:
    version_id = run.version_ids[number - 1]
    version = question_queries.versions([version_id])[version_id]
    page = render_template(
        "learner/practice.html",
        run=run,
        lesson=queries.lesson_of_run(run),
        number=number,
        total=len(run.version_ids),
        version=version,
        question=shown(version, picture_base=pictures.base("learner.practice_picture", run_id=run.id, number=number)),
        answer=answer,
        selected=as_letters(answer.response["value"]) if answer else None,
        # The key goes to the page only once the question is answered.
        correct=as_letters(version.answer) if answer else None,
        empty=status == 422,
    )
    return page, status


def _result(run: PracticeRun, total: int) -> Any:
    found = queries.lesson_of_run(run)
    rows = queries.lesson_list(current_user.id, found.course)
    following = next((row.lesson for row in rows if not row.finished), None)
    return render_template("learner/practice_result.html", run=run, lesson=found, total=total, following=following)


@learner.get("/practice/<int:run_id>/<int:number>/pictures/<file>")
def practice_picture(run_id: int, number: int, file: str) -> Any:
    """A picture of a question of the person's own practice."""
    run = own_run(run_id)
    if not 1 <= number <= len(run.version_ids):
        abort(404)
    version_id = run.version_ids[number - 1]
    version = question_queries.versions([version_id])[version_id]
    return pictures.picture_of(version, version.question.bank_id, file)


@learner.post("/practice/<int:run_id>/answers")
def answer_practice(run_id: int) -> Any:
    """Judge one answer and show the explanation."""
    run = own_run(run_id)
    number = request.form.get("number", type=int) or 0
    if not 1 <= number <= len(run.version_ids):
        abort(404)
    version_id = run.version_ids[number - 1]
    version = question_queries.versions([version_id])[version_id]
    shape = shape_of(version.kind, version.options, version.answer, version.children)
    response = clean_form(shape, "answer", request.form.getlist)
    if response is None:
        return _question(run, number, None, 422)
    actions.answer_practice(run, number, response)
    return redirect(url_for("learner.practice", run_id=run.id, n=number), 303)
