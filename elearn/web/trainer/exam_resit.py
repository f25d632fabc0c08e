"""A resit: who failed or was absent is shown first, then all of them get a window of their own."""

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from elearn import clock, db
from elearn.exams import setting_actions
from elearn.people import unit_queries
from elearn.training import exam_actions, exam_queries
from elearn.web.trainer import trainer
from elearn.web.trainer.exam_form import from_local, local, moment_field
from elearn.web.trainer.loaders import own_exam
from elearn.web.transactions import slow_start

MOST_SHOWN = 200


class ResitForm(FlaskForm):  # type: ignore[misc]
    """The window of the resit."""

    opens_at = moment_field(_l("Begins"), _l("When does it begin?"))
    closes_at = moment_field(_l("Ends"), _l("When does it end?"))

    def validate_closes_at(self, field: Any) -> None:
        """The end comes after the beginning, and lies ahead."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(gettext("The end must come after the beginning."))
        if field.data and from_local(field.data) <= clock.now():
            raise ValidationError(gettext("The resit would be over already: set a later end."))


# Marked slow_start: who needs it is found out before anybody else has to wait for the writing.
@trainer.route("/exams/<slug>/resit", methods=["GET", "POST"])
@slow_start
def exam_resit(slug: str) -> Any:
    """Who would get it and when; then it is given."""
    exam = own_exam(slug)
    setting_actions.must_be_published(exam)
    opens = local(clock.start_of_day(clock.today() + timedelta(days=7))).replace(hour=9)
    form = ResitForm(data={"opens_at": opens, "closes_at": opens.replace(hour=18)})
    plan = exam_queries.resit_plan(exam)
    if form.is_submitted() and form.validate():
        window = from_local(form.opens_at.data), from_local(form.closes_at.data)
        db.start_writing()
        count = exam_actions.give_resit(exam, plan, *window, current_user.id)
        flash(gettext("%(count)s people have a resit now.", count=count), "success")
        return redirect(url_for("trainer.exam_resit", slug=slug), 303)
    shown = plan.all[:MOST_SHOWN]
    page = render_template(
        "trainer/exam_resit.html",
        exam=exam,
        form=form,
        plan=plan,
        shown=shown,
        names=unit_queries.names({each.unit_code for each in shown}),
        resits=exam_queries.resits(exam.id),
        now=clock.now(),
    )
    return page, 422 if form.is_submitted() else 200


@trainer.post("/exams/<slug>/resit/<int:resit_id>/undo")
def undo_resit(slug: str, resit_id: int) -> Any:
    """Take a resit back that nobody has started."""
    exam = own_exam(slug)
    found = next((each for each in exam_queries.resits(exam.id) if each.first_id == resit_id), None) or abort(404)
    exam_actions.undo_resit(exam, found, current_user.id)
    flash(gettext("The resit is taken back."), "success")
    return redirect(url_for("trainer.exam_resit", slug=slug), 303)
