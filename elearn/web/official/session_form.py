"""The form of a session: a new one, and changing one."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    RadioField,
    SelectField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from elearn import clock
from elearn.people import unit_queries
from elearn.people.models import Unit
from elearn.training import session_actions
from elearn.training.check_in import SessionKind
from elearn.training.models import TrainingClass
from elearn.training.session_actions import Plan
from elearn.training.session_models import ClassSession
from elearn.web.official import official
from elearn.web.official.loaders import class_and_unit
from elearn.web.official.session_loaders import own_session
from elearn.web.official.sessions import KINDS


def _stripped(text: str | None) -> str:
    return (text or "").strip()


def _words(label: Any, most: int) -> StringField:
    message = _l("At most %(max)d characters.")
    return StringField(label, [Length(max=most, message=message)], [_stripped])


class SessionForm(FlaskForm):  # type: ignore[misc]
    """What is to be decided about a session; it begins and ends on one day."""

    kind = RadioField(_l("Kind of session"), [InputRequired(_l("Choose the kind."))], choices=[], default="gathering")
    title = StringField(_l("Title"), [DataRequired(_l("Give the session a title.")), Length(max=80)], [_stripped])
    unit_code = SelectField(_l("For whom"), [InputRequired(_l("Choose the unit."))], choices=[])
    day = DateField(_l("Day"), [InputRequired(_l("Enter the day."))])
    begins = TimeField(_l("Begins"), [InputRequired(_l("When does it begin?"))])
    ends = TimeField(_l("Ends"), [InputRequired(_l("When does it end?"))])
    hours = DecimalField(
        _l("Hours of study"),
        [
            InputRequired(_l("How many hours of study does it count for?")),
            NumberRange(0, 24, _l("Between 0 and 24.")),
        ],
        places=None,
    )
    place = _words(_l("Place"), 120)
    link = _words(_l("Meeting link"), 300)
    speaker = _words(_l("Speaker"), 60)
    bring = _words(_l("What to bring"), 200)
    needs_check_out = BooleanField(_l("People check out at the end as well; only who did both gets the hours"))

    def __init__(self, training_class: TrainingClass, units: list[Unit], **values: Any) -> None:
        super().__init__(**values)
        self.training_class = training_class
        self.kind.choices = [(kind.value, words) for kind, words in KINDS.items()]
        self.unit_code.choices = [(unit.code, unit.short_name) for unit in units]

    def validate_day(self, field: DateField) -> None:
        """Sessions lie in the time of their class."""
        made = self.training_class
        if field.data is None or not made.starts_on <= field.data <= made.ends_on:
            raise ValidationError(
                gettext("The day must lie between %(first)s and %(last)s.", first=made.starts_on, last=made.ends_on)
            )

    def validate_ends(self, field: TimeField) -> None:
        """Nothing ends before it begins."""
        if field.data and self.begins.data and field.data <= self.begins.data:
            raise ValidationError(gettext("The end must come after the beginning, on the same day."))

    def validate_place(self, field: StringField) -> None:
        """People who are to come must know where to."""
        if not field.data and self.kind.data != SessionKind.VIDEO_OWN.value:
            raise ValidationError(gettext("Where do people come together?"))

    def validate_link(self, field: StringField) -> None:
        """A link is opened with one tap: only addresses of the web."""
        if field.data and not field.data.lower().startswith(("https://", "http://")):
            raise ValidationError(gettext("Write the whole link, beginning with https://"))
        if not field.data and self.kind.data == SessionKind.VIDEO_OWN.value:
            raise ValidationError(gettext("Give the link by which people join."))

    def plan(self) -> Plan:
        """Return what was decided (after validation)."""
        day, begins, ends, hours = self.day.data, self.begins.data, self.ends.data, self.hours.data
        assert day
        assert begins
        assert ends
        assert hours is not None
        return Plan(
            kind=SessionKind(self.kind.data),
            title=str(self.title.data),
            starts_at=_moment(day, begins),
            ends_at=_moment(day, ends),
            hours=hours.quantize(Decimal("0.01")),
            place=str(self.place.data),
            link=str(self.link.data),
            speaker=str(self.speaker.data),
            bring=str(self.bring.data),
            needs_check_out=bool(self.needs_check_out.data),
        )


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=clock.SHANGHAI).astimezone(UTC)


@official.route("/sessions/new/<class_slug>/<unit_code>", methods=["GET", "POST"])
def new_session(class_slug: str, unit_code: str) -> Any:
    """Plan a session of a class for the people of a unit."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    form = SessionForm(training_class, [unit, *(row.unit for row in unit_queries.children(unit.code))])
    if form.is_submitted():
        if form.validate():
            made = session_actions.add(training_class, str(form.unit_code.data), form.plan(), current_user.id)
            flash(gettext("The session is planned. Its people see it on their first page."), "success")
            return redirect(url_for("official.session_board", session_id=made.id), 303)
        return render_template("official/session_form.html", form=form, held=None, training_class=training_class), 422
    return render_template("official/session_form.html", form=form, held=None, training_class=training_class)


@official.route("/sessions/<int:session_id>/edit", methods=["GET", "POST"])
def edit_session(session_id: int) -> Any:
    """Change a session; for whom it is stays."""
    held = own_session(session_id)
    form = SessionForm(held.training_class, [held.unit], **_values(held))
    if form.is_submitted():
        if form.validate():
            session_actions.change(held, form.plan(), current_user.id)
            flash(gettext("The changes are stored."), "success")
            return redirect(url_for("official.session_board", session_id=held.id), 303)
        page = render_template("official/session_form.html", form=form, held=held, training_class=held.training_class)
        return page, 422
    return render_template("official/session_form.html", form=form, held=held, training_class=held.training_class)


def _values(held: ClassSession) -> dict[str, Any]:
    starts, ends = held.starts_at.astimezone(clock.SHANGHAI), held.ends_at.astimezone(clock.SHANGHAI)
    names = ("title", "unit_code", "hours", "place", "link", "speaker", "bring", "needs_check_out")
    return {name: getattr(held, name) for name in names} | {
        "kind": held.kind.value,
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
    }
