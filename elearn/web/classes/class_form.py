"""The form of a class: its fields, what it shows of a plan, and the plan that was typed."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from elearn import clock
from elearn.exams.models import ExamState
from elearn.training import class_rules
from elearn.training.class_queries import Choices
from elearn.training.class_rules import MOST_COURSES, MOST_EXAMS, MOST_HOURS, Fault, Plan
from elearn.training.completion import Audience, Condition, ConditionKind
from elearn.web import class_words
from elearn.web.text import day

SHARED = (ConditionKind.LESSONS, ConditionKind.ONLINE_HOURS, ConditionKind.FACE_HOURS, ConditionKind.ATTENDANCE)
"""Conditions that ask for a share; an exam is passed or not."""

NO_EXAM = {"exam": "", "must": ""}


def _stripped(text: str | None) -> str:
    return (text or "").strip()


def _hours(label: Any, hint: Any) -> DecimalField:
    return DecimalField(
        label, [Optional(), NumberRange(0, MOST_HOURS, _l("Between 0 and 999 hours."))], places=None, description=hint
    )


def _share() -> IntegerField:
    return IntegerField(
        _l("at least so many percent"), [Optional(), NumberRange(1, 100, _l("Between 1 and 100 percent."))]
    )


class ExamRow(FlaskForm):  # type: ignore[misc]
    """A further exam, and whether it must be passed."""

    class Meta:
        """The whole form carries the token."""

        csrf = False

    exam = SelectField(_l("Further exam"))
    must = SelectField(
        _l("Must it be passed?"),
        choices=[SelectChoice("", _l("only offered")), SelectChoice("1", _l("must be passed"))],
    )


class ClassForm(FlaskForm):  # type: ignore[misc]
    """Everything about a class."""

    version = HiddenField()
    title = StringField(_l("Title"), [DataRequired(_l("Give the class a title.")), Length(max=80)], [_stripped])
    organiser = StringField(
        _l("Organiser"),
        [DataRequired(_l("Who organises it?")), Length(max=80)],
        [_stripped],
        description=_l("Stands on the certificates."),
    )
    unit = SelectField(_l("Unit that makes the class"), [InputRequired()])
    units = SelectMultipleField(
        _l("For which units?"), description=_l("Each with all below it. Tick your own unit for everybody.")
    )
    audience = RadioField(
        _l("For whom?"), choices=[SelectChoice(key.value, word) for key, word in class_words.AUDIENCES.items()]
    )
    starts_on = DateField(_l("First day"), [InputRequired(_l("Enter the day."))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Enter the day."))])
    courses = FieldList(SelectField(_l("Course")), _l("Courses"), max_entries=MOST_COURSES)
    exam = SelectField(_l("Closing exam"), description=_l("Its marks stand in the reports."))
    exams = FieldList(FormField(ExamRow), _l("Further exams"), max_entries=MOST_EXAMS)
    online_hours = _hours(_l("Planned online hours"), None)
    face_hours = _hours(_l("Planned face-to-face hours"), None)
    asks_lessons = BooleanField(_l("Learn the lessons"))
    lessons_share = _share()
    asks_online_hours = BooleanField(_l("Online hours"))
    online_hours_share = _share()
    asks_face_hours = BooleanField(_l("Face-to-face hours"))
    face_hours_share = _share()
    asks_attendance = BooleanField(_l("Attend the sessions"))
    attendance_share = _share()
    asks_exam = BooleanField(_l("Pass the closing exam, and every further exam that must be passed"))

    def fill_choices(self, found: Choices, codes: list[str]) -> "ClassForm":
        """Give the lists what this person may choose, and as many rows as make sense."""
        names = {each.code: each.short_name for each in found.units}
        self.unit.choices = [SelectChoice(code, names.get(code, code)) for code in codes]
        self.units.choices = [SelectChoice(each.code, each.short_name) for each in found.units]
        courses = [SelectChoice(str(each.id), each.title) for each in found.courses]
        exams = [SelectChoice(str(each.id), _exam_words(each)) for each in found.exams]
        self.exam.choices = [SelectChoice("", _l("no closing exam")), *exams]
        _more(self.courses, min(len(courses), MOST_COURSES), "")
        _more(self.exams, min(len(exams), MOST_EXAMS, max(3, len(self.exams) + 1)), NO_EXAM)
        for entry in self.courses:
            entry.choices = [SelectChoice("", _l("no course")), *courses]
        for row in self.exams:
            row.form.exam.choices = [SelectChoice("", _l("no further exam")), *exams]
        return self

    def plan(self) -> Plan:
        """Return what was typed (after validation)."""
        exam, courses, further = self.exam.data, self.courses, [row.form for row in self.exams if row.form.exam.data]
        return Plan(
            title=self.title.data or "",
            organiser=self.organiser.data or "",
            unit_code=self.unit.data,
            unit_codes=class_rules.smallest(self.units.data or []),
            audience=Audience(self.audience.data),
            starts_on=self.starts_on.data,  # type: ignore[arg-type]
            ends_on=self.ends_on.data,  # type: ignore[arg-type]
            course_ids=tuple(int(entry.data) for entry in courses if entry.data),
            exam_id=int(exam) if exam else None,
            required_exams=tuple(int(row.exam.data) for row in further if row.must.data),
            offered_exams=tuple(int(row.exam.data) for row in further if not row.must.data),
            online_hours=_hundredths(self.online_hours.data),
            face_hours=_hundredths(self.face_hours.data),
            conditions=tuple(self._conditions()),
        )

    def _conditions(self) -> Iterable[Condition]:
        for kind in ConditionKind:
            if self[f"asks_{kind.value}"].data:
                share = self[f"{kind.value}_share"].data if kind in SHARED else None
                yield Condition(kind, Decimal(share if share is not None else 100))

    def show(self, found: Iterable[Fault]) -> None:
        """Put what is wrong with the plan beside its fields."""
        for fault in found:
            words = str(gettext(fault.message, **fault.params))
            rows = self._fields.get(fault.where)
            field = _first(rows) if isinstance(rows, FieldList) else rows
            if field is None:
                self.form_errors.append(words)
                continue
            field.errors = [*field.errors, words]
            if field is not rows:
                rows.errors = [*rows.errors, words]


def _first(rows: Any) -> Any:
    """What is wrong with a list of rows is shown with the first of them."""
    row = rows[0] if len(rows) else None
    return row.form.exam if isinstance(row, FormField) else row


def _more(rows: Any, count: int, empty: Any) -> None:
    while len(rows) < count:
        rows.append_entry(empty)


def _hundredths(hours: Decimal | None) -> Decimal:
    return (hours or Decimal(0)).quantize(Decimal("0.01"))


def _exam_words(exam: Any) -> str:
    draft = "" if exam.state is ExamState.PUBLISHED else f" · {gettext('not published yet')}"
    return f"{exam.title} · {day(exam.opens_at)}–{day(exam.closes_at - timedelta(seconds=1))}{draft}"


def data_of(plan: Plan) -> dict[str, Any]:
    """Return what a form shows of a plan."""
    found: dict[str, Any] = {
        "title": plan.title,
        "organiser": plan.organiser,
        "unit": plan.unit_code,
        "units": list(plan.unit_codes),
        "audience": plan.audience.value,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "courses": [str(key) for key in plan.course_ids],
        "exam": str(plan.exam_id or ""),
        "exams": [{"exam": str(key), "must": "1"} for key in plan.required_exams]
        + [{"exam": str(key), "must": ""} for key in plan.offered_exams],
        "online_hours": _plain(plan.online_hours),
        "face_hours": _plain(plan.face_hours),
    }
    shares = {each.kind: each.threshold for each in plan.conditions}
    for kind in ConditionKind:
        found[f"asks_{kind.value}"] = kind in shares
        if kind in SHARED:
            found[f"{kind.value}_share"] = int(shares.get(kind, 100))
    return found


def _plain(hours: Decimal) -> Decimal:
    return Decimal(f"{hours.normalize():f}")


def first_plan(unit_code: str, organiser: str) -> Plan:
    """Return what the form of a new class begins with: two months for the whole unit, by the usual conditions."""
    return Plan(
        title="",
        organiser=organiser,
        unit_code=unit_code,
        unit_codes=(unit_code,),
        audience=Audience.CADRES,
        starts_on=clock.today(),
        ends_on=clock.today() + timedelta(days=60),
        conditions=(Condition(ConditionKind.LESSONS), Condition(ConditionKind.EXAM)),
    )
