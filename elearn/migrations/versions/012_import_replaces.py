"""What an imported question became where it took the place of an older one, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up."""
    op.add_column("import_draft", sa.Column("version_number", sa.Integer()))
    op.add_column("import_draft", sa.Column("former_status", sa.String(10)))


def downgrade() -> None:
    """Go down."""
    op.drop_column("import_draft", "former_status")
    op.drop_column("import_draft", "version_number")
