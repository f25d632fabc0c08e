"""Completion of a class: the table of a unit, down to the names with what each still lacks, and the same as .xlsx."""

from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.audit.actions import record
from elearn.people.access import Level, covered_by_any
from elearn.reports import completion_xlsx, indicators, names_xlsx, queries, roster
from elearn.web.official import official
from elearn.web.official.loaders import class_and_unit, download, own_codes, own_unit, trail
from elearn.web.text import mask_mobile, mask_name


@official.get("/completion")
@official.get("/completion/<class_slug>/<unit_code>")
def completion(class_slug: str = "", unit_code: str = "") -> Any:
    """The table of a unit; without an address the official's own unit in the class under way."""
    if not class_slug:
        unit = own_unit(own_codes()[0])
        classes = queries.classes_for(unit.code)
        if not classes:
            return render_template("official/no_class.html", unit=unit)
        training_class = classes[0]
    else:
        training_class, unit, classes = class_and_unit(class_slug, unit_code)
    if unit.level is Level.VILLAGE:
        return redirect(url_for("official.names", class_slug=training_class.slug, unit_code=unit.code, show="all"))
    return render_template(
        "official/completion.html",
        table=queries.completion(training_class, unit.code),
        idle=len(queries.idle_villages(training_class, unit.code)),
        definitions=indicators.DEFINITIONS,
        Level=Level,
        **_frame(training_class, unit, classes),
    )


@official.get("/completion/<class_slug>/<unit_code>/idle")
def idle(class_slug: str, unit_code: str) -> Any:
    """The villages where nobody has begun."""
    training_class, unit, classes = class_and_unit(class_slug, unit_code)
    villages = queries.idle_villages(training_class, unit.code)
    townships = queries.units_by_code(sorted({village.code[:9] for village, _ in villages}))
    return render_template(
        "official/idle.html", villages=villages, townships=townships, **_frame(training_class, unit, classes)
    )


@official.get("/completion/<class_slug>/<unit_code>/names")
def names(class_slug: str, unit_code: str) -> Any:
    """Who exactly, with what each still lacks; names are masked."""
    training_class, unit, classes = class_and_unit(class_slug, unit_code)
    show = _show(request.args.get("show", ""))
    found = roster.people(training_class, unit.code, show, request.args.get("page", 1, type=int))
    return render_template(
        "official/names.html",
        people=found,
        show=show,
        Show=roster.Show,
        lacking=names_xlsx.lacking,
        may_open=lambda person: covered_by_any(own_codes(), person.home_code),
        **_frame(training_class, unit, classes),
    )


@official.post("/completion/<class_slug>/<unit_code>/export")
def completion_export(class_slug: str, unit_code: str) -> Any:
    """The table as .xlsx."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    table = queries.completion(training_class, unit.code)
    record("export_completion", f"class:{training_class.slug}", actor_id=current_user.id, unit_code=unit.code)
    body = completion_xlsx.build(table, gettext)
    return download(body, f"completion-{unit.code}-{clock.today():%Y%m%d}.xlsx")


@official.post("/completion/<class_slug>/<unit_code>/names/export")
def names_export(class_slug: str, unit_code: str) -> Any:
    """The names as .xlsx: masked, or whole once that was confirmed; the trail keeps which."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    show = _show(request.form.get("show", ""))
    whole = request.form.get("whole") == "1"
    people = roster.people(training_class, unit.code, show, size=None).rows
    if not whole:
        people = [replace(each, name=mask_name(each.name), mobile=mask_mobile(each.mobile)) for each in people]
    record(
        "export_names",
        f"class:{training_class.slug}",
        actor_id=current_user.id,
        unit_code=unit.code,
        whole=whole,
        show=show.value,
        people=len(people),
    )
    moment = clock.now().astimezone(clock.SHANGHAI)
    watermark = gettext("Taken by %(name)s, %(time)s", name=current_user.name, time=f"{moment:%Y-%m-%d %H:%M}")
    body = names_xlsx.build(training_class, unit, people, gettext, watermark)
    return download(body, f"names-{unit.code}-{clock.today():%Y%m%d}.xlsx")


def _show(value: str) -> roster.Show:
    try:
        return roster.Show(value or roster.Show.UNFINISHED)
    except ValueError:
        abort(404)


def _frame(training_class: Any, unit: Any, classes: Any) -> dict[str, Any]:
    """Return what the head of each of these pages needs."""
    codes = own_codes()
    return {
        "training_class": training_class,
        "unit": unit,
        "classes": classes,
        "trail": [(each, covered_by_any(codes, each.code)) for each in trail(unit)],
        "own_units": list(queries.units_by_code(codes).values()) if len(codes) > 1 else [],
    }
