"""What `elearn bank` says about a file of questions."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import force_locale, gettext

from elearn.errors import RuleBroken, marked
from elearn.questions import bank_text, honesty
from elearn.questions.formats.reading import Doubt, Draft, Reading, questions_json
from elearn.questions.formats.text_file import decode
from elearn.questions.grading import Use
from elearn.questions.parsed import ParsedBank


def report(file: Path, reading: Reading) -> dict[str, Any]:
    """Return what a file holds, in the form of the command line."""
    with current_app.test_request_context(), force_locale("zh_Hans_CN"):
        return {
            "file": str(file),
            "format": reading.format,
            "found": len(reading.drafts),
            "accepted": sum(draft.is_sound for draft in reading.drafts),
            "rejected": [_doubt(draft, doubt) for draft in reading.drafts for doubt in draft.rejected],
            "warnings": [
                *(_doubt(draft, doubt) for draft in reading.drafts for doubt in draft.warnings),
                *_ignored(reading),
                *_not_canonical(file, reading),
            ],
            "questions": questions_json(reading.drafts),
        }


def refusal(file: Path, error: RuleBroken) -> dict[str, Any]:
    """Return the report of a file that can't be read at all: the one reason, for the whole of it."""
    with current_app.test_request_context(), force_locale("zh_Hans_CN"):
        why = {"code": error.code, "message": gettext(error.message, **error.params), "where": _part(error.params)}
    found = {"file": str(file), "format": "", "found": 0, "accepted": 0}
    return found | {"rejected": [why], "warnings": [], "questions": []}


def _part(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of the file that a refusal of the whole names."""
    named = {name: str(params[name]) for name in ("sheet", "row", "line") if params.get(name)}
    return {name: int(value) if name != "sheet" and value.isdecimal() else value for name, value in named.items()}


def _ignored(reading: Reading) -> Iterable[dict[str, Any]]:
    """What belongs to no question is named, so that nothing is dropped in silence."""
    for place, text in reading.ignored:
        message = gettext("Left out, since it belongs to no question: %(text)s", text=text[:200])
        yield {"code": "ignored", "message": message, "where": place.as_json()}


def _doubt(draft: Draft, doubt: Doubt) -> dict[str, Any]:
    where = doubt.where.as_json() | {"question": draft.number}
    return {"code": doubt.code, "message": gettext(doubt.message, **doubt.params), "where": where}


def _not_canonical(file: Path, reading: Reading) -> Iterable[dict[str, Any]]:
    """A shipped bank is kept as the writer writes it, so that differences in git are differences of questions."""
    from elearn.questions.bank_text_out import write

    if reading.format != "text" or not reading.slug or any(draft.rejected for draft in reading.drafts):
        return
    text = decode(file.read_bytes())
    parsed, _ = bank_text.read(text)
    if write(parsed) != text:
        pairs = zip(write(parsed).split("\n"), text.split("\n"), strict=False)
        line = next((number for number, (own, there) in enumerate(pairs, 1) if own != there), 1)
        message = gettext("The text is not in its canonical form from line %(line)s on.", line=line)
        yield {"code": "not-canonical", "message": message, "where": {"line": line}}


def check_report(file: Path, reading: Reading) -> dict[str, Any]:
    """Return a report with what gives the keys of the file's questions away, and how many of them are open."""
    questions = tuple(draft.question for draft in reading.drafts if draft.question)
    bank, _ = bank_text.read(decode(file.read_bytes())) if reading.slug else (None, [])
    whole = bank or ParsedBank("", "", (Use.PRACTICE,), questions)
    found = honesty.openness(whole)
    with current_app.test_request_context(), force_locale("zh_Hans_CN"):
        cues = [
            {"code": cue.code, "message": gettext(cue.message, **cue.params), "question": cue.ref}
            for cue in [*honesty.cues(whole), *(_pictures_missing(file, whole) if bank else ())]
        ]
    return report(file, reading) | {"bank": reading.slug, "cues": cues, "open": found.open, "secret": found.secret}


def _pictures_missing(file: Path, bank: ParsedBank) -> Iterable[honesty.Cue]:
    """The pictures of a bank text lie beside it in pictures/."""
    message = marked("The picture %(file)s is not in the folder pictures/ beside the bank.")
    for question in bank.questions:
        for picture in (each for part in question.parts() for each in part.pictures):
            if not (file.parent / "pictures" / picture.file).is_file():
                yield honesty.Cue("picture-missing", message, question.ref, {"file": picture.file})


def used_twice(reports: list[dict[str, Any]]) -> list[str]:
    """Return the numbers of questions and the slugs that more than one bank uses."""
    slugs = [each["bank"] for each in reports if each["bank"]]
    refs = [question["ref"] for each in reports if each["bank"] for question in each["questions"]]
    return [name for name, count in Counter([*slugs, *refs]).items() if count > 1]


def tell(told: dict[str, Any]) -> None:
    """Say on stderr what a report holds, for people."""
    for each in told["rejected"]:
        click.echo(f"{told['file']}: {_place(each['where'])}: {each['message']}", err=True)
    for code, count in Counter(each["code"] for each in told["warnings"]).items():
        click.echo(f"{told['file']}: {code} × {count}", err=True)
    for each in told.get("cues", ()):
        click.echo(f"{told['file']}: {each['question']} {each['message']}", err=True)
    counts = gettext("%(open)s open, %(secret)s for exams alone", **told) if "open" in told else ""
    click.echo(f"{told['file']}: {told['accepted']}/{told['found']} {counts}".rstrip(), err=True)


def _place(where: dict[str, Any]) -> str:
    return " ".join(f"{name} {value}" for name, value in where.items())
