"""What every format's reader gives: drafts of questions, each with its place and all doubts about it. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from elearn.questions import checks
from elearn.questions.parsed import ParsedQuestion, as_json


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
