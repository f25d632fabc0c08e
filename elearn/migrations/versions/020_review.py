"""The book of wrong answers: cards, their answers, and which attempts have been taken in."""

import sqlalchemy as sa
from alembic import op

revision = "020"
down_revision = "019"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "review_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("left", sa.String(8)),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_review_card_question_id_question")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_review_card_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_card")),
        sa.UniqueConstraint("user_id", "question_id", name=op.f("uq_review_card_user_id_question_id")),
    )
    op.create_index(op.f("ix_review_card_user_id_due_on"), "review_card", ["user_id", "due_on"])
    op.create_table(
        "review_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("card_id", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["review_card.id"], name=op.f("fk_review_log_card_id_review_card")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["question_version.id"], name=op.f("fk_review_log_version_id_question_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_log")),
        sa.UniqueConstraint("card_id", "turn", name=op.f("uq_review_log_card_id_turn")),
    )
    op.create_table(
        "review_intake",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_review_intake_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_review_intake")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("review_intake")
    op.drop_table("review_log")
    op.drop_table("review_card")
