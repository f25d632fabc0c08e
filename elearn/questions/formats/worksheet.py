"""A table as it was read from whatever file holds it. Pure."""

from dataclasses import dataclass, field

from elearn.errors import marked
from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.sheet_facts import Facts

MOST_ROWS = 20_000
MOST_COLUMNS = 256
MOST_CELLS = 2_000_000
TOO_MANY = marked(
    "The table “%(sheet)s” has more than %(rows)s rows or %(columns)s columns. Split it, or delete what is empty."
)
Picture = tuple[str, bytes]
Row = tuple[int, list[Cell]]


@dataclass(frozen=True)
class Sheet:
    """One table: its name, its rows, counted from 1 as the program shows them, and the pictures of its rows."""

    name: str
    rows: list[Row]
    pictures: dict[int, list[Picture]] = field(default_factory=dict)
    """By row: file name and bytes."""
    facts: Facts = field(default_factory=Facts)
    is_hidden: bool = False


def too_many(name: str) -> Unreadable:
    """Return the refusal of a table that is far too large."""
    return Unreadable("too-many-cells", TOO_MANY, sheet=name, rows=MOST_ROWS, columns=MOST_COLUMNS)
