"""Hours of a unit's people as an Excel sheet; whether names are masked is decided by who asks."""

from collections.abc import Sequence

from elearn import clock
from elearn.errors import marked
from elearn.files.tables_out import Column, Table, to_xlsx
from elearn.people.models import Unit
from elearn.reports.completion_xlsx import Words
from elearn.reports.hours import PersonHours, UnitTable

APART = marked("Online and face-to-face hours are two measures: they are never added up into one.")


def build(
    unit: Unit, year: int, table: UnitTable, people: Sequence[PersonHours], words: Words, watermark: str
) -> bytes:
    """Return the .xlsx of these people as they are given (masked or whole), with the sum of the unit."""
    total = table.total
    return to_xlsx(
        Table(
            title=words(marked("%(unit)s: hours of study in %(year)s")) % {"unit": unit.name, "year": year},
            sheet=words(marked("Hours")),
            right=words(marked("As of")) + "：" + clock.now().astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M"),
            columns=[
                Column(words(marked("No.")), 6),
                Column(words(marked("Unit")), 18, "text"),
                Column(words(marked("Name")), 12, "text"),
                Column(words(marked("Post")), 16, "text"),
                Column(words(marked("Online hours")), 12, "hours"),
                Column(words(marked("Face-to-face hours")), 12, "hours"),
            ],
            rows=[
                [number, each.unit_name, each.name, each.post, each.online, each.face]
                for number, each in enumerate(people, start=1)
            ],
            total=["", words(marked("Total")), "", "", total.online, total.face],
            notes=[words(APART)],
            watermark=watermark,
        )
    )
