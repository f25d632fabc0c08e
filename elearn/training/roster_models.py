"""Tables of roster files on their way in, and of transfers that another unit's official has to agree to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base, enum_column
from elearn.people.models import Unit, UnitCode, User
from elearn.questions.import_models import ImportState
from elearn.training.models import TrainingClass
from elearn.training.roster_judge import Act, RowState
from elearn.training.transfers import AskState


class RosterImport(Base):
    """One file on its way onto the roster of a class, for one unit and all below it."""

    __tablename__ = "roster_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("training_class.id"), index=True)
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(120))
    format: Mapped[str] = mapped_column(String(20))
    effective_on: Mapped[date]
    """From which day its people are on the roster, and on which they move."""
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState, 10), default=ImportState.OPEN)
    ignored: Mapped[list[Any]]
    """Rows that are no person's: [[place, marked reason, text]]."""

    training_class: Mapped[TrainingClass] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


class RosterRow(Base):
    """One row of such a file, what was found out about it, and what it became."""

    __tablename__ = "roster_row"
    __table_args__ = (
        UniqueConstraint("import_id", "position"),
        Index(None, "import_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("roster_import.id"))
    position: Mapped[int]
    data: Mapped[dict[str, Any]]
    """The cells as they stand in the file, or as they were mended."""
    name: Mapped[str] = mapped_column(String(60))
    mobile: Mapped[str] = mapped_column(String(11))
    post: Mapped[str] = mapped_column(String(40))
    unit_code: Mapped[str | None] = mapped_column(UnitCode)
    is_chosen: Mapped[bool] = mapped_column(default=False)
    """Whether the unit was chosen on the desk."""
    decision: Mapped[str] = mapped_column(String(5), default="")
    state: Mapped[RowState] = mapped_column(enum_column(RowState, 10))
    act: Mapped[Act] = mapped_column(enum_column(Act, 10))
    doubts: Mapped[list[Any]]
    units: Mapped[list[Any]]
    mobiles: Mapped[list[Any]]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    """The account it belongs to or has made."""
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"), index=True)
    """The place on the roster that it has made or changed."""
    came_from: Mapped[str | None] = mapped_column(UnitCode)
    """The unit of the account before it moved with this row."""


class TransferAsk(Base):
    """A transfer between units of different officials: the one asks, the other agrees or declines."""

    __tablename__ = "transfer_ask"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    from_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    to_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    confirm_code: Mapped[str] = mapped_column(UnitCode, index=True)
    """The one of the two units whose official has to agree."""
    class_id: Mapped[int | None] = mapped_column(ForeignKey("training_class.id"))
    """The roster onto which the person comes with the transfer, where one was named."""
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    state: Mapped[AskState] = mapped_column(enum_column(AskState, 10), default=AskState.ASKED)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship(lazy="raise_on_sql", foreign_keys=[user_id])
