"""Fetching and authorising in one step: what an official's appointments do not cover does not exist (404)."""

from collections.abc import Sequence
from typing import Any

from flask import abort, make_response
from flask_login import current_user

from elearn.db import session
from elearn.people.access import Role, ancestors, covered_by_any
from elearn.people.models import Unit, User
from elearn.reports import directory, queries
from elearn.training import reminder_queries, roster_queries
from elearn.training.models import Enrolment, TrainingClass
from elearn.training.reminder_models import Reminder
from elearn.training.roster_models import RosterImport, TransferAsk

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def own_codes() -> list[str]:
    """Return the codes of the units over which the signed-in person is an official, the highest ones first.

    A unit that lies below another one of them adds nothing and is left out.
    """
    codes = sorted(set(current_user.codes(Role.OFFICIAL)), key=lambda code: (len(code), code))
    return [code for code in codes if not covered_by_any([other for other in codes if other != code], code)]


def own_unit(code: str) -> Unit:
    """Return a unit that the official's appointments cover."""
    unit = session.get(Unit, code) if covered_by_any(own_codes(), code) else None
    return unit or abort(404)


def class_and_unit(class_slug: str, unit_code: str) -> tuple[TrainingClass, Unit, Sequence[TrainingClass]]:
    """Return a class, a unit that is the official's and that the class concerns, and the classes to choose from."""
    unit = own_unit(unit_code)
    classes = queries.classes_for(unit.code, own_codes())
    for training_class in classes:
        if training_class.slug == class_slug:
            return training_class, unit, classes
    abort(404)


def own_person(user_id: int) -> User:
    """Return a person of the official's units."""
    return directory.person(own_codes(), user_id) or abort(404)


def own_place(user_id: int, class_slug: str) -> Enrolment:
    """Return a present place on a roster that counts in the official's units."""
    return directory.place(own_codes(), user_id, class_slug) or abort(404)


def own_roster(roster_id: int) -> RosterImport:
    """Return a roster file of the official's units."""
    made = roster_queries.import_by_id(roster_id)
    return made if made and covered_by_any(own_codes(), made.unit_code) else abort(404)


def own_ask(ask_id: int) -> TransferAsk:
    """Return a transfer that this official has to answer."""
    found = session.get(TransferAsk, ask_id)
    return found if found and covered_by_any(own_codes(), found.confirm_code) else abort(404)


def own_reminder(reminder_id: int) -> tuple[Reminder, TrainingClass]:
    """Return a round of reminding people of the official's units, with its class."""
    found = reminder_queries.by_id(reminder_id)
    if found is None or not covered_by_any(own_codes(), found.unit_code):
        abort(404)
    return found, session.get_one(TrainingClass, found.class_id)


def trail(unit: Unit) -> list[Unit]:
    """Return the units from the province down to this one, for the crumbs."""
    codes = ancestors(unit.code)
    found = queries.units_by_code(codes)
    return [found[code] for code in codes if code in found]


def no_store(page: str, status: int = 200) -> Any:
    """Answer with a page that no browser and nothing on the way keeps: it shows what is shown once."""
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response


def download(body: bytes, name: str) -> Any:
    """Answer with an .xlsx file that nothing on the way keeps."""
    response = make_response(body)
    response.headers["Content-Type"] = XLSX
    response.headers["Cache-Control"] = "no-store"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
