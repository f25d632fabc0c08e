"""The practice quiz after a lesson: one question a page, an explanation after every answer."""

from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn.courses import actions, queries
from elearn.courses import practice as rules
from elearn.courses.models import PracticeAnswer, PracticeRun
from elearn.questions import queries as question_queries
from elearn.questions.grading import Shape, clean_form, is_torn, shape_of, to_own, to_shown
from elearn.questions.models import QuestionVersion
from elearn.questions.stored import parsed_of
from elearn.web import pictures
from elearn.web.judged_view import key_of
from elearn.web.learner import learner
from elearn.web.learner.lessons import own_lesson
from elearn.web.question_view import shown


@dataclass(frozen=True)
class Drawn:
    """One question of a run, with the order in which its options are shown."""

    number: int
    version: QuestionVersion
    shape: Shape
    order: str


def own_run(run_id: int) -> PracticeRun:
    """Load a practice run of the person, else 404."""
    return queries.own_run(run_id, current_user.id) or abort(404)


def drawn(run: PracticeRun, number: int) -> Drawn:
    """Load a question of a run, else 404."""
    if not 1 <= number <= len(run.version_ids):
        abort(404)
    version_id = run.version_ids[number - 1]
    version = question_queries.versions([version_id])[version_id]
    shape = shape_of(version.kind, version.options, version.answer, version.children)
    return Drawn(number, version, shape, rules.order_of(run.id, number, shape))


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
        return _result(run, answers)
    asked = drawn(run, number)
    if number not in answers:
        return _page(run, asked)
    # The key goes to the page only once the question is answered.
    selected = to_shown(asked.shape, asked.order, answers[number].response["value"])
    return _page(run, asked, selected, correct=key_of(parsed_of(asked.version, ""), asked.order))


def _page(run: PracticeRun, asked: Drawn, selected: Any = None, **more: Any) -> str:
    base = pictures.base("learner.practice_picture", run_id=run.id, number=asked.number)
    return render_template(
        "learner/practice.html",
        run=run,
        lesson=queries.lesson_of_run(run),
        number=asked.number,
        total=len(run.version_ids),
        question=shown(asked.version, asked.order, picture_base=base),
        question_id=asked.version.question_id,
        only_read=rules.is_read_only(asked.shape),
        selected=selected,
        **more,
    )


def _result(run: PracticeRun, answers: dict[int, PracticeAnswer]) -> Any:
    found = queries.lesson_of_run(run)
    rows = queries.lesson_list(current_user.id, found.course)
    following = next((row.lesson for row in rows if not row.finished), None)
    read = sum("read" in answer.response for answer in answers.values())
    total = len(run.version_ids) - read
    page = "learner/practice_result.html"
    return render_template(page, run=run, lesson=found, total=total, read=read, following=following)


@learner.get("/practice/<int:run_id>/<int:number>/pictures/<file>")
def practice_picture(run_id: int, number: int, file: str) -> Any:
    """A picture of a question of the person's own practice."""
    version = drawn(own_run(run_id), number).version
    return pictures.picture_of(version, version.question.bank_id, file)


@learner.post("/practice/<int:run_id>/answers")
def answer_practice(run_id: int) -> Any:
    """Judge one answer and show the explanation."""
    run = own_run(run_id)
    asked = drawn(run, request.form.get("number", type=int) or 0)
    response = clean_form(asked.shape, "answer", request.form.getlist)
    if wrong := unreadable(asked.shape, response):
        return _page(run, asked, response, wrong=wrong), 422
    actions.answer_practice(run, asked.number, to_own(asked.shape, asked.order, response))
    return redirect(url_for("learner.practice", run_id=run.id, n=asked.number), 303)


def unreadable(shape: Shape, response: Any) -> str:
    """Say what is wrong with a response that can't be judged, "" for one that can."""
    if response is None:
        return "" if rules.is_read_only(shape) else gettext("Answer the question first.")
    return gettext("Give every line a step of its own.") if is_torn(shape, response) else ""
