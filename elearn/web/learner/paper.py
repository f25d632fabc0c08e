"""The whole paper on one page: with the page's script one question at a time, without it one long form."""

from dataclasses import dataclass, field
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_login import current_user
from markupsafe import Markup

from elearn import clock
from elearn.exams import answering, queries, sitting
from elearn.exams.paper import Item
from elearn.exams.seats import OwnSeat
from elearn.exams.sitting import Sitting
from elearn.questions.grading import clean_form
from elearn.web.learner import fragments, learner, paper_fragments
from elearn.web.learner.device_name import device_name, fresh_name, give
from elearn.web.learner.exam import own_attempt
from elearn.web.transactions import no_session


@dataclass(frozen=True)
class PaperQuestion:
    """One question as the page shows it."""

    number: int
    step: int
    answered: bool
    html: Markup


@dataclass
class Saved:
    """What a form without script brought: stored numbers, and conflicts {number: what was sent}."""

    stored: int = 0
    conflicts: dict[int, Any] = field(default_factory=dict)


@learner.get("/attempt/<int:attempt_id>")
@no_session
def attempt(attempt_id: int) -> Any:
    """The paper with what is stored, the time left, and on another phone the question whether to go on here."""
    own = own_attempt(attempt_id)
    if not queries.is_open(own.seat, clock.now()):
        return redirect(url_for("learner.result", attempt_id=attempt_id))
    if own.seat.device != device_name():
        return render_template("learner/elsewhere.html", attempt=own.seat, exam=own.exam)
    return paper_page(own)


def paper_page(own: OwnSeat, saved: Saved | None = None) -> Any:
    """Render the paper."""
    facts = sitting.sitting(own.seat.id)
    assert facts is not None
    stored = queries.steps_and_responses(own.seat.id)
    conflicts = saved.conflicts if saved else {}
    questions = [
        _question(number, item, stored.get(number), conflicts.get(number)) for number, item in enumerate(facts.items, 1)
    ]
    left = max(0, int((own.seat.deadline_at - clock.now()).total_seconds()))
    page = render_template(
        "learner/attempt.html",
        attempt=own.seat,
        exam=own.exam,
        questions=questions,
        answered=sum(each.answered for each in questions),
        seconds_left=left,
        tools=paper_fragments.tools(own.seat.id),
        just_saved=saved.stored if saved else None,
    )
    return page, 409 if conflicts else 200


def _question(number: int, item: Item, answer: tuple[int, Any] | None, conflict: Any) -> PaperQuestion:
    step, selected = answer or (0, None)
    name, kind = f"a{item.version}", sitting.shape(item.version).kind.value
    head = fragments.head(number, kind, item.marks)
    if answer is None and conflict is None:
        fields = fragments.fields(item.version, item.order, name)
        return PaperQuestion(number, step, False, paper_fragments.section(number, name, kind, head, fields))
    fields = fragments.answered_fields(item.version, item.order, name, selected)
    is_answered = selected is not None
    html = paper_fragments.answered_section(number, name, kind, head, fields, step, is_answered, conflict)
    return PaperQuestion(number, step, is_answered, html)


@learner.post("/attempt/<int:attempt_id>/take-over")
@no_session
def take_over(attempt_id: int) -> Any:
    """Go on with an open attempt on this phone."""
    found = own_attempt(attempt_id).seat
    device = fresh_name()
    answering.take_over(found.id, device)
    return give(redirect(url_for("learner.attempt", attempt_id=attempt_id), 303), device)


@learner.post("/attempt/<int:attempt_id>/answers")
@no_session
def save_answers(attempt_id: int) -> Any:
    """Save every answer of the form that changed, and go where the button says (without script)."""
    own = own_attempt(attempt_id)
    facts = sitting.sitting(attempt_id)
    assert facts is not None
    if not queries.is_open(own.seat, clock.now()):
        return redirect(url_for("learner.result", attempt_id=attempt_id), 303)
    saved = _save_all(facts)
    if saved.conflicts:
        return paper_page(own, saved)
    if request.form.get("go") == "finish":
        return redirect(url_for("learner.review_attempt", attempt_id=attempt_id), 303)
    return redirect(url_for("learner.attempt", attempt_id=attempt_id) + "#saved", 303)


def _save_all(facts: Sitting) -> Saved:
    stored = queries.steps_and_responses(facts.attempt_id)
    steps = _steps()
    saved = Saved()
    token = str(current_user.get_id())
    for number, (item, shape) in enumerate(zip(facts.items, facts.shapes, strict=True), 1):
        _, before = stored.get(number, (0, None))
        response = clean_form(shape, f"a{item.version}", request.form.getlist)
        if response == before:
            continue
        if answering.save(facts.attempt_id, number, steps.get(number, 0) + 1, response, token, device_name()):
            saved.stored += 1
        elif response is not None:
            saved.conflicts[number] = response
    return saved


def _steps() -> dict[int, int]:
    """Return the steps that the page was made from: “1:2,3:1”."""
    found = {}
    for pair in request.form.get("steps", "").split(","):
        number, _, step = pair.partition(":")
        if number.isdecimal() and step.isdecimal():
            found[int(number)] = int(step)
    return found
