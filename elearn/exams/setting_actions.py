"""Setting an exam: drafts, changes of a published one with a reason, withdrawing, accommodations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from elearn import clock
from elearn.audit import actions as audit
from elearn.db import session, upper_bound
from elearn.errors import RuleBroken, marked
from elearn.exams import actions, setting_queries
from elearn.exams.event_models import Accommodation, AttemptEvent, EventKind, ExamChange
from elearn.exams.models import Attempt, AttemptState, Exam, ExamState
from elearn.exams.paper import Rule
from elearn.exams.terms import GRACE, Extra, terms
from elearn.people.models import User

CHANGEABLE = (
    "title",
    "notes",
    "opens_at",
    "closes_at",
    "minutes",
    "tries",
    "pass_mark",
    "merit_mark",
    "counted",
    "part_marks",
    "show_score",
    "show_answers",
)
"""What may still change once an exam is published; the questions and how they are drawn may not."""
JUDGING = ("pass_mark", "counted", "part_marks")
"""Changes after which everybody who handed in is judged again."""
MOST_TITLE = 80


@dataclass(frozen=True)
class Grant:
    """What an accommodation gives. A window has both ends or none."""

    extra_minutes: int = 0
    extra_tries: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def add_draft(title: str, unit_code: str, rules: Sequence[Rule], by_id: int, **settings: Any) -> Exam:
    """Create a draft with a slug of its own."""
    _check(settings)
    slug = setting_queries.free_slug()
    exam = actions.create_exam(slug, title, unit_code, rules, created_by_id=by_id, **settings)
    _record("add_exam", exam, by_id)
    return exam


def change_draft(exam: Exam, rules: Sequence[Rule], by_id: int, **settings: Any) -> None:
    """Write a draft anew."""
    must_be_draft(exam)
    _check(settings)
    exam.rules = [rule.as_json() for rule in rules]
    for name, value in settings.items():
        setattr(exam, name, value)
    _record("change_exam", exam, by_id)


def copy_exam(exam: Exam, title: str, unit_code: str, by_id: int) -> Exam:
    """Make a draft with the same settings and rules."""
    kept = ("plan", "shuffle_questions", "shuffle_options", "second_marker", *CHANGEABLE)
    settings = {name: getattr(exam, name) for name in kept if name != "title"}
    rules = [Rule.from_json(rule) for rule in exam.rules]
    return add_draft(title[:MOST_TITLE], unit_code, rules, by_id, **settings)


def must_be_draft(exam: Exam) -> None:
    """Refuse what only a draft allows."""
    if exam.state is not ExamState.DRAFT:
        raise RuleBroken(
            "not-a-draft", marked("This exam is published: its questions and rules can't change any more.")
        )


def must_be_published(exam: Exam) -> None:
    """Refuse what only a published exam allows."""
    if exam.state is not ExamState.PUBLISHED:
        raise RuleBroken("not-published", marked("This works only for a published exam."))


def withdraw(exam: Exam, by_id: int) -> None:
    """Take a published exam back that nobody has started."""
    must_be_published(exam)
    # On PostgreSQL whoever starts meanwhile refers to this row and waits here.
    session.scalar(select(Exam.id).where(Exam.id == exam.id).with_for_update())
    started = setting_queries.counts(exam.id).started
    if started:
        raise RuleBroken(
            "already-started",
            marked("%(count)s attempts have been started, so this exam can't be withdrawn any more."),
            count=started,
        )
    exam.state = ExamState.WITHDRAWN
    _record("withdraw_exam", exam, by_id)


def differences(exam: Exam, wanted: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Return {setting: [before, after]} for what would change, as texts and numbers that can be stored."""
    _check(wanted)
    found = {}
    for name in CHANGEABLE:
        if name in wanted and getattr(exam, name) != wanted[name]:
            found[name] = [_stored(getattr(exam, name)), _stored(wanted[name])]
    return found


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return getattr(value, "value", value)


def change_published(exam: Exam, wanted: Mapping[str, Any], reason: str, by_id: int) -> ExamChange:
    """Change settings of a published exam, and keep what was before, why and how many attempts there were."""
    must_be_published(exam)
    must_have_reason(reason)
    changes = differences(exam, wanted)
    if not changes:
        raise RuleBroken("no-change", marked("Nothing was changed."))
    for name in changes:
        setattr(exam, name, wanted[name])
    if judges_again(changes):
        exam.revision += 1
    made = ExamChange(
        exam_id=exam.id,
        by_id=by_id,
        at=clock.now(),
        reason=reason,
        changes=changes,
        attempts=setting_queries.counts(exam.id).started,
    )
    session.add(made)
    _record("change_published_exam", exam, by_id, reason=reason, settings=sorted(changes))
    return made


def judges_again(changes: Mapping[str, Any]) -> bool:
    """Say whether attempts that were handed in must be judged again."""
    return any(name in changes for name in JUDGING)


def must_have_reason(reason: str) -> None:
    """Refuse an act without a reason."""
    if not reason.strip():
        raise RuleBroken("no-reason", marked("Please give the reason."))


def grant(
    exam: Exam, whom: User | str, given: Grant, reason: str, by_id: int, *, is_resit: bool = False
) -> Accommodation:
    """Give a person, or everybody of a unit (by its code), more time, more tries or another window.

    Attempts that are open go on until their later deadline.
    """
    must_be_published(exam)
    must_have_reason(reason)
    _check_grant(given)
    user_id, unit_code = (whom.id, None) if isinstance(whom, User) else (None, whom)
    made = Accommodation(
        exam_id=exam.id,
        user_id=user_id,
        unit_code=unit_code,
        extra_minutes=given.extra_minutes,
        extra_tries=given.extra_tries,
        opens_at=given.opens_at,
        closes_at=given.closes_at,
        is_resit=is_resit,
        reason=reason,
        by_id=by_id,
        at=clock.now(),
    )
    if given.extra_minutes or given.closes_at:
        _extend_open(exam, whom, given, by_id)
    session.add(made)
    session.flush()
    target = f"user {user_id}" if user_id else f"unit {unit_code}"
    _record("accommodate", exam, by_id, reason=reason, whom=target)
    return made


def _check_grant(given: Grant) -> None:
    if not (given.extra_minutes or given.extra_tries or given.opens_at or given.closes_at):
        raise RuleBroken("nothing-given", marked("Give more minutes, more tries or another window."))
    if (given.opens_at is None) != (given.closes_at is None):
        raise RuleBroken("half-a-window", marked("A window needs both its beginning and its end."))
    if given.opens_at and given.closes_at:
        _check({"opens_at": given.opens_at, "closes_at": given.closes_at})


def _extend_open(exam: Exam, whom: User | str, given: Grant, by_id: int) -> None:
    """Move the deadlines of open attempts to where they would be, had the accommodation been there at the start."""
    now = clock.now()
    more = Extra(given.extra_minutes, given.extra_tries, given.opens_at, given.closes_at)
    for attempt, unit_code in _open_attempts(exam.id, whom, now):
        extras = setting_queries.extras(exam.id, attempt.user_id, unit_code)
        later = _gained(exam, extras, more, attempt.started_at)
        if later <= timedelta(0):
            continue
        # Only where nobody closed or moved it meanwhile.
        moved = session.execute(
            update(Attempt)
            .where(
                Attempt.id == attempt.id,
                Attempt.state == AttemptState.OPEN,
                Attempt.deadline_at == attempt.deadline_at,
            )
            .values(deadline_at=attempt.deadline_at + later)
            .returning(Attempt.id)
            .execution_options(synchronize_session=False)
        ).all()
        if moved:
            data = {"minutes": int(later.total_seconds() // 60)}
            event = AttemptEvent(attempt_id=attempt.id, kind=EventKind.EXTENDED, at=now, by_id=by_id, data=data)
            session.add(event)
    session.expire_all()


def _gained(exam: Exam, extras: Sequence[Extra], more: Extra, started_at: datetime) -> timedelta:
    """Return how much later an attempt ends with one accommodation more."""
    own = (exam.minutes, exam.tries, exam.opens_at, exam.closes_at)
    before = terms(*own, extras).deadline(started_at)
    after = terms(*own, [*extras, more]).deadline(started_at)
    return after - before if before and after else timedelta(0)


def _open_attempts(exam_id: int, whom: User | str, now: datetime) -> list[tuple[Attempt, str]]:
    if isinstance(whom, User):
        who = [Attempt.user_id == whom.id]
    else:
        who = [User.unit_code >= whom, User.unit_code < upper_bound(whom)]
    rows = session.execute(
        select(Attempt, User.unit_code)
        .join(User, User.id == Attempt.user_id)
        .where(Attempt.exam_id == exam_id, Attempt.state == AttemptState.OPEN, Attempt.deadline_at >= now - GRACE, *who)
    )
    return [(attempt, code) for attempt, code in rows]


def end_grant(exam: Exam, given: Accommodation, by_id: int) -> None:
    """End an accommodation; deadlines that it has moved stay where they are."""
    if given.ended_at is None:
        given.ended_at = clock.now()
        _record("end_accommodation", exam, by_id, reason=given.reason)


def _check(settings: Mapping[str, Any]) -> None:
    opens, closes = settings.get("opens_at"), settings.get("closes_at")
    if opens and closes and opens >= closes:
        raise RuleBroken("closes-too-early", marked("The end must come after the beginning."))
    passing, merit = settings.get("pass_mark"), settings.get("merit_mark")
    if passing is not None and merit is not None and merit < passing:
        raise RuleBroken("merit-below-pass", marked("The merit mark can't be below the pass mark."))


def _record(act: str, exam: Exam, by_id: int | None, **details: Any) -> None:
    audit.record(act, f"exam:{exam.slug}", actor_id=by_id, unit_code=exam.unit_code, **details)
