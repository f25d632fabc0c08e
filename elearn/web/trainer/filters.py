"""The filters of lists of questions, as they stand in the address."""

import enum
from typing import TypeVar

from flask import request

from elearn.questions import search
from elearn.questions.grading import Difficulty, Kind, Use
from elearn.questions.models import Status

E = TypeVar("E", bound=enum.Enum)
NAMES = ("q", "kind", "status", "difficulty", "use", "topic", "due")


def sent_filters() -> search.Filters:
    """Read the filters; what makes no sense narrows nothing."""
    return search.Filters(
        text=request.values.get("q", "").strip()[:60],
        kind=_one_of(Kind, "kind"),
        status=_one_of(Status, "status"),
        difficulty=_one_of(Difficulty, "difficulty"),
        use=_one_of(Use, "use"),
        topic=request.values.get("topic", "")[:60],
        due=request.values.get("due") == "1",
    )


def _one_of(kind: type[E], name: str) -> E | None:
    value = request.values.get(name, "")
    return kind(value) if value in {each.value for each in kind} else None


def kept() -> dict[str, str]:
    """Return the filters as they stand in the address, for the links to other pages of the list."""
    return {name: value for name in NAMES if (value := request.values.get(name, ""))}
