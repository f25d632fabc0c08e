"""Writing what searches look through: the pairs of signs of every question's current wording."""

from collections.abc import Sequence

from sqlalchemy import delete, insert

from elearn.db import session
from elearn.questions.grams import grams
from elearn.questions.models import QuestionGram

ROWS_AT_ONCE = 20_000


def index(texts: Sequence[tuple[int, str]], *, are_new: bool = False) -> None:
    """Index questions by (id, search text) anew."""
    if not are_new:
        forget([key for key, _ in texts])
    rows = [{"gram": gram, "question_id": key} for key, text in texts for gram in sorted(grams(text))]
    for start in range(0, len(rows), ROWS_AT_ONCE):
        session.execute(insert(QuestionGram), rows[start : start + ROWS_AT_ONCE])


def forget(ids: Sequence[int]) -> None:
    """Take questions out of the index."""
    statement = delete(QuestionGram).where(QuestionGram.question_id.in_(ids))
    session.execute(statement.execution_options(synchronize_session=False))
