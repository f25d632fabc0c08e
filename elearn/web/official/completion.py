"""Completion of a class: the table of a unit, down to the names with what each still lacks, and the same as .xlsx."""

from dataclasses import replace
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.audit.actions import record
from elearn.people.access import Level, covered_by_any
from elearn.people.models import Unit
from elearn.reports import completion_xlsx, indicators, names_xlsx, queries, roster
from elearn.web.official import official
from elearn.web.official.loaders import class_and_unit, download, own_codes, own_unit, trail
from elearn.web.text import mask_mobile, mask_name


@official.get("/completion")
@official.get("/completion/<class_slug>/<unit_code>")
def completion(class_slug: str = "", unit_code: str = "") -> Any:
    """The table of a unit; without an address the official's own unit (or a choice) in the class under way."""
    codes = own_codes()
    if not class_slug:
        asked = request.args.get("unit", "")
        if len(codes) > 1 and not asked:
            return render_template("official/choose_unit.html", units=_units(codes))
        unit = own_unit(asked or codes[0])
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
    """Return what the head of each of these pages needs; units above the official's own are words, not links."""
    codes = own_codes()

    def mine(each: Unit) -> bool:
        return covered_by_any(codes, each.code)

    return {
        "training_class": training_class,
        "unit": unit,
        "classes": classes,
        "crumbs": [(each.short_name, _address(training_class, each) if mine(each) else None) for each in trail(unit)],
        "own_units": _units(codes) if len(codes) > 1 else [],
    }


def _units(codes: list[str]) -> list[Unit]:
    found = queries.units_by_code(codes)
    return [found[code] for code in codes]


def _address(training_class: Any, unit: Unit) -> str:
    return url_for("official.completion", class_slug=training_class.slug, unit_code=unit.code)
