"""The ledger of hours; what was learnt before is noted by `elearn tick`, some people at a time."""

import sqlalchemy as sa
from alembic import op

revision = "019"
down_revision = "018"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "hour_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("mode", sa.String(6), nullable=False),
        sa.Column("hours", sa.Numeric(6, 2), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(20), nullable=False),
        sa.Column("minutes", sa.Integer()),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.CheckConstraint("hours <> 0", name=op.f("ck_hour_entry_gives_or_takes")),
        sa.CheckConstraint(
            "what <> 'correction' OR (reason <> '' AND by_id IS NOT NULL)",
            name=op.f("ck_hour_entry_corrected_with_reason"),
        ),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_hour_entry_by_id_user")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_hour_entry_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_entry")),
        sa.UniqueConstraint("user_id", "source", "turn", name=op.f("uq_hour_entry_user_id_source_turn")),
    )
    op.create_index(op.f("ix_hour_entry_user_id_year"), "hour_entry", ["user_id", "year"])
    op.create_table(
        "hour_year",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("online", sa.Numeric(7, 2), nullable=False),
        sa.Column("face", sa.Numeric(7, 2), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_hour_year_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "year", name=op.f("pk_hour_year")),
    )
    op.create_index(op.f("ix_hour_year_year"), "hour_year", ["year"])
    op.create_table(
        "hour_catch_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("until", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_catch_up")),
    )
    op.execute('INSERT INTO hour_catch_up ("after", "until") SELECT 0, max(id) FROM "user" HAVING max(id) IS NOT NULL')


def downgrade() -> None:
    """Go down."""
    op.drop_table("hour_catch_up")
    op.drop_table("hour_year")
    op.drop_table("hour_entry")
