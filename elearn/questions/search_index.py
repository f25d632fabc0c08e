"""Writing what searches look through: the pairs of signs of every question's current wording."""

from collections.abc import Sequence

from sqlalchemy import delete

from elearn.db import session
from elearn.questions.grams import grams
from elearn.questions.models import QuestionGram

IDS_AT_ONCE = 500
QMARK = "INSERT INTO question_gram (gram, question_id) VALUES (?, ?)"
FORMAT = "INSERT INTO question_gram (gram, question_id) VALUES (%s, %s)"


def index(texts: Sequence[tuple[int, str]], *, are_new: bool = False) -> None:
    """Index questions by (id, search text) anew.

    A large import has some 80 rows a question, so they go straight to the driver: a tenth of the ORM's time.
    """
    if not are_new:
        forget([key for key, _ in texts])
    rows = [(gram, key) for key, text in texts for gram in sorted(grams(text))]
    if rows:
        session.flush()
        connection = session.connection()
        connection.exec_driver_sql(QMARK if connection.dialect.paramstyle == "qmark" else FORMAT, rows)


def forget(ids: Sequence[int]) -> None:
    """Take questions out of the index."""
    for start in range(0, len(ids), IDS_AT_ONCE):
        statement = delete(QuestionGram).where(QuestionGram.question_id.in_(ids[start : start + IDS_AT_ONCE]))
        session.execute(statement.execution_options(synchronize_session=False))
