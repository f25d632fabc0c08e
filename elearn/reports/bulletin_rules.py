"""The life of a bulletin (通报): its states, who may do what to it, when the weekly draft is due. Pure.

Numbers are given when a bulletin is sealed, in the same transaction, and never before: a draft that is withdrawn or
sent back would otherwise leave a gap in 第1期, 第2期, … for ever. A correction bears the number of what it corrects, as
第2期（更正）, so that the row of numbers stays the row of editions.
"""

import enum
from collections.abc import Iterable
from datetime import date, timedelta

from elearn.errors import RuleBroken, marked

ONE_DAY = timedelta(days=1)
LAST_WEEK = timedelta(days=7)


class BulletinState(enum.StrEnum):
    """From its figures being gathered to its seal. Figures are frozen from `draft` on."""

    MAKING = "making"
    DRAFT = "draft"
    WAITING = "waiting"
    """For the signature."""
    SENT_BACK = "sent_back"
    SEALED = "sealed"
    WITHDRAWN = "withdrawn"


class Origin(enum.StrEnum):
    """Who made it: an official, the weekly plan, or a command."""

    HAND = "hand"
    WEEKLY = "weekly"
    COMMAND = "command"


class BulletinAct(enum.StrEnum):
    """What was done to a bulletin."""

    MAKE = "make"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    SEAL = "seal"
    WITHDRAW = "withdraw"


ALLOWED = {
    BulletinAct.SUBMIT: {BulletinState.DRAFT, BulletinState.SENT_BACK},
    BulletinAct.SEND_BACK: {BulletinState.WAITING},
    BulletinAct.SEAL: {BulletinState.WAITING},
    BulletinAct.WITHDRAW: {BulletinState.DRAFT, BulletinState.SENT_BACK, BulletinState.WAITING},
}
"""In which states an act is possible. Sealed and withdrawn ones stay for ever as they are."""
OPEN_STATES = (BulletinState.DRAFT, BulletinState.SENT_BACK, BulletinState.WAITING)


def must_allow(act: BulletinAct, state: BulletinState) -> None:
    """Raise RuleBroken where a state does not allow an act."""
    if state not in ALLOWED[act]:
        raise RuleBroken(
            "bulletin-moved-on", marked("Somebody has done something with this bulletin meanwhile. Look at it anew.")
        )


def must_be_second(by_id: int, makers: Iterable[int | None], *, two_officials: bool) -> None:
    """Raise RuleBroken where whoever made or handed over a bulletin would sign it alone."""
    if two_officials and by_id in set(makers):
        raise RuleBroken(
            "second-official",
            marked("A second official has to sign: you made this bulletin or handed it over for signing."),
        )


def must_follow(day: date, last_sealed: date | None) -> None:
    """Raise RuleBroken where a number would go to an earlier day than the number before."""
    if last_sealed is not None and day <= last_sealed:
        raise RuleBroken(
            "bulletin-too-late",
            marked(
                "A bulletin of %(day)s is sealed already. This one, of an earlier day, can't follow it: withdraw it."
            ),
            day=last_sealed.isoformat(),
        )


def weekly_cut_off(today: date, weekday: int, starts_on: date, ends_on: date) -> date | None:
    """Return the last day that the newest weekly draft counts: the one before the weekday (0 is Monday).

    None before the class has had a whole day, and from a week after its end on.
    """
    made_on = today - timedelta(days=(today.weekday() - weekday) % 7)
    day = made_on - ONE_DAY
    return day if starts_on <= day < ends_on + LAST_WEEK else None
