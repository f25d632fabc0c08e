"""What a person should look at after an exam: four lists, each row leaves with a note. Nothing here is a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn.errors import RuleBroken, marked
from elearn.exams import board_actions, integrity, integrity_queries
from elearn.exams.integrity_models import IntegrityNote, Sign
from elearn.exams.models import Exam
from elearn.people import appointment_queries, unit_queries
from elearn.people.access import covered_by_any
from elearn.people.models import User
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import own_codes, visible_exam

MOST = 100
"""Rows of one list shown at once; those looked at make room for more."""


@dataclass(frozen=True)
class Row:
    """One row: who, in which attempts, and what the rule found. `seen`: the note of whoever looked at it."""

    sign: Sign
    subject: str
    people: Sequence[tuple[int, User]]
    found: Any
    seen: IntegrityNote | None


@trainer.get("/exams/<slug>/integrity")
def integrity_lists(slug: str) -> Any:
    """The four lists, and below what has been looked at."""
    exam = visible_exam(slug)
    rows = _rows(exam)
    seen = [row for row in rows if row.seen]
    waiting = {sign: [row for row in rows if row.sign is sign and not row.seen] for sign in Sign}
    return render_template(
        "trainer/invigilate_lists.html",
        exam=exam,
        waiting=waiting,
        most=MOST,
        seen=sorted((row for row in seen if row.seen), key=lambda row: row.seen.id if row.seen else 0, reverse=True),
        units=unit_queries.names({person.unit_code for row in rows for _, person in row.people}),
        names=appointment_queries.names_of(sorted({row.seen.by_id for row in seen if row.seen})),
        rules=integrity,
    )


@trainer.post("/exams/<slug>/integrity/notes")
def note_integrity(slug: str) -> Response:
    """Somebody has looked at a row."""
    exam = visible_exam(slug)
    asked = (request.form.get("sign", ""), request.form.get("subject", ""))
    row = next((row for row in _rows(exam) if (row.sign.value, row.subject) == asked and not row.seen), None)
    if row is None:
        raise RuleBroken("not-listed", marked("This row is not on the list any more."))
    note = request.form.get("note", "").strip()[:300]
    board_actions.note_seen(exam, row.sign, row.subject, note, current_user.id, row.people[0][1].unit_code)
    flash(gettext("Kept with your name. The row has left the list."), "success")
    return redirect(url_for("trainer.integrity_lists", slug=exam.slug, _anchor=row.sign.value), 303)


def _rows(exam: Exam) -> list[Row]:
    """Return the rows whose people all belong to the trainer's units."""
    found = integrity_queries.findings(exam)
    drafts: list[tuple[Sign, str, Sequence[int], Any]] = [
        *((Sign.SPEED, str(each.attempt_id), [each.attempt_id], each) for each in found.speeds),
        *((Sign.EQUAL, f"{each.first}-{each.second}", [each.first, each.second], each) for each in found.pairs),
        *(
            (Sign.DEVICE, each.subject, list(each.attempts.values()), each)
            for each in integrity_queries.shared_devices(exam.id)
        ),
        *((Sign.LEFT, str(each.attempt_id), [each.attempt_id], each) for each in found.left),
    ]
    people = integrity_queries.people_of(sorted({key for _, _, keys, _ in drafts for key in keys}))
    notes, codes = integrity_queries.notes(exam.id), own_codes()
    return [
        Row(sign, subject, [(key, people[key]) for key in keys], what, notes.get((sign, subject)))
        for sign, subject, keys, what in drafts
        if all(covered_by_any(codes, people[key].unit_code) for key in keys)
    ]
