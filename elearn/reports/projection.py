"""When a class will be finished at the present pace: pure, and said in words."""

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from elearn.reports.indicators import Counts, rate

WINDOW = 7
"""The pace is that of so many days: a whole week has its weekend in it."""
FARTHEST = 366


class Outlook(enum.StrEnum):
    """What can be said of the days to come."""

    NOBODY = "nobody"
    DONE = "done"
    OVER = "over"
    STILL = "still"
    IN_TIME = "in_time"
    LATE = "late"
    FAR = "far"


@dataclass(frozen=True)
class Projection:
    """`day`: when the last one will be finished; `at_end`, `missing`: the rate and who is missing on the last day."""

    outlook: Outlook
    pace: Decimal = Decimal(0)
    """People a day who complete."""
    day: date | None = None
    at_end: Decimal | None = None
    missing: int = 0


def project(days: Sequence[tuple[date, Counts]], today: date, starts_on: date, ends_on: date) -> Projection:
    """Draw the line of the last seven days on, or of those since the beginning where there were fewer.

    `days`: figures at the end of each day on which something changed, in order.
    """
    now = _on(days, today)
    if not now.required:
        return Projection(Outlook.NOBODY)
    left = now.required - now.completed
    reached = rate(now.completed, now.required)
    if left <= 0:
        return Projection(Outlook.DONE, at_end=reached)
    if today > ends_on:
        return Projection(Outlook.OVER, at_end=reached, missing=left)
    window = min(WINDOW, max(1, (today - starts_on).days + 1))
    gained = now.completed - _on(days, today - timedelta(days=window)).completed
    if gained <= 0:
        return Projection(Outlook.STILL, at_end=reached, missing=left)
    pace = Decimal(gained) / window
    more = -(-left * window // gained)
    by_end = min(left, gained * (ends_on - today).days // window)
    at_end, missing = rate(now.completed + by_end, now.required), left - by_end
    if more > FARTHEST:
        return Projection(Outlook.FAR, pace, None, at_end, missing)
    day = today + timedelta(days=more)
    return Projection(Outlook.IN_TIME if day <= ends_on else Outlook.LATE, pace, day, at_end, missing)


def _on(days: Sequence[tuple[date, Counts]], day: date) -> Counts:
    found = Counts()
    for at, counts in days:
        if at > day:
            break
        found = counts
    return found


@dataclass(frozen=True)
class Curve:
    """A drawing in a box of WIDTH × HEIGHT: the line so far, the dashed line on, where today and the last day stand."""

    line: str
    ahead: str
    now: tuple[float, float]
    end_x: float
    marks: tuple[tuple[float, date], ...]


WIDTH, HEIGHT = 300.0, 200.0


def curve(
    days: Sequence[tuple[date, Counts]], projection: Projection, today: date, starts_on: date, ends_on: date
) -> Curve:
    """Lay out the completion rate from the first day to the last one, or to today where that is later."""
    last = max(ends_on, today)
    span = max(1, (last - starts_on).days + 1)

    def x(day: date) -> float:
        return round(max(0, min(span, (day - starts_on).days + 1)) / span * WIDTH, 1)

    def y(counts: Counts) -> float:
        share = counts.completed / counts.required if counts.required else 0
        return round(HEIGHT * (1 - share), 1)

    shown = [at for at, _ in days if starts_on <= at <= today]
    points = [(0.0, y(_on(days, starts_on - timedelta(days=1))))]
    for at in shown:
        if x(at - timedelta(days=1)) > points[-1][0]:
            points.append((x(at - timedelta(days=1)), points[-1][1]))
        points.append((x(at), y(_on(days, at))))
    now = (x(today), y(_on(days, today)))
    points.append(now)
    return Curve(
        line=_path(points),
        ahead=_ahead(projection, now, x, today, ends_on, _on(days, today)),
        now=now,
        end_x=x(ends_on),
        marks=tuple((x(day), day) for day in _marks(starts_on, ends_on)),
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:g},{y:g}" for x, y in points)


def _ahead(
    projection: Projection,
    now: tuple[float, float],
    x: Callable[[date], float],
    today: date,
    ends_on: date,
    at: Counts,
) -> str:
    goes_on = projection.outlook in (Outlook.IN_TIME, Outlook.LATE, Outlook.FAR)
    if not goes_on or today >= ends_on:
        return ""
    day = min(projection.day or ends_on, ends_on)
    done = at.required - projection.missing  # nobody is missing where it is in time
    share = Decimal(done) / at.required
    end = (x(day), round(float(Decimal(HEIGHT) * (1 - share)), 1))
    return _path([now, end])


def _marks(starts_on: date, ends_on: date) -> list[date]:
    """The first day, the middle and the last day; fewer where they are the same."""
    middle = starts_on + (ends_on - starts_on) / 2
    return sorted({starts_on, middle, ends_on})
