"""The table of favourites."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db import Base


class Favourite(Base):
    """A question that somebody wants to find again."""

    __tablename__ = "favourite"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    at: Mapped[datetime]
