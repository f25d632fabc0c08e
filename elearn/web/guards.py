"""Default deny: each audience's blueprint is guarded once, here are the guards."""

from collections.abc import Callable
from typing import Any

from flask import abort
from flask_login import current_user

from elearn.people.access import Role, covered_by_any
from elearn.web.signed_in import ask_to_sign_in


def require_sign_in() -> Any:
    """Let in everybody who is signed in."""
    return None if current_user.is_authenticated else ask_to_sign_in()


def require_role(role: Role) -> Callable[[], Any]:
    """Make a guard that lets in people with this role over some unit; others get 404, visitors are asked to sign in."""

    def guard() -> Any:
        if not current_user.is_authenticated:
            return ask_to_sign_in()
        if not current_user.codes(role):
            abort(404)
        return None

    guard.__name__ = f"require_{role.value}"
    return guard


def require_any_role(*roles: Role) -> Callable[[], Any]:
    """Make a guard that lets in people with one of these roles over some unit."""

    def guard() -> Any:
        if not current_user.is_authenticated:
            return ask_to_sign_in()
        if not any(current_user.codes(role) for role in roles):
            abort(404)
        return None

    guard.__name__ = "require_" + "_or_".join(role.value for role in roles)
    return guard


def must_cover(role: Role, unit_code: str) -> None:
    """Answer 404 unless the person has the role over the unit: what is not yours does not exist."""
    if not covered_by_any(current_user.codes(role), unit_code):
        abort(404)
