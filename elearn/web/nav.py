"""The navigation that a person sees: learners have none but home, staff have their audiences' pages."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from elearn.people.access import Role

# role → (endpoint, label). An audience's pages are found from here
ITEMS: dict[Role, list[tuple[str, Any]]] = {
    Role.OFFICIAL: [("official.completion", _l("Completion")), ("official.people", _l("People"))],
    Role.TRAINER: [("trainer.banks", _l("Question banks"))],
    Role.ADMIN: [
        ("admin.units", _l("Units")),
        ("admin.appointments", _l("Appointments")),
        ("admin.audit", _l("Audit")),
    ],
}


@dataclass(frozen=True)
class NavItem:
    """One link of the navigation."""

    label: Any
    url: str
    active: bool


def init_app(app: Flask) -> None:
    """Give nav_items to templates."""

    @app.context_processor
    def nav_items() -> dict[str, Any]:
        if not current_user.is_authenticated:
            return {"nav_items": []}
        entries = [item for role, items in ITEMS.items() if current_user.codes(role) for item in items]
        if entries:
            entries = [("learner.home", _l("My learning")), *entries]
        return {"nav_items": [_item(label, url_for(name)) for name, label in entries]}


def _item(label: Any, url: str) -> NavItem:
    """A page below an entry's address belongs to that entry."""
    return NavItem(label, url, (request.path + "/").startswith(url.rstrip("/") + "/"))
