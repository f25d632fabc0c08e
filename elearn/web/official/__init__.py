"""Pages of people with the role official."""

from flask import Blueprint

from elearn.people.access import Role
from elearn.web.guards import require_role

official = Blueprint("official", __name__, url_prefix="/official")
official.before_request(require_role(Role.OFFICIAL))

from elearn.web.official import (  # noqa: E402, F401  (pages attach themselves)
    board,
    bulletin_acts,
    bulletin_files,
    bulletins,
    certificates,
    chasing,
    completion,
    hours,
    names,
    new_person,
    people,
    roster,
    roster_desk,
    roster_file,
    session_form,
    session_names,
    session_screen,
    sessions,
    sheet,
    townships,
    transfers,
)
