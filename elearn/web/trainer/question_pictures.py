"""Pictures of a question: put in and taken out, each time as a new version."""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user

from elearn import db
from elearn.errors import RuleBroken, marked
from elearn.files import pictures
from elearn.questions import actions, import_actions
from elearn.questions.models import Question
from elearn.questions.parsed import ParsedQuestion, Picture
from elearn.questions.stored import parsed_of
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import own_question
from elearn.web.transactions import large_upload, slow_start

MOST_BYTES = 10_000_000
MOST_PICTURES = 6
NO_WORDS = marked("Write what the picture shows, for those who can't see it.")
TOO_MANY = marked("A question has at most %(most)s pictures.")


@trainer.post("/banks/<slug>/<int:question_id>/pictures")
@large_upload(MOST_BYTES + 500_000)
@slow_start
def add_picture(slug: str, question_id: int) -> Any:
    """Make a picture small and put it into the question."""
    own_question(slug, question_id)
    sent, alt = request.files.get("picture"), " ".join(request.form.get("alt", "").replace("|", " ").split())[:500]
    if not alt:
        raise RuleBroken("no-alt", NO_WORDS)
    try:
        content_type, body = pictures.small(sent.read() if sent else b"")
    except pictures.BadPicture as error:
        name = sent.filename if sent and sent.filename else gettext("picture")
        raise RuleBroken("bad-picture", error.message, file=name[-80:], **error.params) from None
    db.start_writing()
    question = own_question(slug, question_id)
    parsed = parsed_of(question.current, question.ref)
    if len(parsed.pictures) >= MOST_PICTURES:
        raise RuleBroken("too-many", TOO_MANY, most=MOST_PICTURES)
    ending = "svg" if content_type == "image/svg+xml" else "webp"
    file = f"{question.ref}-{question.current_number + 1}.{ending}"
    import_actions.keep_pictures(question.bank, {file: (content_type, body)})
    return _store(question, replace(parsed, pictures=(*parsed.pictures, Picture(file, alt))))


@trainer.post("/banks/<slug>/<int:question_id>/pictures/<file>/remove")
def remove_picture(slug: str, question_id: int, file: str) -> Any:
    """Take a picture out; earlier versions keep it."""
    question = own_question(slug, question_id)
    parsed = parsed_of(question.current, question.ref)
    left = tuple(each for each in parsed.pictures if each.file != file)
    return _store(question, replace(parsed, pictures=left))


def _store(question: Question, parsed: ParsedQuestion) -> Any:
    made = actions.edit_question(question, parsed, question.current_number, current_user.id)
    flash(gettext("Saved as a new version.") if made else gettext("Nothing was changed."), "success")
    return redirect(url_for("trainer.question", slug=question.bank.slug, question_id=question.id), 303)
