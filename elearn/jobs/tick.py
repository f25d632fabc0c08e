"""What is due now. Idempotent: a second run at the same moment finds nothing left."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy import delete

from elearn import clock, config, db
from elearn.courses import review_actions
from elearn.people.models import SignInFailure
from elearn.reports import bulletin_making
from elearn.training import actions as training
from elearn.training import class_actions, hour_bulk, roster_queries, roster_take_over, session_actions, tally_bulk

FAILURES_KEPT = timedelta(days=1)
UPLOADS_KEPT = timedelta(days=1)
BATCH = 20
"""Attempts in one transaction: it stays well below 200 ms."""

INTAKES = 5
"""So many transactions of wrong answers a run: what enters the book is asked tomorrow, so after an exam it can wait."""

log = structlog.get_logger()


def run() -> dict[str, int]:
    """Hand in what is overdue, mark anew what a corrected key touches, in small commits; forget old failed sign-ins.

    Returns how many of each. While the system's clock has jumped, nothing is handed in by the clock: a person must say
    first which time is right (correct the clock, or start the server anew).
    """
    jumped = clock.jump()
    if jumped:
        log.error("clock_jumped", seconds=round(jumped), what="automatic hand-in waits")
    handed_in = 0 if jumped else _until_none_is_left(training.hand_in_overdue)
    marked_again = _until_none_is_left(training.mark_outdated)
    with db.writing() as session:
        old = delete(SignInFailure).where(SignInFailure.at < clock.now() - FAILURES_KEPT)
        forgotten = session.execute(old).rowcount  # type: ignore[attr-defined]
    done = {"handed_in": handed_in, "marked_again": marked_again}
    done |= {"failures_forgotten": forgotten, "uploads_forgotten": _forget_uploads()}
    done |= {"rosters_taken_over": _finish_rosters()}
    _until_none_is_left(lambda _: session_actions.decide_again())
    _until_none_is_left(lambda _: class_actions.decide_some())
    _until_none_is_left(lambda _: tally_bulk.tell_missing())
    _until_none_is_left(lambda _: hour_bulk.catch_up())
    _take_in_wrong_answers()
    done |= {"facts_added_up": _until_none_is_left(lambda _: tally_bulk.fold())}
    return done | {"bulletins_made": bulletin_making.make_due()}


def _finish_rosters() -> int:
    """Roster files that are being taken over and whose page was left go on here."""
    db.session.rollback()
    coming = roster_queries.coming()
    for import_id in coming:
        while roster_take_over.step(import_id):
            pass
    return len(coming)


def _take_in_wrong_answers() -> None:
    for _ in range(INTAKES):
        with db.writing():
            done = review_actions.take_in_attempts(BATCH // 2)
        if done == 0:
            return


def _until_none_is_left(act: Callable[[int], int]) -> int:
    total = 0
    while True:
        db.session.rollback()  # what was just written is seen only by a new look
        done = act(BATCH)
        if done == 0:
            return total
        total += done


def _forget_uploads() -> int:
    """Files that waited for their columns to be explained, and nobody came back."""
    old = clock.now().timestamp() - UPLOADS_KEPT.total_seconds()
    waiting = [path for path in (config.instance_path() / "uploads").glob("*") if path.stat().st_mtime < old]
    for path in waiting:
        path.unlink(missing_ok=True)
    return len(waiting)
