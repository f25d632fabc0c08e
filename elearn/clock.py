"""The only reader of the system clock.

While the program runs, time is the moment of its start plus the seconds that have passed since (the monotonic clock):
when somebody sets the system's clock by an hour, no deadline moves. The processes of one server share that start.
"""

import os
import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = "ELEARN_CLOCK_START"
"""The environment variable by which `serve` hands its start to its processes: seconds of both clocks."""
TOLERATED = 5.0
"""Seconds that the system's clock may differ; more is a jump, and what happens by the clock alone waits."""

_frozen: datetime | None = None


def _started() -> tuple[float, float]:
    given = os.environ.get(START, "").split()
    return (float(given[0]), float(given[1])) if len(given) == 2 else (time.time(), time.monotonic())


_wall, _monotonic = _started()


def shared_start() -> dict[str, str]:
    """Return what makes another process on this machine count from the same start."""
    return {START: f"{_wall!r} {_monotonic!r}"}


def jump() -> float:
    """Return by how many seconds the system's clock has been set since the start; 0 while it is within TOLERATED."""
    differs = time.time() - (_wall + time.monotonic() - _monotonic)
    return differs if abs(differs) > TOLERATED else 0.0


def now() -> datetime:
    """Return the current moment as an aware UTC date-time."""
    if _frozen is not None:
        return _frozen
    return datetime.fromtimestamp(_wall + time.monotonic() - _monotonic, UTC)


def today() -> date:
    """Return the current day in Asia/Shanghai, where a day begins at 00:00."""
    return local_date(now())


def local_date(moment: datetime) -> date:
    """Return the Asia/Shanghai calendar day of an aware date-time."""
    return moment.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """Return the UTC moment at which a day begins in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the UTC moment at which a day ends in Asia/Shanghai (the start of the next)."""
    return start_of_day(day + timedelta(days=1))


class freeze:  # noqa: N801  (reads as a verb: with clock.freeze(...))
    """Hold the clock at a moment: for the demo, which replays past weeks, and for tests."""

    def __init__(self, moment: datetime) -> None:
        if moment.tzinfo is None:
            raise ValueError("freeze() needs an aware date-time")
        self.moment = moment.astimezone(UTC)

    def __enter__(self) -> "freeze":
        global _frozen
        self._before = _frozen
        _frozen = self.moment
        return self

    def __exit__(self, *_: object) -> None:
        global _frozen
        _frozen = self._before

    def move_to(self, moment: datetime) -> None:
        """Set the held clock to another moment."""
        global _frozen
        _frozen = moment.astimezone(UTC)
