"""The desk of a roster file: every row with what becomes of it, problems first, each to be mended on the spot."""

import time
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn.errors import RuleBroken
from elearn.files import tables_out
from elearn.questions.import_models import ImportState
from elearn.training import roster_desk_queries, roster_import, roster_take_over, roster_undo
from elearn.training.roster_judge import Act, RowState
from elearn.training.roster_models import RosterImport, RosterRow
from elearn.web.i18n import sentence
from elearn.web.official import official
from elearn.web.official.loaders import download, own_roster
from elearn.web.transactions import slow_start

AT_ONCE_S = 0.8
"""So long one request takes over; then the page shows how far it is, and goes on."""
CELLS = ("name", "mobile", "unit", "post")


@official.get("/roster-files/<int:roster_id>")
def roster_desk(roster_id: int) -> Any:
    """All rows, problems first, or those of one state."""
    return _desk(own_roster(roster_id))


def _desk(made: RosterImport, refusal: str = "", position: int = 0) -> Any:
    counts = roster_take_over.counted(made.id)
    show = request.args.get("show", "")
    state = RowState(show) if show in set(RowState) else None
    found = roster_desk_queries.rows(made.id, state, request.args.get("page", 1, type=int), position)
    page = render_template(
        "official/roster_desk.html",
        made=made,
        found=found,
        counts={state.value: counts.get(state, 0) for state in RowState},
        total=sum(counts.values()),
        left=counts.get(RowState.REFUSED, 0) + counts.get(RowState.ASK, 0),
        names=roster_desk_queries.unit_names(found.rows),
        may_undo=made.state is ImportState.ACCEPTED and not roster_undo.begun(made.id),
        progress=roster_take_over.progress(made.id) if made.state is ImportState.COMING else None,
        show=show,
        refusal=refusal,
        words=words,
        place_words=place_words,
        RowState=RowState,
        ImportState=ImportState,
        Act=Act,
    )
    return page, 409 if refusal else 200


def words(doubt: dict[str, Any]) -> str:
    """Return a doubt as a sentence in the user's language."""
    message, params = doubt["message"], doubt["params"]
    return str(gettext(message, **params))


def place_words(where: dict[str, Any]) -> str:
    """Return where something stands in the file."""
    if where.get("sheet") and where.get("row"):
        return str(gettext("“%(sheet)s”, row %(row)s", sheet=where["sheet"], row=where["row"]))
    return str(gettext("row %(row)s", row=where["row"]) if where.get("row") else where.get("sheet", ""))


@official.post("/roster-files/<int:roster_id>/rows/<int:position>/mend")
def mend_roster_row(roster_id: int, position: int) -> Any:
    """Read what was typed for one row, or take what was offered."""
    made = own_roster(roster_id)
    cells = {name: request.form[name][:120] for name in CELLS if name in request.form}
    if "unit" in cells:
        cells |= {"township": "", "village": ""}
    try:
        roster_import.mend(made, position, cells, request.form.get("unit_code", "")[:12])
    except RuleBroken as error:
        return _desk(made, sentence(error), position)
    return _back(made, position)


@official.post("/roster-files/<int:roster_id>/rows/<int:position>/decide")
def decide_roster_row(roster_id: int, position: int) -> Any:
    """Keep a row about which something is asked, leave one out, or take that back."""
    made, decision = own_roster(roster_id), request.form.get("decision", "")
    if decision not in ("", "keep", "drop"):
        abort(422)
    roster_import.decide(made, position, decision)
    return _back(made, position)


def _back(made: RosterImport, position: int) -> Response:
    page, show = request.form.get("page", type=int), request.form.get("show") or None
    address = url_for("official.roster_desk", roster_id=made.id, page=page, show=show, _anchor=f"r{position}")
    return redirect(address, 303)


@official.post("/roster-files/<int:roster_id>/accept")
@slow_start
def accept_roster(roster_id: int) -> Response:
    """Begin to take over all, or the sound ones; a small file is done at once."""
    own_roster(roster_id)
    roster_take_over.begin(roster_id, only_sound=request.form.get("only_sound") == "1")
    return _go_on(roster_id)


@official.post("/roster-files/<int:roster_id>/go-on")
@slow_start
def go_on_roster(roster_id: int) -> Response:
    """Take over some more."""
    own_roster(roster_id)
    return _go_on(roster_id)


def _go_on(roster_id: int) -> Response:
    until = time.monotonic() + AT_ONCE_S
    while roster_take_over.step(roster_id):
        if time.monotonic() > until:
            return redirect(url_for("official.roster_desk", roster_id=roster_id), 303)
    done = roster_take_over.counted(roster_id).get(RowState.DONE, 0)
    flash(gettext("%(count)s rows have been taken over.", count=done), "success")
    return redirect(url_for("official.roster_desk", roster_id=roster_id), 303)


@official.post("/roster-files/<int:roster_id>/drop")
def drop_roster(roster_id: int) -> Response:
    """Close it without taking anything over."""
    made = own_roster(roster_id)
    roster_import.drop(made)
    flash(gettext("This file has been closed. Nobody was taken over."), "success")
    address = url_for("official.roster_file", class_slug=made.training_class.slug, unit_code=made.unit_code)
    return redirect(address, 303)


@official.post("/roster-files/<int:roster_id>/undo")
@slow_start
def undo_roster(roster_id: int) -> Response:
    """Take back what came in."""
    own_roster(roster_id)
    count = roster_undo.undo(roster_id, current_user.id)
    flash(gettext("%(count)s rows have been taken back.", count=count), "success")
    return redirect(url_for("official.roster_desk", roster_id=roster_id), 303)


@official.post("/roster-files/<int:roster_id>/rest")
def export_roster_rest(roster_id: int) -> Any:
    """What is still to mend, as a table that can be mended and imported again."""
    made = own_roster(roster_id)
    rows = [_rest(row) for row in roster_desk_queries.left(made.id)]
    heads = [(gettext("Where"), 20), (gettext("What to mend"), 60), (gettext("Township or street"), 14)]
    heads += [(gettext("Village or community"), 16), (gettext("Unit"), 20), (gettext("Name"), 12)]
    heads += [(gettext("Mobile number"), 16), (gettext("Post"), 16)]
    table = tables_out.Table(
        title=gettext("To mend"), columns=[tables_out.Column(head, width, "text") for head, width in heads], rows=rows
    )
    name = f"{made.file_name.rpartition('.')[0] or made.file_name}-{gettext('to mend')}.xlsx"
    return download(tables_out.to_xlsx(table), name)


def _rest(row: RosterRow) -> list[str]:
    data = row.data
    said = "；".join(map(words, row.doubts))
    cells = [data[name] for name in ("township", "village", "unit", "name", "mobile", "post")]
    return [place_words(data["where"]), said, *cells]
