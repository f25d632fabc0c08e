"""The blind marking desk: one answer at a time, without a hint of who wrote it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import db
from elearn.exams import essay, essay_actions, essay_queries
from elearn.exams.essay_queries import Essay
from elearn.exams.models import Exam
from elearn.training import marking_actions
from elearn.web.text import plain_decimal
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import own_exam
from elearn.web.transactions import slow_start


@dataclass(frozen=True)
class Turn:
    """One answer, for one marker's turn, under a name that tells nothing."""

    handle: str
    essay: Essay
    turn: str


@trainer.get("/exams/<slug>/marking")
def marking(slug: str) -> Any:
    """The essay questions with how far each is, and who has marked how many."""
    exam = own_exam(slug)
    counts = essay_queries.counts(exam)
    return render_template(
        "trainer/marking.html",
        exam=exam,
        counts=counts,
        total=sum(each.total for each in counts),
        done=sum(each.done for each in counts),
        markers=essay_queries.per_marker(exam.id),
    )


@trainer.get("/exams/<slug>/marking/desk")
def marking_desk(slug: str) -> Any:
    """The next answer with its points and fields."""
    return _desk(own_exam(slug), _only())


@trainer.get("/exams/<slug>/marking/next")
def marking_next(slug: str) -> Any:
    """The answer after the one on the desk, alone: the page's script loads it ahead. Empty where there is none."""
    exam, only = own_exam(slug), _only()
    found = _next(exam, only, request.args.get("after", ""))
    response = make_response(_form(exam, found, only) if found else ("", 204))
    response.headers["Cache-Control"] = "no-store"
    return response


@trainer.post("/exams/<slug>/marking/desk")
@slow_start
def give_marks(slug: str) -> Any:
    """Store the marks of one turn and go on with the next answer."""
    exam, only = own_exam(slug), _only()
    turn = _turn(exam, request.form.get("handle", ""))
    chosen = _chosen(turn.essay)
    marks, error = _marks(turn.essay, chosen)
    comment = request.form.get("comment", "").strip()[:300]
    if marks is None:
        return _desk(exam, only, turn, error), 422
    db.start_writing()  # finding the turn among thousands comes before: nobody waits for it
    marking_actions.give_marks(own_exam(slug), turn.essay, turn.turn, marks, chosen, comment, current_user.id)
    if request.headers.get("X-Requested-With") == "fetch":
        return "", 204
    flash(gettext("%(marks)s marks stored.", marks=plain_decimal(marks)), "success")
    return redirect(url_for("trainer.marking_desk", slug=slug, question=only or None), 303)


def _only() -> str:
    return request.args.get("question", "")[:20]


def _handle(of: Essay, turn: str) -> str:
    return essay.handle(str(current_app.secret_key).encode(), current_user.id, of.place, turn)


def _open(exam: Exam, only: str) -> list[Turn]:
    """Return the turns that are open to the signed-in person, in an order of their own."""
    found = []
    for each in essay_queries.essays(exam, only):
        turn = essay.turn_of(each.given, exam.second_marker, current_user.id, exam.created_by_id)
        if turn and each.writer_id != current_user.id:
            found.append(Turn(_handle(each, turn), each, turn))
    return sorted(found, key=lambda each: each.handle)


def _next(exam: Exam, only: str, after: str = "") -> Turn | None:
    return next((each for each in _open(exam, only) if each.handle != after), None)


def _turn(exam: Exam, handle: str) -> Turn:
    found = next((each for each in _open(exam, "") if each.handle == handle), None)
    if found is None:
        raise essay_actions.gone()
    return found


def _chosen(of: Essay) -> list[int]:
    every = range(len(of.asked.question.points))
    return [at for at in every if str(at) in request.form.getlist("point")]


def _marks(of: Essay, chosen: list[int]) -> tuple[Decimal | None, str]:
    """Read the marks: those typed, else what the ticked points are worth."""
    typed = request.form.get("marks", "").strip()
    if typed:
        error = gettext("Enter 0 to %(full)s marks in steps of 0.5.", full=plain_decimal(of.full))
        return essay.read_marks(typed, of.full), error
    if chosen:
        return essay.worth(of.asked.question.points, chosen, of.full), ""
    return None, gettext("Tick the points that are there, or enter the marks (0 if nothing is right).")


def _form(exam: Exam, turn: Turn, only: str, error: str = "") -> str:
    return render_template("trainer/_marking_form.html", exam=exam, **_words(turn, only, error))


def _words(turn: Turn, only: str, error: str) -> dict[str, Any]:
    points = turn.essay.asked.question.points
    whole = essay.worth(points, range(len(points)), turn.essay.full)
    total = sum((point.marks for point in points), Decimal(0))
    return {
        "turn": turn,
        "only": only,
        "error": error,
        "sent": request.form if error else {},
        "ticked": _chosen(turn.essay) if error else [],
        "in_proportion": bool(points) and total != whole,
        "points_total": total,
    }


def _desk(exam: Exam, only: str, turn: Turn | None = None, error: str = "") -> str:
    turns = _open(exam, only)
    turn = turn or next(iter(turns), None)
    return render_template(
        "trainer/marking_desk.html",
        exam=exam,
        left=len(turns),
        **(_words(turn, only, error) if turn else {"turn": None, "only": only}),
    )
