"""What an invigilator does: more time, an announcement, letting a device go, ending an attempt. Each asks once."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import IntegerField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from elearn import clock
from elearn.exams import board_actions
from elearn.exams.board_actions import MOST_MINUTES, MOST_SIGNS, Target
from elearn.exams.models import Exam
from elearn.people.models import Unit
from elearn.training import actions as training
from elearn.web.trainer import trainer
from elearn.web.trainer.invigilate import own_attempt, own_unit
from elearn.web.trainer.loaders import own_exam, visible_exam


def _reason() -> StringField:
    return StringField(
        _l("Reason"),
        [DataRequired(_l("Please give the reason.")), Length(max=200, message=_l("At most 200 characters."))],
        filters=[lambda text: (text or "").strip()],
    )


class ExtendForm(FlaskForm):  # type: ignore[misc]
    """How many minutes more, and why."""

    minutes = IntegerField(
        _l("Minutes more"),
        [
            InputRequired(_l("Enter how many minutes.")),
            NumberRange(1, MOST_MINUTES, _l("Enter 1 to %(most)s minutes.", most=MOST_MINUTES)),
        ],
    )
    reason = _reason()


class EndForm(FlaskForm):  # type: ignore[misc]
    """Why."""

    reason = _reason()


class AnnounceForm(FlaskForm):  # type: ignore[misc]
    """What to say."""

    text = TextAreaField(
        _l("What to announce"),
        [
            DataRequired(_l("Please write what to announce.")),
            Length(max=MOST_SIGNS, message=_l("At most %(most)s characters.", most=MOST_SIGNS)),
        ],
        filters=[lambda text: (text or "").replace("\r\n", "\n").strip()],
    )


def _exam_and_unit(slug: str) -> tuple[Exam, Unit | None]:
    """Return an exam and the unit asked for; only whoever may set the exam acts on everybody."""
    code = request.args.get("unit", "")
    return (visible_exam(slug), own_unit(code)) if code else (own_exam(slug), None)


@trainer.route("/exams/<slug>/board/extend", methods=["GET", "POST"])
def extend_time(slug: str) -> Any:
    """More time for a unit, or for everybody."""
    exam, unit = _exam_and_unit(slug)
    target = Target(unit_code=unit.code if unit else None)
    form = ExtendForm()
    if form.is_submitted() and form.validate():
        count = board_actions.extend(exam, target, form.minutes.data or 0, str(form.reason.data), current_user.id)
        flash(_extended(form.minutes.data, count), "success")
        return _to_board(exam, unit)
    running = board_actions.running(exam.id, target, clock.now())
    whom = unit.short_name if unit else gettext("everybody")
    return _page(
        exam,
        form,
        title=gettext("More time for %(whom)s", whom=whom),
        touches=gettext("%(count)s people are working now; each of them gets the minutes on top.", count=running),
        later=gettext("Whoever of this unit starts later has the same minutes more.")
        if unit
        else gettext("The exam closes later by the same minutes; whoever starts later loses nothing."),
        button=gettext("Give more time"),
        back=_board_url(exam, unit),
    )


@trainer.route("/exams/<slug>/board/announce", methods=["GET", "POST"])
def announce(slug: str) -> Any:
    """Say something to a unit, or to everybody."""
    exam, unit = _exam_and_unit(slug)
    target = Target(unit_code=unit.code if unit else None)
    running = board_actions.running(exam.id, target, clock.now())
    form = AnnounceForm()
    if form.is_submitted() and form.validate():
        board_actions.announce(exam, target.unit_code, str(form.text.data), current_user.id)
        flash(gettext("Announced. %(count)s people are working now.", count=running), "success")
        return _to_board(exam, unit)
    whom = unit.short_name if unit else gettext("everybody")
    return _page(
        exam,
        form,
        title=gettext("Announcement to %(whom)s", whom=whom),
        touches=gettext("%(count)s people are working now and will see it on their paper.", count=running),
        later=gettext("Whoever starts later sees it too. It can't be taken back."),
        button=gettext("Announce"),
        back=_board_url(exam, unit),
    )


@trainer.route("/exams/<slug>/attempts/<int:attempt_id>/extend", methods=["GET", "POST"])
def extend_attempt(slug: str, attempt_id: int) -> Any:
    """More time for one person."""
    exam = visible_exam(slug)
    attempt, person = own_attempt(exam, attempt_id)
    form, back = ExtendForm(), _trail_url(exam, attempt_id)
    if form.is_submitted() and form.validate():
        target = Target(user_id=person.id)
        count = board_actions.extend(exam, target, form.minutes.data or 0, str(form.reason.data), current_user.id)
        flash(_extended(form.minutes.data, count), "success")
        return redirect(back, 303)
    return _page(
        exam,
        form,
        title=gettext("More time for %(whom)s", whom=person.name),
        touches=gettext("One person, try %(number)s.", number=attempt.number),
        later=gettext("A further try of this person has the same minutes more."),
        button=gettext("Give more time"),
        back=back,
    )


@trainer.route("/exams/<slug>/attempts/<int:attempt_id>/end", methods=["GET", "POST"])
def end_attempt(slug: str, attempt_id: int) -> Any:
    """Hand in for somebody what has been saved."""
    exam = visible_exam(slug)
    attempt, person = own_attempt(exam, attempt_id)
    form, back = EndForm(), _trail_url(exam, attempt_id)
    if form.is_submitted() and form.validate():
        board_actions.note_ending(attempt, str(form.reason.data), current_user.id, person.unit_code)
        training.hand_in(attempt.id, exam.id)
        flash(gettext("The paper of %(name)s has been handed in.", name=person.name), "success")
        return redirect(back, 303)
    return _page(
        exam,
        form,
        title=gettext("End the attempt of %(name)s", name=person.name),
        touches=gettext("One person. What has been saved is handed in and marked; it can't be opened again."),
        later=gettext("To let the person sit again, give a further try in the settings of the exam."),
        button=gettext("Hand in now"),
        back=back,
    )


@trainer.post("/exams/<slug>/attempts/<int:attempt_id>/release")
def release_device(slug: str, attempt_id: int) -> Response:
    """Let go of the browser that holds the attempt."""
    exam = visible_exam(slug)
    attempt, person = own_attempt(exam, attempt_id)
    board_actions.release_device(attempt, current_user.id, person.unit_code)
    flash(
        gettext("Done. %(name)s opens the paper on another device and presses “Go on here”.", name=person.name),
        "success",
    )
    return redirect(_trail_url(exam, attempt_id), 303)


def _extended(minutes: int | None, count: int) -> str:
    return str(gettext("%(minutes)s minutes more; %(count)s people were working.", minutes=minutes, count=count))


def _page(exam: Exam, form: FlaskForm, **words: Any) -> Any:
    page = render_template("trainer/invigilate_act.html", exam=exam, form=form, **words)
    return (page, 422) if form.is_submitted() else page


def _board_url(exam: Exam, unit: Unit | None) -> str:
    return url_for("trainer.board", slug=exam.slug, unit=unit.code if unit else None)


def _to_board(exam: Exam, unit: Unit | None) -> Response:
    return redirect(_board_url(exam, unit), 303)


def _trail_url(exam: Exam, attempt_id: int) -> str:
    return url_for("trainer.attempt_trail", slug=exam.slug, attempt_id=attempt_id)
