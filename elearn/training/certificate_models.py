"""Tables of certificates: what stands on each, and the running numbers."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base
from elearn.training.models import Enrolment


class CertificateSeries(Base):
    """The last running number of a county, year and project; counted up in the transaction that uses it: no gaps."""

    __tablename__ = "certificate_series"

    prefix: Mapped[str] = mapped_column(String(30), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Certificate(Base):
    """A certificate (结业证书) with everything that stands on it, frozen when it was issued.

    A revoked one stays with its number, which nobody gets again; what takes its place names it.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        Index(
            "uq_certificate_enrolment_id_valid",
            "enrolment_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        CheckConstraint("revoked_at IS NULL OR revoked_reason <> ''", name="revoked_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    token: Mapped[str] = mapped_column(String(22), unique=True)
    """Stands in the QR code; nobody can guess another one from it."""
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    unit_name: Mapped[str] = mapped_column(String(130))
    class_title: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    online_hours: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    face_hours: Mapped[Decimal] = mapped_column(Numeric(6, 2))
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    """The mark of the closing exam; None for a class without one."""
    completed_on: Mapped[date]
    issuer: Mapped[str] = mapped_column(String(80))
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(String(200), default="")
    revoked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    enrolment: Mapped[Enrolment] = relationship(lazy="raise_on_sql")
    replaces: Mapped["Certificate | None"] = relationship(lazy="raise_on_sql", remote_side=[id])

    @property
    def is_valid(self) -> bool:
        """Whether it has not been revoked."""
        return self.revoked_at is None
