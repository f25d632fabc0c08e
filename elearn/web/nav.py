"""The navigation that a person sees: learners have none but home, staff have their audiences' pages."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from elearn.people.access import Role

# role → (endpoint, label). An audience's pages are found from here
ITEMS: dict[Role, list[tuple[str, Any]]] = {
    Role.OFFICIAL: [
        ("official.completion", _l("Completion")),
        ("classes.listed", _l("Classes")),
        ("official.bulletins", _l("Bulletins")),
        ("official.sessions", _l("Sessions")),
        ("official.people", _l("People")),
    ],
    Role.TRAINER: [
        ("trainer.banks", _l("Question banks")),
        ("trainer.exams", _l("Exams")),
        ("classes.listed", _l("Classes")),
    ],
    Role.ADMIN: [
        ("admin.units", _l("Units")),
        ("admin.appointments", _l("Appointments")),
        ("admin.audit", _l("Audit")),
    ],
}


# Pages of an entry that do not stand below its address.
BELONGS = {"trainer.banks": ("/trainer/imports/", "/trainer/questions/")}


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
        found = {item[0]: (items, item) for role, items in ITEMS.items() if current_user.codes(role) for item in items}
        entries = [_item(items, *item) for items, item in found.values()]
        home = [_item([], "learner.home", _l("My learning"))] if entries else []
        return {"nav_items": [*home, *entries]}


def _item(items: list[tuple[str, Any]], name: str, label: Any) -> NavItem:
    """A page below an entry's address belongs to that entry; where an audience has one entry, all its pages do."""
    url = url_for(name)
    below = f"/{name.partition('.')[0]}" if len(items) == 1 else url
    return NavItem(label, url, (request.path + "/").startswith((below.rstrip("/") + "/", *BELONGS.get(name, ()))))
