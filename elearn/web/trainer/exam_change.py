"""Settings of a published exam: what would change and who is touched is shown first, then it is done with a reason."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from elearn import db
from elearn.exams import setting_actions, setting_queries
from elearn.exams.models import Exam
from elearn.training import exam_actions
from elearn.web.trainer import exam_labels, trainer
from elearn.web.trainer.exam_form import SettingsForm, settings_data
from elearn.web.trainer.loaders import own_exam
from elearn.web.transactions import slow_start


def reason_field() -> StringField:
    """Return a field for the reason of an act."""
    return StringField(
        _l("Reason"),
        [DataRequired(_l("Please give the reason.")), Length(max=200)],
        [lambda text: (text or "").strip()],
        description=_l("It is kept with the change and can be read by everybody who may set this exam."),
    )


class ChangeForm(SettingsForm):
    """The settings with a reason."""

    reason = reason_field()


# Marked slow_start: judging again writes past the session, so the change must be committed before it.
@trainer.route("/exams/<slug>/change", methods=["GET", "POST"])
@slow_start
def change_exam(slug: str) -> Any:
    """The form; then what would change and who is touched; then it is done."""
    exam = own_exam(slug)
    setting_actions.must_be_published(exam)
    form = ChangeForm(data=settings_data(exam))
    step = request.form.get("do", "look")
    if not form.is_submitted() or step == "back":
        return _page(exam, form)
    if not form.validate():
        return _page(exam, form), 422
    changes = setting_actions.differences(exam, form.settings())
    if not changes:
        form.form_errors = [gettext("Nothing was changed.")]
        return _page(exam, form), 422
    if step != "change":
        return _ask(exam, form, changes)
    _change(exam, form, judged=setting_actions.judges_again(changes), keep="part_marks" in changes)
    flash(gettext("The settings are changed, and the change is kept on this page."), "success")
    return redirect(url_for("trainer.exam", slug=slug), 303)


def _change(exam: Exam, form: ChangeForm, *, judged: bool, keep: bool) -> None:
    exam_id, by_id = exam.id, current_user.id
    with db.writing():
        setting_actions.change_published(exam, form.settings(), form.reason.data or "", by_id)
    if judged:
        exam_actions.judge_again(exam_id, keep=keep)


def _page(exam: Exam, form: ChangeForm) -> str:
    counts = setting_queries.counts(exam.id)
    return render_template("trainer/exam_change.html", exam=exam, form=form, counts=counts)


def _ask(exam: Exam, form: ChangeForm, changes: dict[str, list[Any]]) -> str:
    sent = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "do")]
    return render_template(
        "trainer/exam_change_ask.html",
        exam=exam,
        changes=changes,
        reason=form.reason.data,
        counts=setting_queries.counts(exam.id),
        judged=setting_actions.judges_again(changes),
        moves=bool({"minutes", "opens_at", "closes_at"} & set(changes)),
        sent=sent,
        labels=exam_labels,
    )
