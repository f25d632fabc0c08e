"""What is done with bulletins: make one, hand it over, sign, send back, withdraw, correct; weekly plan and rule."""

from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from elearn import clock, db
from elearn.errors import RuleBroken, marked
from elearn.reports import bulletin_actions, bulletin_making
from elearn.reports.bulletin_models import Bulletin
from elearn.reports.bulletin_rules import BulletinState, Origin
from elearn.web.i18n import sentence
from elearn.web.official import official
from elearn.web.official.bulletin_forms import SubmitForm
from elearn.web.official.bulletin_loaders import called, own_bulletin
from elearn.web.official.bulletins import bulletin_page
from elearn.web.official.loaders import class_and_unit, own_unit
from elearn.web.transactions import slow_start

LONGEST_REASON = 200


@official.post("/bulletins/of/<class_slug>/<unit_code>")
@slow_start
def make_bulletin(class_slug: str, unit_code: str) -> Response:
    """Freeze the figures of a day as a draft; a second one of the same day leads to the first."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    made, is_new = bulletin_making.make(training_class, unit, _day(), current_user.id, Origin.HAND)
    if not is_new:
        flash(gettext("There is a bulletin of this day already; here it is."), "message")
    return redirect(url_for("official.bulletin", bulletin_id=made), 303)


def _day() -> date:
    text = request.form.get("day", "").strip()
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise RuleBroken("no-day", marked("“%(text)s” is no day. Write it like 2026-11-23."), text=text[:20]) from None


@official.post("/bulletins/of/<class_slug>/<unit_code>/weekly")
def plan_bulletins(class_slug: str, unit_code: str) -> Response:
    """Have a draft made every week on a weekday, or no longer."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    text = request.form.get("weekday", "")
    weekday = int(text) if text in set("0123456") and text else None
    bulletin_actions.set_plan(training_class, unit.code, weekday, current_user.id)
    off, on = gettext("No draft is made by itself any more."), gettext("Saved. The draft comes by itself.")
    flash(off if weekday is None else on, "success")
    return redirect(url_for("official.class_bulletins", class_slug=training_class.slug, unit_code=unit.code), 303)


@official.post("/bulletins/signing/<unit_code>")
def set_bulletin_signing(unit_code: str) -> Response:
    """Say whether a second official has to sign."""
    unit = own_unit(unit_code)
    two = request.form.get("two") == "1"
    bulletin_actions.set_two_officials(unit.code, two=two, by_id=current_user.id)
    said = gettext("A second official has to sign.") if two else gettext("One official may sign alone from now on.")
    flash(said, "success")
    return redirect(url_for("official.bulletins"), 303)


@official.post("/bulletins/<int:bulletin_id>/submit")
def submit_bulletin(bulletin_id: int) -> Any:
    """Hand it over for signing."""
    found, form = own_bulletin(bulletin_id), SubmitForm()
    if not form.validate():
        return bulletin_page(found, form), 422
    bulletin_actions.submit(found, form.words(), current_user.id)
    flash(gettext("It waits for the signature now."), "success")
    return _to(found)


@official.post("/bulletins/<int:bulletin_id>/seal")
def seal_bulletin(bulletin_id: int) -> Any:
    """Sign it: it gets its number and is published to the units it covers."""
    found = own_bulletin(bulletin_id)
    try:
        bulletin_actions.seal(found, current_user.id)
    except RuleBroken as refused:
        if refused.code not in ("second-official", "bulletin-too-late"):
            raise
        return bulletin_page(found, refusal=sentence(refused)), 409
    flash(gettext("%(label)s is sealed. The units it covers see it now.", label=called(found)), "success")
    return _to(found)


@official.post("/bulletins/<int:bulletin_id>/send-back")
def send_back_bulletin(bulletin_id: int) -> Any:
    """Send it back with a reason."""
    found, reason = own_bulletin(bulletin_id), _reason()
    if reason is None:
        return _no_reason(found)
    bulletin_actions.send_back(found, reason, current_user.id)
    flash(gettext("It was sent back."), "success")
    return _to(found)


@official.post("/bulletins/<int:bulletin_id>/withdraw")
def withdraw_bulletin(bulletin_id: int) -> Any:
    """Withdraw it with a reason; it stays in the record."""
    found, reason = own_bulletin(bulletin_id), _reason()
    if reason is None:
        return _no_reason(found)
    bulletin_actions.withdraw(found, reason, current_user.id)
    flash(gettext("It was withdrawn. It stays in the record."), "success")
    return _to(found)


@official.post("/bulletins/<int:bulletin_id>/correct")
@slow_start
def correct_bulletin(bulletin_id: int) -> Any:
    """Make a correction: the same day counted anew, as a record of its own that names the sealed one."""
    found, reason = own_bulletin(bulletin_id), _reason()
    if reason is None:
        return _no_reason(found)
    if found.state is not BulletinState.SEALED:
        raise RuleBroken("not-sealed", marked("Only a sealed bulletin is corrected; withdraw a draft instead."))
    by_id, unit = current_user.id, found.unit
    made, _ = bulletin_making.make(found.training_class, unit, found.day, by_id, Origin.HAND, found, reason)
    db.session.rollback()
    return redirect(url_for("official.bulletin", bulletin_id=made), 303)


def _reason() -> str | None:
    reason = request.form.get("reason", "").strip()
    return reason if 0 < len(reason) <= LONGEST_REASON else None


def _no_reason(found: Bulletin) -> Any:
    return bulletin_page(found, refusal=gettext("Please give the reason, in at most 200 characters.")), 422


def _to(found: Bulletin) -> Response:
    return redirect(url_for("official.bulletin", bulletin_id=found.id), 303)
