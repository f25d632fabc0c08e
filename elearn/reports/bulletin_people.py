"""The people of a bulletin as its lists and attachments show them: where they are, and what they lacked on the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from elearn.errors import marked
from elearn.people.access import LENGTH_BY_LEVEL, Level, parent_code
from elearn.reports import bulletin_content as content
from elearn.reports import bulletin_queries
from elearn.reports.bulletin_content import FrozenPerson
from elearn.reports.bulletin_models import Bulletin
from elearn.training.completion import ConditionKind, decide

TOWNSHIP = LENGTH_BY_LEVEL[Level.TOWNSHIP]
Message = tuple[str, dict[str, Any]]
OTHER = {
    ConditionKind.ONLINE_HOURS: marked("Online hours missing"),
    ConditionKind.FACE_HOURS: marked("Face-to-face hours missing"),
    ConditionKind.ATTENDANCE: marked("Sessions missing"),
}


@dataclass(frozen=True)
class Shown:
    """One line of a list."""

    person: FrozenPerson
    township: str
    unit: str
    own: bool
    """Of the township's or county's own staff (本级)."""
    lacking: Sequence[Message]


def unit_names(bulletin: Bulletin, codes: Sequence[str]) -> dict[str, str]:
    """Return the names that units had, of some units with all below them."""
    found = {bulletin.unit_code: bulletin.unit_name}
    above = {parent_code(code) or "" for code in codes if code != bulletin.unit_code}
    tables = [bulletin_queries.table(bulletin, code) for code in above]
    for table in [*(each for each in tables if each), *bulletin_queries.tables(bulletin, codes)]:
        found |= {row.code: row.name for row in table.rows if not row.own}
    return found


def shown(people: Sequence[FrozenPerson], names: Mapping[str, str], rules: Mapping[str, Any]) -> list[Shown]:
    """Say of people where they are and what they lacked."""
    return [
        Shown(
            person=person,
            township=names.get(person.unit[:9], "") if len(person.unit) >= TOWNSHIP else "",
            unit=names.get(person.unit, person.unit),
            own=len(person.unit) == TOWNSHIP,
            lacking=lacking(person, rules),
        )
        for person in people
    ]


def lacking(person: FrozenPerson, rules: Mapping[str, Any]) -> list[Message]:
    """Return what somebody lacked on the day, as marked messages with parameters."""
    if person.completed or person.deducted:
        return []
    missing = decide(content.facts_of(person, rules), content.conditions_of(rules)).missing
    found: list[Message] = []
    if not person.signed_in:
        found.append((marked("Has not signed in yet"), {}))
    if ConditionKind.LESSONS in missing:
        left = rules["planned"]["lessons"] - person.lessons
        found.append((marked("%(count)s lessons to go"), {"count": max(0, left)}))
    if ConditionKind.EXAM in missing:
        found += _exams(person)
    found += [(OTHER[kind], {}) for kind in missing if kind in OTHER]
    return found


def _exams(person: FrozenPerson) -> list[Message]:
    found: list[Message] = []
    if person.score is None:
        found.append((marked("Exam not taken"), {}))
    elif not person.passed:
        found.append((marked("Exam not passed (%(score)s)"), {"score": f"{person.score.normalize():f}"}))
    if person.exams_missing:
        found.append((marked("%(count)s further exams not passed"), {"count": person.exams_missing}))
    return found
