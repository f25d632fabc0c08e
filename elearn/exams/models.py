"""Tables of exams, papers, attempts and answers; what happens around an attempt is in event_models.py."""

import enum
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db import Base, enum_column
from elearn.exams.scoring import CountedTry
from elearn.exams.terms import Reveal
from elearn.people.models import UnitCode
from elearn.questions.grading import PartMarks


class ExamState(enum.StrEnum):
    """A draft can be changed freely; a published exam is frozen but for what exam_change records."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class PaperPlan(enum.StrEnum):
    """Whether everybody gets the same questions, or each person a paper of their own."""

    FIXED = "fixed"
    DRAWN = "drawn"


class AttemptState(enum.StrEnum):
    """An attempt is open until it is handed in, by the learner or at the deadline."""

    OPEN = "open"
    HANDED_IN = "handed_in"


class Exam(Base):
    """An exam: drawing rules, time, tries, marks, and who may see what when."""

    __tablename__ = "exam"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    unit_code: Mapped[str] = mapped_column(UnitCode, ForeignKey("unit.code"), index=True)
    state: Mapped[ExamState] = mapped_column(enum_column(ExamState, 10), default=ExamState.PUBLISHED)
    rules: Mapped[list[Any]]
    """Drawing rules in order; see paper.Rule."""
    pools: Mapped[list[Any]] = mapped_column(default=list)
    """Frozen at publication: for each rule the ids of the question versions that it draws from. A fixed paper's pools
    hold just its own questions. Empty while a draft."""
    plan: Mapped[PaperPlan] = mapped_column(enum_column(PaperPlan, 8), default=PaperPlan.DRAWN)
    shuffle_questions: Mapped[bool] = mapped_column(default=True)
    shuffle_options: Mapped[bool] = mapped_column(default=True)
    minutes: Mapped[int]
    tries: Mapped[int]
    counted: Mapped[CountedTry] = mapped_column(enum_column(CountedTry, 8), default=CountedTry.BEST)
    part_marks: Mapped[PartMarks] = mapped_column(enum_column(PartMarks, 8), default=PartMarks.NONE)
    pass_mark: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    merit_mark: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    show_score: Mapped[Reveal] = mapped_column(enum_column(Reveal, 12), default=Reveal.AT_ONCE)
    show_answers: Mapped[Reveal] = mapped_column(enum_column(Reveal, 12), default=Reveal.AT_ONCE)
    """When right answers and explanations may be seen."""
    second_marker: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[str] = mapped_column(String(500), default="")
    """What the learner reads before pressing “start”."""
    revision: Mapped[int] = mapped_column(default=0)
    """How often a key was corrected since publication; attempts marked under an older one are marked again."""
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_at: Mapped[datetime | None]


class Paper(Base):
    """One drawn set of question versions with option order, frozen into an attempt."""

    __tablename__ = "paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"), index=True)
    items: Mapped[list[Any]]
    """In order: {"version": id, "order": "CADB", "marks": "5"}; order maps shown letters to the version's own."""
    drawn_at: Mapped[datetime]


class Attempt(Base):
    """One try of one learner."""

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("exam_id", "user_id", "number"),
        Index(None, "user_id"),
        Index(None, "state", "deadline_at"),
        CheckConstraint("(state = 'open') = (handed_in_at IS NULL)", name="handed_in_when_closed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exam_id: Mapped[int] = mapped_column(ForeignKey("exam.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    state: Mapped[AttemptState] = mapped_column(enum_column(AttemptState, 10))
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    score: Mapped[Decimal | None] = mapped_column(Numeric(5, 1))
    """Out of 100; None while open, and while an essay waits for its marker."""
    marks: Mapped[list[Any] | None]
    """For each question of the paper its marks as a string, None where a person has still to mark; None while open."""
    revision: Mapped[int] = mapped_column(default=0)
    """The exam's revision under which it was marked."""
    device: Mapped[str] = mapped_column(String(24), default="")
    """The browser that holds the attempt; answers of another one enter only where there is none."""
    seen_at: Mapped[datetime | None]
    """When the page last spoke to the server."""
    away_count: Mapped[int] = mapped_column(default=0)
    """How often the page was left, as the page itself tells; shown, never punished by itself."""
    away_seconds: Mapped[int] = mapped_column(default=0)

    exam: Mapped[Exam] = relationship(lazy="raise_on_sql")
    paper: Mapped[Paper] = relationship(lazy="raise_on_sql")

    @property
    def is_marked(self) -> bool:
        """Say whether it was handed in and every question has its marks."""
        return self.state is AttemptState.HANDED_IN and self.score is not None

    @property
    def waits_for_marker(self) -> bool:
        """Say whether it was handed in and an essay of it has no marks yet."""
        return self.state is AttemptState.HANDED_IN and self.score is None


class Answer(Base):
    """The stored response to one question of an attempt; `step` counts its changes. Written by answer_log.py alone."""

    __tablename__ = "answer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[int]
    response: Mapped[dict[str, Any]]
    """{"value": …} in the letters that the learner saw."""
    saved_at: Mapped[datetime]
