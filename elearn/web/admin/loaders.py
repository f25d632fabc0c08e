"""Fetching and authorising in one step: what an admin's appointments do not cover does not exist (404)."""

from flask import abort, url_for
from flask_login import current_user

from elearn.people import appointment_queries, unit_queries
from elearn.people.access import Role, covered_by_any
from elearn.people.models import Appointment, Unit


def own_codes() -> list[str]:
    """Return the codes of the units over which the signed-in person is an admin; the highest ones first."""
    codes = sorted(current_user.codes(Role.ADMIN), key=lambda code: (len(code), code))
    return [code for i, code in enumerate(codes) if not covered_by_any(codes[:i], code)]


def own_unit(code: str) -> Unit:
    """Return a unit that the admin's appointments cover."""
    unit = unit_queries.unit(code) if covered_by_any(own_codes(), code) else None
    return unit or abort(404)


def found_unit(code: str) -> Unit | None:
    """Return the admin's unit with a code as it was typed, None if there is none."""
    code = code.strip().upper()
    return unit_queries.unit(code) if code and covered_by_any(own_codes(), code) else None


def own_appointment(appointment_id: int) -> Appointment:
    """Return an appointment over a unit that the admin's appointments cover."""
    return appointment_queries.appointment(appointment_id, own_codes()) or abort(404)


def crumbs(unit: Unit) -> list[tuple[str, str | None]]:
    """Return the way down to a unit; what lies above the admin's own units is named but not linked."""
    codes = own_codes()
    return [
        (each.short_name, url_for("admin.units", code=each.code) if covered_by_any(codes, each.code) else None)
        for each in unit_queries.trail(unit.code)
    ]
