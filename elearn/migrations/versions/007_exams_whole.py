"""Exams as trainers set them: settings, accommodations, changes, announcements, trails, marks given by people.

An attempt keeps the marks of all its questions in one place, also of those that were not answered; answers lose theirs.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None

UNIT_CODE = sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
REVEAL = ("at_once", "after_close", "never")


def _word(name: str, length: int, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=length)


def upgrade() -> None:
    """Go up; the exams that are there are published ones, their pools are frozen now."""
    _change_exam()
    _change_attempt()
    _rebuild_answer()
    _add_tables()
    _freeze_pools()


def _change_exam() -> None:
    with op.batch_alter_table("exam") as batch:
        for column in (
            sa.Column("state", _word("examstate", 10, "draft", "published", "withdrawn"), server_default="published"),
            sa.Column("pools", sa.JSON(), server_default="[]"),
            sa.Column("plan", _word("paperplan", 8, "fixed", "drawn"), server_default="drawn"),
            sa.Column("shuffle_questions", sa.Boolean(), server_default=sa.true()),
            sa.Column("shuffle_options", sa.Boolean(), server_default=sa.true()),
            sa.Column("counted", _word("countedtry", 8, "best", "last", "first"), server_default="best"),
            sa.Column("part_marks", _word("partmarks", 8, "none", "half", "each"), server_default="none"),
            sa.Column("show_score", _word("reveal", 12, *REVEAL), server_default="at_once"),
            sa.Column("show_answers", _word("reveal", 12, *REVEAL), server_default="at_once"),
            sa.Column("second_marker", sa.Boolean(), server_default=sa.false()),
            sa.Column("notes", sa.String(500), server_default=""),
            sa.Column("revision", sa.Integer(), server_default="0"),
        ):
            column.nullable = False
            batch.add_column(column)
        batch.add_column(sa.Column("created_by_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("published_at", MOMENT, nullable=True))
        batch.create_foreign_key(op.f("fk_exam_created_by_id_user"), "user", ["created_by_id"], ["id"])
        batch.create_index(op.f("ix_exam_unit_code"), ["unit_code"])


def _change_attempt() -> None:
    with op.batch_alter_table("attempt") as batch:
        batch.add_column(sa.Column("marks", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("revision", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("device", sa.String(24), server_default="", nullable=False))
        batch.add_column(sa.Column("seen_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("away_count", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("away_seconds", sa.Integer(), server_default="0", nullable=False))
    connection = op.get_bind()
    attempt = sa.table(
        "attempt", sa.column("id"), sa.column("paper_id"), sa.column("state"), sa.column("marks", sa.JSON)
    )
    paper = sa.table("paper", sa.column("id"), sa.column("items", sa.JSON))
    answer = sa.table("answer", sa.column("attempt_id"), sa.column("number"), sa.column("marks"))
    kept: dict[int, dict[int, Any]] = {}
    for attempt_id, number, marks in connection.execute(sa.select(answer)):
        kept.setdefault(attempt_id, {})[number] = marks
    rows = sa.select(attempt.c.id, paper.c["items"]).join(paper, paper.c.id == attempt.c.paper_id)
    for attempt_id, items in connection.execute(rows.where(attempt.c.state == "handed_in")).all():
        marks = [str(kept.get(attempt_id, {}).get(number) or 0) for number in range(1, len(items) + 1)]
        connection.execute(attempt.update().where(attempt.c.id == attempt_id).values(marks=marks))


def _rebuild_answer() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_column("answer", "marks")
        return
    op.create_table(
        "answer_new",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("response", sa.JSON(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_answer_attempt_id_attempt")),
        sa.PrimaryKeyConstraint("attempt_id", "number", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO answer_new SELECT attempt_id, number, step, response, saved_at FROM answer")
    op.drop_table("answer")
    op.rename_table("answer_new", "answer")


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{other.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [other], name=name)


def _add_tables() -> None:
    number = sa.Integer()
    op.create_table(
        "class_exam",
        sa.Column("class_id", number, nullable=False),
        sa.Column("exam_id", number, nullable=False),
        _key("class_exam", "class_id", "training_class.id"),
        _key("class_exam", "exam_id", "exam.id"),
        sa.PrimaryKeyConstraint("class_id", "exam_id", name=op.f("pk_class_exam")),
    )
    op.create_index(op.f("ix_class_exam_exam_id"), "class_exam", ["exam_id"])
    op.create_table(
        "accommodation",
        sa.Column("id", number, nullable=False),
        sa.Column("exam_id", number, nullable=False),
        sa.Column("user_id", number, nullable=True),
        sa.Column("unit_code", UNIT_CODE, nullable=True),
        sa.Column("extra_minutes", number, nullable=False),
        sa.Column("extra_tries", number, nullable=False),
        sa.Column("opens_at", MOMENT, nullable=True),
        sa.Column("closes_at", MOMENT, nullable=True),
        sa.Column("is_resit", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("by_id", number, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        _key("accommodation", "exam_id", "exam.id"),
        _key("accommodation", "user_id", "user.id"),
        _key("accommodation", "unit_code", "unit.code"),
        _key("accommodation", "by_id", "user.id"),
        sa.CheckConstraint("(user_id IS NULL) <> (unit_code IS NULL)", name=op.f("ck_accommodation_person_or_unit")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_accommodation_has_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodation")),
    )
    op.create_index(op.f("ix_accommodation_exam_id_user_id"), "accommodation", ["exam_id", "user_id"])
    op.create_table(
        "exam_change",
        sa.Column("id", number, nullable=False),
        sa.Column("exam_id", number, nullable=False),
        sa.Column("by_id", number, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("attempts", number, nullable=False),
        _key("exam_change", "exam_id", "exam.id"),
        _key("exam_change", "by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_change")),
    )
    op.create_index(op.f("ix_exam_change_exam_id"), "exam_change", ["exam_id"])
    op.create_table(
        "announcement",
        sa.Column("id", number, nullable=False),
        sa.Column("exam_id", number, nullable=False),
        sa.Column("unit_code", UNIT_CODE, nullable=True),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("by_id", number, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _key("announcement", "exam_id", "exam.id"),
        _key("announcement", "unit_code", "unit.code"),
        _key("announcement", "by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    op.create_index(op.f("ix_announcement_exam_id"), "announcement", ["exam_id"])
    _add_tables_of_attempts()


def _add_tables_of_attempts() -> None:
    number = sa.Integer()
    kinds = ("started", "took_over", "extended", "released", "handed_in", "closed")
    op.create_table(
        "attempt_event",
        sa.Column("id", number, nullable=False),
        sa.Column("attempt_id", number, nullable=False),
        sa.Column("kind", _word("eventkind", 10, *kinds), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("device", sa.String(24), nullable=False),
        sa.Column("by_id", number, nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        _key("attempt_event", "attempt_id", "attempt.id"),
        _key("attempt_event", "by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_event")),
    )
    op.create_index(op.f("ix_attempt_event_attempt_id"), "attempt_event", ["attempt_id"])
    op.create_index(op.f("ix_attempt_event_device"), "attempt_event", ["device"])
    op.create_table(
        "essay_mark",
        sa.Column("id", number, nullable=False),
        sa.Column("attempt_id", number, nullable=False),
        sa.Column("number", number, nullable=False),
        sa.Column("part", number, nullable=False),
        sa.Column("turn", _word("markerturn", 8, "first", "second", "decision"), nullable=False),
        sa.Column("marks", sa.Numeric(5, 1), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("comment", sa.String(300), nullable=False),
        sa.Column("marker_id", number, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _key("essay_mark", "attempt_id", "attempt.id"),
        _key("essay_mark", "marker_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_essay_mark")),
        sa.UniqueConstraint(
            "attempt_id", "number", "part", "turn", name=op.f("uq_essay_mark_attempt_id_number_part_turn")
        ),
    )
    op.create_table(
        "key_correction",
        sa.Column("id", number, nullable=False),
        sa.Column("exam_id", number, nullable=False),
        sa.Column("version_id", number, nullable=False),
        sa.Column("part", number, nullable=True),
        sa.Column("revision", number, nullable=False),
        sa.Column("key", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("by_id", number, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        _key("key_correction", "exam_id", "exam.id"),
        _key("key_correction", "version_id", "question_version.id"),
        _key("key_correction", "by_id", "user.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_correction")),
        sa.UniqueConstraint("exam_id", "revision", name=op.f("uq_key_correction_exam_id_revision")),
    )
    op.create_index(op.f("ix_key_correction_exam_id_version_id"), "key_correction", ["exam_id", "version_id"])
    op.create_table(
        "former_marks",
        sa.Column("id", number, nullable=False),
        sa.Column("attempt_id", number, nullable=False),
        sa.Column("revision", number, nullable=False),
        sa.Column("score", sa.Numeric(5, 1), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("replaced_at", MOMENT, nullable=False),
        _key("former_marks", "attempt_id", "attempt.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_marks")),
    )
    op.create_index(op.f("ix_former_marks_attempt_id"), "former_marks", ["attempt_id"])


def _freeze_pools() -> None:
    connection = op.get_bind()
    exam = sa.table("exam", sa.column("id"), sa.column("rules", sa.JSON), sa.column("pools", sa.JSON))
    rows = connection.execute(
        sa.text(
            "SELECT b.slug, v.kind, v.id, v.uses FROM question_version v "
            "JOIN question q ON q.id = v.question_id AND q.current_number = v.number JOIN bank b ON b.id = q.bank_id "
            "WHERE q.status = 'published' ORDER BY b.slug, q.ref"
        ).columns(sa.column("slug"), sa.column("kind"), sa.column("id"), sa.column("uses", sa.JSON))
    ).all()
    for exam_id, rules in connection.execute(sa.select(exam.c.id, exam.c.rules)).all():
        pools = [
            [row.id for row in rows if (row.slug, row.kind) == (rule["bank"], rule["kind"]) and "exam" in row.uses]
            for rule in rules
        ]
        connection.execute(exam.update().where(exam.c.id == exam_id).values(pools=pools))


def downgrade() -> None:
    """Go back; what only these tables know is gone."""
    for table in ("former_marks", "key_correction", "essay_mark", "attempt_event", "announcement", "exam_change"):
        op.drop_table(table)
    op.drop_table("accommodation")
    op.drop_table("class_exam")
    with op.batch_alter_table("answer") as batch:
        batch.add_column(sa.Column("marks", sa.Numeric(4, 1), nullable=True))
    with op.batch_alter_table("attempt") as batch:
        for name in ("marks", "revision", "device", "seen_at", "away_count", "away_seconds"):
            batch.drop_column(name)
    with op.batch_alter_table("exam") as batch:
        batch.drop_index(op.f("ix_exam_unit_code"))
        batch.drop_constraint(op.f("fk_exam_created_by_id_user"), type_="foreignkey")
        for name in (
            *("state", "pools", "plan", "shuffle_questions", "shuffle_options", "counted", "part_marks"),
            *("show_score", "show_answers", "second_marker", "notes", "revision", "created_by_id", "published_at"),
        ):
            batch.drop_column(name)
