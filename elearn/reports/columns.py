"""The columns of a completion table, once for page, paper and .xlsx: pure. Each has a name, a meaning and a value."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from elearn.errors import marked
from elearn.reports.indicators import Counts, Indicators

Value = int | Decimal | None


class Line(Protocol):
    """A line of the table, as far as columns read it."""

    @property
    def counts(self) -> Counts:
        """What was counted."""

    @property
    def figures(self) -> Indicators:
        """What follows from it."""

    @property
    def rank(self) -> int | None:
        """The place among its neighbours, None for what is not ranked."""


AnyLine = TypeVar("AnyLine", bound=Line)


@dataclass(frozen=True)
class Column:
    """One figure: its name, what it means, how it is written (number, percent, mark, rank), and where it stands."""

    key: str
    label: str
    meaning: str
    kind: str
    get: Callable[[Any], Value]
    width: int = 9


COLUMNS = (
    Column(
        "required",
        marked("Required"),
        marked("People on the roster on that day. Who left is not among them."),
        "number",
        lambda line: line.counts.required,
    ),
    Column(
        "deducted",
        marked("Deducted"),
        marked("People who left the roster by that day, with a date and a reason."),
        "number",
        lambda line: line.counts.deducted,
        7,
    ),
    Column(
        "started",
        marked("Taking part"),
        marked("People on the roster who have opened a lesson or begun an exam of this class."),
        "number",
        lambda line: line.counts.started,
    ),
    Column(
        "start_rate",
        marked("Participation"),
        marked("Taking part ÷ required."),
        "percent",
        lambda line: line.figures.start_rate,
        10,
    ),
    Column(
        "completed",
        marked("Completed"),
        marked("People who met every condition of the class by that day."),
        "number",
        lambda line: line.counts.completed,
    ),
    Column(
        "completion_rate",
        marked("Completion rate"),
        marked("Completed ÷ required."),
        "percent",
        lambda line: line.figures.completion_rate,
        10,
    ),
    Column(
        "unfinished",
        marked("Unfinished"),
        marked("Required − completed."),
        "number",
        lambda line: line.figures.unfinished,
    ),
    Column(
        "examined",
        marked("Examined"),
        marked("People who have handed in the closing exam and have a mark that counts."),
        "number",
        lambda line: line.counts.examined,
    ),
    Column(
        "passed",
        marked("Passed"),
        marked("People whose mark that counts is the pass mark or more."),
        "number",
        lambda line: line.counts.passed,
    ),
    Column(
        "pass_rate",
        marked("Pass rate"),
        marked("Passed ÷ examined."),
        "percent",
        lambda line: line.figures.pass_rate,
        10,
    ),
    Column(
        "merit",
        marked("Merit"),
        marked("People whose mark that counts is the merit mark or more."),
        "number",
        lambda line: line.counts.merit,
    ),
    Column(
        "merit_rate",
        marked("Merit rate"),
        marked("Merit ÷ examined."),
        "percent",
        lambda line: line.figures.merit_rate,
        10,
    ),
    Column(
        "mean",
        marked("Mean mark"),
        marked("Sum of the marks that count ÷ examined, to one place. Best, last or first try, as the exam says."),
        "mark",
        lambda line: line.figures.mean,
        8,
    ),
    Column(
        "rank",
        marked("Rank"),
        marked("By completion rate, then pass rate, then mean mark, then the larger number required."),
        "rank",
        lambda line: line.rank,
        6,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}


def arrange(lines: Sequence[AnyLine], key: str, *, falling: bool, in_front: Callable[[AnyLine], bool]) -> list[AnyLine]:
    """Sort lines by a column; who does not compete (`in_front` is false) stays below, nothing to compare comes last.

    Equal ones keep the order that they had.
    """

    def place(line: AnyLine) -> tuple[bool, bool, Decimal]:
        value = BY_KEY[key].get(line)
        return not in_front(line), value is None, Decimal(value or 0) * (-1 if falling else 1)

    return sorted(lines, key=place)
