"""Pages that anybody may open: sign-in, activation, privacy notice, health. Listed in tests/test_house_rules.py."""

from flask import Blueprint

public = Blueprint("public", __name__)

from elearn.web.public import activate, certificate, health, sign_in, view  # noqa: E402, F401  (pages attach themselves)
