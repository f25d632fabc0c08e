"""Pages that anybody may open: sign-in, activation, privacy notice, health. Listed in tests/test_house_rules.py."""

from flask import Blueprint

public = Blueprint("public", __name__)

from elearn.web.public import (  # noqa: E402, F401  (pages attach themselves)
    activate,
    certificate,
    health,
    scan,
    sign_in,
    view,
)
