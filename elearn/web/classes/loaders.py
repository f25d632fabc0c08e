"""Fetching and authorising in one step: the classes of one's own units, and those that others opened for them."""

from flask import abort
from flask_login import current_user

from elearn.people.access import Role, covered_by_any
from elearn.training import class_queries, class_rules
from elearn.training.models import TrainingClass

MAKERS = (Role.OFFICIAL, Role.TRAINER)


def own_codes() -> list[str]:
    """Return the units over which the signed-in person is an official or a trainer, the highest ones first."""
    held = {code for role in MAKERS for code in current_user.codes(role)}
    return sorted(class_rules.smallest(held), key=lambda code: (len(code), code))


def is_own(held: TrainingClass) -> bool:
    """Say whether the person may change a class: it belongs to one of their units or to one below."""
    return covered_by_any(own_codes(), held.unit_code)


def is_official_of(held: TrainingClass) -> bool:
    """Say whether the person is an official over a class: rosters and figures are theirs."""
    return covered_by_any(current_user.codes(Role.OFFICIAL), held.unit_code)


def visible_class(slug: str) -> TrainingClass:
    """Return a class of one's own units, or one that others have opened for them, which is only read."""
    return class_queries.seen(slug, own_codes()) or abort(404)


def own_class(slug: str) -> TrainingClass:
    """Return a class that the person may change."""
    held = class_queries.seen(slug, own_codes())
    return held if held and is_own(held) else abort(404)
