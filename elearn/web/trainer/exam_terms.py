"""Extra time, extra tries or another window for a person or a unit, each with its reason."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, IntegerField
from wtforms.validators import NumberRange, Optional, ValidationError

from elearn.exams import setting_actions, setting_queries
from elearn.exams.models import Exam
from elearn.exams.setting_actions import Grant
from elearn.people import unit_queries
from elearn.people.access import covers
from elearn.people.models import Unit, User
from elearn.training import exam_queries
from elearn.web.trainer import trainer
from elearn.web.trainer.exam_change import reason_field
from elearn.web.trainer.exam_form import from_local
from elearn.web.trainer.loaders import own_exam

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


class GrantForm(FlaskForm):  # type: ignore[misc]
    """What is given, and why."""

    minutes = IntegerField(
        _l("Extra minutes"), [Optional(), NumberRange(0, 300, _l("Between 0 and 300 minutes."))], default=0
    )
    tries = IntegerField(_l("Extra tries"), [Optional(), NumberRange(0, 5, _l("Between 0 and 5 tries."))], default=0)
    opens_at = DateTimeLocalField(_l("Another window: begins"), [Optional()], format=FORMATS)
    closes_at = DateTimeLocalField(_l("Another window: ends"), [Optional()], format=FORMATS)
    reason = reason_field()

    def validate_closes_at(self, field: Any) -> None:
        """Both ends or none, in their order."""
        if self.opens_at.data and field.data and field.data <= self.opens_at.data:
            raise ValidationError(gettext("The end must come after the beginning."))

    def validate(self, extra_validators: Any = None) -> bool:
        """Something must be given, and a window has both ends."""
        valid = bool(super().validate(extra_validators))
        if bool(self.opens_at.data) != bool(self.closes_at.data):
            missing = self.closes_at if self.opens_at.data else self.opens_at
            missing.errors = [gettext("A window needs both its beginning and its end.")]
            return False
        if not (self.minutes.data or self.tries.data or self.opens_at.data or self.errors):
            self.form_errors = [gettext("Give more minutes, more tries or another window.")]
            return False
        return valid

    def grant(self) -> Grant:
        """Return what was typed (after validation)."""
        opens, closes = self.opens_at.data, self.closes_at.data
        return Grant(
            extra_minutes=self.minutes.data or 0,
            extra_tries=self.tries.data or 0,
            opens_at=from_local(opens) if opens else None,
            closes_at=from_local(closes) if closes else None,
        )


@trainer.get("/exams/<slug>/terms")
def exam_terms(slug: str) -> Any:
    """What has been given, and a search for a person of the exam's classes or a unit."""
    exam, text = own_exam(slug), request.args.get("q", "").strip()[:40]
    people = exam_queries.people(exam.id, text)
    units = unit_queries.search(text, [exam.unit_code], limit=10) if text else []
    given = setting_queries.accommodations(exam.id)
    codes = {row.unit_code for row in given if row.unit_code} | {row.user.unit_code for row in given if row.user}
    return render_template(
        "trainer/exam_terms.html",
        exam=exam,
        text=text,
        people=people,
        units=units,
        given=given,
        names=unit_queries.names(codes),
        most=exam_queries.MOST_FOUND,
    )


@trainer.route("/exams/<slug>/terms/people/<int:user_id>", methods=["GET", "POST"])
def give_person(slug: str, user_id: int) -> Any:
    """The form for somebody of the exam's classes."""
    exam = own_exam(slug)
    return _give(exam, exam_queries.person(exam.id, user_id) or abort(404))


@trainer.route("/exams/<slug>/terms/units/<unit_code>", methods=["GET", "POST"])
def give_unit(slug: str, unit_code: str) -> Any:
    """The form for everybody of a unit, which lies within the exam's."""
    exam = own_exam(slug)
    unit = unit_queries.unit(unit_code) if covers(exam.unit_code, unit_code) else None
    return _give(exam, unit or abort(404))


def _give(exam: Exam, whom: User | Unit) -> Any:
    form, status = GrantForm(), 200
    if form.is_submitted() and form.validate():
        who = whom.code if isinstance(whom, Unit) else whom
        setting_actions.grant(exam, who, form.grant(), form.reason.data or "", current_user.id)
        flash(gettext("It is given and holds from now on."), "success")
        return redirect(url_for("trainer.exam_terms", slug=exam.slug), 303)
    if form.is_submitted():
        status = 422
    return render_template("trainer/exam_grant.html", exam=exam, whom=whom, form=form), status


@trainer.post("/exams/<slug>/terms/<int:term_id>/end")
def end_terms(slug: str, term_id: int) -> Any:
    """End what was given; a deadline that it has moved stays."""
    exam = own_exam(slug)
    given = setting_queries.accommodation(exam.id, term_id) or abort(404)
    if given.is_resit:
        abort(404)
    setting_actions.end_grant(exam, given, current_user.id)
    flash(gettext("It has ended. Deadlines that it moved stay as they are."), "success")
    return redirect(url_for("trainer.exam_terms", slug=slug), 303)
