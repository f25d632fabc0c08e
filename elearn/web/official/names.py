"""The names behind the figures: who exactly, with what each still lacks; masked, and the same as .xlsx."""

from dataclasses import replace
from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext
from flask_login import current_user

from elearn import clock, db
from elearn.audit.actions import record
from elearn.people.access import Level, covered_by_any
from elearn.reports import lesson_grid, names_xlsx, roster
from elearn.web.official import official
from elearn.web.official.asked import asked_day
from elearn.web.official.completion import frame
from elearn.web.official.loaders import class_and_unit, download, own_codes
from elearn.web.text import mask_mobile, mask_name
from elearn.web.transactions import slow_start


@official.get("/completion/<class_slug>/<unit_code>/names")
def names(class_slug: str, unit_code: str) -> Any:
    """Who exactly, with what each still lacks; names are masked."""
    training_class, unit, classes = class_and_unit(class_slug, unit_code)
    show, chosen, day = _show(), _filter(), asked_day()
    page = request.args.get("page", 1, type=int)
    found = roster.people(training_class, unit.code, show, page, chosen=chosen, as_of=day)
    return render_template(
        "official/names.html",
        people=found,
        show=show,
        chosen=chosen,
        kept=_kept(chosen, day),
        day=day,
        posts=roster.posts(training_class, unit.code),
        Show=roster.Show,
        Missing=roster.Missing,
        idle_days=roster.IDLE_DAYS,
        lacking=names_xlsx.lacking,
        may_open=lambda person: covered_by_any(own_codes(), person.home_code),
        **frame(training_class, unit, classes),
    )


# Writing a large sheet takes seconds and needs no lock; the trail is written after it, before anybody gets the file.
@official.post("/completion/<class_slug>/<unit_code>/names/export")
@slow_start
def names_export(class_slug: str, unit_code: str) -> Any:
    """The names as .xlsx: masked, or whole once that was confirmed; the trail keeps which."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    show, chosen, day = _show(), _filter(), asked_day()
    whole = request.form.get("whole") == "1"
    people = roster.people(training_class, unit.code, show, size=None, chosen=chosen, as_of=day).rows
    if not whole:
        people = [replace(each, name=mask_name(each.name), mobile=mask_mobile(each.mobile)) for each in people]
    details = {"whole": whole, "show": show.value, "people": len(people), **_kept(chosen, day)}
    moment = clock.now().astimezone(clock.SHANGHAI)
    watermark = gettext("Taken by %(name)s, %(time)s", name=current_user.name, time=f"{moment:%Y-%m-%d %H:%M}")
    body = names_xlsx.build(training_class, unit, people, gettext, watermark, day)
    slug, code = training_class.slug, unit.code
    db.start_writing()
    record("export_names", f"class:{slug}", actor_id=current_user.id, unit_code=code, **details)
    return download(body, f"names-{code}-{day or clock.today():%Y%m%d}.xlsx")


@official.get("/completion/<class_slug>/<unit_code>/lessons")
def lessons(class_slug: str, unit_code: str) -> Any:
    """Where people stop: units below by lessons. Above a county there would be too much to look at."""
    training_class, unit, classes = class_and_unit(class_slug, unit_code)
    if unit.level not in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
        abort(404)
    day = asked_day()
    found = lesson_grid.grid(training_class, unit, day)
    return render_template("official/lessons.html", grid=found, day=day, **frame(training_class, unit, classes))


def _show() -> roster.Show:
    try:
        return roster.Show(request.values.get("show", "") or roster.Show.UNFINISHED)
    except ValueError:
        abort(404)


def _filter() -> roster.Filter:
    """Read the filters; a condition or a number of days that is not offered does not exist (404)."""
    values = request.values
    try:
        missing = roster.Missing(values["missing"]) if values.get("missing") else None
        idle = int(values.get("idle") or 0)
    except ValueError:
        abort(404)
    if idle and idle not in roster.IDLE_DAYS:
        abort(404)
    return roster.Filter(
        post=values.get("post", "").strip()[:40],
        missing=missing,
        never=values.get("signed_in") == "never",
        idle_days=idle,
        own=values.get("own") == "1",
    )


def _kept(chosen: roster.Filter, day: Any) -> dict[str, str]:
    """Return what links and forms carry on."""
    values = {
        "post": chosen.post,
        "missing": chosen.missing.value if chosen.missing else "",
        "signed_in": "never" if chosen.never else "",
        "idle": str(chosen.idle_days or ""),
        "own": "1" if chosen.own else "",
        "as_of": day.isoformat() if day else "",
    }
    return {name: value for name, value in values.items() if value}
