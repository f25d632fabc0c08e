"""When a person may sit, for how long and how often, and what may be seen when: pure."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

GRACE = timedelta(seconds=30)
"""What was on its way at the deadline still counts, by server receipt."""


class Reveal(enum.StrEnum):
    """When learners may see something of a handed-in attempt."""

    AT_ONCE = "at_once"
    AFTER_CLOSE = "after_close"
    NEVER = "never"


@dataclass(frozen=True)
class Extra:
    """What an accommodation gives: more minutes, more tries, a window of its own."""

    minutes: int = 0
    tries: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Terms:
    """What holds for one person in one exam."""

    minutes: int
    tries: int
    windows: tuple[tuple[datetime, datetime], ...]
    """From–until (until is excluded), in order of their beginnings."""

    def window_at(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Return the window that is open now, the one that ends last where several are; None where none is."""
        opened = [window for window in self.windows if window[0] <= now < window[1]]
        return max(opened, key=lambda window: window[1], default=None)

    def next_window(self, now: datetime) -> tuple[datetime, datetime] | None:
        """Return the next window that has not opened yet."""
        return next((window for window in self.windows if window[0] > now), None)

    def deadline(self, now: datetime) -> datetime | None:
        """Return until when an attempt started now would run; None outside every window."""
        window = self.window_at(now)
        return min(now + timedelta(minutes=self.minutes), window[1]) if window else None


def terms(minutes: int, tries: int, opens_at: datetime, closes_at: datetime, extras: Sequence[Extra]) -> Terms:
    """Put an exam's own terms and a person's accommodations together.

    Of several grants of time the largest counts; tries add up. Extra time also moves the end of the exam's own window,
    so that it is worth something to whoever starts late.
    """
    more = max((extra.minutes for extra in extras), default=0)
    windows = {(opens_at, closes_at + timedelta(minutes=more))}
    windows |= {(e.opens_at, e.closes_at) for e in extras if e.opens_at and e.closes_at}
    return Terms(minutes + more, tries + sum(extra.tries for extra in extras), tuple(sorted(windows)))


def may_see(reveal: Reveal, closed_at: datetime, now: datetime) -> bool:
    """Say whether something may be seen of a handed-in attempt; `closed_at`: when the last window for anybody ends."""
    return reveal is Reveal.AT_ONCE or (reveal is Reveal.AFTER_CLOSE and now >= closed_at)
