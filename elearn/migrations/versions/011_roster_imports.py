"""Roster files on their way in, and transfers that another official has to agree to."""

import sqlalchemy as sa
from alembic import op

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

UNIT_CODE = sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "roster_import",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("class_id", sa.Integer(), sa.ForeignKey("training_class.id"), nullable=False, index=True),
        sa.Column("unit_code", UNIT_CODE, sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("ignored", sa.JSON(), nullable=False),
    )
    op.create_table(
        "roster_row",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("import_id", sa.Integer(), sa.ForeignKey("roster_import.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("mobile", sa.String(11), nullable=False),
        sa.Column("post", sa.String(40), nullable=False),
        sa.Column("unit_code", UNIT_CODE),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(5), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("mobiles", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id"), index=True),
        sa.Column("enrolment_id", sa.Integer(), sa.ForeignKey("enrolment.id"), index=True),
        sa.Column("came_from", UNIT_CODE),
        sa.UniqueConstraint("import_id", "position"),
    )
    op.create_index(op.f("ix_roster_row_import_id_state"), "roster_row", ["import_id", "state"])
    op.create_table(
        "transfer_ask",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False, index=True),
        sa.Column("from_code", UNIT_CODE, sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("to_code", UNIT_CODE, sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("confirm_code", UNIT_CODE, nullable=False, index=True),
        sa.Column("class_id", sa.Integer(), sa.ForeignKey("training_class.id")),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("answered_at", MOMENT),
        sa.Column("answer", sa.String(200), nullable=False),
    )


def downgrade() -> None:
    """Go down."""
    for table in ("transfer_ask", "roster_row", "roster_import"):
        op.drop_table(table)
