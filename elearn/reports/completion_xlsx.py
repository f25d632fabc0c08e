"""The completion table as an Excel sheet in the official layout."""

from collections.abc import Callable
from typing import Any

from elearn import clock
from elearn.errors import marked
from elearn.files.tables_out import Column, Table, to_xlsx
from elearn.reports.indicators import DEFINITIONS, Pace
from elearn.reports.queries import CompletionTable, Row

Words = Callable[[str], str]
"""Translates a marked message: gettext in web and cli."""

OWN_STAFF = marked("Own staff")
PACE_WORDS = {Pace.FINE: "", Pace.SLOW: marked("Slow"), Pace.BEHIND: marked("Behind")}
CLOSED = marked("Closed unit")


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
            columns=_columns(words),
            rows=[_cells(row, words, number) for number, row in enumerate(table.rows, start=1)],
            total=_cells(table.total, words, None),
            notes=[
                *(f"{number}. {words(text)}" for number, text in enumerate(DEFINITIONS, start=1)),
                "　　　　".join(words(each) + "：" for each in sign) + "　　　　" + as_of,
            ],
        )
    )


def _columns(words: Words) -> list[Column]:
    return [
        Column(words(marked("No.")), 5),
        Column(words(marked("Unit")), 18, "text"),
        Column(words(marked("Required"))),
        Column(words(marked("Deducted")), 7),
        Column(words(marked("Taking part"))),
        Column(words(marked("Participation")), 10, "percent"),
        Column(words(marked("Completed"))),
        Column(words(marked("Completion rate")), 10, "percent"),
        Column(words(marked("Unfinished"))),
        Column(words(marked("Examined"))),
        Column(words(marked("Passed"))),
        Column(words(marked("Pass rate")), 10, "percent"),
        Column(words(marked("Merit"))),
        Column(words(marked("Merit rate")), 10, "percent"),
        Column(words(marked("Mean mark")), 8, "mark"),
        Column(words(marked("Rank")), 6),
        Column(words(marked("Note")), 12, "text"),
    ]


def _cells(row: Row, words: Words, number: int | None) -> list[Any]:
    counts, figures = row.counts, row.figures
    is_total = number is None
    note = words(CLOSED) if row.closed else words(PACE_WORDS[row.pace]) if PACE_WORDS[row.pace] else ""
    return [
        "" if is_total else number,
        words(marked("Total")) if is_total else row_name(row, words),
        counts.required,
        counts.deducted,
        counts.started,
        figures.start_rate,
        counts.completed,
        figures.completion_rate,
        figures.unfinished,
        counts.examined,
        counts.passed,
        figures.pass_rate,
        counts.merit,
        figures.merit_rate,
        figures.mean,
        "" if is_total else row.rank,
        note,
    ]
