"""Answers that are typed in rows: blanks, pairs, steps, and what an essay is marked for; to a key and back."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from elearn.questions.grading import Kind
from elearn.questions.parsed import Point

MOST_ROWS = 26
MARKS = re.compile(r"\d{1,3}(?:\.\d{1,2})?")


@dataclass(frozen=True)
class Typed:
    """What was typed as the answer."""

    answer: Any
    options: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()


def typed_rows(kind: Kind, data: Mapping[str, Any]) -> Typed:
    """Return the answer that these fields hold; empty rows count for nothing."""
    match kind:
        case Kind.FILL:
            return Typed([_accepted(row) for row in data["blanks"] if row])
        case Kind.MATCH:
            pairs = zip(data["lefts"], data["rights"], strict=False)
            return Typed([[left or "", right or ""] for left, right in pairs if left or right])
        case Kind.ORDER:
            return Typed([row for row in data["steps"] if row])
    pairs = zip(data["points"], data["marks"], strict=False)
    return Typed(data["model"] or "", points=tuple(Point(text, _marks(marks)) for text, marks in pairs if text))


def rows_of(kind: Kind, answer: Any, marked_by: Sequence[Point]) -> dict[str, Any]:
    """Return what the fields of a stored answer show."""
    match kind:
        case Kind.FILL:
            return {"blanks": ["；".join(map(_escaped, blank)) for blank in answer]}
        case Kind.MATCH:
            return {"lefts": [left for left, _ in answer], "rights": [right for _, right in answer]}
        case Kind.ORDER:
            return {"steps": list(answer)}
        case Kind.ESSAY:
            marks = [str(each.marks) for each in marked_by]
            return {"model": answer, "points": [each.text for each in marked_by], "marks": marks}
    return {}


def fits_rows(kind: Kind, answer: Any, marked_by: Sequence[Point]) -> bool:
    """Say whether the form can hold an answer unchanged: few rows, each of one line."""
    match kind:
        case Kind.FILL | Kind.MATCH:
            texts, count = [text for row in answer for text in row], len(answer)
        case Kind.ORDER:
            texts, count = list(answer), len(answer)
        case Kind.ESSAY:
            texts, count = [each.text for each in marked_by], len(marked_by)
            if not all(MARKS.fullmatch(str(each.marks)) for each in marked_by):
                return False
        case _:
            return True
    return count <= MOST_ROWS and not any("\n" in text for text in texts)


def wrong_marks(points: Sequence[str | None], marks: Sequence[str | None]) -> list[int]:
    """Return the numbers of the points whose marks are no number, or that have marks but no text."""
    rows = enumerate(zip(points, marks, strict=False), 1)
    return [number for number, (text, given) in rows if given and not (text and MARKS.fullmatch(given))]


def _marks(given: str | None) -> Decimal:
    return Decimal(given) if given and MARKS.fullmatch(given) else Decimal(1)


def _accepted(row: str) -> list[str]:
    """Return what one blank accepts, parted by a semicolon; a backslash takes the next sign as it is."""
    parts = re.findall(r"(?:\\.|[^;；\\]|\\$)+", row)
    return [text for part in parts if (text := re.sub(r"\\(.)", r"\1", part).strip())]


def _escaped(text: str) -> str:
    return re.sub(r"([\\;；])", r"\\\1", text)
