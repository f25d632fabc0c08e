"""What is due now. Idempotent: a second run at the same moment finds nothing left."""

from datetime import timedelta

from sqlalchemy import delete

from elearn import clock, config, db
from elearn.people.models import SignInFailure
from elearn.training import actions as training

FAILURES_KEPT = timedelta(days=1)
UPLOADS_KEPT = timedelta(days=1)


def run() -> dict[str, int]:
    """Hand in what is overdue, in small commits, and forget old failed sign-ins; return how many of each."""
    handed_in = 0
    while True:
        with db.writing():
            done = training.hand_in_overdue(limit=20)
        handed_in += done
        if done == 0:
            break
    with db.writing() as session:
        old = delete(SignInFailure).where(SignInFailure.at < clock.now() - FAILURES_KEPT)
        forgotten = session.execute(old).rowcount  # type: ignore[attr-defined]
    return {"handed_in": handed_in, "failures_forgotten": forgotten, "uploads_forgotten": _forget_uploads()}


def _forget_uploads() -> int:
    """Files that waited for their columns to be explained, and nobody came back."""
    old = clock.now().timestamp() - UPLOADS_KEPT.total_seconds()
    waiting = [path for path in (config.instance_path() / "uploads").glob("*") if path.stat().st_mtime < old]
    for path in waiting:
        path.unlink(missing_ok=True)
    return len(waiting)
