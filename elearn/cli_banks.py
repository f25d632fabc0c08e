"""`elearn bank`: question banks on the command line."""

import json
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask_babel import force_locale, gettext

from elearn.errors import RuleBroken, marked
from elearn.questions import bank_text
from elearn.questions.parsed import ParsedBank, Problem


@click.group()
def bank() -> None:
    """Question banks."""


@bank.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def check(ctx: click.Context, path: Path, as_json: bool) -> None:
    """Read a bank text and name every doubt with its line; exit status 1 when a question would be rejected."""
    try:
        parsed, problems = bank_text.read(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise RuleBroken("no-file", marked("%(path)s can't be read: %(why)s."), path=path, why=error) from None
    warnings = _warnings(parsed)
    with current_app.test_request_context(), force_locale("zh_Hans_CN"):
        found = {
            "format": "text",
            "found": len(parsed.questions) + len({problem.ref for problem in problems if problem.ref}),
            "accepted": len(parsed.questions),
            "rejected": [_as_json(problem) for problem in problems],
            "warnings": [_as_json(problem) for problem in warnings],
        }
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for name in ("rejected", "warnings"):
            for each in found[name]:  # type: ignore[attr-defined]
                where = each["where"]
                click.echo(f"{path}:{where['line']}: {where['question']} {each['message']}", err=True)
        click.echo(f"{path}: {found['accepted']}/{found['found']}", err=True)
    ctx.exit(1 if problems else 0)


def _warnings(parsed: ParsedBank) -> list[Problem]:
    """Return what is allowed but helps nobody: a question without explanation, source or 知识点."""
    wanted = {
        "explanation": marked("The question has no explanation."),
        "source": marked("The question names no source."),
        "topic": marked("The question has no 知识点."),
    }
    return [
        Problem(f"no-{name}", message, 0, question.ref)
        for question in parsed.questions
        for name, message in wanted.items()
        if not getattr(question, name)
    ]


def _as_json(problem: Problem) -> dict[str, Any]:
    message = gettext(problem.message, **problem.params)
    return {"code": problem.code, "message": message, "where": {"line": problem.line, "question": problem.ref}}
