"""One question: as a learner sees it, its key, where it stands, where it is used, what was said and its versions."""

from typing import Any

from flask import render_template
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn.exams.queries import touched
from elearn.questions import queries, review_actions
from elearn.questions.differences import Change, differences
from elearn.questions.models import Question, QuestionVersion
from elearn.questions.stored import parsed_of
from elearn.web import pictures
from elearn.web.question_view import key_letters, key_text, shown_whole
from elearn.web.trainer import labels, trainer
from elearn.web.trainer.loaders import is_own, visible_question
from elearn.web.trainer.question_form import fits_form


@trainer.get("/banks/<slug>/<int:question_id>")
def question(slug: str, question_id: int) -> Any:
    """The question as a learner sees it, with key, facts about it and its history."""
    found = visible_question(slug, question_id)
    version = found.current
    parsed = parsed_of(version, found.ref)
    mine = is_own(found.bank)
    return render_template(
        "trainer/question.html",
        question=found,
        version=version,
        typed=parsed,
        view=shown_whole(parsed, pictures.base("trainer.bank_picture", slug=slug, question_id=found.id)),
        key_letters=key_letters,
        key_text=key_text,
        editable=fits_form(version),
        own=version.created_by_id == current_user.id and review_actions.needs_second(found.bank, version.uses),
        mine=mine,
        touched=touched(found.id) if mine else [],
        comments=queries.comments(found.id) if mine else [],
        history=_history(found) if mine else [],
        labels=labels,
    )


def _history(found: Question) -> list[tuple[QuestionVersion, str | None, list[Change]]]:
    """Return the versions, the newest first, each with its author and what it changed of the one before."""
    versions = queries.history(found.id)
    older = [parsed_of(version, found.ref) for version, _ in versions[1:]]
    changes = [
        differences(before, parsed_of(version, found.ref))
        for (version, _), before in zip(versions, older, strict=False)
    ]
    return [(version, name, each) for (version, name), each in zip(versions, [*changes, []], strict=True)]


@trainer.get("/banks/<slug>/<int:question_id>/pictures/<file>")
def bank_picture(slug: str, question_id: int, file: str) -> Response:
    """A picture of the question."""
    found = visible_question(slug, question_id)
    return pictures.picture_of(found.current, found.bank_id, file)
