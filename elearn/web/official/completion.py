"""Completion of a class: the table of a unit on any day, what it is compared with, where it leads; and .xlsx."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import clock
from elearn.audit.actions import record
from elearn.people.access import Level, covered_by_any
from elearn.people.models import Unit
from elearn.reports import columns, compared, completion_xlsx, indicators, projection, queries, tallies
from elearn.reports.queries import CompletionTable, Row
from elearn.web.official import official
from elearn.web.official.asked import Asked, asked, asked_day
from elearn.web.official.loaders import class_and_unit, download, own_codes, own_unit, trail


@official.get("/completion")
@official.get("/completion/<class_slug>/<unit_code>")
def completion(class_slug: str = "", unit_code: str = "") -> Any:
    """The table of a unit; without an address the official's own unit (or a choice) in the class under way."""
    codes = own_codes()
    if not class_slug:
        wanted = request.args.get("unit", "")
        if len(codes) > 1 and not wanted:
            return render_template("official/choose_unit.html", units=_units(codes))
        unit = own_unit(wanted or codes[0])
        classes = queries.classes_for(unit.code, codes)
        if not classes:
            return render_template("official/no_class.html", unit=unit)
        training_class = classes[0]
    else:
        training_class, unit, classes = class_and_unit(class_slug, unit_code)
    ask = asked(training_class, classes)
    if unit.level is Level.VILLAGE:
        where = {"class_slug": training_class.slug, "unit_code": unit.code, "as_of": ask.day}
        return redirect(url_for("official.names", show="all", **where))  # type: ignore[arg-type]
    shown = _shown(training_class, unit, ask)
    return render_template("official/completion.html", **shown, **frame(training_class, unit, classes))


def _shown(training_class: Any, unit: Unit, ask: Asked) -> dict[str, Any]:
    day = ask.day or clock.today()
    table = queries.completion(training_class, unit.code, ask.day)
    days = tallies.day_by_day(training_class.id, unit.code, day)
    outlook = projection.project(days, day, training_class.starts_on, training_class.ends_on)
    few = unit.level in (Level.COUNTY, Level.TOWNSHIP)  # above, there are too many villages to look at for one number
    return {
        "table": table,
        "rows": arranged(table, ask),
        "behind": behind(table),
        "asked": ask,
        "columns": columns.COLUMNS,
        "compared": compared.same_day(training_class, ask.against, unit.code, day)
        if ask.against
        else compared.last_week(training_class, unit.code, day),
        "outlook": outlook,
        "curve": projection.curve(days, outlook, day, training_class.starts_on, training_class.ends_on),
        "idle": len(queries.idle_villages(training_class, unit.code, ask.day)) if few else None,
        "definitions": indicators.ON_ALL,
    }


def arranged(table: CompletionTable, ask: Asked) -> list[Row]:
    """Return the lines in the order that was asked for; units that do not compete and own people stay below."""
    if not ask.sort:
        return list(table.rows)
    falling = ask.sort.startswith("-")
    return columns.arrange(table.rows, ask.column, falling=falling, in_front=lambda row: row.rank is not None)


def behind(table: CompletionTable) -> list[Row]:
    """Return the units with somebody unfinished, the one that is most behind first."""
    left = [row for row in table.rows if row.figures.unfinished and not row.own]
    return columns.arrange(left, "completion_rate", falling=False, in_front=lambda row: row.rank is not None)


@official.get("/completion/<class_slug>/<unit_code>/idle")
def idle(class_slug: str, unit_code: str) -> Any:
    """The villages where nobody has begun."""
    training_class, unit, classes = class_and_unit(class_slug, unit_code)
    day = asked_day()
    villages = queries.idle_villages(training_class, unit.code, day)
    townships = queries.units_by_code(sorted({village.code[:9] for village, _ in villages}))
    return render_template(
        "official/idle.html", villages=villages, townships=townships, day=day, **frame(training_class, unit, classes)
    )


@official.post("/completion/<class_slug>/<unit_code>/export")
def completion_export(class_slug: str, unit_code: str) -> Any:
    """The table as .xlsx."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    day = asked_day()
    table = queries.completion(training_class, unit.code, day)
    details = {"as_of": (day or clock.today()).isoformat()}
    record(
        "export_completion", f"class:{training_class.slug}", actor_id=current_user.id, unit_code=unit.code, **details
    )
    body = completion_xlsx.build(table, gettext)
    return download(body, f"completion-{unit.code}-{day or clock.today():%Y%m%d}.xlsx")


def frame(training_class: Any, unit: Unit, classes: Any) -> dict[str, Any]:
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
