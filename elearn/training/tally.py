"""Keeping the roll-ups of one person up, in the transaction in which a fact about them was written.

What was put into the tallies for a person stands in their place standings; they are told anew from entries, tries and
dates, and only the difference is added. So it may be called once too often, in any order, and after any kind of change.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from elearn import clock
from elearn.exams.scoring import CountedTry, Try
from elearn.quick import Rows, Statement, Writer, moment
from elearn.training.standing import (
    COUNTED,
    FOREVER,
    Change,
    Dated,
    Entry,
    ExamRule,
    Known,
    Standing,
    changes,
    standings,
)

_FACTS_TEXT = """
SELECT e.class_id, e.user_id, e.started_at, e.completed_at, c.exam_id, x.counted, x.pass_mark, x.merit_mark
FROM enrolment e JOIN training_class c ON c.id = e.class_id LEFT JOIN exam x ON x.id = c.exam_id
WHERE e.id = :enrolment {lock}
"""
# Two acts about one person wait for each other: each must see what the other has put into the tallies.
_FACTS = Statement(_FACTS_TEXT.format(lock=""), _FACTS_TEXT.format(lock="FOR UPDATE OF e"))
_ENTRIES = Statement(
    "SELECT unit_code, entered_on, left_on, moved FROM roster_entry WHERE enrolment_id = :enrolment "
    "ORDER BY entered_on, id"
)
_TRIES = Statement(
    "SELECT number, score, handed_in_at FROM attempt "
    "WHERE exam_id = :exam AND user_id = :user AND state = 'handed_in' ORDER BY number"
)
_BEFORE = Statement(
    "SELECT since, unit_code, deducted, started, completed, tenths, passed, merit FROM place_standing "
    "WHERE enrolment_id = :enrolment ORDER BY since"
)
_DROP = Statement("DELETE FROM place_standing WHERE enrolment_id = :enrolment AND since >= :since")
_CLOSE = Statement("UPDATE place_standing SET until = :until WHERE enrolment_id = :enrolment AND since = :since")
_KEEP = Statement(
    "INSERT INTO place_standing (enrolment_id, since, until, class_id, unit_code, deducted, started, completed, "
    "tenths, passed, merit) VALUES (:enrolment, :since, :until, :class, :unit, :deducted, :started, :completed, "
    ":tenths, :passed, :merit)"
)
_CHANGE = Statement(
    f"INSERT INTO tally_change (class_id, unit_code, day, {', '.join(COUNTED)}) "  # noqa: S608  (our own names)
    f"VALUES (:class, :unit, :day, {', '.join(f':{name}' for name in COUNTED)})"
)


def again(writer: Writer, enrolment_id: int) -> None:
    """Bring the tallies up to what is known of one place on a roster; nothing is written where nothing changed."""
    row = writer.execute(_FACTS, {"enrolment": enrolment_id})[0]
    before = [standing_of(each) for each in writer.execute(_BEFORE, {"enrolment": enrolment_id})]
    after = standings(_known(writer, enrolment_id, row))
    if before != after:
        class_id = row[0]
        _keep(writer, enrolment_id, class_id, before, after)
        add(writer, class_id, changes(before, after))


def add(writer: Writer, class_id: int, change: Change) -> None:
    """Add to the tallies of a class."""
    for (unit_code, day), vector in change.items():
        params = {"class": class_id, "unit": unit_code, "day": day.isoformat()}
        writer.execute(_CHANGE, params | dict(zip(COUNTED, map(int, vector), strict=True)))


def _known(writer: Writer, enrolment_id: int, row: Sequence[Any]) -> Known:
    _, user_id, started_at, completed_at, exam_id, counted, pass_mark, merit_mark = row
    tries = writer.execute(_TRIES, {"exam": exam_id, "user": user_id}) if exam_id else []
    return Known(
        entries=entries_of(writer.execute(_ENTRIES, {"enrolment": enrolment_id})),
        started_on=day_of(started_at),
        completed_on=day_of(completed_at),
        tries=tries_of(tries),
        rule=rule_of(counted, pass_mark, merit_mark) if exam_id else None,
    )


def entries_of(rows: Rows) -> list[Entry]:
    """Turn rows of roster entries (unit, entered, left, moved), in order, into what standings are told from."""
    return [
        Entry(unit_code, _date(entered), _date(left) if left else None, bool(moved))
        for unit_code, entered, left, moved in rows
    ]


def tries_of(rows: Iterable[Sequence[Any]]) -> list[Dated]:
    """Turn rows of attempts (number, score, handed in) into dated tries."""
    found = []
    for number, score, handed_in_at in rows:
        at = moment(handed_in_at)
        tried = Try(number, None if score is None else Decimal(str(score)), at)
        found.append(Dated(clock.local_date(at), tried))
    return found


def rule_of(counted: str, pass_mark: Any, merit_mark: Any) -> ExamRule:
    """Turn columns of an exam into its rule."""
    return ExamRule(CountedTry(counted), Decimal(str(pass_mark)), Decimal(str(merit_mark)))


def standing_of(row: Sequence[Any]) -> Standing:
    """Turn a row of a place standing into one."""
    since, unit_code, deducted, started, completed, tenths, passed, merit = row
    return Standing(
        _date(since), unit_code, bool(deducted), bool(started), bool(completed), tenths, bool(passed), bool(merit)
    )


def params_of(enrolment_id: int, class_id: int, rows: Sequence[Standing]) -> list[dict[str, Any]]:
    """Return the rows to store for a person's standings."""
    ends = [row.since for row in rows[1:]] + [FOREVER]
    return [
        {
            "enrolment": enrolment_id,
            "since": row.since.isoformat(),
            "until": end.isoformat(),
            "class": class_id,
            "unit": row.unit_code,
            "deducted": row.deducted,
            "started": row.started,
            "completed": row.completed,
            "tenths": row.tenths,
            "passed": row.passed,
            "merit": row.merit,
        }
        for row, end in zip(rows, ends, strict=True)
    ]


def _keep(
    writer: Writer, enrolment_id: int, class_id: int, before: Sequence[Standing], after: Sequence[Standing]
) -> None:
    """Store the standings from the first one that differs."""
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    if same < len(before):
        writer.execute(_DROP, {"enrolment": enrolment_id, "since": before[same].since.isoformat()})
    rows = params_of(enrolment_id, class_id, after)
    if same:
        writer.execute(_CLOSE, {name: rows[same - 1][name] for name in ("enrolment", "since", "until")})
    for params in rows[same:]:
        writer.execute(_KEEP, params)


def day_of(value: Any) -> date | None:
    """Return the local day of a moment as a statement returned it."""
    return clock.local_date(moment(value)) if value else None


def _date(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
