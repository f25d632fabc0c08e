"""Which column of a table holds what, by the names in its header. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.header_names import (
    KINDS,
    NAMES,
    header_words,
    numbered_role,
    option_place,
    role_of,
    weak_role_of,
)

ROLES = (*NAMES, "option", "ignored")
SEARCHED_ROWS = 30
LONGEST_NAME = 200


@dataclass
class Columns:
    """The roles of a table's columns, by index from 0. `options` in the order of their letters."""

    roles: dict[int, str] = field(default_factory=dict)
    options: list[int] = field(default_factory=list)
    first_option: int | None = None
    """Where the header counts the options instead of lettering them: from which number on."""
    places: dict[int, int] = field(default_factory=dict)
    """Which option, from 0, the columns of the roles “right” and “answer” stand for, where their names say so."""

    def of(self, role: str) -> list[int]:
        """Return the columns of a role."""
        return [column for column, own in sorted(self.roles.items()) if own == role]

    def set_options(self, columns: Sequence[int]) -> None:
        """Say which columns hold one option each, in the order of their letters."""
        self.options = list(columns)
        self.roles |= dict.fromkeys(self.options, "option")

    @property
    def makes_questions(self) -> bool:
        """Say whether questions can be read: there is a stem, and something to answer it with."""
        stem = self.of("stem") or self.of("sub_stem")
        return bool(stem) and bool(self.of("answer") or self.of("answer_text") or self.options or self.of("options"))

    @property
    def makes_answers(self) -> bool:
        """Say whether it is a table of numbers and answers alone."""
        return not self.of("stem") and bool(self.of("answer") and self.of("number"))


def named(row: Sequence[Cell]) -> Columns:
    """Return what the names in a row say; a name that could mean much counts only where a surer one is missing."""
    found = Columns()
    options: dict[int, tuple[int, bool]] = {}
    numbered: dict[int, tuple[int, bool]] = {}
    weak: dict[int, str] = {}
    for column, cell in enumerate(row):
        words = header_words(cell.text) if len(cell.text) <= LONGEST_NAME else []
        place = next(filter(None, map(option_place, words)), None)
        counted = next(filter(None, map(numbered_role, words)), None)
        if place:
            options[column] = place
        elif counted and counted[0] == "answer":
            numbered[column] = counted[1:]
        elif counted:
            found.roles[column], found.places[column] = counted[:2]
        elif role := next(filter(None, map(role_of, words)), None):
            found.roles[column] = role
        elif role := next(filter(None, map(weak_role_of, words)), None):
            weak[column] = role
    if len(numbered) > 1 and not options and found.of("answer"):
        # “答案A … 答案D” beside “正确答案” are the options.
        options = numbered
    else:
        found.roles |= dict.fromkeys(numbered, "answer")
        found.places |= {column: at for column, (at, _) in numbered.items()}
    found.set_options(sorted(options, key=lambda column: options[column]))
    if options and all(counts for _, counts in options.values()):
        found.first_option = 0 if min(options.values())[0] < 0 else 1
    if found.of("answer") and not found.of("stem"):
        weak |= {column: "stem" for column, cell in enumerate(row) if cell.text.strip() in KINDS}
    for column, role in weak.items():
        if not found.of(role):
            found.roles[column] = role
    return found


def is_header(row: Sequence[Cell]) -> bool:
    """Say whether a row names columns and little else, so that it heads what stands below it."""
    columns = named(row)
    filled = [column for column, cell in enumerate(row) if cell.text]
    known = [column for column in filled if column in columns.roles]
    return (columns.makes_questions or columns.makes_answers) and len(known) * 2 > len(filled)


def find_header(rows: Sequence[tuple[int, list[Cell]]]) -> tuple[int, Columns] | None:
    """Return index and columns of the header row: the row near the top that names most columns; None for none."""
    best: tuple[int, Columns] | None = None
    for index, (_, row) in enumerate(rows[:SEARCHED_ROWS]):
        columns = named(row)
        fits = columns.makes_questions or columns.makes_answers
        if fits and (best is None or len(columns.roles) > len(best[1].roles)):
            best = index, columns
    return best


def letters_of(column: int) -> str:
    """Return a column's letters as the program shows them: A, B … Z, AA."""
    name = ""
    while column >= 0:
        name = chr(65 + column % 26) + name
        column = column // 26 - 1
    return name
