"""What a person has looked at on an exam's integrity lists."""

import sqlalchemy as sa
from alembic import op

revision = "008"
down_revision = "007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "integrity_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column(
            "sign",
            sa.Enum("speed", "equal", "device", "left", name="sign", native_enum=False, length=8),
            nullable=False,
        ),
        sa.Column("subject", sa.String(60), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("note <> ''", name=op.f("ck_integrity_note_has_note")),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_integrity_note_exam_id_exam")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_integrity_note_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integrity_note")),
        sa.UniqueConstraint("exam_id", "sign", "subject", name=op.f("uq_integrity_note_exam_id_sign_subject")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("integrity_note")
