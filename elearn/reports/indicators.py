"""The indicators of a completion table: pure. Counts in; rates, mean and rank out, rounded once and only here.

Definitions (they stand under every table as notes, see DEFINITIONS):
  参训率 = 实训 ÷ 应训, 完成率 = 完成 ÷ 应训, 合格率 = 合格 ÷ 参考, 优秀率 = 优秀 ÷ 参考,
  平均分 = sum of the marks that count (best, last or first try, by the exam's rule) ÷ 参考.
Deducted people (核减) count nowhere but in their own column.
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from elearn.errors import marked

HUNDREDTH, TENTH = Decimal("0.01"), Decimal("0.1")

ON_ALL = (
    marked(
        "Rates are rounded half up to two places, the mean to one. The total is computed from sums, not from rates."
    ),
    marked(
        "Rank: completion, then pass rate, then mean, then the larger number required. Equal units share a rank. "
        "Units that are no division, statistical zones and the unit's own staff are counted but not ranked."
    ),
    marked("“Behind” means less than half of the total's completion rate, “slow” less than two thirds of it."),
)
"""What holds for every column."""

DEFINITIONS = (
    marked("Required: people on the roster at the time of the report. Those who left are shown as deducted."),
    marked("Participation = people who have begun to study ÷ required."),
    marked("Completion = people who met every condition of the class ÷ required."),
    marked("Pass rate = people with the pass mark or more ÷ people who sat the exam; merit rate likewise."),
    marked("Mean = average mark of the people who sat the exam; best, last or first try, as its rules say."),
    *ON_ALL,
)


@dataclass(frozen=True)
class Counts:
    """What is counted for one unit. `score_sum` adds up the marks that count of the people examined."""

    required: int = 0
    deducted: int = 0
    started: int = 0
    completed: int = 0
    examined: int = 0
    passed: int = 0
    merit: int = 0
    score_sum: Decimal = Decimal(0)

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.required + other.required,
            self.deducted + other.deducted,
            self.started + other.started,
            self.completed + other.completed,
            self.examined + other.examined,
            self.passed + other.passed,
            self.merit + other.merit,
            self.score_sum + other.score_sum,
        )

    def __sub__(self, other: "Counts") -> "Counts":
        return Counts(
            self.required - other.required,
            self.deducted - other.deducted,
            self.started - other.started,
            self.completed - other.completed,
            self.examined - other.examined,
            self.passed - other.passed,
            self.merit - other.merit,
            self.score_sum - other.score_sum,
        )


def total(all_counts: Iterable[Counts]) -> Counts:
    """Return the sums, from which the total row's rates are computed."""
    return sum(all_counts, Counts())


def rate(part: int, whole: int) -> Decimal | None:
    """Return a percentage with two places, half up; None for an empty denominator."""
    return None if whole == 0 else (Decimal(100 * part) / whole).quantize(HUNDREDTH, ROUND_HALF_UP)


def average(score_sum: Decimal, people: int) -> Decimal | None:
    """Return a mean mark with one place, half up; None when there is nobody."""
    return None if people == 0 else (score_sum / people).quantize(TENTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Indicators:
    """The rates (percent) and the mean mark that follow from counts."""

    unfinished: int
    start_rate: Decimal | None
    completion_rate: Decimal | None
    pass_rate: Decimal | None
    merit_rate: Decimal | None
    mean: Decimal | None


def indicators(counts: Counts) -> Indicators:
    """Compute everything that is shown beside the counts."""
    return Indicators(
        unfinished=counts.required - counts.completed,
        start_rate=rate(counts.started, counts.required),
        completion_rate=rate(counts.completed, counts.required),
        pass_rate=rate(counts.passed, counts.examined),
        merit_rate=rate(counts.merit, counts.examined),
        mean=average(counts.score_sum, counts.examined),
    )


_RankKey = tuple[Decimal, Decimal, Decimal, int]


def _rank_key(counts: Counts) -> _RankKey:
    """The rounded figures decide, so that everybody can check a rank with the printed table."""
    found = indicators(counts)
    nothing = Decimal(-1)
    pass_rate = nothing if found.pass_rate is None else found.pass_rate
    mean = nothing if found.mean is None else found.mean
    return (found.completion_rate or Decimal(0), pass_rate, mean, counts.required)


def ranks(units: Iterable[tuple[str, Counts]]) -> dict[str, int]:
    """Rank units by code: equal ones share a rank and the next ones skip; units with nobody required get none."""
    keys = {code: _rank_key(counts) for code, counts in units if counts.required}
    places: dict[_RankKey, int] = {}
    for place, key in enumerate(sorted(keys.values(), reverse=True), start=1):
        places.setdefault(key, place)
    return {code: places[key] for code, key in keys.items()}


def is_ranked(code: str, kind: str) -> bool:
    """Say whether a unit competes: not units that are no division (a letter in the code), not statistical zones."""
    return code.isdigit() and not kind.startswith("统计用")


class Pace(enum.StrEnum):
    """How a unit stands beside the total."""

    FINE = "fine"
    SLOW = "slow"
    BEHIND = "behind"


def pace(completion_rate: Decimal | None, total_rate: Decimal | None) -> Pace:
    """Behind: less than half of the total's completion rate; slow: less than two thirds of it."""
    if completion_rate is None or not total_rate:
        return Pace.FINE
    if completion_rate * 2 < total_rate:
        return Pace.BEHIND
    return Pace.SLOW if completion_rate * 3 < total_rate * 2 else Pace.FINE
