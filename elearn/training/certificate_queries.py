"""Reading certificates: a person's, a unit's, and the one that a QR code names."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from elearn import clock
from elearn.db import session, upper_bound
from elearn.exams import queries as exam_queries
from elearn.exams.models import Exam
from elearn.exams.terms import Reveal
from elearn.training.certificate_models import Certificate
from elearn.training.models import Enrolment, TrainingClass

PAGE = 50


class Show(enum.StrEnum):
    """What a list of certificates shows."""

    ALL = "all"
    VALID = "valid"
    DOUBTFUL = "doubtful"
    """Valid, but the person is no longer complete: marking again took it away. Somebody has to look."""
    REVOKED = "revoked"


@dataclass(frozen=True)
class Counts:
    """How many certificates of a unit stand where."""

    waiting: int
    valid: int
    doubtful: int
    revoked: int


@dataclass(frozen=True)
class Listed:
    """One page of certificates; `total` is how many were found."""

    rows: Sequence[Certificate]
    total: int
    page: int
    pages: int


def own_place(user_id: int, class_slug: str) -> Enrolment | None:
    """Return a person's place in a class, even after they have left it or the class has ended."""
    return session.scalar(
        select(Enrolment)
        .join(Enrolment.training_class)
        .where(Enrolment.user_id == user_id, TrainingClass.slug == class_slug)
        .options(contains_eager(Enrolment.training_class).joinedload(TrainingClass.exam))
    )


def is_due(place: Enrolment) -> bool:
    """Say whether a person has completed a class and may know it: its exam may still keep the marks closed."""
    return place.completed_at is not None and may_be_known(place.training_class.exam)


def may_be_known(exam: Exam | None) -> bool:
    """Say whether learners may know who has passed; an exam that never shows its marks lets it be known at its end."""
    if exam is None:
        return True
    reveal = Reveal.AFTER_CLOSE if exam.show_score is Reveal.NEVER else exam.show_score
    return exam_queries.may_see_now(exam, reveal, clock.now())


def all_of(enrolment_id: int) -> Sequence[Certificate]:
    """Return the certificates of a place in a class, the newest first."""
    return session.scalars(
        select(Certificate)
        .where(Certificate.enrolment_id == enrolment_id)
        .order_by(Certificate.id.desc())
        .options(joinedload(Certificate.replaces))
    ).all()


def have_any(enrolment_ids: Sequence[int]) -> set[int]:
    """Return which of these places have or had a certificate."""
    return set(session.scalars(select(Certificate.enrolment_id).where(Certificate.enrolment_id.in_(enrolment_ids))))


def by_token(token: str) -> Certificate | None:
    """Return the certificate that a QR code names, with what it replaces."""
    return session.scalar(select(Certificate).where(Certificate.token == token))


def by_id(certificate_id: int) -> Certificate | None:
    """Return a certificate with its place, class and what it replaces."""
    return session.scalar(
        select(Certificate)
        .where(Certificate.id == certificate_id)
        .options(
            joinedload(Certificate.enrolment).joinedload(Enrolment.training_class),
            joinedload(Certificate.replaces),
        )
    )


def followed_by(certificate: Certificate) -> Certificate | None:
    """Return the certificate that took the place of one."""
    return session.scalar(select(Certificate).where(Certificate.replaces_id == certificate.id).limit(1))


def waiting(class_id: int, unit_code: str, limit: int) -> Sequence[int]:
    """Return the places of those who have completed and never had a certificate, in order of unit."""
    return session.scalars(
        select(Enrolment.id)
        .where(*_waiting(class_id, unit_code))
        .order_by(Enrolment.unit_code, Enrolment.id)
        .limit(limit)
    ).all()


def counts(class_id: int, unit_code: str) -> Counts:
    """Count a unit's certificates."""
    valid = Certificate.revoked_at.is_(None)
    row = session.execute(
        select(
            func.count().filter(valid),
            func.count().filter(and_(valid, Enrolment.completed_at.is_(None))),
            func.count().filter(~valid),
        )
        .select_from(Certificate)
        .join(Certificate.enrolment)
        .where(*_within(class_id, unit_code))
    ).one()
    still = session.scalar(select(func.count(Enrolment.id)).where(*_waiting(class_id, unit_code))) or 0
    return Counts(still, *row)


def listed(class_id: int, unit_code: str, show: Show, page: int) -> Listed:
    """Return a page of a unit's certificates, in order of unit and number."""
    found = _of_unit(class_id, unit_code, show)
    total = session.scalar(select(func.count()).select_from(found.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    page = min(max(1, page), pages)
    return Listed(_ordered(found, (page - 1) * PAGE, PAGE), total, page, pages)


def to_print(class_id: int, unit_code: str, offset: int, limit: int) -> Sequence[Certificate]:
    """Return a unit's valid certificates in order of unit and number: so they are handed out."""
    return _ordered(_of_unit(class_id, unit_code, Show.VALID), offset, limit)


def _ordered(found: "Select[Any]", offset: int, limit: int) -> Sequence[Certificate]:
    return session.scalars(
        found.order_by(Enrolment.unit_code, Certificate.id)
        .options(contains_eager(Certificate.enrolment), joinedload(Certificate.replaces))
        .offset(offset)
        .limit(limit)
    ).all()


def _of_unit(class_id: int, unit_code: str, show: Show) -> "Select[Any]":
    found = select(Certificate).join(Certificate.enrolment).where(*_within(class_id, unit_code))
    match show:
        case Show.VALID:
            return found.where(Certificate.revoked_at.is_(None))
        case Show.DOUBTFUL:
            return found.where(Certificate.revoked_at.is_(None), Enrolment.completed_at.is_(None))
        case Show.REVOKED:
            return found.where(Certificate.revoked_at.is_not(None))
        case _:
            return found


def _within(class_id: int, unit_code: str) -> list[ColumnElement[bool]]:
    return [
        Enrolment.class_id == class_id,
        Enrolment.unit_code >= unit_code,
        Enrolment.unit_code < upper_bound(unit_code),
    ]


def _waiting(class_id: int, unit_code: str) -> list[ColumnElement[bool]]:
    had = select(Certificate.id).where(Certificate.enrolment_id == Enrolment.id).exists()
    return [*_within(class_id, unit_code), Enrolment.completed_at.is_not(None), ~had]
