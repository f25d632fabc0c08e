"""When failed sign-ins lock or slow: pure.

5 failures lock an account for one address for 15 minutes. An address alone is only slowed, from 100 failures in
10 minutes, and never refused: a township hall shares one Wi-Fi.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

FAILURES_THAT_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)
FAILURES_THAT_SLOW = 100
SLOW_WINDOW = timedelta(minutes=10)
LONGEST_DELAY = 2.0


def locked_until(latest: Sequence[datetime], now: datetime) -> datetime | None:
    """Return until when an account is locked for an address, None when it is not.

    `latest` are its five latest failures, newest first. Tries during a lock are not counted, so the newest is the
    one that locked it.
    """
    if len(latest) < FAILURES_THAT_LOCK:
        return None
    newest, fifth = latest[0], latest[FAILURES_THAT_LOCK - 1]
    end = newest + LOCKED_FOR
    return end if newest - fifth <= LOCKED_FOR and now < end else None


def delay(failures: int) -> float:
    """Return how many seconds an address waits that has failed so often within SLOW_WINDOW."""
    if failures < FAILURES_THAT_SLOW:
        return 0.0
    return min(LONGEST_DELAY, 0.5 + (failures - FAILURES_THAT_SLOW) / 100)
