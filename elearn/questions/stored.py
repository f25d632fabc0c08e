"""From the tables back to values: a stored version as the question it was read from."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from elearn.questions.grading import Kind, Use
from elearn.questions.models import QuestionVersion
from elearn.questions.parsed import ParsedQuestion, Picture, Point


def parsed_of(version: QuestionVersion, ref: str) -> ParsedQuestion:
    """Return a version as a value; its uses are named even where they are those of its bank."""
    return ParsedQuestion(
        ref=ref,
        kind=version.kind,
        stem=version.stem,
        options=tuple(version.options),
        answer=version.answer,
        explanation=version.explanation,
        source=version.source,
        topic=version.topic,
        difficulty=version.difficulty,
        uses=tuple(use for use in Use if use.value in version.uses),
        effective_on=version.effective_on,
        review_on=version.review_on,
        points=_points(version.key),
        pictures=_pictures(version.pictures),
        children=tuple(_child(child, f"{ref}.{number}") for number, child in enumerate(version.children, 1)),
    )


def _child(child: Mapping[str, Any], ref: str) -> ParsedQuestion:
    return ParsedQuestion(
        ref=ref,
        kind=Kind(child["kind"]),
        stem=child["stem"],
        options=tuple(child["options"]),
        answer=child["key"]["answer"],
        explanation=child["explanation"],
        points=_points(child["key"]),
        pictures=_pictures(child["pictures"]),
    )


def _points(key: Mapping[str, Any]) -> tuple[Point, ...]:
    return tuple(Point(text, Decimal(marks)) for text, marks in key.get("points", []))


def _pictures(stored: list[Any]) -> tuple[Picture, ...]:
    return tuple(Picture(each["file"], each["alt"]) for each in stored)
