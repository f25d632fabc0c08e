"""The lines of a completion table from what was counted: pure, the same for the screen and for bulletins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from elearn.reports.indicators import Counts, Indicators, Pace, indicators, is_ranked, pace, ranks


@dataclass(frozen=True)
class UnitLine:
    """What a line needs to know of its unit."""

    code: str
    name: str
    kind: str = ""
    closed: bool = False


@dataclass(frozen=True)
class Row:
    """One line of the completion table. `own` marks the people of the unit itself (本级)."""

    code: str
    name: str
    counts: Counts
    figures: Indicators
    rank: int | None = None
    pace: Pace = Pace.FINE
    own: bool = False
    closed: bool = False
    kind: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the line under the keys of `elearn report completion`; rates are strings such as "62.70"."""
        return {
            "code": self.code,
            "name": self.name,
            "required": self.counts.required,
            "deducted": self.counts.deducted,
            "started": self.counts.started,
            "start_rate": _text(self.figures.start_rate),
            "completed": self.counts.completed,
            "completion_rate": _text(self.figures.completion_rate),
            "unfinished": self.figures.unfinished,
            "examined": self.counts.examined,
            "passed": self.counts.passed,
            "pass_rate": _text(self.figures.pass_rate),
            "merit": self.counts.merit,
            "merit_rate": _text(self.figures.merit_rate),
            "mean": _text(self.figures.mean),
            "rank": self.rank,
        }


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def lines(own: UnitLine, units: Iterable[UnitLine], counted: Mapping[str, Counts], whole: Counts) -> list[Row]:
    """Return a line for each unit below, ranked, in their order; the unit's own people are the last.

    Of closed units only those are given in which somebody counts. `counted` has the unit's own people under its code.
    """
    listed = list(units)
    competing = [(unit.code, counted.get(unit.code, Counts())) for unit in listed if is_ranked(unit.code, unit.kind)]
    places = ranks(competing)
    whole_rate = indicators(whole).completion_rate

    def line(unit: UnitLine) -> Row:
        counts = counted.get(unit.code, Counts())
        figures = indicators(counts)
        return Row(
            code=unit.code,
            name=unit.name,
            counts=counts,
            figures=figures,
            rank=places.get(unit.code),
            pace=pace(figures.completion_rate, whole_rate) if unit.code in places else Pace.FINE,
            own=unit is own,
            closed=unit.closed,
            kind=unit.kind,
        )

    unranked = len(listed) + 1
    ordered = sorted(
        listed, key=lambda unit: (not is_ranked(unit.code, unit.kind), places.get(unit.code, unranked), unit.code)
    )
    if own.code in counted:
        ordered.append(own)
    return [line(unit) for unit in ordered]


def total_line(own: UnitLine, whole: Counts) -> Row:
    """Return the sum row, whose rates follow from the sums."""
    return Row(code=own.code, name=own.name, counts=whole, figures=indicators(whole))
