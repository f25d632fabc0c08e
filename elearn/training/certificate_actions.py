"""Issuing, revoking and re-issuing certificates. Numbers are taken in the transaction that uses them: no gaps."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import select, text
from sqlalchemy.orm import joinedload

from elearn import clock
from elearn.audit import actions as audit
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams.terms import Reveal
from elearn.people import unit_queries
from elearn.training import certificate_number, certificate_queries
from elearn.training.certificate_models import Certificate
from elearn.training.models import Enrolment, TrainingClass

AT_ONCE = 300
"""Certificates of one transaction, which stays far below 200 ms."""


def issue(enrolment_id: int, by_id: int | None) -> Certificate:
    """Issue a person's certificate, or return the one that holds already."""
    enrolment = _locked([enrolment_id])[0]
    found = certificate_queries.all_of(enrolment_id)
    if found and found[0].is_valid:
        return found[0]
    if found:
        raise RuleBroken("revoked", marked("Your certificate was revoked. Please ask the organiser of the class."))
    _must_be_complete(enrolment)
    return _make([enrolment], by_id)[0]


def issue_waiting(training_class: TrainingClass, unit_code: str, by_id: int) -> int:
    """Issue the certificates of a unit's people who have completed and never had one, AT_ONCE at most; how many."""
    waiting = certificate_queries.waiting(training_class.id, unit_code, AT_ONCE)
    enrolments = _locked(waiting) if waiting else []
    for enrolment in enrolments[:1]:
        _must_be_complete(enrolment)  # the marks of the class may not be shown yet: then of nobody
    known = certificate_queries.have_any([each.id for each in enrolments])
    made = _make([each for each in enrolments if each.completed_at and each.id not in known], by_id)
    if made:
        audit.record(
            "issue_certificates",
            f"class:{training_class.slug}",
            actor_id=by_id,
            unit_code=unit_code,
            people=len(made),
        )
    return len(made)


def revoke(certificate: Certificate, reason: str, by_id: int) -> None:
    """Revoke a certificate with a reason; its number is never used again."""
    enrolment = _locked([certificate.enrolment_id])[0]
    _revoke(certificate, reason, by_id)
    session.flush()
    _record("revoke_certificate", certificate, enrolment, by_id, reason=reason.strip())


def reissue(certificate: Certificate, reason: str, by_id: int) -> Certificate:
    """Issue a new certificate in the place of one, with the person's present name and result; the old one is void."""
    enrolment = _locked([certificate.enrolment_id])[0]
    newest = certificate_queries.all_of(enrolment.id)[0]
    if newest.id != certificate.id:
        raise RuleBroken("replaced", marked("Another certificate has taken the place of this one already."))
    _must_be_complete(enrolment)
    if certificate.is_valid:
        _revoke(certificate, reason, by_id)
        session.flush()
    elif not reason.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))
    made = _make([enrolment], by_id, certificate)[0]
    _record("reissue_certificate", made, enrolment, by_id, reason=reason.strip(), before=certificate.number)
    return made


def _locked(enrolment_ids: Sequence[int]) -> Sequence[Enrolment]:
    """Return enrolments with person, class and exam; two acts upon one of them wait for each other."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.id.in_(enrolment_ids))
        .order_by(Enrolment.unit_code, Enrolment.id)
        .options(
            joinedload(Enrolment.user),
            joinedload(Enrolment.training_class).joinedload(TrainingClass.exam),
        )
        .with_for_update(of=Enrolment)
        .execution_options(populate_existing=True)
    ).all()


def _must_be_complete(enrolment: Enrolment) -> None:
    if not certificate_queries.may_be_known(enrolment.training_class.exam):
        raise RuleBroken("marks-closed", marked("The marks of the exam are not published yet; certificates follow."))
    if enrolment.completed_at is None:
        raise RuleBroken("not-completed", marked("The class is not completed, so there is no certificate yet."))


def _make(enrolments: Sequence[Enrolment], by_id: int | None, replaces: Certificate | None = None) -> list[Certificate]:
    today, now = clock.today(), clock.now()
    by_series: dict[str, list[Enrolment]] = defaultdict(list)
    for enrolment in enrolments:
        project = enrolment.training_class.project
        by_series[certificate_number.series(enrolment.unit_code, today.year, project)].append(enrolment)
    names = unit_queries.names(sorted({each.unit_code[:length] for each in enrolments for length in (6, 9, 12)}))
    made = []
    for series in sorted(by_series):
        some = by_series[series]
        first = _take(series, len(some)) - len(some) + 1
        for running, enrolment in enumerate(some, first):
            required = enrolment.training_class
            assert enrolment.completed_at is not None
            made.append(
                Certificate(
                    number=certificate_number.number(series, running),
                    token=secrets.token_urlsafe(16),
                    enrolment_id=enrolment.id,
                    name=enrolment.user.name,
                    unit_name=_place(enrolment.unit_code, names),
                    class_title=required.title,
                    starts_on=required.starts_on,
                    ends_on=required.ends_on,
                    online_hours=enrolment.online_hours,
                    face_hours=enrolment.face_hours,
                    score=_score(enrolment),
                    completed_on=clock.local_date(enrolment.completed_at),
                    issuer=required.organiser,
                    issued_on=today,
                    issued_at=now,
                    issued_by_id=by_id,
                    replaces_id=replaces.id if replaces else None,
                )
            )
    session.add_all(made)
    session.flush()
    return made


def _score(enrolment: Enrolment) -> Decimal | None:
    """Return the mark that stands on the certificate; an exam that never shows its marks gives none."""
    exam = enrolment.training_class.exam
    return None if exam is None or exam.show_score is Reveal.NEVER else enrolment.best_score


def _place(code: str, names: dict[str, str]) -> str:
    """双池镇西庄村 for a village, the name alone for a unit above the townships."""
    parts = [code[:length] for length in (9, 12) if len(code) >= length] or [code]
    return "".join(names.get(part, "") for part in parts)


def _take(series: str, count: int) -> int:
    """Count a series up and return its last number; whoever comes next waits until this transaction has ended."""
    session.execute(
        text("INSERT INTO certificate_series (prefix, last) VALUES (:series, 0) ON CONFLICT (prefix) DO NOTHING"),
        {"series": series},
    )
    return int(
        session.execute(
            text("UPDATE certificate_series SET last = last + :count WHERE prefix = :series RETURNING last"),
            {"series": series, "count": count},
        ).scalar_one()
    )


def _revoke(certificate: Certificate, reason: str, by_id: int) -> None:
    session.refresh(certificate, ["revoked_at"])
    if not certificate.is_valid:
        raise RuleBroken("revoked-already", marked("This certificate has been revoked already."))
    if not reason.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))
    certificate.revoked_at, certificate.revoked_by_id = clock.now(), by_id
    certificate.revoked_reason = reason.strip()


def _record(act: str, certificate: Certificate, enrolment: Enrolment, by_id: int, **details: str) -> None:
    audit.record(act, f"certificate:{certificate.number}", actor_id=by_id, unit_code=enrolment.unit_code, **details)
