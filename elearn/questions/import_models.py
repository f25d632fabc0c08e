"""Tables of imports: a file's questions as drafts, until they are taken over, and the pictures of banks."""

import enum
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base, enum_column
from elearn.questions.models import Bank


class ImportState(enum.StrEnum):
    """Where an import stands."""

    ARRIVING = "arriving"
    """Being stored in small steps; nobody sees it until it is whole."""
    OPEN = "open"
    COMING = "coming"
    """Being taken over in small steps; what is there already is retired until all is."""
    ACCEPTED = "accepted"
    LEAVING = "leaving"
    """Being taken back in small steps; all of it is retired already."""
    UNDONE = "undone"
    DROPPED = "dropped"


class Decision(enum.StrEnum):
    """What the trainer said of a draft: nothing yet, keep it beside its double, in its place, or leave it out."""

    NONE = ""
    KEEP = "keep"
    SWAP = "swap"
    DROP = "drop"


class QuestionImport(Base):
    """One file or pasted text on its way into a bank."""

    __tablename__ = "question_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"), index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    file_name: Mapped[str] = mapped_column(String(120))
    format: Mapped[str] = mapped_column(String(20))
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState, 10), default=ImportState.OPEN)
    ignored: Mapped[list[Any]]
    """What belongs to no question: [[place, text]]."""

    bank: Mapped[Bank] = relationship(lazy="raise_on_sql")


class ImportDraft(Base):
    """One question of an import, as it was read or mended; `data` is what formats/reading.py writes."""

    __tablename__ = "import_draft"
    __table_args__ = (UniqueConstraint("import_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("question_import.id"))
    position: Mapped[int]
    data: Mapped[dict[str, Any]]
    decision: Mapped[Decision] = mapped_column(enum_column(Decision, 5), default=Decision.NONE)
    same_as_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
    """The equal question that the bank has already; it keeps the draft out."""
    same_position: Mapped[int | None]
    """The equal draft that stands before it in the same file."""
    near_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
    """A question of the bank that is nearly the same; the trainer decides."""
    near_position: Mapped[int | None]
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"), index=True)
    """What it became."""
    version_number: Mapped[int | None]
    """Which version of it, where it took the place of an older one."""
    former_status: Mapped[str | None] = mapped_column(String(10))
    """Where the older one stood then."""


class BankPicture(Base):
    """A picture of a bank's questions, re-encoded and small; its name is what the questions' texts say."""

    __tablename__ = "bank_picture"
    __table_args__ = (UniqueConstraint("bank_id", "file"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    file: Mapped[str] = mapped_column(String(100))
    content_type: Mapped[str] = mapped_column(String(30))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class ImportPicture(Base):
    """A picture of a file that is being imported."""

    __tablename__ = "import_picture"
    __table_args__ = (UniqueConstraint("import_id", "file"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("question_import.id"))
    file: Mapped[str] = mapped_column(String(100))
    content_type: Mapped[str] = mapped_column(String(30))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class KnownLayout(Base):
    """Columns that a trainer once explained; the next file with the same first row is read by them."""

    __tablename__ = "known_layout"
    __table_args__ = (UniqueConstraint("by_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    digest: Mapped[str] = mapped_column(String(64))
    roles: Mapped[list[Any]]
