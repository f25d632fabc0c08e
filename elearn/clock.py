"""The only reader of the system clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_frozen: datetime | None = None


def now() -> datetime:
    """Return the current moment as an aware UTC date-time."""
    if _frozen is not None:
        return _frozen
    return datetime.now(UTC)


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
