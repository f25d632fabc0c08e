"""Roll-ups of classes: how each person counts from day to day, and sums per unit and day.

What is there already is counted by the command that brings the database up.
"""

import sqlalchemy as sa
from alembic import op

revision = "013"
down_revision = "012"
branch_labels = None
depends_on = None

UNIT_CODE = sa.String(length=12).with_variant(sa.String(length=12, collation="C"), "postgresql")
COUNTED = ("required", "deducted", "started", "completed", "examined", "passed", "merit", "tenths")


def _counted() -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in COUNTED]


def _class(*, primary_key: bool = False) -> sa.Column[int]:
    of = sa.ForeignKey("training_class.id")
    return sa.Column("class_id", sa.Integer(), of, nullable=False, primary_key=primary_key)


def upgrade() -> None:
    """Go up."""
    op.create_table(
        "place_standing",
        sa.Column("enrolment_id", sa.Integer(), sa.ForeignKey("enrolment.id"), primary_key=True),
        sa.Column("since", sa.Date(), primary_key=True),
        sa.Column("until", sa.Date(), nullable=False),
        _class(),
        sa.Column("unit_code", UNIT_CODE, nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("deducted", "started", "completed")),
        sa.Column("tenths", sa.Integer()),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("passed", "merit")),
    )
    op.create_index(op.f("ix_place_standing_class_id_unit_code"), "place_standing", ["class_id", "unit_code"])
    op.create_table(
        "tally_change",
        sa.Column("id", sa.Integer(), primary_key=True),
        _class(),
        sa.Column("unit_code", UNIT_CODE, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *_counted(),
    )
    op.create_index(op.f("ix_tally_change_class_id_unit_code"), "tally_change", ["class_id", "unit_code"])
    op.create_table(
        "class_tally",
        _class(primary_key=True),
        sa.Column("unit_code", UNIT_CODE, primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        *_counted(),
    )


def downgrade() -> None:
    """Go down."""
    for name in ("class_tally", "tally_change", "place_standing"):
        op.drop_table(name)
