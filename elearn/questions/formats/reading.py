"""What every format's reader gives: drafts of questions, each with its place and all doubts about it. Pure."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from elearn.questions import checks
from elearn.questions.parsed import ParsedQuestion, as_json, from_json


@dataclass(frozen=True)
class Place:
    """Where something stands in a file, counted from 1 as people count: what does not apply is None."""

    sheet: str | None = None
    row: int | None = None
    line: int | None = None
    paragraph: int | None = None
    item: str | None = None
    """The name of an item or of a file within a package."""

    def as_json(self) -> dict[str, Any]:
        """Return what applies."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Doubt:
    """One doubt: a stable code, a marked message with its parameters, the part of the question it is about."""

    code: str
    message: str
    where: Place
    params: dict[str, Any] = field(default_factory=dict)
    part: str = ""


@dataclass
class Draft:
    """One question as a file has it. `question` is None where it could not be understood at all.

    `rejected` keep it out, `warnings` do not. `text` is what stands in the file, to be looked at and mended.
    """

    number: str
    where: Place
    question: ParsedQuestion | None
    rejected: list[Doubt] = field(default_factory=list)
    warnings: list[Doubt] = field(default_factory=list)
    text: str = ""

    @property
    def is_sound(self) -> bool:
        """Say whether it may go into a bank."""
        return self.question is not None and not self.rejected

    def reject(self, code: str, message: str, part: str = "", **params: Any) -> None:
        """Note a doubt that keeps the question out."""
        self.rejected.append(Doubt(code, message, self.where, params, part))

    def warn(self, code: str, message: str, part: str = "", **params: Any) -> None:
        """Note a doubt that does not."""
        self.warnings.append(Doubt(code, message, self.where, params, part))


@dataclass
class Reading:
    """A whole file: its questions in order, and what belongs to none of them, so that nothing is dropped in silence."""

    format: str
    drafts: list[Draft] = field(default_factory=list)
    ignored: list[tuple[Place, str]] = field(default_factory=list)
    pictures: dict[str, bytes] = field(default_factory=dict)
    """By the file names that the questions use."""
    title: str = ""
    slug: str = ""


class Unreadable(Exception):
    """A file that can't be read at all; the message is marked and says what to do."""

    def __init__(self, code: str, message: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.message, self.params = code, message, params


def drafted(number: str, where: Place, question: ParsedQuestion, text: str = "") -> Draft:
    """Return the draft of an understood question, with what the checks find."""
    draft = Draft(number, where, question, text=text)
    for finding in checks.findings(question):
        doubt = Doubt(finding.code, finding.message, where, finding.params, finding.part)
        (draft.rejected if finding.fatal else draft.warnings).append(doubt)
    return draft


def questions_json(drafts: Iterable[Draft]) -> list[dict[str, Any]]:
    """Return the sound questions in the form that the command line prints."""
    return [as_json(draft.question) for draft in drafts if draft.is_sound and draft.question]


def reading_json(reading: Reading) -> dict[str, Any]:
    """Return a whole reading for another process or for storing; pictures apart, as base64."""
    return {
        "format": reading.format,
        "title": reading.title,
        "slug": reading.slug,
        "drafts": [draft_json(draft) for draft in reading.drafts],
        "ignored": [[place.as_json(), text] for place, text in reading.ignored],
        "pictures": {name: b64encode(body).decode() for name, body in reading.pictures.items()},
    }


def reading_of(data: Mapping[str, Any]) -> Reading:
    """Read what reading_json() wrote."""
    return Reading(
        data["format"],
        [draft_of(draft) for draft in data["drafts"]],
        [(Place(**place), text) for place, text in data["ignored"]],
        {name: b64decode(body) for name, body in data["pictures"].items()},
        data["title"],
        data["slug"],
    )


def draft_json(draft: Draft) -> dict[str, Any]:
    """Return a draft for storing."""
    return {
        "number": draft.number,
        "where": draft.where.as_json(),
        "question": as_json(draft.question) if draft.question else None,
        "rejected": [_doubt_json(doubt) for doubt in draft.rejected],
        "warnings": [_doubt_json(doubt) for doubt in draft.warnings],
        "text": draft.text,
    }


def draft_of(data: Mapping[str, Any]) -> Draft:
    """Read what draft_json() wrote."""
    return Draft(
        data["number"],
        Place(**data["where"]),
        from_json(data["question"]) if data["question"] else None,
        [_doubt_of(doubt) for doubt in data["rejected"]],
        [_doubt_of(doubt) for doubt in data["warnings"]],
        data["text"],
    )


def _doubt_json(doubt: Doubt) -> dict[str, Any]:
    return vars(doubt) | {"where": doubt.where.as_json(), "params": {k: str(v) for k, v in doubt.params.items()}}


def _doubt_of(data: Mapping[str, Any]) -> Doubt:
    return Doubt(**{**data, "where": Place(**data["where"])})
