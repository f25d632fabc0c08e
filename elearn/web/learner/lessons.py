"""A lesson: its text and pictures, begun and finished by a button."""

from typing import Any

from flask import abort, redirect, render_template, send_file, url_for
from flask_login import current_user

from elearn.courses import queries, shipped
from elearn.courses.models import Lesson
from elearn.training import actions as training
from elearn.training import queries as training_queries
from elearn.web.learner import learner


def own_lesson(course_slug: str, slug: str) -> Lesson:
    """Load a lesson of a course that one of the person's classes requires, else 404."""
    found = queries.lesson(course_slug, slug)
    if found is None or not training_queries.may_study(current_user.id, found.course_id):
        abort(404)
    return found


@learner.get("/course/<course_slug>/<slug>")
def lesson(course_slug: str, slug: str) -> Any:
    """The text, its sources, and what comes next."""
    found = own_lesson(course_slug, slug)
    rows = queries.lesson_list(current_user.id, found.course)
    place = next(place for place, row in enumerate(rows) if row.lesson.id == found.id)
    return render_template(
        "learner/lesson.html",
        lesson=found,
        row=rows[place],
        total=len(rows),
        following=rows[place + 1].lesson if place + 1 < len(rows) else None,
        done=sum(row.finished for row in rows),
    )


@learner.post("/course/<course_slug>/<slug>/open")
def open_lesson(course_slug: str, slug: str) -> Any:
    """Begin a lesson: the person now takes part."""
    training.open_lesson(current_user.id, own_lesson(course_slug, slug))
    return redirect(url_for("learner.lesson", course_slug=course_slug, slug=slug), 303)


@learner.post("/course/<course_slug>/<slug>/finish")
def finish_lesson(course_slug: str, slug: str) -> Any:
    """Finish a lesson and go on to its practice quiz."""
    training.finish_lesson(current_user.id, own_lesson(course_slug, slug))
    return redirect(url_for("learner.lesson_finished", course_slug=course_slug, slug=slug), 303)


@learner.get("/course/<course_slug>/<slug>/finished")
def lesson_finished(course_slug: str, slug: str) -> Any:
    """What is done, what is left, and the practice quiz."""
    found = own_lesson(course_slug, slug)
    rows = queries.lesson_list(current_user.id, found.course)
    row = next(row for row in rows if row.lesson.id == found.id)
    if not row.finished:
        return redirect(url_for("learner.lesson", course_slug=course_slug, slug=slug))
    return render_template(
        "learner/lesson_finished.html",
        lesson=found,
        row=row,
        total=len(rows),
        done=sum(each.finished for each in rows),
        following=next((each.lesson for each in rows if not each.finished), None),
    )


@learner.get("/course/<course_slug>/pictures/<name>")
def picture(course_slug: str, name: str) -> Any:
    """A picture of a lesson."""
    path = shipped.picture(course_slug, name) or abort(404)
    response = send_file(path, max_age=86400)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response
