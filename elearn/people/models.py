"""Tables of units, users, appointments and sign-in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base, enum_column
from elearn.people.access import Level, Role

# COLLATE "C" makes a code range a plain byte range on PostgreSQL, whatever the cluster's locale.
UnitCode = String(12).with_variant(String(12, collation="C"), "postgresql")


class Unit(Base):
    """A node of the organisation tree; its code never changes and starts with its parent's code."""

    __tablename__ = "unit"
    __table_args__ = (Index(None, "parent_code", "closed_on"),)

    code: Mapped[str] = mapped_column(UnitCode, primary_key=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    level: Mapped[Level] = mapped_column(enum_column(Level, 10))
    kind: Mapped[str] = mapped_column(String(20))
    """The kind as the division file names it (镇, 村委会), or 单位 for a unit that is no division."""
    parent_code: Mapped[str | None] = mapped_column(UnitCode, ForeignKey("unit.code"))
    is_division: Mapped[bool] = mapped_column(default=True)
    closed_on: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(UnitCode, ForeignKey("unit.code"))

    @property
    def short_name(self) -> str:
        """The name as people say it: 西庄村 for 西庄村委会."""
        for ending, short in (("社区居委会", "社区"), ("村委会", "村"), ("居委会", "")):
            if self.name.endswith(ending) and len(self.name) > len(ending):
                return self.name.removesuffix(ending) + short
        return self.name


class UnitChange(Base):
    """A dated change of a unit (added, renamed, closed, merged, reopened) with its reason."""

    __tablename__ = "unit_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"), index=True)
    act: Mapped[str] = mapped_column(String(20))
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    old_name: Mapped[str] = mapped_column(String(60), default="")
    new_name: Mapped[str] = mapped_column(String(60), default="")
    successor_code: Mapped[str | None] = mapped_column(UnitCode, ForeignKey("unit.code"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class User(Base):
    """A person with an account; belongs to one unit at a time. The least data: name, mobile, unit, post."""

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    mobile: Mapped[str] = mapped_column(String(11), unique=True)
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"), index=True)
    post: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    privacy_accepted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")
    appointments: Mapped[list["Appointment"]] = relationship(
        lazy="raise_on_sql", back_populates="user", foreign_keys="Appointment.user_id"
    )


class Appointment(Base):
    """Gives a user a role over one unit's subtree, between two days (the last one included)."""

    __tablename__ = "appointment"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "unit_code", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role, 10))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql", back_populates="appointments", foreign_keys=[user_id])
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


class Transfer(Base):
    """A dated move of a person from one unit to another."""

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    from_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    to_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"))
    effective_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class ActivationCode(Base):
    """A personal one-use code for the first sign-in or a forgotten password; stored as a keyed digest only."""

    __tablename__ = "activation_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]


class SignIn(Base):
    """One signed-in browser; the cookie carries its token, so ending the row signs that browser out."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(45))
    device: Mapped[str] = mapped_column(String(200))

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class SignInFailure(Base):
    """A failed sign-in, kept to slow down guessing; old rows are removed by tick."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index(None, "account", "address", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(11))
    """The mobile number that was tried, whether or not it exists."""
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime]
