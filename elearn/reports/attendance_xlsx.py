"""Who was at a session as an Excel sheet, those apart who were not expected; masked or whole as it is given."""

from collections.abc import Sequence
from datetime import datetime

from elearn import clock
from elearn.errors import marked
from elearn.files.tables_out import Column, Table, to_xlsx
from elearn.people.models import Unit
from elearn.reports.completion_xlsx import Words
from elearn.training.attendance_queries import Person
from elearn.training.check_in import AttendanceState, Way
from elearn.training.session_models import ClassSession

HOW = {
    Way.SCREEN: marked("scanned"),
    Way.SPOKEN: marked("by the code read aloud"),
    Way.ROSTER: marked("entered by an official"),
}


def build(
    held: ClassSession, unit: Unit, people: Sequence[Person], apart: Sequence[Person], words: Words, watermark: str
) -> bytes:
    """Return the .xlsx, watermarked with who took it."""
    there = sum(person.state is AttendanceState.PRESENT for person in people)
    leave = sum(person.state is AttendanceState.LEAVE for person in people)
    count = words(marked("Expected %(expected)s, there %(there)s, on leave %(leave)s, missing %(missing)s"))
    figures = count % {
        "expected": len(people),
        "there": there,
        "leave": leave,
        "missing": len(people) - there - leave,
    }
    return to_xlsx(
        Table(
            title=f"{held.title} · {unit.name} {words(marked('Attendance'))}",
            sheet=words(marked("Attendance")),
            left=f"{held.training_class.title} {_time(held.starts_at, '%Y-%m-%d %H:%M')} {held.place}",
            right=words(marked("As of")) + "：" + _time(clock.now(), "%Y-%m-%d %H:%M"),
            columns=[
                Column(words(marked("No.")), 6),
                Column(words(marked("Unit")), 20, "text"),
                Column(words(marked("Name")), 12, "text"),
                Column(words(marked("Mobile number")), 15, "text"),
                Column(words(marked("State")), 12, "text"),
                Column(words(marked("Checked in")), 14, "text"),
                Column(words(marked("Checked out")), 14, "text"),
                Column(words(marked("Note")), 30, "text"),
            ],
            rows=[
                [number, *_cells(person, words, is_apart=number > len(people))]
                for number, person in enumerate([*people, *apart], start=1)
            ],
            notes=[figures, words(marked("Who was not expected stands at the end and is counted nowhere."))],
            watermark=watermark,
        )
    )


def _cells(person: Person, words: Words, *, is_apart: bool) -> list[str]:
    notes = [words(HOW[person.in_way])] if person.in_way and person.state is AttendanceState.PRESENT else []
    notes += [person.reason] if person.reason else []
    return [
        person.unit_name,
        person.name,
        person.mobile,
        words(marked("Not expected")) if is_apart else words(state_of(person)),
        _time(person.in_at) if person.state is AttendanceState.PRESENT else "",
        _time(person.out_at) if person.state is AttendanceState.PRESENT else "",
        "；".join(notes),
    ]


def state_of(person: Person) -> str:
    """Return how a person stands as a marked message."""
    if person.state is AttendanceState.PRESENT:
        return marked("Late") if person.is_late else marked("There")
    return marked("On leave") if person.state is AttendanceState.LEAVE else marked("Missing")


def _time(moment: datetime | None, pattern: str = "%m-%d %H:%M") -> str:
    return moment.astimezone(clock.SHANGHAI).strftime(pattern) if moment else ""
