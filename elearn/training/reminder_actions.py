"""Noting that people were reminded, and taking back what was noted by mistake."""

from collections.abc import Sequence

from elearn import clock
from elearn.audit.actions import record
from elearn.db import session
from elearn.errors import RuleBroken, marked
from elearn.training.models import TrainingClass
from elearn.training.reminder_models import Reminded, Reminder


def remind(training_class: TrainingClass, unit_code: str, enrolment_ids: Sequence[int], by_id: int) -> Reminder:
    """Note that these people of a unit were reminded now. Raises RuleBroken when there is nobody left to remind."""
    if not enrolment_ids:
        raise RuleBroken(
            "nobody-reminded", marked("Nobody was noted: tick at least one person who has not finished yet.")
        )
    made = Reminder(class_id=training_class.id, unit_code=unit_code, at=clock.now(), by_id=by_id)
    session.add(made)
    session.flush()
    session.add_all(Reminded(reminder_id=made.id, enrolment_id=each) for each in sorted(set(enrolment_ids)))
    people = len(set(enrolment_ids))
    record("remind", f"class:{training_class.slug}", actor_id=by_id, unit_code=unit_code, people=people)
    return made


def take_back(reminder: Reminder, by_id: int) -> None:
    """Take back a round that was noted by mistake; who noted it may, on the same day. Once more does no harm."""
    if reminder.by_id != by_id or clock.local_date(reminder.at) != clock.today():
        raise RuleBroken(
            "reminder-stays", marked("Only who noted a reminder can take it back, and only on the same day.")
        )
    if reminder.taken_back_at is None:
        reminder.taken_back_at = clock.now()
        record("take_back_reminder", f"reminder:{reminder.id}", actor_id=by_id, unit_code=reminder.unit_code)
