"""Favourites and mock exams."""

import sqlalchemy as sa
from alembic import op

revision = "021"
down_revision = "020"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "favourite",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_favourite_question_id_question")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_favourite_user_id_user")),
        sa.PrimaryKeyConstraint("user_id", "question_id", name=op.f("pk_favourite")),
    )
    op.create_table(
        "mock_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("exam_id", sa.Integer(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("deadline_at", MOMENT, nullable=False),
        sa.Column("handed_in_at", MOMENT),
        sa.Column("marks", sa.JSON()),
        sa.Column("score", sa.Numeric(5, 1)),
        sa.ForeignKeyConstraint(["exam_id"], ["exam.id"], name=op.f("fk_mock_run_exam_id_exam")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mock_run_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mock_run")),
    )
    op.create_index(op.f("ix_mock_run_user_id_exam_id"), "mock_run", ["user_id", "exam_id"])
    op.create_table(
        "mock_answer",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["mock_run.id"], name=op.f("fk_mock_answer_run_id_mock_run")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_mock_answer")),
    )


def downgrade() -> None:
    """Go down."""
    op.drop_table("mock_answer")
    op.drop_table("mock_run")
    op.drop_table("favourite")
