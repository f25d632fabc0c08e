"""Certificates of a unit: issue them, print them, look at those that are doubtful, revoke and re-issue."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext
from flask_login import current_user

from elearn import db
from elearn.audit.actions import record
from elearn.people.access import covered_by_any
from elearn.training import certificate_actions, certificate_queries, certificate_sheet
from elearn.training.certificate_models import Certificate
from elearn.training.certificate_queries import Show
from elearn.web import certificate_files
from elearn.web.official import official
from elearn.web.official.loaders import class_and_unit, own_codes, trail
from elearn.web.transactions import slow_start

LONGEST_REASON = 200


def _own(certificate_id: int) -> Certificate:
    found = certificate_queries.by_id(certificate_id)
    return found if found and covered_by_any(own_codes(), found.enrolment.unit_code) else abort(404)


@official.get("/certificates/<class_slug>/<unit_code>")
def certificates(class_slug: str, unit_code: str) -> Any:
    """How many may be issued, are valid, doubtful, revoked; and the list."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    show = _show(request.args.get("show", ""))
    counts = certificate_queries.counts(training_class.id, unit.code)
    most = certificate_sheet.MOST_PAGES
    return render_template(
        "official/certificates.html",
        training_class=training_class,
        unit=unit,
        crumbs=[(each.short_name, _address(class_slug, each.code)) for each in trail(unit)],
        may_open=lambda code: covered_by_any(own_codes(), code),
        counts=counts,
        show=show,
        Show=Show,
        found=certificate_queries.listed(training_class.id, unit.code, show, request.args.get("page", 1, type=int)),
        parts=[(first + 1, min(first + most, counts.valid)) for first in range(0, counts.valid, most)],
    )


@official.post("/certificates/<class_slug>/<unit_code>/issue")
def issue_certificates(class_slug: str, unit_code: str) -> Any:
    """Issue those that are due; of more than a transaction holds, the next ones."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    count = certificate_actions.issue_waiting(training_class, unit.code, current_user.id)
    flash(ngettext("One certificate was issued.", "%(num)s certificates were issued.", count), "success")
    return redirect(_address(class_slug, unit_code), 303)


# Drawing takes seconds and needs no lock; the trail is written before it.
@official.post("/certificates/<class_slug>/<unit_code>/print")
@slow_start
def print_certificates(class_slug: str, unit_code: str) -> Any:
    """The valid ones as one PDF, a page each, from a place in the list on."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    first = request.form.get("first", 1, type=int)
    found = certificate_queries.to_print(training_class.id, unit.code, max(0, first - 1), certificate_sheet.MOST_PAGES)
    if not found:
        flash(gettext("There is no valid certificate to print here."), "error")
        return redirect(_address(class_slug, unit_code), 303)
    answer = certificate_files.pdf(found, f"certificates-{unit.code}-{first}")
    code, slug, people = unit.code, training_class.slug, len(found)
    db.start_writing()
    record("print_certificates", f"class:{slug}", actor_id=current_user.id, unit_code=code, people=people)
    return answer


@official.get("/certificates/<int:certificate_id>")
def certificate(certificate_id: int) -> Any:
    """One certificate, with what may be done to it."""
    found = _own(certificate_id)
    return _page(found)


@official.get("/certificates/<int:certificate_id>/picture")
def certificate_picture(certificate_id: int) -> Any:
    """Its picture; a revoked one has none."""
    found = _own(certificate_id)
    return certificate_files.picture(found) if found.is_valid else abort(404)


@official.post("/certificates/<int:certificate_id>/revoke")
def revoke_certificate(certificate_id: int) -> Any:
    """Revoke it with a reason."""
    found, reason = _own(certificate_id), request.form.get("reason", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        return _page(found, gettext("Please give the reason, in at most 200 characters.")), 422
    certificate_actions.revoke(found, reason, current_user.id)
    flash(gettext("The certificate %(number)s is revoked.", number=found.number), "success")
    return redirect(url_for("official.certificate", certificate_id=found.id), 303)


@official.post("/certificates/<int:certificate_id>/reissue")
def reissue_certificate(certificate_id: int) -> Any:
    """Issue a new one in its place."""
    found, reason = _own(certificate_id), request.form.get("reason", "").strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        return _page(found, gettext("Please give the reason, in at most 200 characters.")), 422
    made = certificate_actions.reissue(found, reason, current_user.id)
    flash(gettext("%(number)s takes the place of %(old)s.", number=made.number, old=found.number), "success")
    return redirect(url_for("official.certificate", certificate_id=made.id), 303)


def _page(found: Certificate, refusal: str = "") -> str:
    return render_template(
        "official/certificate.html",
        certificate=found,
        training_class=found.enrolment.training_class,
        unit_code=found.enrolment.unit_code,
        new=certificate_queries.followed_by(found),
        refusal=refusal,
    )


def _show(value: str) -> Show:
    try:
        return Show(value or Show.ALL)
    except ValueError:
        abort(404)


def _address(class_slug: str, unit_code: str) -> str:
    return url_for("official.certificates", class_slug=class_slug, unit_code=unit_code)
