"""Fetching bulletins and authorising in one step, and what all their pages need."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, request
from flask_babel import get_locale, gettext

from elearn.people.access import covered_by_any
from elearn.reports import bulletin_queries, bulletin_words
from elearn.reports.bulletin_models import Bulletin
from elearn.reports.bulletin_rules import BulletinState
from elearn.web.official.loaders import own_codes


def seen_bulletin(bulletin_id: int) -> Bulletin:
    """Return a bulletin that the official may see: any of the own units, a sealed one of a unit above."""
    found = bulletin_queries.by_id(bulletin_id)
    return found if found and bulletin_queries.may_see(found, own_codes()) else abort(404)


def own_bulletin(bulletin_id: int) -> Bulletin:
    """Return a bulletin whose whole unit the official covers."""
    found = bulletin_queries.by_id(bulletin_id)
    return found if found and is_own(found) else abort(404)


def is_own(bulletin: Bulletin) -> bool:
    """Say whether the official covers the whole unit of a bulletin."""
    return covered_by_any(own_codes(), bulletin.unit_code)


def frozen(bulletin: Bulletin) -> Bulletin:
    """Let pass what has figures already; 404 for one that is still being made."""
    return bulletin if bulletin.state is not BulletinState.MAKING else abort(404)


def asked_units(bulletin: Bulletin) -> Sequence[str]:
    """Return the units whose people are asked for: those that the official may see, or one of them."""
    scope = bulletin_queries.scope(bulletin, own_codes())
    wanted = request.values.get("unit", "")
    if not wanted:
        return scope
    return [wanted] if covered_by_any(scope, wanted) else abort(404)


def told(text: Mapping[str, str]) -> str:
    """Return a frozen text in the language of the page."""
    return text["en"] if str(get_locale()).startswith("en") else text["zh"]


def called(bulletin: Bulletin) -> str:
    """Return how a bulletin is called: 第2期."""
    return bulletin_words.label(bulletin, gettext)


def context(bulletin: Bulletin) -> dict[str, Any]:
    """Return what every page of a bulletin needs."""
    return {
        "bulletin": bulletin,
        "label": called(bulletin),
        "cut_off": bulletin_words.cut_off(bulletin, gettext) if bulletin.as_of else "",
        "is_own": is_own(bulletin),
        "told": told,
    }
