"""Weak spots: what was wrong most often lately, with the lesson that teaches it."""

from typing import Any

from flask import render_template
from flask_login import current_user

from elearn import clock
from elearn.courses import weak_queries
from elearn.courses import weak_spots as rules
from elearn.training import queries as training_queries
from elearn.web.learner import learner

SHOWN = 12


@learner.get("/review/weak-spots")
def weak_spots() -> Any:
    """Points of knowledge by the share that was right, the smallest first."""
    answers = weak_queries.last_answers(current_user.id, clock.now())
    places = training_queries.enrolments(current_user.id)
    courses = {course.id for place in places for course in place.training_class.courses}
    return render_template(
        "learner/weak_spots.html",
        spots=rules.weak_spots(answers)[:SHOWN],
        lessons=weak_queries.teaching(sorted(courses)),
        answers=len(answers),
    )
