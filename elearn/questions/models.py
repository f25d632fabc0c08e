"""Tables of banks, questions and their versions."""

import enum
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base, enum_column
from elearn.people.models import UnitCode
from elearn.questions.grading import Difficulty, Kind, Use


class Status(enum.StrEnum):
    """Where a question stands on its way to learners."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


class ReviewRule(enum.StrEnum):
    """Which questions of a bank a second person must see before they are published."""

    EXAM = "exam"
    ALL = "all"
    NONE = "none"


class Bank(Base):
    """A set of questions that belongs to a unit; units below may use what is published."""

    __tablename__ = "bank"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"), index=True)
    uses: Mapped[list[Any]]
    """Default uses of its questions: practice, exam, game."""
    review: Mapped[ReviewRule] = mapped_column(enum_column(ReviewRule, 8), default=ReviewRule.EXAM)
    created_at: Mapped[datetime]

    questions: Mapped[list["Question"]] = relationship(lazy="raise_on_sql", back_populates="bank")


class Question(Base):
    """A question over all its versions; `ref` is its number in the bank text (wushe-001)."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("bank_id", "ref"), Index(None, "bank_id", "status"))

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("bank.id"))
    ref: Mapped[str] = mapped_column(String(60))
    status: Mapped[Status] = mapped_column(enum_column(Status, 12))
    current_number: Mapped[int]
    """The number of the version that is drawn from now on."""

    bank: Mapped[Bank] = relationship(lazy="raise_on_sql", back_populates="questions")
    # No foreign key to the current version: the two tables would need each other to exist first.
    current: Mapped["QuestionVersion"] = relationship(
        lazy="raise_on_sql",
        viewonly=True,
        uselist=False,
        primaryjoin="and_(Question.id == foreign(QuestionVersion.question_id), "
        "Question.current_number == foreign(QuestionVersion.number))",
    )
    versions: Mapped[list["QuestionVersion"]] = relationship(
        lazy="raise_on_sql", back_populates="question", order_by="QuestionVersion.number"
    )


class QuestionVersion(Base):
    """The wording of a question at one time. It never changes once it has been used (`used_at`)."""

    __tablename__ = "question_version"
    __table_args__ = (UniqueConstraint("question_id", "number"), Index(None, "topic"), Index(None, "fingerprint"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    kind: Mapped[Kind] = mapped_column(enum_column(Kind, 12))
    stem: Mapped[str]
    options: Mapped[list[Any]]
    """Strings in order."""
    key: Mapped[dict[str, Any]]
    """{"answer": letters | bool | list of accepted strings per blank}: wrapped, so that every kind fits one column."""
    explanation: Mapped[str]
    source: Mapped[str]
    topic: Mapped[str] = mapped_column(String(60))
    """知识点"""
    difficulty: Mapped[Difficulty] = mapped_column(enum_column(Difficulty, 8))
    uses: Mapped[list[Any]]
    effective_on: Mapped[date | None]
    """施行日期: from when the statement holds."""
    review_on: Mapped[date | None]
    """复核日期: when it must be looked at again."""
    pictures: Mapped[list[Any]] = mapped_column(default=list)
    """[{"file", "alt"}] in order."""
    children: Mapped[list[Any]] = mapped_column(default=list)
    """The sub-questions of a case: [{"kind", "stem", "options", "key", "explanation", "pictures"}]."""
    search_text: Mapped[str]
    fingerprint: Mapped[str] = mapped_column(String(32))
    """What equal questions share; see likeness.py."""
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    used_at: Mapped[datetime | None]

    question: Mapped[Question] = relationship(lazy="raise_on_sql", back_populates="versions")

    @property
    def is_secret(self) -> bool:
        """Say whether it is kept for exams alone, so that nobody may meet it before."""
        return self.uses == [Use.EXAM.value]

    @property
    def answer(self) -> Any:
        """The key in the form that grading expects."""
        return self.key["answer"]


class QuestionGram(Base):
    """Two neighbouring signs that occur in the current wording of a question; see grams.py."""

    __tablename__ = "question_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    gram: Mapped[str] = mapped_column(String(2), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, index=True)


class QuestionComment(Base):
    """What a trainer said of a version, for whoever mends it."""

    __tablename__ = "question_comment"

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    number: Mapped[int]
    """The version that was current then."""
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str]
    created_at: Mapped[datetime]
