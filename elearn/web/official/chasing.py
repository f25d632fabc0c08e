"""Chasing (催学): the unfinished of a unit with a text to copy into the chat group, and who was reminded when."""

from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from elearn import clock
from elearn.audit.actions import record
from elearn.people.models import Unit
from elearn.reports import chasing, queries, reminder_text
from elearn.reports.chasing import Chased, Stage, Wanted
from elearn.reports.reminder_text import Somebody, Tone
from elearn.reports.roster import Person
from elearn.training import reminder_actions, reminder_queries
from elearn.training.models import TrainingClass
from elearn.web.official import official
from elearn.web.official.completion import behind, frame
from elearn.web.official.loaders import class_and_unit, no_store, own_reminder
from elearn.web.site_address import site_address
from elearn.web.text import day, mask_name

MOST_COUNTED = 5000
"""Unfinished people above whom nobody is looked for one by one: the page offers the units below."""


@dataclass(frozen=True)
class Chosen:
    """What the address asks for: whom, in which tone, and whether the text says what each lacks."""

    wanted: Wanted
    tone: Tone | None
    detail: bool

    def kept(self, **other: Any) -> dict[str, str]:
        """Return what links and forms carry on; an empty value leaves out."""
        values = {
            "stage": self.wanted.stage or "",
            "rest": str(self.wanted.rest or ""),
            "tone": self.tone or "",
            "detail": "" if self.detail else "0",
        }
        return {name: value for name, value in (values | other).items() if value}


@official.get("/completion/<class_slug>/<unit_code>/remind")
def remind(class_slug: str, unit_code: str) -> Any:
    """Whom to remind, names masked, with a text that is ready to copy."""
    return _page(*class_and_unit(class_slug, unit_code), whole=False)


@official.post("/completion/<class_slug>/<unit_code>/remind/names")
def remind_names(class_slug: str, unit_code: str) -> Any:
    """The same with whole names, once that was confirmed; the trail keeps it, and no browser does."""
    training_class, unit, classes = class_and_unit(class_slug, unit_code)
    target = f"class:{training_class.slug}"
    record("show_names", target, actor_id=current_user.id, unit_code=unit.code, **_chosen().kept())
    return no_store(_page(training_class, unit, classes, whole=True))


@official.post("/completion/<class_slug>/<unit_code>/remind")
def mark_reminded(class_slug: str, unit_code: str) -> Any:
    """Note that those who are ticked were reminded; who finished meanwhile is left out."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    ticked = request.form.getlist("person", type=int)[: chasing.BIGGEST]
    places = chasing.places(training_class, unit.code, ticked)
    reminder_actions.remind(training_class, unit.code, places, current_user.id)
    flash(ngettext("One person is noted as reminded.", "%(num)s people are noted as reminded.", len(places)), "success")
    return redirect(_address(training_class.slug, unit.code, **_chosen().kept()), 303)


@official.post("/reminders/<int:reminder_id>/take-back")
def take_back_reminder(reminder_id: int) -> Any:
    """Take back what was noted by mistake."""
    found, training_class = own_reminder(reminder_id)
    reminder_actions.take_back(found, current_user.id)
    flash(gettext("Taken back: these people do not count as reminded."), "success")
    return redirect(_address(training_class.slug, found.unit_code), 303)


def _address(class_slug: str, unit_code: str, **kept: Any) -> str:
    return url_for("official.remind", class_slug=class_slug, unit_code=unit_code, **kept)


def _chosen() -> Chosen:
    """Read the filters; what is not offered does not exist (404)."""
    values = request.values
    try:
        stage = Stage(values["stage"]) if values.get("stage") else None
        tone = Tone(values["tone"]) if values.get("tone") else None
        rest = int(values.get("rest") or 0)
    except ValueError:
        abort(404)
    if rest and rest not in chasing.RESTS:
        abort(404)
    return Chosen(Wanted(stage, rest), tone, values.get("detail") != "0")


def _page(training_class: TrainingClass, unit: Unit, classes: Any, *, whole: bool) -> str:
    chosen = _chosen()
    table = queries.completion(training_class, unit.code)
    left = table.total.figures.unfinished
    found = (
        Chased([], left, {}) if left > MOST_COUNTED else chasing.unfinished(training_class, unit.code, chosen.wanted)
    )
    days = (training_class.ends_on - clock.today()).days
    tone = chosen.tone or reminder_text.tone_for(days, reminded=bool(found.last))
    below = [row for row in behind(table) if not row.own]
    return render_template(
        "official/remind.html",
        chosen=chosen,
        found=found,
        whole=whole,
        left=left,
        below=below,
        tone=tone,
        tones=[Tone.OVER] if days < 0 else [Tone.FIRST, Tone.AGAIN, Tone.LAST],
        text=_text(training_class, unit, found, tone, chosen.detail, whole, [] if found.people else below),
        lacking=_lacking,
        rounds=reminder_queries.latest(training_class.id, unit.code),
        may_take_back=lambda each: each.by_id == current_user.id and clock.local_date(each.at) == clock.today(),
        Stage=Stage,
        rests=chasing.RESTS,
        biggest=chasing.BIGGEST,
        **frame(training_class, unit, classes),
    )


def _text(
    training_class: TrainingClass, unit: Unit, found: Chased, tone: Tone, detail: bool, whole: bool, below: Any
) -> str:
    facts = {
        "title": training_class.title,
        "day": day(training_class.ends_on),
        "days": (training_class.ends_on - clock.today()).days,
        "address": f"{site_address()}/",
        "sign": f"{current_user.name} {day(clock.today())}",
    }
    people = [
        Somebody(
            _group(unit, each),
            each.name if whole else mask_name(each.name),
            _lacking(each) if detail else (),
        )
        for each in found.people
    ]
    counts = [(row.name, row.figures.unfinished) for row in below] if found.total and not people else []
    return reminder_text.compose(gettext, tone, facts, people, counts)


def _lacking(person: Person) -> list[tuple[str, dict[str, Any]]]:
    return reminder_text.lacking(person.activated, person.lessons_left, person.passed or not person.asks_exam)


def _group(unit: Unit, person: Person) -> str:
    """Return the village or township that stands before a person's name; none within one village."""
    if person.unit_code == unit.code:
        return "" if len(unit.code) == 12 else gettext("Own staff")
    return person.unit_name if len(unit.code) == 9 else person.township_name + person.unit_name
