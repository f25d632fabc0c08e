"""Opening a bank, and its title and uses."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, InputRequired, Length

from elearn.errors import RuleBroken
from elearn.people import unit_queries
from elearn.questions import actions, queries
from elearn.questions.grading import Use
from elearn.web.i18n import sentence
from elearn.web.trainer import labels, trainer
from elearn.web.trainer.loaders import own_bank, own_codes

USES = [SelectChoice(use.value, word) for use, word in labels.USES.items()]


def _stripped(text: str | None) -> str:
    return (text or "").strip()


class BankForm(FlaskForm):  # type: ignore[misc]
    """A bank: what it is called, whose it is, what its questions are for."""

    title = StringField(_l("Title"), [DataRequired(_l("Give the bank a title.")), Length(max=80)], [_stripped])
    unit = SelectField(_l("Unit"), validators=[InputRequired()])
    slug = StringField(
        _l("Short name"),
        [Length(max=40)],
        [_stripped],
        description=_l(
            "Small letters, digits and dashes, such as shequ. Its questions are numbered by it: shequ-001. "
            "Left empty, one is given."
        ),
    )
    uses = SelectMultipleField(
        _l("What are its questions for, unless a question says otherwise?"),
        [DataRequired(_l("Choose at least one use."))],
        choices=USES,
        description=_l("What is used in exams waits for a second trainer, unless the settings say otherwise."),
    )

    @property
    def chosen_uses(self) -> list[Use]:
        """Return the ticked uses in their own order."""
        return [use for use in Use if use.value in (self.uses.data or [])]


@trainer.route("/banks/new", methods=["GET", "POST"])
def new_bank() -> Any:
    """Open a bank for one of the trainer's units."""
    form = BankForm(data={"uses": [Use.PRACTICE.value, Use.GAME.value]})
    form.unit.choices = [SelectChoice(*each) for each in sorted(unit_queries.names(own_codes()).items())]
    if not form.is_submitted():
        return render_template("trainer/new_bank.html", form=form)
    if form.validate():
        try:
            slug = form.slug.data or queries.free_slug()
            actions.add_bank(form.unit.data, form.title.data or "", slug, form.chosen_uses, current_user.id)
        except RuleBroken as error:
            form.slug.errors = [sentence(error)]
        else:
            flash(gettext("The bank is open. Now bring in questions, or write one."), "success")
            return redirect(url_for("trainer.import_file", slug=slug), 303)
    return render_template("trainer/new_bank.html", form=form), 422


@trainer.route("/banks/<slug>/settings", methods=["GET", "POST"])
def bank_settings(slug: str) -> Any:
    """Title and uses of a bank, and which questions a second person must see."""
    bank = own_bank(slug)
    form = BankForm(data={"title": bank.title, "uses": bank.uses})
    del form.unit, form.slug
    status = 200
    if form.is_submitted() and form.validate():
        actions.change_bank(bank, form.title.data or "", form.chosen_uses, current_user.id)
        flash(gettext("Saved."), "success")
        return redirect(url_for("trainer.bank", slug=slug), 303)
    if form.is_submitted():
        status = 422
    return render_template("trainer/bank_settings.html", bank=bank, form=form, review_words=labels.REVIEWS), status
