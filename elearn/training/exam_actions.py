"""Acts on an exam that know its classes: who sits it, publishing, deleting a draft, a resit."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from elearn import clock
from elearn.audit import actions as audit
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams import actions as exam_actions
from elearn.exams import drawing, setting_actions, setting_queries
from elearn.exams.event_models import Accommodation
from elearn.exams.models import Exam
from elearn.training import actions, exam_queries
from elearn.training.exam_queries import Resit, ResitPlan
from elearn.training.models import ClassExam, TrainingClass

AT_ONCE = 200
"""So many attempts are judged again while the trainer waits; the rest follows by tick."""
RESIT_REASON = "补考"


def set_classes(exam: Exam, offered: Iterable[int], among: Iterable[int]) -> None:
    """Offer a draft to some of the classes that a trainer may choose `among`; other classes stay as they are."""
    setting_actions.must_be_draft(exam)
    choice = set(among)
    wanted = choice & set(offered)
    session.execute(delete(ClassExam).where(ClassExam.exam_id == exam.id, ClassExam.class_id.in_(choice - wanted)))
    # What is offered already stays as it is: the class may say that it must be passed.
    has = set(session.scalars(select(ClassExam.class_id).where(ClassExam.exam_id == exam.id)))
    has |= set(session.scalars(select(TrainingClass.id).where(TrainingClass.exam_id == exam.id)))
    session.add_all(ClassExam(exam_id=exam.id, class_id=key) for key in sorted(wanted - has))
    session.flush()


def publish(exam: Exam, by_id: int) -> None:
    """Freeze an exam and open it to its classes from its first moment on."""
    setting_actions.must_be_draft(exam)
    rules = drawing.rules_of(exam)
    if exam.opens_at >= exam.closes_at:
        raise RuleBroken("closes-too-early", marked("The end must come after the beginning."))
    if exam.closes_at <= clock.now():
        raise RuleBroken("over-already", marked("The exam would be over already: set a later end."))
    if not sum(rule.marks * rule.count for rule in rules):
        raise RuleBroken("no-rules", marked("Say first which questions the exam draws."))
    if not exam_queries.classes_of(exam.id):
        raise RuleBroken("no-class", marked("Choose first which class sits the exam."))
    exam_actions.publish(exam)
    _record("publish_exam", exam, by_id)


def delete_draft(exam: Exam, by_id: int) -> None:
    """Delete a draft."""
    setting_actions.must_be_draft(exam)
    if exam_queries.requires(exam.id):
        raise RuleBroken(
            "class-needs-it", marked("A class needs this exam for its completion, so it can't be deleted.")
        )
    _record("delete_exam", exam, by_id, name=exam.title)
    session.execute(delete(ClassExam).where(ClassExam.exam_id == exam.id))
    session.delete(exam)


def judge_again(exam_id: int, *, keep: bool) -> None:
    """Judge again what was handed in, where it is not too much to wait for. Call it outside any transaction."""
    exam = session.scalars(select(Exam).where(Exam.id == exam_id)).one()
    waiting = setting_queries.to_judge(exam, AT_ONCE + 1)
    session.rollback()
    if waiting and len(waiting) <= AT_ONCE:
        actions.mark_again(exam_id, waiting, keep=keep)


def give_resit(exam: Exam, plan: ResitPlan, opens_at: datetime, closes_at: datetime, by_id: int) -> int:
    """Open a window of their own to all who failed or were absent, with a try where none is left."""
    setting_actions.must_be_published(exam)
    now = clock.now()
    if exam.closes_at > now:
        raise RuleBroken("not-over", marked("The exam is not over yet. A resit can be given after its end."))
    if opens_at >= closes_at:
        raise RuleBroken("closes-too-early", marked("The end must come after the beginning."))
    if closes_at <= now:
        raise RuleBroken("over-already", marked("The resit would be over already: set a later end."))
    if not plan.all:
        raise RuleBroken("nobody", marked("Nobody needs a resit."))
    if any(resit.ended_at is None and resit.closes_at > now for resit in exam_queries.resits(exam.id)):
        raise RuleBroken("resit-runs", marked("There is a resit already that is not over. Undo it first, or wait."))
    # Past the ORM: 10,000 rows keep the other writers waiting a third as long.
    rows = [_row(exam, each, opens_at, closes_at, by_id, now) for each in plan.all]
    session.execute(insert(Accommodation.__table__), rows)  # type: ignore[arg-type]
    _record("give_resit", exam, by_id, people=len(plan.all))
    return len(plan.all)


def _row(
    exam: Exam, who: exam_queries.Candidate, opens_at: datetime, closes_at: datetime, by_id: int, now: datetime
) -> dict[str, Any]:
    return {
        "exam_id": exam.id,
        "user_id": who.user_id,
        "extra_tries": who.more,
        "opens_at": opens_at,
        "closes_at": closes_at,
        "is_resit": True,
        "reason": RESIT_REASON,
        "by_id": by_id,
        "at": now,
    }


def undo_resit(exam: Exam, resit: Resit, by_id: int) -> None:
    """End a resit that nobody has started."""
    if resit.started:
        raise RuleBroken(
            "resit-started",
            marked("%(count)s people have started the resit, so it can't be undone any more."),
            count=resit.started,
        )
    session.execute(
        update(Accommodation)
        .where(
            Accommodation.exam_id == exam.id,
            Accommodation.is_resit.is_(True),
            Accommodation.at == resit.at,
            Accommodation.ended_at.is_(None),
        )
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    _record("undo_resit", exam, by_id, people=resit.people)


def _record(act: str, exam: Exam, by_id: int, **details: Any) -> None:
    audit.record(act, f"exam:{exam.slug}", actor_id=by_id, unit_code=exam.unit_code, **details)
