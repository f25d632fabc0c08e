"""What a bulletin freezes: the roster of a day and the tables that follow from it. Pure.

The tables are made from the frozen people, so that a bulletin can never disagree with its own roster, and by the code
that makes the screen's. Each is kept as lines of JSON: figures.jsonl, roster.jsonl, names.jsonl.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from elearn.people.access import LEVEL_BY_LENGTH, ancestors, parent_code
from elearn.reports import table_rows
from elearn.reports.indicators import Counts, Indicators, Pace
from elearn.reports.table_rows import Row, UnitLine
from elearn.training.completion import Condition, ConditionKind, Facts, decide

RULES, DEFINITIONS, FIGURES, ROSTER, NAMES = (
    "rules.json",
    "definitions.json",
    "figures.jsonl",
    "roster.jsonl",
    "names.jsonl",
)
FILES = (RULES, DEFINITIONS, FIGURES, ROSTER, NAMES)
"""Names apart from the rest, so that the rest can be handed on and checked without them."""
KEPT, LATER = "kept", "later"


@dataclass(frozen=True, slots=True)
class FrozenPerson:
    """One person on the roster of the day, with what was finished by its end. Marks as they are known at freezing."""

    place: int
    """The number of the place on the roster."""
    unit: str
    post: str
    deducted: bool
    left_on: str | None
    left_reason: str
    signed_in: bool
    """Whether the person had ever signed in when the bulletin was frozen."""
    started: bool
    lessons: int
    score: Decimal | None
    passed: bool
    merit: bool
    exams_missing: int
    sessions: int
    attended: int
    online_hours: Decimal
    face_hours: Decimal
    completed: bool
    completed_on: str | None
    exception: str = ""
    """kept: completed under what held then, though facts and conditions of now would not say so; later: the facts would
    say so, but completion was reached after the day."""
    name: str = ""

    def counts(self) -> Counts:
        """Return what the person adds to the unit; who is deducted counts nowhere else."""
        if self.deducted:
            return Counts(deducted=1)
        examined = self.score is not None
        return Counts(
            required=1,
            started=int(self.started),
            completed=int(self.completed),
            examined=int(examined),
            passed=int(self.passed),
            merit=int(self.merit),
            score_sum=self.score or Decimal(0),
        )

    def line(self) -> str:
        """Return the line of the roster, without the name."""
        found = {key: getattr(self, key) for key in ROSTER_KEYS}
        found |= {key: None if found[key] is None else str(found[key]) for key in DECIMALS}
        return dumped(found)

    def name_line(self) -> str:
        """Return the line of the names."""
        return dumped({"place": self.place, "name": self.name})


DECIMALS = ("score", "online_hours", "face_hours")
ROSTER_KEYS = tuple(key for key in FrozenPerson.__slots__ if key != "name")


def person_of(found: Mapping[str, Any], name: str = "") -> FrozenPerson:
    """Read a line of the roster."""
    values = {key: found[key] for key in ROSTER_KEYS}
    values |= {key: None if values[key] is None else Decimal(values[key]) for key in DECIMALS}
    return FrozenPerson(**values, name=name)


def dumped(found: Any) -> str:
    """Return JSON in the one form in which it is frozen."""
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class FrozenTable:
    """One table of a bulletin: the lines of a unit and the sum."""

    code: str
    rows: Sequence[Row]
    total: Row

    def lines(self) -> Iterator[str]:
        """Return the lines of figures.jsonl, the sum last."""
        for row in self.rows:
            yield dumped({"table": self.code, "line": "unit", **_row_json(row)})
        yield dumped({"table": self.code, "line": "total", **_row_json(self.total)})


def _row_json(row: Row) -> dict[str, Any]:
    more = {"own": row.own, "closed": row.closed, "kind": row.kind, "pace": row.pace.value}
    return {**row.as_json(), "score_sum": str(row.counts.score_sum), **more}


def row_of(found: Mapping[str, Any]) -> Row:
    """Read a line of figures: what was frozen, nothing computed anew."""

    def rate(key: str) -> Decimal | None:
        return None if found[key] is None else Decimal(found[key])

    counted = ("required", "deducted", "started", "completed", "examined", "passed", "merit")
    return Row(
        code=found["code"],
        name=found["name"],
        counts=Counts(**{key: found[key] for key in counted}, score_sum=Decimal(found["score_sum"])),
        figures=Indicators(
            unfinished=found["unfinished"],
            start_rate=rate("start_rate"),
            completion_rate=rate("completion_rate"),
            pass_rate=rate("pass_rate"),
            merit_rate=rate("merit_rate"),
            mean=rate("mean"),
        ),
        rank=found["rank"],
        pace=Pace(found["pace"]),
        own=found["own"],
        closed=found["closed"],
        kind=found["kind"],
    )


def tables_of(lines: Iterable[Mapping[str, Any]]) -> dict[str, FrozenTable]:
    """Put lines of figures together, by the code of their table, in their order."""
    rows: dict[str, list[Row]] = {}
    totals: dict[str, Row] = {}
    for found in lines:
        rows.setdefault(found["table"], [])
        if found["line"] == "total":
            totals[found["table"]] = row_of(found)
        else:
            rows[found["table"]].append(row_of(found))
    return {code: FrozenTable(code, each, totals[code]) for code, each in rows.items() if code in totals}


def counted(people: Iterable[FrozenPerson], top: str) -> dict[str, Counts]:
    """Return what is counted in each unit with everything below it, from a unit down."""
    own: dict[str, Counts] = {}
    for person in people:
        own[person.unit] = own.get(person.unit, Counts()) + person.counts()
    found: dict[str, Counts] = {}
    for unit, counts in own.items():
        for code in ancestors(unit):
            if len(code) >= len(top):
                found[code] = found.get(code, Counts()) + counts
    return found


def tables(own: UnitLine, units: Iterable[UnitLine], people: Iterable[FrozenPerson]) -> list[FrozenTable]:
    """Return the table of a unit and of every unit below it that has further ones, in the order of their codes."""
    sums = counted(people, own.code)
    known = {own.code: own} | {unit.code: unit for unit in units}
    below: dict[str, list[UnitLine]] = {}
    for unit in known.values():
        if unit is not own and (not unit.closed or unit.code in sums):
            below.setdefault(parent_code(unit.code) or "", []).append(unit)
    codes = sorted(code for code in below if code in sums or code == own.code)
    return [_table(known[code], below[code], sums) for code in codes] or [_table(own, [], sums)]


def _table(own: UnitLine, units: Sequence[UnitLine], sums: Mapping[str, Counts]) -> FrozenTable:
    whole = sums.get(own.code, Counts())
    here = {unit.code: sums[unit.code] for unit in units if unit.code in sums}
    rest = whole - sum(here.values(), Counts())
    if rest != Counts():
        here[own.code] = rest
    return FrozenTable(own.code, table_rows.lines(own, units, here, whole), table_rows.total_line(own, whole))


def is_village(code: str) -> bool:
    """Say whether a unit is of the lowest level."""
    return len(code) == max(LEVEL_BY_LENGTH)


def idle(tables_found: Iterable[FrozenTable]) -> list[Row]:
    """Return the villages with people on the roster of whom nobody has begun (零参训)."""
    rows = [row for table in tables_found for row in table.rows if is_village(row.code)]
    found = [row for row in rows if row.counts.required and not row.counts.started]
    return sorted(found, key=lambda row: row.code)


def unfinished(person: FrozenPerson) -> bool:
    """Say whether somebody stands on the list of the unfinished."""
    return not person.deducted and not person.completed


def absent(person: FrozenPerson) -> bool:
    """Say whether somebody stands on the list of those who have not sat the exam (缺考)."""
    return not person.deducted and person.score is None


def facts_of(person: FrozenPerson, rules: Mapping[str, Any]) -> Facts:
    """Return a person's facts with what the class planned, as completion reads them."""
    exam, planned = rules["exam"], rules["planned"]
    return Facts(
        lessons=planned["lessons"],
        lessons_done=person.lessons,
        score=person.score,
        pass_mark=Decimal(exam["pass_mark"]) if exam else None,
        exams_missing=person.exams_missing,
        online_planned=Decimal(planned["online_hours"]),
        online_hours=person.online_hours,
        face_planned=Decimal(planned["face_hours"]),
        face_hours=person.face_hours,
        sessions=person.sessions,
        attended=person.attended,
    )


def conditions_of(rules: Mapping[str, Any]) -> list[Condition]:
    """Return the conditions as they were."""
    return [Condition(ConditionKind(each["kind"]), Decimal(each["threshold"])) for each in rules["conditions"]]


def would_complete(person: FrozenPerson, rules: Mapping[str, Any]) -> bool:
    """Decide a person's completion from the frozen facts and conditions."""
    return decide(facts_of(person, rules), conditions_of(rules)).completed


def exception_of(person: FrozenPerson, rules: Mapping[str, Any]) -> str:
    """Say why the facts of now and the completion of the day differ: kept, later, or not at all."""
    decided = would_complete(person, rules)
    if person.deducted or person.completed == decided:
        return ""
    return KEPT if person.completed else LATER
