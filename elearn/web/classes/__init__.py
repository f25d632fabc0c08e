"""Training classes, made by officials and trainers alike."""

from flask import Blueprint

from elearn.people.access import Role
from elearn.web.guards import require_any_role

classes = Blueprint("classes", __name__, url_prefix="/classes")
classes.before_request(require_any_role(Role.OFFICIAL, Role.TRAINER))

from elearn.web.classes import class_acts, class_edit, class_pages  # noqa: E402, F401  (pages attach themselves)
