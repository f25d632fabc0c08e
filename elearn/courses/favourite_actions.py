"""Writing favourites."""

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from elearn import clock
from elearn.courses.favourite_models import Favourite
from elearn.db import session


def mark(user_id: int, question_id: int, *, on: bool) -> None:
    """Mark a question as a favourite, or not any more; once more changes nothing."""
    if not on:
        session.execute(delete(Favourite).where(Favourite.user_id == user_id, Favourite.question_id == question_id))
        return
    table = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(Favourite)
    row = {"user_id": user_id, "question_id": question_id, "at": clock.now()}
    session.execute(table.values(**row).on_conflict_do_nothing())
