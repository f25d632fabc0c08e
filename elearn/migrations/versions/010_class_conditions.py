"""Classes with several courses, units, conditions and required exams; the dated history of rosters."""

import sqlalchemy as sa
from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None

UNIT_CODE = sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)
HOURS = sa.Numeric(6, 2)
KINDS = ("lessons", "online_hours", "face_hours", "exam", "attendance")

CONDITION = "INSERT INTO class_condition (class_id, kind, threshold) SELECT id, '{kind}', 100 FROM training_class"
ENTRIES = """
INSERT INTO roster_entry
(enrolment_id, class_id, unit_code, entered_on, entered_reason, entered_by_id, left_on, left_reason, moved)
SELECT id, class_id, unit_code, entered_on, '', entered_by_id, left_on, left_reason, {false} FROM enrolment
"""


def _word(name: str, length: int, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=length)


def upgrade() -> None:
    """Go up; a class so far requires its course and its exam, a person so far has one entry."""
    _add_tables()
    op.execute("INSERT INTO class_course (class_id, course_id, position) SELECT id, course_id, 1 FROM training_class")
    op.execute("INSERT INTO class_unit (class_id, unit_code) SELECT id, unit_code FROM training_class")
    for kind in ("lessons", "exam"):
        op.execute(CONDITION.format(kind=kind))
    op.execute(ENTRIES.format(false="false" if op.get_bind().dialect.name == "postgresql" else "0"))
    _change_class()
    _change_enrolment()


def _add_tables() -> None:
    op.create_table(
        "class_course",
        sa.Column("class_id", sa.Integer(), sa.ForeignKey("training_class.id"), primary_key=True),
        sa.Column("course_id", sa.Integer(), sa.ForeignKey("course.id"), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_index(op.f("ix_class_course_course_id"), "class_course", ["course_id"])
    op.create_table(
        "class_unit",
        sa.Column("class_id", sa.Integer(), sa.ForeignKey("training_class.id"), primary_key=True),
        sa.Column("unit_code", UNIT_CODE, sa.ForeignKey("unit.code"), primary_key=True),
    )
    op.create_index(op.f("ix_class_unit_unit_code"), "class_unit", ["unit_code"])
    op.create_table(
        "class_condition",
        sa.Column("class_id", sa.Integer(), sa.ForeignKey("training_class.id"), primary_key=True),
        sa.Column("kind", _word("conditionkind", 12, *KINDS), primary_key=True),
        sa.Column("threshold", sa.Numeric(5, 2), nullable=False),
        sa.CheckConstraint("threshold > 0 AND threshold <= 100", name=op.f("ck_class_condition_threshold_is_percent")),
    )
    op.create_table(
        "roster_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("enrolment_id", sa.Integer(), sa.ForeignKey("enrolment.id"), nullable=False),
        sa.Column("class_id", sa.Integer(), sa.ForeignKey("training_class.id"), nullable=False),
        sa.Column("unit_code", UNIT_CODE, sa.ForeignKey("unit.code"), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("entered_reason", sa.String(200), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("left_reason", sa.String(200), nullable=False),
        sa.Column("left_by_id", sa.Integer(), sa.ForeignKey("user.id"), nullable=True),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "left_on IS NULL OR left_on >= entered_on", name=op.f("ck_roster_entry_leaves_after_entering")
        ),
        sa.CheckConstraint("left_on IS NULL OR left_reason <> ''", name=op.f("ck_roster_entry_leaves_with_reason")),
    )
    op.create_index(op.f("ix_roster_entry_enrolment_id_entered_on"), "roster_entry", ["enrolment_id", "entered_on"])
    op.create_index(op.f("ix_roster_entry_class_id_unit_code"), "roster_entry", ["class_id", "unit_code"])


def _change_class() -> None:
    with op.batch_alter_table("training_class") as batch:
        for column in (
            sa.Column("audience", _word("audience", 10, "cadres", "staff", "heads"), server_default="cadres"),
            sa.Column("state", _word("classstate", 10, "draft", "open", "closed"), server_default="open"),
            sa.Column("online_hours", HOURS, server_default="0"),
            sa.Column("face_hours", HOURS, server_default="0"),
            sa.Column("project", sa.String(10), server_default="SG"),
        ):
            column.nullable = False
            batch.add_column(column)
        batch.add_column(sa.Column("copied_from_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_training_class_copied_from_id_training_class"), "training_class", ["copied_from_id"], ["id"]
        )
        batch.alter_column("exam_id", existing_type=sa.Integer(), nullable=True)
        batch.drop_constraint(op.f("fk_training_class_course_id_course"), type_="foreignkey")
        batch.drop_column("course_id")
        batch.create_index(op.f("ix_training_class_exam_id"), ["exam_id"])
    with op.batch_alter_table("class_exam") as batch:
        batch.add_column(sa.Column("required", sa.Boolean(), nullable=False, server_default=sa.false()))


def _change_enrolment() -> None:
    with op.batch_alter_table("enrolment") as batch:
        batch.add_column(sa.Column("score_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("attended", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("online_hours", HOURS, nullable=False, server_default="0"))
        batch.add_column(sa.Column("face_hours", HOURS, nullable=False, server_default="0"))
    op.execute(
        "UPDATE enrolment SET score_at = (SELECT max(a.handed_in_at) FROM attempt a JOIN training_class c "
        "ON c.exam_id = a.exam_id WHERE c.id = enrolment.class_id AND a.user_id = enrolment.user_id "
        "AND a.state = 'handed_in' AND a.score = enrolment.best_score) WHERE best_score IS NOT NULL"
    )


def downgrade() -> None:
    """Go down; of several courses the first one stays. Classes without a course or an exam can't go down."""
    with op.batch_alter_table("enrolment") as batch:
        for name in ("score_at", "attended", "online_hours", "face_hours"):
            batch.drop_column(name)
    with op.batch_alter_table("class_exam") as batch:
        batch.drop_column("required")
    with op.batch_alter_table("training_class") as batch:
        batch.add_column(sa.Column("course_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE training_class SET course_id = (SELECT course_id FROM class_course "
        "WHERE class_id = training_class.id ORDER BY position LIMIT 1)"
    )
    with op.batch_alter_table("training_class") as batch:
        batch.alter_column("course_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("exam_id", existing_type=sa.Integer(), nullable=False)
        batch.create_foreign_key(op.f("fk_training_class_course_id_course"), "course", ["course_id"], ["id"])
        batch.drop_constraint(op.f("fk_training_class_copied_from_id_training_class"), type_="foreignkey")
        batch.drop_index(op.f("ix_training_class_exam_id"))
        for name in ("audience", "state", "online_hours", "face_hours", "project", "copied_from_id"):
            batch.drop_column(name)
    for name in ("roster_entry", "class_condition", "class_unit", "class_course"):
        op.drop_table(name)
