"""A sample paper on the screen as a learner sees it, and on paper in two forms with the key."""

import secrets
from collections.abc import Sequence
from typing import Any

from flask import abort, make_response, render_template, request
from flask_login import current_user

from elearn.audit.actions import record
from elearn.exams import drawing, paper_docx, sitting
from elearn.exams.actions import too_small
from elearn.exams.models import Exam
from elearn.exams.paper import Item, PoolTooSmall
from elearn.exams.printed import Printed, other_form, printed
from elearn.questions import queries
from elearn.questions.export import DOCX
from elearn.questions.models import QuestionVersion
from elearn.questions.stored import parsed_of
from elearn.web import pictures
from elearn.web.device import device
from elearn.web.i18n import sentence
from elearn.web.question_view import QuestionView, shown
from elearn.web.trainer import trainer
from elearn.web.trainer.loaders import own_exam

FORMS = ("A", "B")


@trainer.get("/exams/<slug>/sample")
def exam_sample(slug: str) -> Any:
    """A paper drawn by a seed that stands in the address, so that the same one can be printed."""
    exam = own_exam(slug)
    seed = request.args.get("seed", "")[:16] or secrets.token_hex(4)
    try:
        items, refusal = drawing.sample(exam, seed), ""
    except PoolTooSmall as error:
        items, refusal = [], sentence(too_small(error))
    return render_template(
        "trainer/exam_sample.html",
        exam=exam,
        seed=seed,
        views=_views(items),
        marks=sum(item.marks for item in items),
        refusal=refusal,
        in_chat=device().endswith("/WeChat"),
        next_seed=secrets.token_hex(4),
    )


@trainer.post("/exams/<slug>/paper")
def exam_paper(slug: str) -> Any:
    """One form of the paper with its key, as a Word file."""
    exam = own_exam(slug)
    form, seed = request.form.get("form", ""), request.form.get("seed", "")[:16]
    if form not in FORMS or not seed:
        abort(422)
    body = paper_docx.write(
        paper_docx.Sheet(exam.title, form, exam.minutes, exam.notes), _paper(exam, seed, second=form == "B")
    )
    record("print_exam", f"exam:{exam.slug}", actor_id=current_user.id, unit_code=exam.unit_code, file=form)
    response = make_response(body)
    response.headers["Content-Type"] = DOCX
    response.headers["Cache-Control"] = "no-store"
    response.headers.set("Content-Disposition", "attachment", filename=f"{exam.title}-{form}卷.docx")
    return response


def _paper(exam: Exam, seed: str, *, second: bool) -> list[Printed]:
    try:
        items = drawing.sample(exam, seed)
    except PoolTooSmall as error:
        raise too_small(error) from None
    if second:
        shapes = {item.version: sitting.shape(item.version) for item in items}
        items = other_form(items, shapes, f"{seed}-B", shuffle_options=exam.shuffle_options)
    versions = queries.versions([item.version for item in items])
    return [
        printed(parsed_of(versions[item.version], ""), sitting.shape(item.version), item.order, item.marks)
        for item in items
    ]


def _views(items: Sequence[Item]) -> list[QuestionView]:
    """Return the questions as the learner sees them."""
    versions = queries.versions([item.version for item in items])
    return [_view(item, versions[item.version]) for item in items]


def _view(item: Item, version: QuestionVersion) -> QuestionView:
    slug, key = version.question.bank.slug, version.question_id
    return shown(version, item.order, item.marks, pictures.base("trainer.bank_picture", slug=slug, question_id=key))
