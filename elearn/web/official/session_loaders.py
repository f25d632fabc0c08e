"""Fetching sessions: those over units of the official's own can be run, those of units above be looked at."""

from flask import abort, request

from elearn.people.access import covered_by_any, covers
from elearn.people.models import Unit
from elearn.training import session_queries
from elearn.training.session_models import ClassSession
from elearn.web.official.loaders import own_codes, own_unit


def is_own(held: ClassSession) -> bool:
    """Say whether the official runs a session: it is one of their units'."""
    return covered_by_any(own_codes(), held.unit_code)


def own_session(session_id: int) -> ClassSession:
    """Return a session that the official runs."""
    held = session_queries.by_id(session_id)
    return held if held and is_own(held) else abort(404)


def own_parts(held: ClassSession) -> list[str]:
    """Return the codes of the units whose people at a session are the official's."""
    if is_own(held):
        return [held.unit_code]
    return [code for code in own_codes() if covers(held.unit_code, code)]


def seen_session(session_id: int) -> tuple[ClassSession, Unit]:
    """Return a session in which the official has people, and the unit to look at (`unit` in the address)."""
    held = session_queries.by_id(session_id) or abort(404)
    parts = own_parts(held) or abort(404)
    code = request.values.get("unit") or parts[0]
    return held, own_unit(code) if covered_by_any(parts, code) else abort(404)
