"""The learner's certificate: getting it, looking at it, saving the picture, printing the PDF."""

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user

from elearn.training import certificate_actions, certificate_queries
from elearn.training.certificate_models import Certificate
from elearn.training.models import Enrolment
from elearn.web import certificate_files
from elearn.web.learner import learner


def _own_place(class_slug: str) -> Enrolment:
    return certificate_queries.own_place(current_user.id, class_slug) or abort(404)


def _own_valid(class_slug: str) -> Certificate:
    found = certificate_queries.all_of(_own_place(class_slug).id)
    return found[0] if found and found[0].is_valid else abort(404)


@learner.get("/class/<class_slug>/certificate")
def certificate(class_slug: str) -> Any:
    """The certificate, the button that gets it, or what is still missing."""
    place = _own_place(class_slug)
    found = certificate_queries.all_of(place.id)
    agent = request.user_agent.string
    return render_template(
        "learner/certificate.html",
        place=place,
        training_class=place.training_class,
        certificate=found[0] if found else None,
        is_due=certificate_queries.is_due(place),
        in_wechat="MicroMessenger" in agent,
        wechat_downloads="MicroMessenger" in agent and "Android" not in agent,
    )


@learner.post("/class/<class_slug>/certificate")
def get_certificate(class_slug: str) -> Any:
    """Issue it; once more does no harm."""
    place = _own_place(class_slug)
    certificate_actions.issue(place.id, current_user.id)
    return redirect(url_for("learner.certificate", class_slug=class_slug), 303)


@learner.get("/class/<class_slug>/certificate/picture")
def certificate_picture(class_slug: str) -> Any:
    """The picture, which a long press saves in WeChat."""
    return certificate_files.picture(_own_valid(class_slug))


@learner.get("/class/<class_slug>/certificate/pdf")
def certificate_pdf(class_slug: str) -> Any:
    """The PDF to print."""
    found = _own_valid(class_slug)
    return certificate_files.pdf([found], found.number)
