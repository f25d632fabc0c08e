"""Indexes by the question that is pointed at, so that taking an import back does not look through whole tables."""

from alembic import op

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None

COLUMNS = (("question_gram", "question_id"), ("import_draft", "same_as_id"), ("import_draft", "near_id"))


def upgrade() -> None:
    """Add them."""
    for table, column in COLUMNS:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Drop them."""
    for table, column in COLUMNS:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
