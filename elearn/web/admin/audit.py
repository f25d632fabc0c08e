"""The audit trail: who did what, when, in words."""

import re
from typing import Any

from flask import render_template, request
from flask_babel import gettext

from elearn.audit import queries
from elearn.audit.models import AuditEntry
from elearn.people import appointment_queries, unit_queries
from elearn.people.access import Role
from elearn.web.admin import admin
from elearn.web.admin.labels import ACTS, DETAILS, ROLES
from elearn.web.admin.loaders import own_codes


@admin.get("/audit")
def audit() -> Any:
    """Newest first; only what concerns the admin's units."""
    chosen = request.args.get("act", "")
    acts = [chosen] if chosen in ACTS else []
    entries = queries.recent(own_codes(), request.args.get("page", 1, type=int), acts)
    people, units = _concerned(entries.rows)
    return render_template(
        "admin/audit.html",
        entries=entries,
        chosen=chosen if acts else "",
        acts=sorted(ACTS.items(), key=lambda item: str(item[1])),
        people=people,
        units=units,
        act_label=lambda act: ACTS.get(act, act),
        target_name=lambda entry: _target(entry, people, units),
        details=lambda entry: _details(entry, units),
    )


def _concerned(rows: Any) -> tuple[dict[int, str], dict[str, str]]:
    """Return the names of all people and units that a page of entries mentions."""
    ids = {row.actor_id for row in rows if row.actor_id} | {key for row in rows if (key := _user_id(row.target))}
    codes = {row.unit_code for row in rows} | {
        str(row.details["successor"]) for row in rows if row.details.get("successor")
    }
    return appointment_queries.names_of(sorted(ids)), unit_queries.names(codes)


def _user_id(target: str) -> int:
    match = re.fullmatch(r"user:(\d+)", target)
    return int(match[1]) if match else 0


def _target(entry: AuditEntry, people: dict[int, str], units: dict[str, str]) -> str:
    """Return whom or what an act concerned: a person by name, a unit by name, else what was recorded."""
    if user_id := _user_id(entry.target):
        return people.get(user_id) or str(gettext("an account that is gone"))
    if entry.target.startswith("unit:") or entry.target == "units":
        return units.get(entry.unit_code, entry.unit_code)
    return entry.target.partition(":")[2] or entry.target


def _details(entry: AuditEntry, units: dict[str, str]) -> list[tuple[str, str]]:
    return [
        (str(DETAILS[key]), _shown(key, value, units))
        for key, value in entry.details.items()
        if key in DETAILS and value not in ("", None, 0)
    ]


def _shown(key: str, value: Any, units: dict[str, str]) -> str:
    if key == "role" and value in set(Role):
        return str(ROLES[Role(value)])
    if key == "successor":
        return units.get(str(value), str(value))
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    if isinstance(value, dict):
        return "、".join(str(each) for each in value.values() if each)
    return str(value)
