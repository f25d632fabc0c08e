"""The import desk: every question of a file as a learner will see it, problems first, each to be mended on the spot."""

from typing import Any

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn import db
from elearn.errors import RuleBroken
from elearn.questions import import_actions, import_queries, import_replace, take_in, take_over
from elearn.questions.export import XLSX
from elearn.questions.formats.mends import mended, mends_of
from elearn.questions.formats.reading import Place
from elearn.questions.formats.xlsx_out import write_rest
from elearn.questions.import_models import Decision, ImportState, QuestionImport
from elearn.questions.import_queries import Row
from elearn.questions.models import Question, Status
from elearn.questions.stored import parsed_of
from elearn.web import pictures
from elearn.web.i18n import sentence
from elearn.web.question_view import QuestionView, key_letters, key_text, shown_whole
from elearn.web.trainer import labels, trainer
from elearn.web.trainer.loaders import own_import, own_row
from elearn.web.trainer.places import doubt_words, place_words
from elearn.web.transactions import slow_start

PAGE = 40


@trainer.get("/imports/<int:import_id>")
def desk(import_id: int) -> Any:
    """All drafts, problems first."""
    return _desk(own_import(import_id))


def _desk(made: QuestionImport, refusal: str = "", position: int = 0, text: str = "") -> Any:
    rows = import_queries.rows(made.id)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    shown = rows[(page - 1) * PAGE : page * PAGE]
    if position:
        shown = [row for row in rows if row.stored.position == position] or shown
    near = [key for row in shown for key in (row.stored.same_as_id, row.stored.near_id) if key]
    return render_template(
        "trainer/desk.html",
        made=made,
        rows=shown,
        page=page,
        pages=1 if position else pages,
        counts=_counts(rows),
        taken=import_queries.taken_count(made.id),
        may_undo=made.state is ImportState.ACCEPTED and not import_queries.is_used(made.id),
        similar=import_queries.question_texts(near),
        refusal=refusal,
        mending=(position, text),
        others={row.stored.position: row for row in rows},
        said=_said(rows) if made.state is ImportState.OPEN else [],
        view=shown_whole,
        stored_view=_stored_view,
        stored_question=lambda question: parsed_of(question.current, question.ref),
        place_of=lambda sent: Place(**sent),
        picture_base=pictures.base("trainer.import_picture", import_id=made.id),
        key_letters=key_letters,
        key_text=key_text,
        place_words=place_words,
        doubt_words=doubt_words,
        mends_of=mends_of,
        labels=labels,
        Decision=Decision,
        ImportState=ImportState,
    ), 409 if refusal else 200


def _stored_view(question: Question) -> QuestionView:
    base = pictures.base("trainer.bank_picture", slug=question.bank.slug, question_id=question.id)
    return shown_whole(parsed_of(question.current, question.ref), base)


def _said(rows: list[Row]) -> list[tuple[int, str]]:
    """What many questions lack, said once with what to do."""
    codes = [doubt.code for row in rows if row.goes_in for doubt in row.draft.warnings]
    source, explanation = codes.count("no-source"), codes.count("no-explanation")
    said = []
    if source:
        words = gettext(
            "%(count)s questions name no source; in the bank you can give many the same at once.", count=source
        )
        said.append((source, words))
    if explanation:
        said.append((explanation, gettext("%(count)s questions have no explanation.", count=explanation)))
    return said


def _counts(rows: list[Row]) -> dict[str, int]:
    return {
        "all": len(rows),
        "in": sum(row.goes_in for row in rows),
        "left": sum(row.is_left for row in rows),
        "double": sum(row.is_double for row in rows),
        "out": sum(row.stored.decision is Decision.DROP for row in rows),
    }


@trainer.post("/imports/<int:import_id>/drafts/<int:position>/mend")
@slow_start
def mend(import_id: int, position: int) -> Any:
    """Read the mended text of one draft, or what a one-click mend makes of it."""
    made = own_import(import_id)
    row = own_row(made, position)
    text = (
        mended(row.draft.text, request.form.get("mend", "")) if "mend" in request.form else request.form.get("text", "")
    )
    text = text.replace("\r\n", "\n")[:20_000]
    try:
        draft, double = take_in.reread(made.bank, text, row.draft.where)
    except RuleBroken as error:
        return _desk(made, sentence(error), position, text)
    db.start_writing()
    made = own_import(import_id)
    import_actions.replace_draft(own_row(made, position), draft, double)
    return _back(made, position)


@trainer.post("/imports/<int:import_id>/drafts/<int:position>/decide")
def decide(import_id: int, position: int) -> Response:
    """Keep it beside its double, put it in its place, leave it out, or take that back."""
    made = own_import(import_id)
    wanted = request.form.get("decision", "")
    row = own_row(made, position)
    if wanted == "only" and row.stored.near_position:
        # Of two in the file this one stays.
        import_actions.decide(own_row(made, row.stored.near_position), Decision.DROP)
        wanted = Decision.KEEP.value
    if wanted == Decision.SWAP.value:
        import_replace.decide_replace(row if row.is_open and row.stored.near_id else abort(422))
    else:
        import_actions.decide(row, Decision(wanted) if wanted in set(Decision) else abort(422))
    return _back(made, position)


def _back(made: QuestionImport, position: int) -> Response:
    page = request.form.get("page", type=int)
    return redirect(url_for("trainer.desk", import_id=made.id, page=page, _anchor=f"q{position}"), 303)


@trainer.post("/imports/<int:import_id>/accept")
@slow_start
def accept(import_id: int) -> Response:
    """Take over all, or the sound ones."""
    own_import(import_id)
    counts = take_over.accept(import_id, current_user.id, only_sound=request.form.get("only_sound") == "1")
    published, waiting = counts.get(Status.PUBLISHED, 0), counts.get(Status.IN_REVIEW, 0)
    said = gettext("%(count)s questions have been taken over.", count=published + waiting)
    if waiting:
        said += " " + gettext("%(count)s of them wait for a second person to review them.", count=waiting)
    flash(said, "success")
    return redirect(url_for("trainer.desk", import_id=import_id), 303)


@trainer.post("/imports/<int:import_id>/drop")
def drop_import(import_id: int) -> Response:
    """Close it without taking anything over."""
    made = own_import(import_id)
    import_actions.drop(made)
    flash(gettext("The import has been closed. Nothing was taken over."), "success")
    return redirect(url_for("trainer.bank", slug=made.bank.slug), 303)


@trainer.post("/imports/<int:import_id>/undo")
@slow_start
def undo_import(import_id: int) -> Response:
    """Take back what came in."""
    own_import(import_id)
    count = take_over.undo(import_id, current_user.id)
    flash(gettext("%(count)s questions have been taken back.", count=count), "success")
    return redirect(url_for("trainer.desk", import_id=import_id), 303)


@trainer.post("/imports/<int:import_id>/rest")
def export_rest(import_id: int) -> Any:
    """What is still to mend, as a table that can be mended and imported again."""
    made = own_import(import_id)
    rows = [row for row in import_queries.rows(made.id) if row.is_left]
    rest = [
        (place_words(row.draft.where), "；".join(map(doubt_words, row.draft.rejected)), row.draft.text) for row in rows
    ]
    response = make_response(write_rest(rest))
    response.headers["Content-Type"] = XLSX
    name = f"{made.file_name.rpartition('.')[0] or made.file_name}-{gettext('to mend')}.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@trainer.get("/imports/<int:import_id>/pictures/<file>")
def import_picture(import_id: int, file: str) -> Any:
    """A picture of the file."""
    found = import_queries.import_picture(own_import(import_id).id, file) or abort(404)
    return pictures.picture(found.body, found.content_type)
