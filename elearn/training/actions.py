"""Acts that can change completion: each calls the lower action, then decides the enrolment in the same transaction."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from elearn import clock
from elearn.audit import actions as audit
from elearn.courses import actions as course_actions
from elearn.courses.models import Course, Lesson
from elearn.db import session
from elearn.exams import marking, starting
from elearn.exams import queries as exam_queries
from elearn.exams.models import Exam
from elearn.people.models import User
from elearn.quick import Rows, ThroughSession, Writer
from elearn.training import attendance_actions, decisions, roster_actions
from elearn.training.check_in import AttendanceAct, Direction, Way
from elearn.training.completion import STANDARD
from elearn.training.models import ClassCondition, ClassCourse, ClassUnit, Enrolment, TrainingClass
from elearn.training.session_models import ClassSession


def create_class(
    slug: str, title: str, organiser: str, unit_code: str, course: Course, exam: Exam, starts_on: date, ends_on: date
) -> TrainingClass:
    """Create a class of one course and a closing exam between two days, with the standard conditions."""
    made = TrainingClass(
        slug=slug,
        title=title,
        organiser=organiser,
        unit_code=unit_code,
        exam_id=exam.id,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    session.add(made)
    session.flush()
    session.add(ClassCourse(class_id=made.id, course_id=course.id))
    session.add(ClassUnit(class_id=made.id, unit_code=unit_code))
    session.add_all(ClassCondition(class_id=made.id, kind=each.kind, threshold=each.threshold) for each in STANDARD)
    session.flush()
    return made


def enrol(training_class: TrainingClass, users: Iterable[User], entered_on: date, by_id: int | None) -> int:
    """Put people on the roster where they are not on it yet; return how many were added."""
    return len(roster_actions.enter(training_class, users, entered_on, by_id))


def withdraw(enrolment: Enrolment, left_on: date, reason: str, by_id: int | None) -> None:
    """Take a person off the roster with a date and a reason; the row stays and is counted as deducted."""
    roster_actions.leave(enrolment, left_on, reason, by_id)


def open_lesson(user_id: int, lesson: Lesson) -> None:
    """Note that a person began a lesson; the first one makes them a participant (参训)."""
    course_actions.open_lesson(user_id, lesson)
    decisions.begin(ThroughSession(), user_id, clock.now(), course_id=lesson.course_id)
    session.expire_all()


def finish_lesson(user_id: int, lesson: Lesson) -> None:
    """Note that a person finished a lesson, and decide their classes."""
    course_id = lesson.course_id
    open_lesson(user_id, lesson)
    course_actions.finish_lesson(user_id, lesson)
    decisions.decide_places(ThroughSession(), user_id, clock.now(), course_id=course_id)
    session.expire_all()


def start_attempt(exam_id: int, user_id: int, device: str = "", seed: str | None = None) -> int:
    """Start a try of an exam that belongs to one of the person's classes, or go on with the open one.

    Returns the attempt's number in the database. Durable at its return, past the session.
    """

    def also(writer: Writer, now: datetime) -> Rows:
        return decisions.begin(writer, user_id, now, exam_id=exam_id)

    return starting.start(exam_id, user_id, device, also, seed)


def hand_in(attempt_id: int, exam_id: int) -> None:
    """Hand an attempt in, mark it, and decide the person's classes. Once more does no harm."""
    marking.hand_in([attempt_id], decisions.after_marking(exam_id))


def hand_in_overdue(limit: int = 50) -> int:
    """Hand in attempts past deadline and grace; return how many. `elearn tick` calls it until nothing is left."""
    due = exam_queries.overdue(clock.now(), limit)
    for exam_id in {attempt.exam_id for attempt in due}:
        times = {attempt.id: attempt.deadline_at for attempt in due if attempt.exam_id == exam_id}
        marking.hand_in(list(times), decisions.after_marking(exam_id), at=times)
    return len(due)


def mark_outdated(limit: int = 50) -> int:
    """Mark anew what was marked under an older revision of its exam; return how many. `elearn tick` calls it."""
    due = exam_queries.outdated(limit)
    for exam_id in {exam_id for _, exam_id in due}:
        mark_again(exam_id, [attempt_id for attempt_id, of in due if of == exam_id])
    return len(due)


def mark_again(exam_id: int, attempt_ids: Sequence[int], *, keep: bool = True) -> int:
    """Mark handed-in attempts anew by the exam's present keys and people's marks; completion follows, either way."""
    return marking.mark_again(attempt_ids, decisions.after_marking(exam_id, may_revoke=True), keep=keep)


def check_in(held: ClassSession, user_id: int, direction: Direction, way: Way) -> bool:
    """Let a person check in or out by themselves, and decide their class; False where it was noted already."""
    now, writer = clock.now(), ThroughSession()
    attendance_actions.must_take_own(held, direction, now)
    act = attendance_actions.come if direction is Direction.IN else attendance_actions.go
    done = act(writer, held, user_id, way, now, user_id)
    if done:
        decisions.decide_places(writer, user_id, now, class_id=held.class_id)
    return done


def enter_attendance(
    held: ClassSession, user_ids: Iterable[int], act: AttendanceAct, reason: str, by_id: int | None
) -> int:
    """Enter people from the list of names (there, checked out, on leave, taken back); return for how many it changed.

    What was entered by mistake was never rightly so: taking it back may revoke completion.
    """
    now, writer = clock.now(), ThroughSession()
    is_leave, is_strike = act is AttendanceAct.LEAVE, act is AttendanceAct.STRUCK
    attendance_actions.must_take_entry(held, now, reason, ahead=is_leave or is_strike)
    changed = 0
    for user_id in sorted(set(user_ids)):
        if attendance_actions.enter(writer, held, user_id, act, now, by_id, reason):
            decisions.decide_places(writer, user_id, now, class_id=held.class_id, may_revoke=is_strike)
            changed += 1
    audit.record(
        "enter_attendance",
        f"session:{held.id}",
        actor_id=by_id,
        unit_code=held.unit_code,
        name=held.title,
        people=changed,
        entered=act.value,
        reason=reason.strip(),
    )
    return changed
