"""Bulletins (通报): the list, those of a class with their weekly plan, one bulletin, and its lists of people."""

from collections.abc import Callable
from typing import Any

from flask import abort, render_template, request
from flask_babel import gettext

from elearn.people.access import LENGTH_BY_LEVEL, Level, covered_by_any
from elearn.reports import bulletin_content as content
from elearn.reports import bulletin_differences, bulletin_people, bulletin_queries, bulletin_words, queries
from elearn.reports.bulletin_content import FrozenPerson
from elearn.reports.bulletin_differences import Changes
from elearn.reports.bulletin_models import Bulletin
from elearn.reports.bulletin_rules import ALLOWED, BulletinAct, BulletinState
from elearn.reports.columns import COLUMNS
from elearn.web.official import official
from elearn.web.official.bulletin_forms import SubmitForm
from elearn.web.official.bulletin_loaders import asked_units, called, context, frozen, is_own, seen_bulletin, told
from elearn.web.official.completion import frame
from elearn.web.official.loaders import class_and_unit, own_codes

PAGE = 50
CHANGES_SHOWN = 200
LISTS: dict[str, Callable[[FrozenPerson], bool]] = {
    "unfinished": content.unfinished,
    "absent": content.absent,
    "all": lambda person: not person.deducted,
    "deducted": lambda person: person.deducted,
}


@official.get("/bulletins")
def bulletins() -> Any:
    """All that the official may see: their own units', and sealed ones of the units above."""
    codes = own_codes()
    units = [unit for unit in queries.units_by_code(codes).values() if unit.level is not Level.VILLAGE]
    makers = [(unit, each) for unit in units for each in queries.classes_for(unit.code)[:3]]
    found = bulletin_queries.listed(codes, request.args.get("page", 1, type=int))
    return render_template("official/bulletins.html", found=found, makers=makers, called=called, told=told)


@official.get("/bulletins/of/<class_slug>/<unit_code>")
def class_bulletins(class_slug: str, unit_code: str) -> Any:
    """Those of one class and unit; here a new one is made, and the weekly draft switched on."""
    training_class, unit, classes = class_and_unit(class_slug, unit_code)
    setting_code = bulletin_queries.setting_code(unit.code)
    return render_template(
        "official/class_bulletins.html",
        found=bulletin_queries.listed([unit.code], request.args.get("page", 1, type=int), training_class.id, unit.code),
        called=called,
        plan=bulletin_queries.plan(training_class.id, unit.code),
        two_officials=bulletin_queries.needs_two(unit.code),
        setting_code=setting_code if covered_by_any(own_codes(), setting_code) else "",
        **frame(training_class, unit, classes),
    )


@official.get("/bulletins/<int:bulletin_id>")
def bulletin(bulletin_id: int) -> Any:
    """One bulletin: its figures, what may be done to it, and what was done."""
    return bulletin_page(seen_bulletin(bulletin_id))


def bulletin_page(found: Bulletin, form: SubmitForm | None = None, refusal: str = "") -> str:
    """Render a bulletin, after a refusal with what was typed."""
    if found.state is BulletinState.MAKING:
        return render_template("official/bulletin_making.html", **context(found))
    scope = bulletin_queries.scope(found, own_codes())
    wanted = request.args.get("table", "") or found.unit_code
    inside = wanted == found.unit_code or covered_by_any(scope, wanted)
    table = bulletin_queries.table(found, wanted) if inside else None
    rules = bulletin_queries.rules(found)
    return render_template(
        "official/bulletin.html",
        table=table or abort(404),
        columns=COLUMNS,
        scope=scope,
        counts=_counts(found, scope),
        rules=rules,
        conditions=[(bulletin_words.CONDITIONS[each.kind], each.threshold) for each in content.conditions_of(rules)],
        definitions=bulletin_queries.definitions(found),
        paragraph=bulletin_words.first_paragraph(found, gettext),
        events=bulletin_queries.events(found) if is_own(found) else [],
        correction=_sealed_or_own(bulletin_queries.correction_of(found)),
        changes=_changes(found, scope),
        unit_names=bulletin_people.unit_names(found, scope) if found.corrects_id else {},
        corrects=bulletin_queries.by_id(found.corrects_id) if found.corrects_id else None,
        most=CHANGES_SHOWN,
        may={act.value: is_own(found) and found.state in ALLOWED.get(act, ()) for act in BulletinAct},
        two_officials=bulletin_queries.needs_two(found.unit_code),
        form=form or SubmitForm(formdata=None, obj=found),
        refusal=refusal,
        called=called,
        **context(found),
    )


def _sealed_or_own(found: Bulletin | None) -> Bulletin | None:
    return found if found and (found.state is BulletinState.SEALED or is_own(found)) else None


def _counts(found: Bulletin, scope: list[str]) -> dict[str, int]:
    """How many stand on each list; of a city or province without the villages, which would all have to be read."""
    if scope == [found.unit_code]:
        total = found.total
        counts = {"unfinished": total["unfinished"], "absent": total["required"] - total["examined"]}
        counts |= {"all": total["required"], "deducted": total["deducted"]}
    else:
        people = bulletin_queries.people(found, scope)
        counts = {name: sum(map(keep, people)) for name, keep in LISTS.items()}
    if len(scope[0]) >= LENGTH_BY_LEVEL[Level.COUNTY]:
        counts["idle"] = len(content.idle(bulletin_queries.tables(found, scope)))
    return counts


def _changes(found: Bulletin, scope: list[str]) -> Changes | None:
    """What a correction changes: of every unit it covers the first table, of the official's own everything."""
    old = bulletin_queries.by_id(found.corrects_id) if found.corrects_id else None
    if old is None:
        return None
    pairs = []
    for each in (old, found):
        own = bulletin_queries.tables(each, scope)
        first = [] if found.unit_code in scope else [bulletin_queries.table(each, found.unit_code)]
        pairs.append([table for table in (*first, *own) if table])
    cells, lines = bulletin_differences.tables(*pairs)
    people = bulletin_differences.people(*bulletin_queries.changed_people(old, found, scope))
    return Changes(cells, lines, people)


@official.get("/bulletins/<int:bulletin_id>/people")
def bulletin_names(bulletin_id: int) -> Any:
    """The people on one of its lists, masked; of a city or the province a county has to be chosen first."""
    found = frozen(seen_bulletin(bulletin_id))
    codes, name = asked_units(found), request.args.get("list", "unfinished")
    keep = LISTS.get(name) or abort(404)
    shown = {"list": name, "codes": codes, "wanted": request.args.get("unit", ""), **context(found)}
    if len(codes[0]) < LENGTH_BY_LEVEL[Level.COUNTY]:
        table = bulletin_queries.table(found, codes[0])
        return render_template("official/bulletin_people.html", choose=table.rows if table else [], **shown)
    people = bulletin_queries.people(found, codes, keep)
    pages = max(1, -(-len(people) // PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    some = people[(page - 1) * PAGE : page * PAGE]
    rows = bulletin_people.shown(some, bulletin_people.unit_names(found, codes), bulletin_queries.rules(found))
    return render_template(
        "official/bulletin_people.html", rows=rows, count=len(people), page=page, pages=pages, **shown
    )


@official.get("/bulletins/<int:bulletin_id>/idle")
def bulletin_idle(bulletin_id: int) -> Any:
    """The villages where nobody had begun."""
    found = frozen(seen_bulletin(bulletin_id))
    codes = asked_units(found)
    villages = content.idle(bulletin_queries.tables(found, codes))
    names = bulletin_people.unit_names(found, codes)
    return render_template("official/bulletin_idle.html", villages=villages, names=names, **context(found))
