"""Imports with their drafts, pictures of banks, known layouts; what tells equal questions, and who must review."""

import sqlalchemy as sa
from alembic import op

from elearn.questions.grading import Kind
from elearn.questions.likeness import fingerprint
from elearn.questions.parsed import ParsedQuestion

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up; the questions that are there get their fingerprints."""
    with op.batch_alter_table("bank") as table:
        table.add_column(sa.Column("review", sa.String(8), nullable=False, server_default="exam"))
    with op.batch_alter_table("bank") as table:
        table.alter_column("review", server_default=None)
    with op.batch_alter_table("question_version") as table:
        table.add_column(sa.Column("fingerprint", sa.String(32), nullable=False, server_default=""))
    _fill()
    with op.batch_alter_table("question_version") as table:
        table.alter_column("fingerprint", server_default=None)
        table.create_index("ix_question_version_fingerprint", ["fingerprint"])
    _tables()


def _fill() -> None:
    version = sa.table(
        "question_version",
        *(sa.column(name) for name in ("id", "kind", "stem", "fingerprint")),
        sa.column("options", sa.JSON),
        sa.column("key", sa.JSON),
        sa.column("effective_on", sa.Date),
    )
    connection = op.get_bind()
    for row in connection.execute(
        sa.select(
            version.c.id, version.c.kind, version.c.stem, version.c.options, version.c.key, version.c.effective_on
        )
    ).all():
        question = ParsedQuestion(
            "", Kind(row.kind), row.stem, tuple(row.options), row.key["answer"], effective_on=row.effective_on
        )
        connection.execute(version.update().where(version.c.id == row.id).values(fingerprint=fingerprint(question)))


def _tables() -> None:
    op.create_table(
        "question_import",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("bank_id", sa.Integer(), sa.ForeignKey("bank.id"), nullable=False, index=True),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("user.id")),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("format", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("ignored", sa.JSON(), nullable=False),
    )
    op.create_table(
        "import_draft",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("import_id", sa.Integer(), sa.ForeignKey("question_import.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(5), nullable=False),
        sa.Column("same_as_id", sa.Integer(), sa.ForeignKey("question.id")),
        sa.Column("same_position", sa.Integer()),
        sa.Column("near_id", sa.Integer(), sa.ForeignKey("question.id")),
        sa.Column("near_position", sa.Integer()),
        sa.Column("question_id", sa.Integer(), sa.ForeignKey("question.id"), index=True),
        sa.UniqueConstraint("import_id", "position"),
    )
    for name, owner in (("bank_picture", "bank"), ("import_picture", "question_import")):
        column = "bank_id" if owner == "bank" else "import_id"
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column(column, sa.Integer(), sa.ForeignKey(f"{owner}.id"), nullable=False),
            sa.Column("file", sa.String(100), nullable=False),
            sa.Column("content_type", sa.String(30), nullable=False),
            sa.Column("body", sa.LargeBinary(), nullable=False),
            sa.UniqueConstraint(column, "file"),
        )
    op.create_table(
        "known_layout",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("by_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.UniqueConstraint("by_id", "digest"),
    )


def downgrade() -> None:
    """Go down."""
    for name in ("known_layout", "import_picture", "bank_picture", "import_draft", "question_import"):
        op.drop_table(name)
    with op.batch_alter_table("question_version") as table:
        table.drop_index("ix_question_version_fingerprint")
        table.drop_column("fingerprint")
    with op.batch_alter_table("bank") as table:
        table.drop_column("review")
