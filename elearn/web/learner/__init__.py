"""Pages of everybody who is signed in: home, course, lessons, practice, exam, own account."""

from flask import Blueprint

from elearn.web.guards import require_sign_in

learner = Blueprint("learner", __name__)
learner.before_request(require_sign_in)

# Each page family attaches itself:
from elearn.web.learner import account, certificate, exam, home, hours, lessons, paper, practice, sessions  # noqa: E402, F401
