"""Sessions of a class, who attended them, and every change of that."""

import sqlalchemy as sa
from alembic import op

revision = "015"
down_revision = "014"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
UNIT_CODE = sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")


def _user(name: str, *, nullable: bool = True, primary_key: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey("user.id"), nullable=nullable, primary_key=primary_key)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "class_session",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("class_id", sa.Integer(), sa.ForeignKey("training_class.id"), nullable=False),
        sa.Column("unit_code", UNIT_CODE, sa.ForeignKey("unit.code"), nullable=False),
        _text("kind", 12),
        _text("title", 80),
        _text("place", 120),
        _text("link", 300),
        _text("speaker", 60),
        _text("bring", 200),
        sa.Column("starts_at", MOMENT, nullable=False),
        sa.Column("ends_at", MOMENT, nullable=False),
        sa.Column("hours", sa.Numeric(5, 2), nullable=False),
        sa.Column("needs_check_out", sa.Boolean(), nullable=False),
        sa.Column("spoken_at", MOMENT),
        _text("spoken_for", 3),
        sa.Column("created_at", MOMENT, nullable=False),
        _user("created_by_id"),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("cancelled_at", MOMENT),
        _text("cancel_reason", 200),
        sa.Column("decide_from", sa.Integer()),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_class_session_ends_after_start")),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_class_session_hours_not_negative")),
        sa.CheckConstraint(
            "cancelled_at IS NULL OR cancel_reason <> ''", name=op.f("ck_class_session_cancelled_with_reason")
        ),
    )
    op.create_index(op.f("ix_class_session_class_id_starts_at"), "class_session", ["class_id", "starts_at"])
    op.create_index(op.f("ix_class_session_unit_code"), "class_session", ["unit_code"])
    op.create_index(op.f("ix_class_session_decide_from"), "class_session", ["decide_from"])
    op.create_table(
        "attendance",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("session_id", sa.Integer(), sa.ForeignKey("class_session.id"), nullable=False),
        _user("user_id", nullable=False),
        _text("state", 8),
        sa.Column("in_at", MOMENT),
        sa.Column("in_way", sa.String(6)),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("out_at", MOMENT),
        sa.Column("out_way", sa.String(6)),
        _user("by_id"),
        _text("reason", 200),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.UniqueConstraint("session_id", "user_id"),
    )
    op.create_index(op.f("ix_attendance_user_id"), "attendance", ["user_id"])
    op.create_table(
        "attendance_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("attendance_id", sa.Integer(), sa.ForeignKey("attendance.id"), nullable=False),
        _text("act", 8),
        sa.Column("at", MOMENT, nullable=False),
        _text("way", 6),
        _user("by_id"),
        _text("reason", 200),
    )
    op.create_index(op.f("ix_attendance_change_attendance_id"), "attendance_change", ["attendance_id"])
    op.create_table(
        "check_in_try",
        sa.Column("session_id", sa.Integer(), sa.ForeignKey("class_session.id"), primary_key=True),
        _user("user_id", nullable=False, primary_key=True),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    """Go down."""
    for name in ("check_in_try", "attendance_change", "attendance", "class_session"):
        op.drop_table(name)
