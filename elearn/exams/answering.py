"""What a sitting learner writes: answers, signs of life, taking over. Each is one statement that decides for itself."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elearn import clock
from elearn.exams import answer_log
from elearn.exams.event_models import EventKind
from elearn.exams.terms import GRACE
from elearn.quick import Statement, Writer, moment

# Step 1 enters where there is nothing; step n replaces step n − 1, from the browser that holds the attempt. A hand-in
# at the same moment waits for the key share lock on PostgreSQL (on SQLite writers queue), and then counts this answer.
_SAVE = """
INSERT INTO answer (attempt_id, number, step, response, saved_at)
SELECT a.id, :number, :step, :response_json, :now_time
FROM attempt a
{signed_in}
WHERE a.id = :attempt AND a.state = 'open' AND a.deadline_at >= :latest_time
  AND (:step = 1 OR (a.device = :device AND EXISTS (
    SELECT 1 FROM answer o WHERE o.attempt_id = a.id AND o.number = :number AND o.step = :step - 1)))
{lock}
ON CONFLICT (attempt_id, number) DO UPDATE
  SET step = excluded.step, response = excluded.response, saved_at = excluded.saved_at
  WHERE answer.step = excluded.step - 1
RETURNING (SELECT a.deadline_at FROM attempt a WHERE a.id = answer.attempt_id),
  (SELECT a.device FROM attempt a WHERE a.id = answer.attempt_id),
  (SELECT max(n.id) FROM announcement n JOIN attempt a ON a.exam_id = n.exam_id WHERE a.id = answer.attempt_id)
"""
_SIGNED_IN = (
    "JOIN sign_in s ON s.user_id = a.user_id AND s.token = :token AND s.ended_at IS NULL AND s.expires_at > :now_time"
)
_LOCK = "FOR KEY SHARE OF a"
SAVE = Statement(
    _SAVE.format(signed_in=_SIGNED_IN, lock=""),
    _SAVE.format(signed_in=_SIGNED_IN, lock=_LOCK),
)
_SAVE_UNSIGNED = Statement(_SAVE.format(signed_in="", lock=""), _SAVE.format(signed_in="", lock=_LOCK))
_STATE = Statement(
    "SELECT a.deadline_at, a.device, a.state, "
    "(SELECT max(n.id) FROM announcement n WHERE n.exam_id = a.exam_id) FROM attempt a WHERE a.id = :attempt"
)
_SEEN = Statement(
    "UPDATE attempt SET seen_at = :now_time, "
    "away_count = CASE WHEN :away > away_count THEN :away ELSE away_count END, "
    "away_seconds = CASE WHEN :away_for > away_seconds THEN :away_for ELSE away_seconds END "
    "WHERE id = :attempt AND state = 'open' "
    "AND EXISTS (SELECT 1 FROM sign_in s WHERE s.user_id = attempt.user_id AND s.token = :token "
    "AND s.ended_at IS NULL AND s.expires_at > :now_time)"
)
_TAKE_OVER = Statement(
    "UPDATE attempt SET device = :device, seen_at = :now_time "
    "WHERE id = :attempt AND state = 'open' AND deadline_at >= :latest_time AND device <> :device RETURNING id"
)
_EVENT = Statement(
    "INSERT INTO attempt_event (attempt_id, kind, at, device, data) "
    "VALUES (:attempt, :kind, :now_time, :device, :data_json)"
)


@dataclass(frozen=True)
class State:
    """What the page must know of its attempt: when it ends, which browser holds it, the newest announcement."""

    deadline_at: datetime
    device: str
    news: int
    is_open: bool = True


def save(attempt_id: int, number: int, step: int, response: Any, token: str | None, device: str = "") -> State | None:
    """Store one answer durably. None: no row changed, the caller reads again and says why. Raises Away.

    `token`: the sign-in that must hold; None for commands that act without a browser.
    """
    now = clock.now()
    params = {
        "attempt": attempt_id,
        "number": number,
        "step": step,
        "response_json": json.dumps({"value": response}, ensure_ascii=False),
        "token": token,
        "device": device,
        "now_time": now,
        "latest_time": now - GRACE,
    }
    statement = SAVE if token else _SAVE_UNSIGNED
    rows = answer_log.run(lambda writer: writer.execute(statement, params), one_statement=True)
    return State(moment(rows[0][0]), rows[0][1], rows[0][2] or 0) if rows else None


def seen(attempt_id: int, token: str, away: int, away_for: int) -> None:
    """Note that the page is alive, how often it was left and for how many seconds in all."""
    params = {"attempt": attempt_id, "token": token, "away": away, "away_for": away_for, "now_time": clock.now()}
    answer_log.run(lambda writer: writer.execute(_SEEN, params), one_statement=True)


def state(attempt_id: int) -> State:
    """Return what the page must know now."""
    deadline_at, device, kept, news = answer_log.read(_STATE, {"attempt": attempt_id})[0]
    until = moment(deadline_at)
    return State(until, device, news or 0, kept == "open" and clock.now() <= until + GRACE)


def take_over(attempt_id: int, device: str) -> None:
    """Let another browser hold an open attempt. What the first one still has queued enters where there is nothing."""
    now = clock.now()
    params = {"attempt": attempt_id, "device": device, "now_time": now, "latest_time": now - GRACE}
    event = {"attempt": attempt_id, "device": device, "now_time": now, "data_json": "{}"}

    def work(writer: Writer) -> None:
        if writer.execute(_TAKE_OVER, params):
            writer.execute(_EVENT, event | {"kind": EventKind.TOOK_OVER.value})

    answer_log.run(work)
