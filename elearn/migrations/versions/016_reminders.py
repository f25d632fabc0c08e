"""Chasing: rounds of reminding and the people who were reminded."""

import sqlalchemy as sa
from alembic import op

revision = "016"
down_revision = "015"
branch_labels = None
depends_on = None

UNIT_CODE = sa.String(12).with_variant(sa.String(12, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", UNIT_CODE, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("taken_back_at", MOMENT),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_reminder_by_id_user")),
        sa.ForeignKeyConstraint(["class_id"], ["training_class.id"], name=op.f("fk_reminder_class_id_training_class")),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_reminder_unit_code_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
    )
    op.create_index(op.f("ix_reminder_class_id_unit_code"), "reminder", ["class_id", "unit_code"])
    op.create_table(
        "reminded",
        sa.Column("reminder_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_reminded_enrolment_id_enrolment")),
        sa.ForeignKeyConstraint(["reminder_id"], ["reminder.id"], name=op.f("fk_reminded_reminder_id_reminder")),
        sa.PrimaryKeyConstraint("reminder_id", "enrolment_id", name=op.f("pk_reminded")),
    )
    op.create_index(op.f("ix_reminded_enrolment_id"), "reminded", ["enrolment_id"])


def downgrade() -> None:
    """Go down."""
    op.drop_table("reminded")
    op.drop_table("reminder")
