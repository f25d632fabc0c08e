"""Writing what searches look through: the pairs of signs of every question's current wording."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from elearn.db import session
from elearn.questions.grams import grams
from elearn.questions.models import QuestionGram, QuestionVersion

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
    """Take questions out of the index, by the pairs of all their versions."""
    for start in range(0, len(ids), IDS_AT_ONCE):
        some = ids[start : start + IDS_AT_ONCE]
        texts = session.scalars(select(QuestionVersion.search_text).where(QuestionVersion.question_id.in_(some)))
        held = sorted({gram for text in texts for gram in grams(text)})
        for at in range(0, len(held), IDS_AT_ONCE):
            statement = delete(QuestionGram).where(
                QuestionGram.gram.in_(held[at : at + IDS_AT_ONCE]), QuestionGram.question_id.in_(some)
            )
            session.execute(statement.execution_options(synchronize_session=False))
