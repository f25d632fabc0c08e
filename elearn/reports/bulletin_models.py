"""Tables of bulletins (通报). Nothing changes the figures of one once they are frozen, and nothing a sealed one at all.

Three walls stand before them: actions.py allows no such act, the mappers below refuse to write it, and triggers of the
database (migration 017) refuse what goes past both.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, event, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from elearn.db import Base, enum_column
from elearn.people.models import Unit, UnitCode
from elearn.reports.bulletin_rules import BulletinAct, BulletinState, Origin
from elearn.training.models import TrainingClass

FROZEN = (
    "class_id",
    "unit_code",
    "day",
    "as_of",
    "corrects_id",
    "class_title",
    "organiser",
    "unit_name",
    "people",
    "total",
    "sums",
    "digest",
)
"""Columns that never change once the figures are frozen."""
FINAL = (BulletinState.SEALED, BulletinState.WITHDRAWN)
_NOT_WITHDRAWN = text("state <> 'withdrawn'")
_FIRST = text("corrects_id IS NULL AND state <> 'withdrawn'")


class Unchangeable(Exception):
    """Something tried to change what is frozen. A fault of the program, never of a user."""


class Bulletin(Base):
    """One completion report of a class in a unit on a day. `number` and `revision` make 第2期 and 第2期（更正）."""

    __tablename__ = "bulletin"
    __table_args__ = (
        UniqueConstraint("class_id", "unit_code", "number", "revision"),
        CheckConstraint("(state = 'sealed') = (number IS NOT NULL)", name="numbered_when_sealed"),
        CheckConstraint("state = 'making' OR digest <> ''", name="frozen_when_made"),
        # One bulletin of a class, a unit and a day; whoever makes a second one is shown the first.
        Index(
            "uq_bulletin_day",
            "class_id",
            "unit_code",
            "day",
            unique=True,
            sqlite_where=_FIRST,
            postgresql_where=_FIRST,
        ),
        Index(
            "uq_bulletin_corrects_id",
            "corrects_id",
            unique=True,
            sqlite_where=_NOT_WITHDRAWN,
            postgresql_where=_NOT_WITHDRAWN,
        ),
        Index(None, "unit_code"),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    day: Mapped[date]
    """The last day that it counts."""
    as_of: Mapped[datetime | None]
    """The moment up to which it counts (统计截止时间)."""
    state: Mapped[BulletinState] = mapped_column(enum_column(BulletinState, 10), default=BulletinState.MAKING)
    origin: Mapped[Origin] = mapped_column(enum_column(Origin, 8), default=Origin.HAND)
    number: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=0)
    """0 for an edition, 1 for its first correction, and so on."""
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("bulletin.id"))
    """The sealed one that this one corrects."""
    class_title: Mapped[str] = mapped_column(String(80))
    organiser: Mapped[str] = mapped_column(String(80))
    unit_name: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    filled_by: Mapped[str] = mapped_column(String(40), default="")
    """填报人"""
    checked_by: Mapped[str] = mapped_column(String(40), default="")
    """审核人"""
    telephone: Mapped[str] = mapped_column(String(40), default="")
    remark: Mapped[str] = mapped_column(String(1000), default="")
    """What the officials add in words of their own."""
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    sealed_at: Mapped[datetime | None]
    people: Mapped[int] = mapped_column(default=0)
    """How many stand on the frozen roster, the deducted included."""
    total: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The sum row, for lists."""
    sums: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The SHA-256 of each frozen file."""
    digest: Mapped[str] = mapped_column(String(64), default="")
    """The checksum of all of them together."""
    leased_at: Mapped[datetime | None]
    """When somebody began to gather its figures."""

    training_class: Mapped[TrainingClass] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


class BulletinPart(Base):
    """A piece of a frozen file, packed with zlib: lines of the units from `first_code` to `last_code`."""

    __tablename__ = "bulletin_part"

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"), primary_key=True)
    file: Mapped[str] = mapped_column(String(20), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    first_code: Mapped[str] = mapped_column(UnitCode)
    last_code: Mapped[str] = mapped_column(UnitCode)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class BulletinEvent(Base):
    """What was done to a bulletin, by whom and why, in order; rows are only added."""

    __tablename__ = "bulletin_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"), index=True)
    at: Mapped[datetime]
    act: Mapped[BulletinAct] = mapped_column(enum_column(BulletinAct, 10))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    by_name: Mapped[str] = mapped_column(String(40), default="")
    """The name as it was then; empty for the program."""
    reason: Mapped[str] = mapped_column(String(200), default="")


class BulletinPlan(Base):
    """That a draft is made every week for a class in a unit, on which weekday (0 is Monday)."""

    __tablename__ = "bulletin_plan"

    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), primary_key=True)
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"), primary_key=True)
    weekday: Mapped[int]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    last_day: Mapped[date | None]
    """The day of the newest draft that was made by the plan."""

    training_class: Mapped[TrainingClass] = relationship(lazy="raise_on_sql")


class BulletinSetting(Base):
    """A unit's own rule of signing; a unit without a row asks for two officials."""

    __tablename__ = "bulletin_setting"

    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"), primary_key=True)
    two_officials: Mapped[bool] = mapped_column(default=True)


@event.listens_for(BulletinPart, "before_update")
@event.listens_for(BulletinEvent, "before_update")
@event.listens_for(BulletinEvent, "before_delete")
@event.listens_for(Bulletin, "before_delete")
def _never(_mapper: Mapper[Any], _connection: Connection, target: Any) -> None:
    raise Unchangeable(f"{type(target).__name__} rows are kept as they are")


@event.listens_for(Bulletin, "before_update")
def _only_open(_mapper: Mapper[Any], _connection: Connection, target: Bulletin) -> None:
    """Refuse a change of a sealed or withdrawn bulletin, and of frozen columns of any that is made."""
    attributes = inspect(target).attrs
    before = (attributes.state.history.deleted or [target.state])[0]
    if before in FINAL:
        raise Unchangeable(f"bulletin {target.id} is {before}")
    if before is not BulletinState.MAKING and any(attributes[name].history.has_changes() for name in FROZEN):
        raise Unchangeable(f"the figures of bulletin {target.id} are frozen")
