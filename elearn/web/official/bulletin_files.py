"""A bulletin on paper, as an Excel workbook, and its evidence; names are whole only where that was confirmed."""

import re
from typing import Any

from flask import make_response, render_template, request
from flask_babel import gettext
from flask_login import current_user

from elearn import clock, db
from elearn.audit.actions import record
from elearn.people.access import covered_by_any
from elearn.reports import bulletin_queries, bulletin_words, bulletin_xlsx, evidence
from elearn.reports.bulletin_content import NAMES
from elearn.reports.bulletin_models import Bulletin
from elearn.reports.columns import COLUMNS
from elearn.web.official import official
from elearn.web.official.bulletin_loaders import asked_units, called, context, frozen, own_bulletin, seen_bulletin, told
from elearn.web.official.loaders import download, no_store, own_codes
from elearn.web.text import mask_name
from elearn.web.transactions import slow_start

MOST_PRINTED = 2000
"""People on the paper; longer lists are for Excel."""


@official.get("/bulletins/<int:bulletin_id>/print")
def print_bulletin(bulletin_id: int) -> str:
    """The A4 page, names masked."""
    return _paper(frozen(seen_bulletin(bulletin_id)), whole=False)


@official.post("/bulletins/<int:bulletin_id>/print")
def print_bulletin_whole(bulletin_id: int) -> Any:
    """The A4 page with whole names; the trail keeps that."""
    found = frozen(seen_bulletin(bulletin_id))
    page = _paper(found, whole=True)
    _record(found, "print_bulletin")
    return no_store(page)


def _paper(found: Bulletin, *, whole: bool) -> str:
    scope = bulletin_queries.scope(found, own_codes())
    attached = bulletin_xlsx.attached(found, scope)
    few = attached.is_whole and max(len(attached.unfinished), len(attached.absent)) <= MOST_PRINTED
    events = [each for each in bulletin_queries.events(found) if each.act.value == "seal"]
    return render_template(
        "official/bulletin_print.html",
        table=bulletin_queries.table(found, found.unit_code),
        columns=COLUMNS,
        attached=attached,
        few=few,
        too_long=bulletin_xlsx.TOO_LONG,
        whole=whole,
        everybody=scope == [found.unit_code],
        name=str if whole else mask_name,
        watermark=_watermark() if whole else "",
        definitions=bulletin_queries.definitions(found),
        paragraph=bulletin_words.first_paragraph(found, gettext),
        signed=bulletin_xlsx.signed(found, gettext),
        dated=bulletin_words.dated(found, gettext),
        signer=events[0].by_name if events else "",
        corrects=bulletin_queries.by_id(found.corrects_id) if found.corrects_id else None,
        called=called,
        **context(found),
    )


# The workbook is written before anybody is kept waiting for the database.
@official.post("/bulletins/<int:bulletin_id>/export")
@slow_start
def export_bulletin(bulletin_id: int) -> Any:
    """The workbook, for the official's own units; names masked, or whole once that was confirmed."""
    found, whole = frozen(seen_bulletin(bulletin_id)), request.form.get("whole") == "1"
    scope = asked_units(found)
    body = bulletin_xlsx.build(found, scope, gettext, told, str if whole else mask_name, _watermark())
    name = _file_name(found, "bulletin")
    _record_after(found, "export_bulletin", whole=whole)
    return download(body, f"{name}.xlsx")


@official.post("/bulletins/<int:bulletin_id>/evidence")
@slow_start
def export_evidence(bulletin_id: int) -> Any:
    """The evidence as .zip, for whoever covers the whole unit; names only once that was confirmed."""
    found, whole = frozen(own_bulletin(bulletin_id)), request.form.get("whole") == "1"
    files = bulletin_queries.files(found)
    kept = {name: body for name, body in files.items() if whole or name != NAMES}
    body = evidence.build(_manifest(found), found.sums, kept)
    name = _file_name(found, "evidence")
    _record_after(found, "export_evidence", whole=whole)
    answer = make_response(body)
    answer.headers["Content-Type"] = "application/zip"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.zip")
    return answer


def _manifest(found: Bulletin) -> dict[str, Any]:
    """What the evidence says of the bulletin itself; the same at every download."""
    return {
        "label": bulletin_words.label(found, bulletin_words.chinese),
        "number": found.number,
        "revision": found.revision,
        "state": found.state.value,
        "class": found.training_class.slug,
        "unit": found.unit_code,
        "day": found.day.isoformat(),
        "corrects": found.corrects_id,
        "filled_by": found.filled_by,
        "checked_by": found.checked_by,
        "telephone": found.telephone,
        "remark": found.remark,
        "sealed_at": found.sealed_at.isoformat() if found.sealed_at else None,
    }


def _file_name(found: Bulletin, what: str) -> str:
    number = f"{found.number}" + (f"-{found.revision}" if found.revision else "") if found.number else "draft"
    return re.sub(r"[^A-Za-z0-9.-]", "", f"{what}-{found.unit_code}-{found.day:%Y%m%d}-{number}")


def _watermark() -> str:
    moment = clock.now().astimezone(clock.SHANGHAI)
    return str(gettext("Taken by %(name)s, %(time)s", name=current_user.name, time=f"{moment:%Y-%m-%d %H:%M}"))


def _record_after(found: Bulletin, act: str, *, whole: bool) -> None:
    """Write the trail once the file is there."""
    key = found.id
    db.start_writing()
    again = bulletin_queries.by_id(key)
    assert again
    _record(again, act, whole=whole)


def _record(found: Bulletin, act: str, *, whole: bool = True) -> None:
    """Keep who took what; of a bulletin of above, under the official's own unit."""
    codes = own_codes()
    unit = found.unit_code if covered_by_any(codes, found.unit_code) else bulletin_queries.scope(found, codes)[0]
    details = {"whole": whole, "unit": found.unit_code, "day": found.day.isoformat()}
    record(act, f"bulletin:{found.id}", actor_id=current_user.id, unit_code=unit, **details)
