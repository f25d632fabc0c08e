"""Bulletins for tests: made, handed over and sealed by the ordinary acts."""

from datetime import date

from elearn import clock, db
from elearn.people.models import Unit, User
from elearn.reports import bulletin_actions, bulletin_making, bulletin_queries
from elearn.reports.bulletin_actions import Words
from elearn.reports.bulletin_models import Bulletin
from elearn.reports.bulletin_rules import Origin
from elearn.training.models import TrainingClass
from tests import make

WORDS = Words("李梅", "成建明", "0358-5422000", "请抓紧。")


def draft(
    training_class: TrainingClass,
    by: User,
    unit_code: str = make.COUNTY,
    day: date | None = None,
    corrects: Bulletin | None = None,
) -> Bulletin:
    """Make a draft."""
    unit, by_id = db.session.get_one(Unit, unit_code), by.id
    training_class = db.session.merge(training_class)
    on = day or (corrects.day if corrects else clock.today())
    made, _ = bulletin_making.make(training_class, unit, on, by_id, Origin.HAND, corrects, "更正" if corrects else "")
    return get(made)


def get(bulletin_id: int) -> Bulletin:
    """Return a bulletin as it is now."""
    db.session.rollback()
    found = bulletin_queries.by_id(bulletin_id)
    assert found
    return found


def waiting(bulletin: Bulletin, by: User) -> Bulletin:
    """Hand a draft over."""
    key, by_id = bulletin.id, by.id
    with db.writing():
        bulletin_actions.submit(get_here(key), WORDS, by_id)
    return get(key)


def sealed(bulletin: Bulletin, by: User, second: User) -> Bulletin:
    """Hand a draft over and seal it."""
    key, second_id = waiting(bulletin, by).id, second.id
    with db.writing():
        bulletin_actions.seal(get_here(key), second_id)
    return get(key)


def get_here(bulletin_id: int) -> Bulletin:
    """Return a bulletin inside the writing transaction."""
    found = bulletin_queries.by_id(bulletin_id)
    assert found
    return found
