"""Pages of people with the role trainer."""

from flask import Blueprint

from elearn.people.access import Role
from elearn.web.guards import require_role

trainer = Blueprint("trainer", __name__, url_prefix="/trainer")
trainer.before_request(require_role(Role.TRAINER))

# Each page family attaches itself:
from elearn.web.trainer import (  # noqa: E402, F401
    bank_form,
    banks,
    bulk,
    corrections,
    desk,
    edit_question,
    edit_text,
    exam_change,
    exam_form,
    exam_resit,
    exam_sample,
    exam_terms,
    exams,
    export,
    import_file,
    invigilate,
    invigilate_acts,
    invigilate_lists,
    marking,
    new_question,
    publish_many,
    question,
    question_pictures,
    review,
    statistics,
)
