"""Storing a corrected key. The version and the papers stay; the exam's revision says who is to be marked again."""

from typing import Any

from sqlalchemy import select

from elearn import clock
from elearn.audit import actions as audit
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.exams.correction_queries import Target
from elearn.exams.event_models import KeyCorrection
from elearn.exams.models import Exam


def correct(exam: Exam, seen_revision: int, of: Target, key: dict[str, Any] | None, reason: str, by_id: int) -> None:
    """Store another key for a question of an exam, or full marks for everybody (`key` None). Raises RuleBroken.

    `seen_revision`: the one whose preview was confirmed; where somebody was faster, it has to be looked at again.
    """
    current = session.scalar(select(Exam.revision).where(Exam.id == exam.id).with_for_update())
    if current != seen_revision:
        raise RuleBroken(
            "preview-old",
            marked("The exam has changed since this preview was made. Nothing was stored; please look at it again."),
        )
    exam.revision = seen_revision + 1
    session.add(
        KeyCorrection(
            exam_id=exam.id,
            version_id=of.version.id,
            part=of.part,
            revision=exam.revision,
            key=key,
            reason=reason,
            by_id=by_id,
            at=clock.now(),
        )
    )
    audit.record(
        "correct_key",
        f"exam:{exam.slug}",
        actor_id=by_id,
        unit_code=exam.unit_code,
        version=of.version.id,
        part=of.part,
        key=key,
        revision=exam.revision,
        reason=reason,
    )
    session.flush()
