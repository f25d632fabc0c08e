"""The board for the meeting room: the figures of a unit in large type, no names; it renews itself."""

from typing import Any

from flask import render_template

from elearn import clock
from elearn.reports import columns, compared, projection, queries, tallies
from elearn.web.official import official
from elearn.web.official.loaders import class_and_unit


@official.get("/completion/<class_slug>/<unit_code>/board")
def board(class_slug: str, unit_code: str) -> Any:
    """The present figures of a unit and of those below it."""
    training_class, unit, _ = class_and_unit(class_slug, unit_code)
    today = clock.today()
    table = queries.completion(training_class, unit.code)
    days = tallies.day_by_day(training_class.id, unit.code, today)
    return render_template(
        "official/board.html",
        training_class=training_class,
        unit=unit,
        table=table,
        rows=[row for row in table.rows if row.counts.required],
        columns=columns.COLUMNS,
        compared=compared.last_week(training_class, unit.code, today),
        outlook=projection.project(days, today, training_class.starts_on, training_class.ends_on),
        days_left=(training_class.ends_on - today).days,
    )
