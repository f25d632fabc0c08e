"""Everything the site stores about one person, for that person (Personal Information Protection Law, article 45).

Left out are secrets that protect the account (password hash, tokens, code digests) and marks of exams still open.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import joinedload

from elearn import clock
from elearn.audit.models import AuditEntry
from elearn.courses.favourite_models import Favourite
from elearn.courses.mock_models import MockRun
from elearn.courses.models import Lesson, PracticeAnswer, PracticeRun, Progress
from elearn.courses.review_models import ReviewCard, ReviewLog
from elearn.db import session
from elearn.exams import queries as exam_queries
from elearn.exams.models import Answer, Attempt
from elearn.people.models import ActivationCode, Appointment, SignIn, SignInFailure, Transfer, Unit, User
from elearn.questions.models import QuestionVersion
from elearn.training import hour_queries
from elearn.training.certificate_models import Certificate
from elearn.training.models import Enrolment, TrainingClass
from elearn.training.reminder_models import Reminded, Reminder


def own_data(user_id: int) -> dict[str, Any]:
    """Return the person's data as plain values that json can write; times are Asia/Shanghai in ISO 8601."""
    user, unit = session.execute(
        select(User, Unit).join(Unit, Unit.code == User.unit_code).where(User.id == user_id)
    ).one()
    return {
        "exported_at": _plain(clock.now()),
        "person": _record(user, "name", "mobile", "post", "created_at", "privacy_accepted_at")
        | {"unit_code": unit.code, "unit": unit.name},
        **_people(user),
        **_study(user_id),
        **_review(user_id),
        **_exams(user_id),
        "audit_trail": _rows(
            select(AuditEntry.at, AuditEntry.act, AuditEntry.target, AuditEntry.actor_id == user_id)
            .where(or_(AuditEntry.actor_id == user_id, AuditEntry.target == f"user:{user_id}"))
            .order_by(AuditEntry.id),
            ("at", "act", "target", "by_you"),
        ),
    }


def _people(user: User) -> dict[str, Any]:
    return {
        "appointments": _records(
            select(Appointment).where(Appointment.user_id == user.id).order_by(Appointment.starts_on),
            ("role", "unit_code", "starts_on", "ends_on"),
        ),
        "transfers": _records(
            select(Transfer).where(Transfer.user_id == user.id).order_by(Transfer.effective_on),
            ("from_code", "to_code", "effective_on", "reason"),
        ),
        "activation_codes": _records(
            select(ActivationCode).where(ActivationCode.user_id == user.id).order_by(ActivationCode.id),
            ("issued_at", "expires_at", "used_at", "voided_at"),
        ),
        "sign_ins": _records(
            select(SignIn).where(SignIn.user_id == user.id).order_by(SignIn.id),
            ("created_at", "expires_at", "ended_at", "address", "device"),
        ),
        "failed_sign_ins": _records(
            select(SignInFailure).where(SignInFailure.account == user.mobile).order_by(SignInFailure.id),
            ("at", "address"),
        ),
    }


def _study(user_id: int) -> dict[str, Any]:
    answers: dict[int, list[dict[str, Any]]] = {}
    for answer in session.scalars(
        select(PracticeAnswer)
        .join(PracticeRun, PracticeRun.id == PracticeAnswer.run_id)
        .where(PracticeRun.user_id == user_id)
        .order_by(PracticeAnswer.run_id, PracticeAnswer.number)
    ):
        answers.setdefault(answer.run_id, []).append(_record(answer, "number", "response", "right", "answered_at"))
    runs = session.execute(
        select(PracticeRun, Lesson.title)
        .join(Lesson, Lesson.id == PracticeRun.lesson_id)
        .where(PracticeRun.user_id == user_id)
        .order_by(PracticeRun.id)
    )
    return {
        "lessons": _rows(
            select(Lesson.title, Progress.opened_at, Progress.finished_at)
            .join(Lesson, Lesson.id == Progress.lesson_id)
            .where(Progress.user_id == user_id)
            .order_by(Progress.opened_at),
            ("lesson", "opened_at", "finished_at"),
        ),
        "practice": [
            {"lesson": title}
            | _record(run, "started_at", "finished_at", "right_count")
            | {"answers": answers.get(run.id, [])}
            for run, title in runs
        ],
        "hours": [
            _record(entry, "day", "title", "what", "mode", "hours", "year", "rule", "reason")
            for year in hour_queries.years(user_id)
            for entry in hour_queries.ledger(user_id, year, own=True).entries
        ],
        "reminders": _rows(
            select(TrainingClass.title, Reminder.at)
            .join(TrainingClass, TrainingClass.id == Reminder.class_id)
            .join(Reminded, Reminded.reminder_id == Reminder.id)
            .join(Enrolment, Enrolment.id == Reminded.enrolment_id)
            .where(Enrolment.user_id == user_id, Reminder.taken_back_at.is_(None))
            .order_by(Reminder.at),
            ("class", "reminded_at"),
        ),
        "certificates": _records(
            select(Certificate)
            .join(Certificate.enrolment)
            .where(Enrolment.user_id == user_id)
            .order_by(Certificate.id),
            ("number", "class_title", "issued_on", "issuer", "revoked_at", "revoked_reason"),
        ),
        "classes": [
            {"class": title}
            | _record(
                row,
                *("unit_code", "entered_on", "left_on", "left_reason", "started_at", "lessons_done"),
                *("best_score", "passed", "completed_at"),
            )
            for row, title in session.execute(
                select(Enrolment, TrainingClass.title)
                .join(TrainingClass, TrainingClass.id == Enrolment.class_id)
                .where(Enrolment.user_id == user_id)
                .order_by(Enrolment.id)
            )
        ],
    }


def _review(user_id: int) -> dict[str, Any]:
    own = select(QuestionVersion.stem, ReviewLog.origin, ReviewLog.response, ReviewLog.right, ReviewLog.at)
    return {
        "book_of_wrong_answers": _records(
            select(ReviewCard).where(ReviewCard.user_id == user_id).order_by(ReviewCard.id),
            ("question_id", "turns", "last_on", "due_on", "left"),
        ),
        "reviews": _rows(
            own.join(ReviewCard, ReviewCard.id == ReviewLog.card_id)
            .join(QuestionVersion, QuestionVersion.id == ReviewLog.version_id)
            .where(ReviewCard.user_id == user_id)
            .order_by(ReviewLog.id),
            ("question", "origin", "response", "right", "at"),
        ),
        "favourites": _records(
            select(Favourite).where(Favourite.user_id == user_id).order_by(Favourite.at), ("question_id", "at")
        ),
        "mock_exams": _records(
            select(MockRun).where(MockRun.user_id == user_id).order_by(MockRun.id),
            ("exam_id", "started_at", "handed_in_at", "score", "marks"),
        ),
    }


def _exams(user_id: int) -> dict[str, Any]:
    answers: dict[int, list[dict[str, Any]]] = {}
    for answer in session.scalars(
        select(Answer)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.user_id == user_id)
        .order_by(Answer.attempt_id, Answer.number)
    ):
        answers.setdefault(answer.attempt_id, []).append(_record(answer, "number", "response", "saved_at"))
    tries = session.scalars(
        select(Attempt).where(Attempt.user_id == user_id).order_by(Attempt.id).options(joinedload(Attempt.exam))
    )
    return {
        "exam_attempts": [
            {"exam": attempt.exam.title}
            | _record(attempt, "number", "state", "started_at", "deadline_at", "handed_in_at")
            | _record(attempt, "away_count", "away_seconds")
            | (_record(attempt, "score", "marks") if _score_is_shown(attempt) else {})
            | {"answers": answers.get(attempt.id, [])}
            for attempt in tries
        ]
    }


def _score_is_shown(attempt: Attempt) -> bool:
    """The exam decides when marks may be seen, here as well as on the result page."""
    shown = exam_queries.may_see_now(attempt.exam, attempt.exam.show_score, clock.now())
    return attempt.handed_in_at is not None and shown


def _record(row: Any, *fields: str) -> dict[str, Any]:
    return {field: _plain(getattr(row, field)) for field in fields}


def _records(query: Select[Any], fields: Sequence[str]) -> list[dict[str, Any]]:
    return [_record(row, *fields) for row in session.scalars(query)]


def _rows(query: Select[*tuple[Any, ...]], fields: Sequence[str]) -> list[dict[str, Any]]:
    found: Sequence[Row[*tuple[Any, ...]]] = session.execute(query).all()
    return [dict(zip(fields, map(_plain, row), strict=True)) for row in found]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(clock.SHANGHAI).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
