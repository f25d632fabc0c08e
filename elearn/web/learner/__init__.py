"""Pages of everybody who is signed in: home, course, lessons, practice, review, exam, own account."""

from flask import Blueprint

from elearn.web.guards import require_sign_in

learner = Blueprint("learner", __name__)
learner.before_request(require_sign_in)

# Each page family attaches itself:
from elearn.web.learner import (  # noqa: E402
    account,  # noqa: F401
    certificate,  # noqa: F401
    exam,  # noqa: F401
    favourites,  # noqa: F401
    home,  # noqa: F401
    hours,  # noqa: F401
    lessons,  # noqa: F401
    mock,  # noqa: F401
    paper,  # noqa: F401
    practice,  # noqa: F401
    review,  # noqa: F401
    sessions,  # noqa: F401
    weak_spots,  # noqa: F401
)
