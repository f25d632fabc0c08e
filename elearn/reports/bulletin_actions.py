"""What officials do with a bulletin: hand it over, sign, send back, withdraw; weekly plans and the rule of signing."""

from dataclasses import dataclass

from sqlalchemy import select

from elearn import clock
from elearn.audit.actions import record
from elearn.db import session
from elearn.reports import bulletin_queries, bulletin_rules
from elearn.reports.bulletin_making import note
from elearn.reports.bulletin_models import Bulletin, BulletinPlan, BulletinSetting
from elearn.reports.bulletin_rules import BulletinAct, BulletinState, must_allow
from elearn.training.models import TrainingClass


@dataclass(frozen=True)
class Words:
    """What officials write under a bulletin."""

    filled_by: str
    checked_by: str
    telephone: str
    remark: str = ""


def submit(bulletin: Bulletin, words: Words, by_id: int) -> None:
    """Hand a draft over for signing, with who filled it in and who answers questions."""
    _locked(bulletin, BulletinAct.SUBMIT)
    bulletin.filled_by, bulletin.checked_by = words.filled_by, words.checked_by
    bulletin.telephone, bulletin.remark = words.telephone, words.remark
    bulletin.state, bulletin.submitted_by_id = BulletinState.WAITING, by_id
    _done(bulletin, BulletinAct.SUBMIT, by_id)


def seal(bulletin: Bulletin, by_id: int) -> None:
    """Sign a bulletin: it gets its number and is never changed again."""
    _locked(bulletin, BulletinAct.SEAL)
    two = bulletin_queries.needs_two(bulletin.unit_code)
    bulletin_rules.must_be_second(by_id, (bulletin.made_by_id, bulletin.submitted_by_id), two_officials=two)
    if bulletin.corrects_id:
        bulletin.number = session.get_one(Bulletin, bulletin.corrects_id).number
    else:
        last = bulletin_queries.last_sealed(bulletin.class_id, bulletin.unit_code)
        bulletin_rules.must_follow(bulletin.day, last.day if last else None)
        bulletin.number = (last.number or 0) + 1 if last else 1
    bulletin.state, bulletin.sealed_by_id, bulletin.sealed_at = BulletinState.SEALED, by_id, clock.now()
    _done(bulletin, BulletinAct.SEAL, by_id, number=bulletin.number, digest=bulletin.digest, two_officials=two)


def send_back(bulletin: Bulletin, reason: str, by_id: int) -> None:
    """Send a bulletin back to whoever handed it over, with a reason."""
    _locked(bulletin, BulletinAct.SEND_BACK)
    bulletin.state = BulletinState.SENT_BACK
    _done(bulletin, BulletinAct.SEND_BACK, by_id, reason)


def withdraw(bulletin: Bulletin, reason: str, by_id: int) -> None:
    """Withdraw what is not sealed; it stays in the record, without a number."""
    _locked(bulletin, BulletinAct.WITHDRAW)
    bulletin.state = BulletinState.WITHDRAWN
    _done(bulletin, BulletinAct.WITHDRAW, by_id, reason)


def set_plan(training_class: TrainingClass, unit_code: str, weekday: int | None, by_id: int) -> None:
    """Have a draft made every week, or (None) no longer. What lies before today is not made up for."""
    found = bulletin_queries.plan(training_class.id, unit_code)
    if weekday is None:
        if found is not None:
            session.delete(found)
    else:
        last = bulletin_rules.weekly_cut_off(
            clock.today() - bulletin_rules.ONE_DAY, weekday, training_class.starts_on, training_class.ends_on
        )
        found = found or BulletinPlan(class_id=training_class.id, unit_code=unit_code)
        found.weekday, found.by_id, found.last_day = weekday, by_id, last
        session.add(found)
    details = {"weekday": weekday}
    record("plan_bulletins", f"class:{training_class.slug}", actor_id=by_id, unit_code=unit_code, **details)


def set_two_officials(unit_code: str, *, two: bool, by_id: int) -> None:
    """Say whether bulletins of a county's units need a second official's signature."""
    found = session.get(BulletinSetting, unit_code) or BulletinSetting(unit_code=unit_code)
    found.two_officials = two
    session.add(found)
    record("set_bulletin_signing", f"unit:{unit_code}", actor_id=by_id, unit_code=unit_code, two_officials=two)


def _locked(bulletin: Bulletin, act: BulletinAct) -> None:
    """Wait for whoever acts on bulletins of the class at this moment, and look anew what state this one is in.

    The class is locked, not the bulletin: two that are sealed at once must not get the same number.
    """
    lock = select(TrainingClass.id).where(TrainingClass.id == bulletin.class_id)
    session.execute(lock.with_for_update(key_share=True))
    session.refresh(bulletin, ["state"])
    must_allow(act, bulletin.state)


def _done(bulletin: Bulletin, act: BulletinAct, by_id: int, reason: str = "", **details: object) -> None:
    session.flush()
    note(bulletin, act, by_id, reason)
    told = {"reason": reason} if reason else {}
    unit = bulletin.unit_code
    record(f"{act.value}_bulletin", f"bulletin:{bulletin.id}", actor_id=by_id, unit_code=unit, **told, **details)
