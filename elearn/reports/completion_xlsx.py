"""The completion table as an Excel sheet in the official layout."""

from collections.abc import Callable
from typing import Any

from elearn import clock
from elearn.errors import marked
from elearn.files.tables_out import Column, Kind, Table, to_xlsx
from elearn.reports.columns import COLUMNS
from elearn.reports.indicators import DEFINITIONS, Pace
from elearn.reports.queries import CompletionTable, Row

Words = Callable[[str], str]
"""Translates a marked message: gettext in web and cli."""

OWN_STAFF = marked("Own staff")
PACE_WORDS = {Pace.FINE: "", Pace.SLOW: marked("Slow"), Pace.BEHIND: marked("Behind")}
CLOSED = marked("Closed unit")
KINDS: dict[str, Kind] = {"number": "integer", "percent": "percent", "mark": "mark", "rank": "integer"}


def row_name(row: Row, words: Words) -> str:
    """Return how a line is called: the unit's name, or 本级 for the people of the unit itself."""
    return words(OWN_STAFF) if row.own else row.name


def build(table: CompletionTable, words: Words) -> bytes:
    """Return the .xlsx; its figures are the rounded ones of the table, stored as numbers."""
    training_class = table.training_class
    moment = table.as_of.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    as_of = words(marked("As of")) + "：" + moment
    sign = [marked("Unit (seal)"), marked("Filled in by"), marked("Checked by"), marked("Telephone")]
    return to_xlsx(
        Table(
            title=f"{training_class.title} · {table.unit.name} {words(marked('Completion table'))}",
            sheet=words(marked("Completion")),
            left=words(marked("Organiser")) + "：" + training_class.organiser,
            right=as_of,
            columns=columns(words),
            rows=[cells(row, words, number) for number, row in enumerate(table.rows, start=1)],
            total=cells(table.total, words, None),
            notes=[
                *(f"{number}. {words(text)}" for number, text in enumerate(DEFINITIONS, start=1)),
                "　　　　".join(words(each) + "：" for each in sign) + "　　　　" + as_of,
            ],
        )
    )


def columns(words: Words) -> list[Column]:
    """Return the columns of the official table."""
    figures = [Column(words(each.label), each.width, KINDS[each.kind]) for each in COLUMNS]
    first = [Column(words(marked("No.")), 5), Column(words(marked("Unit")), 18, "text")]
    return [*first, *figures, Column(words(marked("Note")), 12, "text")]


def cells(row: Row, words: Words, number: int | None) -> list[Any]:
    """Return a line of it; the total has no number."""
    is_total = number is None
    name = words(marked("Total")) if is_total else row_name(row, words)
    note = words(CLOSED) if row.closed else words(PACE_WORDS[row.pace]) if PACE_WORDS[row.pace] else ""
    figures = ["" if is_total and each.kind == "rank" else each.get(row) for each in COLUMNS]
    return ["" if is_total else number, name, *figures, note]
