"""The form of an exam: a new one, and a draft."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    DecimalField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, ValidationError

from elearn import clock
from elearn.exams import setting_actions, setting_queries
from elearn.exams.models import Exam, PaperPlan
from elearn.exams.paper import Rule
from elearn.exams.scoring import CountedTry
from elearn.exams.terms import Reveal
from elearn.people import unit_queries
from elearn.people.access import covered_by_any
from elearn.questions.grading import PartMarks
from elearn.training import exam_actions, exam_queries
from elearn.web.trainer import exam_labels, exam_rules, trainer
from elearn.web.trainer.exam_rules import RuleForm
from elearn.web.trainer.loaders import own_codes, own_exam
from elearn.web.transactions import slow_start


def _stripped(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _choices(words: dict[Any, Any]) -> list[SelectChoice]:
    return [SelectChoice(key.value, word) for key, word in words.items()]


def local(moment: datetime) -> datetime:
    """Return a moment as the clock on the wall shows it, for a field of a form."""
    return moment.astimezone(clock.SHANGHAI).replace(tzinfo=None)


def from_local(typed: datetime | None) -> datetime:
    """Return the moment of what was typed as date and time in Asia/Shanghai (after validation)."""
    assert typed is not None
    return typed.replace(tzinfo=clock.SHANGHAI)


def moment_field(label: Any, message: Any) -> DateTimeLocalField:
    """Return a field for date and time."""
    return DateTimeLocalField(label, [DataRequired(message)], format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])


def mark_field(label: Any) -> DecimalField:
    """Return a field for a mark of 0 to 100."""
    between = NumberRange(0, 100, _l("Between 0 and 100."))
    return DecimalField(label, [InputRequired(_l("Give a mark.")), between], places=None)


class SettingsForm(FlaskForm):  # type: ignore[misc]
    """What can still change after publication."""

    title = StringField(_l("Title"), [DataRequired(_l("Give the exam a title.")), Length(max=80)], [_stripped])
    opens_at = moment_field(_l("Begins"), _l("When does it begin?"))
    closes_at = moment_field(_l("Ends"), _l("When does it end?"))
    minutes = IntegerField(
        _l("Minutes to answer"), [InputRequired(), NumberRange(1, 600, _l("Between 1 and 600 minutes."))]
    )
    tries = IntegerField(_l("Tries for each person"), [InputRequired(), NumberRange(1, 20, _l("Between 1 and 20."))])
    counted = SelectField(_l("Which try counts?"), [InputRequired()], choices=_choices(exam_labels.COUNTED))
    pass_mark = mark_field(_l("Pass mark (of 100)"))
    merit_mark = mark_field(_l("Merit mark (of 100)"))
    part_marks = SelectField(
        _l("Several right options: marks for a part of them"), [InputRequired()], choices=_choices(exam_labels.PARTS)
    )
    show_score = SelectField(
        _l("When may learners see their marks?"), [InputRequired()], choices=_choices(exam_labels.REVEALS)
    )
    show_answers = SelectField(
        _l("When may they see answers and explanations?"), [InputRequired()], choices=_choices(exam_labels.REVEALS)
    )
    notes = TextAreaField(_l("Notes for the learner, shown before the start"), [Length(max=500)], [_stripped])

    def validate_closes_at(self, field: Any) -> None:
        """The end comes after the beginning."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError(gettext("The end must come after the beginning."))

    def validate_merit_mark(self, field: Any) -> None:
        """Merit is not below a pass."""
        if None not in (field.data, self.pass_mark.data) and field.data < self.pass_mark.data:
            raise ValidationError(gettext("The merit mark can't be below the pass mark."))

    def settings(self) -> dict[str, Any]:
        """Return what was typed as an exam stores it (after validation)."""
        return {
            "title": self.title.data,
            "opens_at": from_local(self.opens_at.data),
            "closes_at": from_local(self.closes_at.data),
            "minutes": self.minutes.data,
            "tries": self.tries.data,
            "counted": CountedTry(self.counted.data),
            "pass_mark": _tenths(self.pass_mark.data),
            "merit_mark": _tenths(self.merit_mark.data),
            "part_marks": PartMarks(self.part_marks.data),
            "show_score": Reveal(self.show_score.data),
            "show_answers": Reveal(self.show_answers.data),
            "notes": self.notes.data or "",
        }


def _tenths(mark: Decimal | None) -> Decimal:
    assert mark is not None
    return mark.quantize(Decimal("0.1"))


class ExamForm(SettingsForm):
    """Everything about a draft."""

    unit = SelectField(_l("Unit"), [InputRequired()])
    plan = RadioField(_l("Paper"), choices=_choices(exam_labels.PLANS))
    shuffle_questions = BooleanField(_l("Shuffle the questions"))
    shuffle_options = BooleanField(_l("Shuffle the options"))
    second_marker = BooleanField(_l("Short answers are marked by two people"))
    classes = SelectMultipleField(_l("Which classes sit it?"), coerce=int)
    unit_codes: list[str]
    class_ids: list[int]
    rules = FieldList(FormField(RuleForm), _l("Which questions"), max_entries=exam_rules.MOST_RULES)

    def fill_choices(self, unit_code: str = "") -> "ExamForm":
        """Give the lists what this trainer may choose."""
        codes = sorted({*own_codes(), *([unit_code] if unit_code else [])})
        self.unit_codes = codes
        self.unit.choices = [SelectChoice(*each) for each in sorted(unit_queries.names(codes).items())]
        offered = exam_queries.classes_to_choose(own_codes())
        self.class_ids = [each.id for each in offered]
        self.classes.choices = [SelectChoice(each.id, each.title) for each in offered]
        exam_rules.give_choices(self.rules)
        return self

    def all_settings(self) -> dict[str, Any]:
        """Return all settings but the rules (after validation)."""
        return self.settings() | {
            "unit_code": self.unit.data,
            "plan": PaperPlan(self.plan.data),
            "shuffle_questions": self.shuffle_questions.data,
            "shuffle_options": self.shuffle_options.data,
            "second_marker": self.second_marker.data,
        }

    def typed_rules(self) -> list[Rule]:
        """Return the rules (after validation)."""
        return [row.form.rule() for row in self.rules]


def settings_data(exam: Exam) -> dict[str, Any]:
    """Return what a form shows of an exam's settings."""
    plain = {name: getattr(exam, name) for name in setting_actions.CHANGEABLE}
    marks = {name: Decimal(f"{getattr(exam, name).normalize():f}") for name in ("pass_mark", "merit_mark")}
    times = {name: local(getattr(exam, name)) for name in ("opens_at", "closes_at")}
    enums = {name: plain[name].value for name in ("counted", "part_marks", "show_score", "show_answers")}
    return plain | marks | times | enums


def _data(exam: Exam) -> dict[str, Any]:
    more = {name: getattr(exam, name) for name in ("shuffle_questions", "shuffle_options", "second_marker")}
    rules = [exam_rules.NARROWS_NOTHING | rule | {"marks": Decimal(rule["marks"])} for rule in exam.rules]
    classes = [each.id for each in exam_queries.classes_of(exam.id)]
    return (
        settings_data(exam)
        | more
        | {
            "unit": exam.unit_code,
            "plan": exam.plan.value,
            "classes": classes,
            "rules": rules,
        }
    )


def _first_data() -> dict[str, Any]:
    """A new exam: a working day a week from now, one try."""
    opens = local(clock.start_of_day(clock.today() + timedelta(days=7))).replace(hour=9)
    return {
        "opens_at": opens,
        "closes_at": opens.replace(hour=18),
        "minutes": 60,
        "tries": 1,
        "counted": CountedTry.BEST.value,
        "pass_mark": Decimal(60),
        "merit_mark": Decimal(90),
        "part_marks": PartMarks.NONE.value,
        "show_score": Reveal.AT_ONCE.value,
        "show_answers": Reveal.AFTER_CLOSE.value,
        "plan": PaperPlan.DRAWN.value,
        "shuffle_questions": True,
        "shuffle_options": True,
        "rules": [exam_rules.FIRST_ROW],
    }


@trainer.route("/exams/new", methods=["GET", "POST"])
def new_exam() -> Any:
    """Write a new exam."""
    form = ExamForm(_sent(), data=_first_data()).fill_choices()
    if not form.is_submitted() or _only_rows() or not form.validate():
        return _page(form, None)
    settings = form.all_settings()
    made = setting_actions.add_draft(
        settings.pop("title"), settings.pop("unit_code"), form.typed_rules(), current_user.id, **settings
    )
    return _saved(made, form)


@trainer.route("/exams/<slug>/edit", methods=["GET", "POST"])
def edit_exam(slug: str) -> Any:
    """Write a draft anew."""
    exam = own_exam(slug)
    setting_actions.must_be_draft(exam)
    form = ExamForm(_sent(), data=_data(exam)).fill_choices(exam.unit_code)
    if not form.is_submitted() or _only_rows() or not form.validate():
        return _page(form, exam)
    setting_actions.change_draft(exam, form.typed_rules(), current_user.id, **form.all_settings())
    return _saved(exam, form)


@trainer.post("/exams/look")
@slow_start
def look_at_rules() -> Any:
    """What the rows of a form find right now; the form's script puts it beside them while the trainer types."""
    form = ExamForm(request.form).fill_choices()
    return render_template("trainer/_exam_rules_said.html", rows=list(form.rules), said=_said(form))


def _sent() -> Any:
    return exam_rules.edited_rows(request.form) if request.method == "POST" else None


def _only_rows() -> bool:
    """Say whether a button asked for other rows or a check, and not for saving."""
    return request.form.get("do", "save") != "save"


def _said(form: ExamForm) -> exam_rules.Said:
    unit = form.unit.data or form.unit_codes[0]
    return exam_rules.said_of(form.rules, unit if covered_by_any(own_codes(), unit) else "")


def _page(form: ExamForm, exam: Exam | None) -> Any:
    status = 422 if form.is_submitted() and not _only_rows() else 200
    page = render_template(
        "trainer/exam_form.html",
        form=form,
        exam=exam,
        said=_said(form),
        topics=setting_queries.topics(own_codes()),
        most_rules=exam_rules.MOST_RULES,
    )
    return page, status


def _saved(exam: Exam, form: ExamForm) -> Any:
    exam_actions.set_classes(exam, form.classes.data or [], form.class_ids)
    flash(gettext("The draft is saved. Look at a sample paper, then publish it."), "success")
    return redirect(url_for("trainer.exam", slug=exam.slug), 303)
