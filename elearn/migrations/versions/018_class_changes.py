"""A class whose people are still to be decided anew."""

import sqlalchemy as sa
from alembic import op

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column("training_class", sa.Column("decide_from", sa.Integer()))
    op.create_index(op.f("ix_training_class_decide_from"), "training_class", ["decide_from"])


def downgrade() -> None:
    """Go down."""
    op.drop_index(op.f("ix_training_class_decide_from"), "training_class")
    op.drop_column("training_class", "decide_from")
