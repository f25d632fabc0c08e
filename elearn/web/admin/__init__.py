"""Pages of people with the role admin."""

from flask import Blueprint

from elearn.people.access import Role
from elearn.web.guards import require_role

admin = Blueprint("admin", __name__, url_prefix="/admin")
admin.before_request(require_role(Role.ADMIN))

# Each page family attaches itself:
from elearn.web.admin import appointments, audit, units  # noqa: E402, F401
