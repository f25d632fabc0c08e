"""What a correction changes: cell by cell, and who came or went. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from elearn.reports.bulletin_content import FrozenPerson, FrozenTable
from elearn.reports.columns import COLUMNS, Column, Value
from elearn.reports.table_rows import Row


@dataclass(frozen=True)
class CellChange:
    """A figure that was another; None where the line is not in one of the two."""

    table: str
    row: Row
    column: Column
    old: Value
    new: Value


@dataclass(frozen=True)
class LineChange:
    """A line that is in one of the two only."""

    table: str
    row: Row
    came: bool


@dataclass(frozen=True)
class PersonChange:
    """Somebody who came, went, or stands otherwise."""

    old: FrozenPerson | None
    new: FrozenPerson | None

    @property
    def person(self) -> FrozenPerson:
        """The person as last known."""
        found = self.new or self.old
        assert found
        return found


@dataclass(frozen=True)
class Changes:
    """Everything in which a correction differs from what it corrects."""

    cells: Sequence[CellChange]
    lines: Sequence[LineChange]
    people: Sequence[PersonChange]

    @property
    def nothing(self) -> bool:
        """Whether the two are the same."""
        return not (self.cells or self.lines or self.people)


_Key = tuple[str, str, bool, bool]


def _rows(tables: Iterable[FrozenTable]) -> dict[_Key, Row]:
    """Return all lines; of sums only the first table's, since the others stand as lines in the tables above them."""
    found: dict[_Key, Row] = {}
    for number, table in enumerate(tables):
        found |= {(table.code, row.code, row.own, False): row for row in table.rows}
        if number == 0:
            found[(table.code, table.code, False, True)] = table.total
    return found


def tables(old: Iterable[FrozenTable], new: Iterable[FrozenTable]) -> tuple[list[CellChange], list[LineChange]]:
    """Compare the lines of two bulletins."""
    before, after = _rows(old), _rows(new)
    cells = [
        CellChange(key[0], row, column, column.get(before[key]), column.get(row))
        for key, row in after.items()
        if key in before
        for column in COLUMNS
        if column.get(before[key]) != column.get(row)
    ]
    lines = [LineChange(key[0], row, came=True) for key, row in after.items() if key not in before]
    lines += [LineChange(key[0], row, came=False) for key, row in before.items() if key not in after]
    return cells, lines


def people(old: Iterable[FrozenPerson], new: Iterable[FrozenPerson]) -> list[PersonChange]:
    """Return who is in one of the two only, or counts otherwise, by unit."""
    before = {person.place: person for person in old}
    after = {person.place: person for person in new}
    pairs = [PersonChange(before.get(place), after.get(place)) for place in {**before, **after}]
    found = [pair for pair in pairs if pair.old is None or pair.new is None or _counts_otherwise(pair.old, pair.new)]
    return sorted(found, key=lambda pair: (pair.person.unit, pair.person.name, pair.person.place))


def _counts_otherwise(old: FrozenPerson, new: FrozenPerson) -> bool:
    return (old.unit, old.counts(), old.left_on) != (new.unit, new.counts(), new.left_on)
