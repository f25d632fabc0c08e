"""Pictures of a question, and the sub-questions of a case."""

import sqlalchemy as sa
from alembic import op

revision = "004"
down_revision = "003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two columns; what is stored has neither pictures nor sub-questions."""
    with op.batch_alter_table("question_version") as table:
        for name in ("pictures", "children"):
            table.add_column(sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("question_version") as table:
        for name in ("pictures", "children"):
            table.alter_column(name, server_default=None)


def downgrade() -> None:
    """Drop them."""
    with op.batch_alter_table("question_version") as table:
        table.drop_column("children")
        table.drop_column("pictures")
