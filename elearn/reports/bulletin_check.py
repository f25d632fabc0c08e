"""Recomputing every figure of a bulletin from its roster and rules alone, by the code that decided them. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from elearn.errors import RuleBroken, marked
from elearn.reports import bulletin_content as content
from elearn.reports.bulletin_content import FIGURES, KEPT, LATER, NAMES, ROSTER, RULES, FrozenPerson
from elearn.reports.table_rows import UnitLine


@dataclass(frozen=True)
class Difference:
    """One cell that is not what follows: of a line (table and unit), or of a person (their place on the roster)."""

    where: str
    cell: str
    stored: Any
    recomputed: Any
    table: str = ""
    unit: str = ""
    place: int | None = None


@dataclass(frozen=True)
class Checked:
    """What a check went through and what it found."""

    people: int
    tables: int
    cells: int
    kept: int
    later: int
    differences: Sequence[Difference]


def check(files: Mapping[str, bytes]) -> Checked:
    """Recompute everything. Raises RuleBroken for a file that can't be read, with the line."""
    try:
        rules = dict(json.loads(files[RULES]))
        people = [content.person_of(found) for found in parsed(files, ROSTER)]
        stored = list(parsed(files, FIGURES))
        again = [_recomputed(person, rules) for person in people]
        computed = [json.loads(line) for line in _tables(rules, stored, again)]
    except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError) as error:
        raise RuleBroken(
            "evidence-unreadable",
            marked("The evidence can't be read: a file lacks “%(what)s”, or has something else in its place."),
            what=str(error)[:80],
        ) from None
    found = [*_of_people(people, again, rules), *_of_names(files, people), *_of_lines(stored, computed)]
    return Checked(
        people=len(people),
        tables=sum(line["line"] == "total" for line in stored),
        cells=sum(len(line) for line in stored),
        kept=sum(person.exception == KEPT for person in people),
        later=sum(person.exception == LATER for person in people),
        differences=found,
    )


def parsed(files: Mapping[str, bytes], name: str) -> Iterator[dict[str, Any]]:
    """Read a file of lines of JSON. Raises RuleBroken naming the line."""
    for number, line in enumerate(files[name].decode("utf-8", "replace").splitlines(), start=1):
        try:
            found = json.loads(line)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise RuleBroken(
                "evidence-line", marked("%(file)s, line %(line)s is no record."), file=name, line=number
            ) from None
        yield found


def _recomputed(person: FrozenPerson, rules: Mapping[str, Any]) -> FrozenPerson:
    """Judge a person anew by the marks and conditions; what an exception explains stands as it is."""
    exam = rules["exam"]
    score = person.score
    judged = replace(
        person,
        passed=bool(exam and score is not None and score >= Decimal(exam["pass_mark"])),
        merit=bool(exam and score is not None and score >= Decimal(exam["merit_mark"])),
    )
    if person.deducted:
        return replace(judged, passed=person.passed, merit=person.merit)
    decided = content.would_complete(judged, rules)
    explained = {KEPT: (True, False), LATER: (False, True)}.get(person.exception) == (person.completed, decided)
    in_time = not person.completed or (person.completed_on or "") <= rules["day"]
    completed = (person.completed if explained else decided) and in_time
    return replace(judged, completed=completed, exception=person.exception if explained else "")


def _tables(rules: Mapping[str, Any], stored: Sequence[Mapping[str, Any]], people: Sequence[FrozenPerson]) -> list[str]:
    top = rules["unit"]
    own = UnitLine(top["code"], top["name"], top["kind"], top["closed"])
    units = {
        line["code"]: UnitLine(line["code"], line["name"], line["kind"], line["closed"])
        for line in stored
        if line["line"] == "unit" and not line["own"]
    }
    return [line for table in content.tables(own, units.values(), people) for line in table.lines()]


def _of_people(
    people: Sequence[FrozenPerson], again: Sequence[FrozenPerson], rules: Mapping[str, Any]
) -> Iterator[Difference]:
    seen: set[int] = set()
    for stored, computed in zip(people, again, strict=True):
        for cell in ("passed", "merit", "completed", "exception"):
            one, other = getattr(stored, cell), getattr(computed, cell)
            if one != other:
                yield Difference(ROSTER, cell, one, other, unit=stored.unit, place=stored.place)
        if stored.place in seen:
            yield Difference(ROSTER, "place", stored.place, None, unit=stored.unit, place=stored.place)
        if not stored.unit.startswith(rules["unit"]["code"]):
            yield Difference(ROSTER, "unit", stored.unit, None, unit=stored.unit, place=stored.place)
        seen.add(stored.place)


def _of_names(files: Mapping[str, bytes], people: Sequence[FrozenPerson]) -> Iterator[Difference]:
    """Names, where they are in the file, belong to the people of the roster, one each."""
    if NAMES not in files:
        return
    named = [found.get("place") for found in parsed(files, NAMES)]
    if named != [person.place for person in people]:
        yield Difference(NAMES, "place", len(named), len(people))


_Key = tuple[str, str, str, bool]


def _of_lines(stored: Sequence[Mapping[str, Any]], computed: Sequence[Mapping[str, Any]]) -> Iterator[Difference]:
    one, other = _by_key(stored), _by_key(computed)
    for key in [*one, *(key for key in other if key not in one)]:
        table, _, unit, _ = key
        left, right = one.get(key), other.get(key)
        if left is None or right is None:
            yield Difference(FIGURES, "line", left is not None, right is not None, table, unit)
            continue
        for cell in [*left, *(cell for cell in right if cell not in left)]:
            if left.get(cell) != right.get(cell):
                yield Difference(FIGURES, cell, left.get(cell), right.get(cell), table, unit)
    if len(one) != len(stored):
        yield Difference(FIGURES, "line", len(stored), len(one))
    if not _same_order(list(one), list(other)):
        yield Difference(FIGURES, "order", [key[2] for key in one], [key[2] for key in other])


def _by_key(lines: Sequence[Mapping[str, Any]]) -> dict[_Key, Mapping[str, Any]]:
    return {(line["table"], line["line"], line["code"], bool(line["own"])): line for line in lines}


def _same_order(one: list[_Key], other: list[_Key]) -> bool:
    """Say whether lines stand in the order that follows; where lines are missing, that was told already."""
    return set(one) != set(other) or one == other
