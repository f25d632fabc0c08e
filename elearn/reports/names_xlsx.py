"""Names with what each still lacks as an Excel sheet; whether they are masked is decided by who asks."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from elearn import clock
from elearn.errors import marked
from elearn.files.tables_out import Column, Table, to_xlsx
from elearn.people.models import Unit
from elearn.reports.completion_xlsx import Words
from elearn.reports.roster import Person
from elearn.training.completion import ConditionKind
from elearn.training.models import TrainingClass

MORE = {
    ConditionKind.ONLINE_HOURS: marked("%(count)s online hours to go"),
    ConditionKind.FACE_HOURS: marked("%(count)s face-to-face hours to go"),
    ConditionKind.ATTENDANCE: marked("%(count)s sessions to go"),
}


def lacking(person: Person) -> list[tuple[str, dict[str, Any]]]:
    """Return what a person still lacks as marked messages with parameters, the first step first."""
    if person.completed:
        return []
    found: list[tuple[str, dict[str, Any]]] = []
    if not person.activated:
        found.append((marked("Has not signed in yet"), {}))
    if person.lessons_left:
        found.append((marked("%(count)s lessons to go"), {"count": person.lessons_left}))
    if not person.asks_exam:
        pass
    elif person.best_score is None:
        found.append((marked("Exam not taken"), {}))
    elif not person.passed:
        found.append((marked("Exam not passed (%(score)s)"), {"score": f"{person.best_score.normalize():f}"}))
    return found + [(MORE[each.kind], {"count": f"{each.left.normalize():f}"}) for each in person.more]


def build(
    training_class: TrainingClass,
    unit: Unit,
    people: Sequence[Person],
    words: Words,
    watermark: str,
    as_of: date | None = None,
) -> bytes:
    """Return the .xlsx of these people as they are given (masked or whole), watermarked with who took it."""
    words = cache(words)  # a few sentences, said 130,000 times
    moment = as_of.isoformat() if as_of else clock.now().astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return to_xlsx(
        Table(
            title=f"{training_class.title} · {unit.name} {words(marked('Names'))}",
            sheet=words(marked("Names")),
            left=words(marked("Organiser")) + "：" + training_class.organiser,
            right=words(marked("As of")) + "：" + moment,
            columns=[
                Column(words(marked("No.")), 6),
                Column(words(marked("Township")), 16, "text"),
                Column(words(marked("Unit")), 18, "text"),
                Column(words(marked("Name")), 12, "text"),
                Column(words(marked("Mobile number")), 15, "text"),
                Column(words(marked("Best mark")), 9, "mark"),
                Column(words(marked("Still lacking")), 36, "text"),
            ],
            rows=[
                [
                    number,
                    person.township_name,
                    person.unit_name,
                    person.name,
                    person.mobile,
                    person.best_score,
                    _state(person, words, as_of or clock.today()),
                ]
                for number, person in enumerate(people, start=1)
            ],
            watermark=watermark,
        )
    )


def _state(person: Person, words: Words, day: date) -> str:
    if person.left_on and person.left_on <= day:
        gone = words(marked("Left the roster on %(day)s: %(reason)s"))
        return gone % {"day": person.left_on.isoformat(), "reason": person.left_reason}
    return "；".join(words(text) % params for text, params in lacking(person)) or words(marked("Completed"))
