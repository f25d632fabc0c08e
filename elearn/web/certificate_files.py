"""Answers that carry a certificate as a picture or as PDF; nothing on the way keeps them."""

from collections.abc import Sequence
from typing import Any

from flask import make_response

from elearn.training import certificate_sheet
from elearn.training.certificate_models import Certificate
from elearn.web.site_address import site_address


def picture(certificate: Certificate) -> Any:
    """Answer with the PNG, which shows in the page."""
    response = make_response(certificate_sheet.picture(certificate, site_address()))
    response.headers["Content-Type"] = "image/png"
    response.headers.set("Content-Disposition", "inline", filename=f"{certificate.number}.png")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def pdf(certificates: Sequence[Certificate], name: str) -> Any:
    """Answer with a PDF to save and print."""
    response = make_response(certificate_sheet.pdf(certificates, site_address()))
    response.headers["Content-Type"] = "application/pdf"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}.pdf")
    response.headers["Cache-Control"] = "private, no-store"
    return response
