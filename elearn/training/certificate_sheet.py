"""Certificates as a picture for phones and as PDF to print; their words are always Chinese."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import segno

from elearn.files import typeset
from elearn.training.certificate_models import Certificate

LAYOUT = Path(__file__).with_name("certificate.typ")
MOST_PAGES = 500
"""Certificates in one PDF."""
PICTURE_PPI = 130


def pdf(certificates: Sequence[Certificate], address: str) -> bytes:
    """Draw certificates, a page each. `address` is that of this site, for the QR codes; empty: none."""
    return typeset.draw(LAYOUT, [_words(each, address) for each in certificates[:MOST_PAGES]], "pdf")


def picture(certificate: Certificate, address: str) -> bytes:
    """Draw one certificate as PNG, which a long press saves in WeChat."""
    return typeset.draw(LAYOUT, [_words(certificate, address)], "png", ppi=PICTURE_PPI)


def public_address(certificate: Certificate, address: str) -> str:
    """Return where anybody may see whether a certificate is valid."""
    return f"{address.rstrip('/')}/c/{certificate.token}"


def _words(certificate: Certificate, address: str) -> dict[str, str]:
    """Return what the layout shows; loaded with `replaces`."""
    old = certificate.replaces
    return {
        "number": certificate.number,
        "name": certificate.name,
        "unit": certificate.unit_name,
        "period": f"{_day(certificate.starts_on)}至{_day(certificate.ends_on)}",
        "title": certificate.class_title,
        "hours": _hours(certificate),
        "result": "" if certificate.score is None else f"结业考试成绩{_plain(certificate.score)}分，合格，",
        "issuer": certificate.issuer,
        "date": _day(certificate.issued_on),
        "note": f"补发，原证书{old.number}作废" if old else "",
        "qr": _qr(public_address(certificate, address)) if address else "",
    }


def _hours(certificate: Certificate) -> str:
    parts = [
        f"{words}{_plain(hours)}学时"
        for words, hours in (("网络学习", certificate.online_hours), ("集中培训", certificate.face_hours))
        if hours
    ]
    return f"完成{'、'.join(parts)}，" if parts else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _qr(text: str) -> str:
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, dark="#2b2623", xmldecl=False)
    return out.getvalue().decode()
