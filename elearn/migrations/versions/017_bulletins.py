"""Bulletins, their frozen pieces, what was done to them, weekly plans and the rule of signing."""

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
CODE = sa.String(12).with_variant(sa.String(12, collation="C"), "postgresql")
FROZEN = "class_id, unit_code, day, as_of, corrects_id, class_title, organiser, unit_name, people, total, sums, digest"
KEPT = "the figures of a bulletin are never changed"
REFUSE = f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
CLOSED = "a sealed or withdrawn bulletin is never changed"
IS_MADE = "(SELECT state FROM bulletin WHERE id = {}.bulletin_id) <> 'making'"
# What neither a fault of the program nor a hand at the database may do. A later migration that rebuilds one of these
# tables on SQLite (batch mode) loses its triggers and has to create them anew.
SQLITE = {
    "bulletin_part_kept": f"BEFORE UPDATE ON bulletin_part {REFUSE}",
    "bulletin_part_stays": f"BEFORE DELETE ON bulletin_part WHEN {IS_MADE.format('OLD')} {REFUSE}",
    "bulletin_part_whole": f"BEFORE INSERT ON bulletin_part WHEN {IS_MADE.format('NEW')} {REFUSE}",
    "bulletin_closed": "BEFORE UPDATE ON bulletin WHEN OLD.state IN ('sealed', 'withdrawn')"
    f" BEGIN SELECT RAISE(ABORT, '{CLOSED}'); END",
    "bulletin_kept": f"BEFORE UPDATE OF {FROZEN} ON bulletin WHEN OLD.state <> 'making' {REFUSE}",
    "bulletin_stays": f"BEFORE DELETE ON bulletin {REFUSE}",
    "bulletin_event_kept": f"BEFORE UPDATE ON bulletin_event {REFUSE}",
    "bulletin_event_stays": f"BEFORE DELETE ON bulletin_event {REFUSE}",
}
POSTGRESQL = (
    f"CREATE FUNCTION bulletin_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{KEPT}'; END $$",
    "CREATE FUNCTION bulletin_part_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF "
    f"{IS_MADE.format('(COALESCE(NEW, OLD))')} THEN RAISE EXCEPTION '{KEPT}'; END IF; RETURN COALESCE(NEW, OLD); END $$",
    "CREATE TRIGGER bulletin_part_kept BEFORE UPDATE ON bulletin_part FOR EACH ROW EXECUTE FUNCTION bulletin_refuse()",
    "CREATE TRIGGER bulletin_part_whole BEFORE INSERT OR DELETE ON bulletin_part "
    "FOR EACH ROW EXECUTE FUNCTION bulletin_part_refuse()",
    "CREATE TRIGGER bulletin_closed BEFORE UPDATE ON bulletin FOR EACH ROW "
    "WHEN (OLD.state IN ('sealed', 'withdrawn')) EXECUTE FUNCTION bulletin_refuse()",
    f"CREATE TRIGGER bulletin_kept BEFORE UPDATE OF {FROZEN} ON bulletin FOR EACH ROW "
    "WHEN (OLD.state <> 'making') EXECUTE FUNCTION bulletin_refuse()",
    "CREATE TRIGGER bulletin_stays BEFORE DELETE ON bulletin FOR EACH ROW EXECUTE FUNCTION bulletin_refuse()",
    "CREATE TRIGGER bulletin_event_kept BEFORE UPDATE OR DELETE ON bulletin_event "
    "FOR EACH ROW EXECUTE FUNCTION bulletin_refuse()",
)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", CODE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("as_of", MOMENT),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("origin", sa.String(8), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.Integer()),
        sa.Column("class_title", sa.String(80), nullable=False),
        sa.Column("organiser", sa.String(80), nullable=False),
        sa.Column("unit_name", sa.String(60), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", sa.Integer()),
        sa.Column("filled_by", sa.String(40), nullable=False),
        sa.Column("checked_by", sa.String(40), nullable=False),
        sa.Column("telephone", sa.String(40), nullable=False),
        sa.Column("remark", sa.String(1000), nullable=False),
        sa.Column("submitted_by_id", sa.Integer()),
        sa.Column("sealed_by_id", sa.Integer()),
        sa.Column("sealed_at", MOMENT),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("total", sa.JSON(), nullable=False),
        sa.Column("sums", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("leased_at", MOMENT),
        sa.CheckConstraint("(state = 'sealed') = (number IS NOT NULL)", name=op.f("ck_bulletin_numbered_when_sealed")),
        sa.CheckConstraint("state = 'making' OR digest <> ''", name=op.f("ck_bulletin_frozen_when_made")),
        sa.ForeignKeyConstraint(["class_id"], ["training_class.id"], name=op.f("fk_bulletin_class_id_training_class")),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_bulletin_unit_code_unit")),
        sa.ForeignKeyConstraint(["corrects_id"], ["bulletin.id"], name=op.f("fk_bulletin_corrects_id_bulletin")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_bulletin_made_by_id_user")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["user.id"], name=op.f("fk_bulletin_submitted_by_id_user")),
        sa.ForeignKeyConstraint(["sealed_by_id"], ["user.id"], name=op.f("fk_bulletin_sealed_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint(
            "class_id", "unit_code", "number", "revision", name=op.f("uq_bulletin_class_id_unit_code_number_revision")
        ),
    )
    op.create_index(op.f("ix_bulletin_unit_code"), "bulletin", ["unit_code"])
    op.create_index(op.f("ix_bulletin_state"), "bulletin", ["state"])
    for name, columns, where in (
        ("uq_bulletin_day", ["class_id", "unit_code", "day"], "corrects_id IS NULL AND state <> 'withdrawn'"),
        ("uq_bulletin_corrects_id", ["corrects_id"], "state <> 'withdrawn'"),
    ):
        op.create_index(
            name, "bulletin", columns, unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.create_table(
        "bulletin_part",
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("first_code", CODE, nullable=False),
        sa.Column("last_code", CODE, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_part_bulletin_id_bulletin")),
        sa.PrimaryKeyConstraint("bulletin_id", "file", "position", name=op.f("pk_bulletin_part")),
    )
    op.create_table(
        "bulletin_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("act", sa.String(10), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("by_name", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_event_bulletin_id_bulletin")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_bulletin_event_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_event")),
    )
    op.create_index(op.f("ix_bulletin_event_bulletin_id"), "bulletin_event", ["bulletin_id"])
    op.create_table(
        "bulletin_plan",
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("unit_code", CODE, nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer()),
        sa.Column("last_day", sa.Date()),
        sa.ForeignKeyConstraint(
            ["class_id"], ["training_class.id"], name=op.f("fk_bulletin_plan_class_id_training_class")
        ),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_bulletin_plan_unit_code_unit")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_bulletin_plan_by_id_user")),
        sa.PrimaryKeyConstraint("class_id", "unit_code", name=op.f("pk_bulletin_plan")),
    )
    op.create_table(
        "bulletin_setting",
        sa.Column("unit_code", CODE, nullable=False),
        sa.Column("two_officials", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_bulletin_setting_unit_code_unit")),
        sa.PrimaryKeyConstraint("unit_code", name=op.f("pk_bulletin_setting")),
    )
    if op.get_bind().dialect.name == "sqlite":
        for name, what in SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {what}")
    else:
        for statement in POSTGRESQL:
            op.execute(statement)


def downgrade() -> None:
    """Go down."""
    for table in ("bulletin_setting", "bulletin_plan", "bulletin_event", "bulletin_part", "bulletin"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION bulletin_refuse()")
        op.execute("DROP FUNCTION bulletin_part_refuse()")
