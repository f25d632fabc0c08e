"""The index of pairs of signs for searching, and comments of reviewers."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from elearn.questions.grams import grams, search_text

revision = "006"
down_revision = "005"
branch_labels = None
depends_on = None

NAMES = ("id", "question_id", "number", "stem", "explanation", "source", "topic")


def upgrade() -> None:
    """Go up; the questions that are there are indexed."""
    op.create_table(
        "question_gram",
        sa.Column("gram", sa.String(2), primary_key=True),
        sa.Column("question_id", sa.Integer(), sa.ForeignKey("question.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "question_comment",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("question_id", sa.Integer(), sa.ForeignKey("question.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    _fill()


def _fill() -> None:
    version = sa.table(
        "question_version",
        *(sa.column(name) for name in (*NAMES, "search_text")),
        *(sa.column(name, sa.JSON) for name in ("options", "key", "children")),
    )
    question = sa.table("question", sa.column("id"), sa.column("current_number"))
    index = sa.table("question_gram", sa.column("gram"), sa.column("question_id"))
    connection = op.get_bind()
    rows = connection.execute(sa.select(question.c.id, question.c.current_number)).all()
    current = {row.id: row.current_number for row in rows}
    for row in connection.execute(sa.select(version)).all():
        text = search_text(_parts(row))
        connection.execute(version.update().where(version.c.id == row.id).values(search_text=text))
        found = sorted(grams(text)) if current.get(row.question_id) == row.number else []
        if found:
            connection.execute(index.insert(), [{"gram": gram, "question_id": row.question_id} for gram in found])


def _parts(row: Any) -> list[str]:
    answer = row.key.get("answer")
    items = answer if isinstance(answer, list) else []
    texts = [text for item in items for text in (item if isinstance(item, list) else [item])]
    children = [text for each in row.children for text in (each["stem"], *each["options"], each["explanation"])]
    return [row.stem, *row.options, row.explanation, row.source, row.topic, *texts, *children]


def downgrade() -> None:
    """Go down; the search texts stay as they are, a search reads both forms."""
    op.drop_table("question_comment")
    op.drop_table("question_gram")
