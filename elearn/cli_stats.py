"""`elearn stats`: item statistics of any response matrix."""

import csv
import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from elearn.errors import RuleBroken, marked
from elearn.questions.formats.reading import Unreadable
from elearn.questions.formats.text_file import decode
from elearn.reports import item_statistics
from elearn.reports.item_statistics import TestFigures

ID_WORDS = frozenset(["id", "no", "name", "person", "student", "编号", "序号", "姓名", "学号", "考号", "手机号"])
MOST_CELLS = 20_000_000
FLAG_WORDS = {
    "too-hard": marked("too hard"),
    "too-easy": marked("too easy"),
    "negative": marked("the weaker did better"),
    "weak": marked("hardly tells the stronger from the weaker"),
    "unused": marked("nobody chose %(option)s"),
    "attracts-good": marked("%(option)s draws the stronger"),
}
EMPTY = marked("%(path)s holds no responses. A row is a person, a column an item.")
UNEVEN = marked("%(path)s, line %(line)s has %(found)s cells; the first row has %(wanted)s.")
NO_NUMBER = marked("%(path)s, line %(line)s, %(item)s: “%(text)s” is no number. For letters give a key with --key.")
NO_KEY = marked("%(path)s names no key for the item %(item)s.")


@click.group()
def stats() -> None:
    """Statistics."""


@stats.command()
@click.argument("responses", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--key", "key_file", type=click.Path(path_type=Path, dir_okay=False), help="CSV: an item and its key a row."
)
@click.option("--json", "as_json", is_flag=True)
def items(responses: Path, key_file: Path | None, as_json: bool) -> None:
    """Item statistics of RESPONSES: one row a person, one column an item, names in the first row.

    Cells are marks, or with --key the letters chosen; an empty cell is an item that the person did not get.
    """
    names, rows = _matrix(responses)
    key = _key(key_file, names) if key_file else None
    scores = _graded(rows, names, key) if key else _numbers(rows, names, responses)
    maxima = (
        [1.0] * len(names)
        if key
        else [max((row[at] or 0.0 for row in scores), default=0.0) for at in range(len(names))]
    )
    found = item_statistics.figures(names, scores, maxima)
    report = _report(found, rows, scores, key)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    _tell(report)


def _table(path: Path) -> list[list[str]]:
    try:
        text = decode(path.read_bytes())
    except OSError as error:
        raise RuleBroken("no-file", marked("%(path)s can't be read: %(why)s."), path=path, why=error.strerror) from None
    except Unreadable as error:
        raise RuleBroken(error.code, error.message, **error.params) from None
    sample = text.split("\n", 1)[0]
    sign = max(",;\t", key=sample.count)
    return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text), delimiter=sign) if any(row)]


def _matrix(path: Path) -> tuple[list[str], list[list[str]]]:
    """Return the names of the items and the cells; a first column that names people is left out."""
    table = _table(path)
    if len(table) < 2 or len(table) * len(table[0]) > MOST_CELLS:
        raise RuleBroken("empty", EMPTY, path=path)
    head, *rows = table
    for line, row in enumerate(rows, 2):
        if len(row) != len(head):
            raise RuleBroken("uneven", UNEVEN, path=path, line=line, found=len(row), wanted=len(head))
    skip = 1 if head[0].casefold() in ID_WORDS or not head[0] else 0
    return head[skip:], [row[skip:] for row in rows]


def _key(path: Path, names: list[str]) -> list[str]:
    """Return the keys in the order of the items, from rows “item, key” or from a head with one row of keys."""
    table = _table(path)
    found = {row[0]: row[1] for row in table if len(row) > 1}
    if len(table) == 2 and not set(names) <= found.keys():
        found = dict(zip(*table, strict=False))
    for name in names:
        if not found.get(name):
            raise RuleBroken("no-key", NO_KEY, path=path, item=name)
    return [_letters(found[name]) for name in names]


def _letters(text: str) -> str:
    return "".join(sorted(set(text.upper().replace(" ", ""))))


def _graded(rows: list[list[str]], names: list[str], key: list[str]) -> list[list[float | None]]:
    return [
        [float(_letters(cell) == right) if cell else None for cell, right in zip(row, key, strict=True)] for row in rows
    ]


def _numbers(rows: list[list[str]], names: list[str], path: Path) -> list[list[float | None]]:
    found: list[list[float | None]] = []
    for line, row in enumerate(rows, 2):
        scores: list[float | None] = []
        for name, cell in zip(names, row, strict=True):
            try:
                scores.append(float(cell) if cell else None)
            except ValueError:
                raise RuleBroken("no-number", NO_NUMBER, path=path, line=line, item=name, text=cell[:20]) from None
        found.append(scores)
    return found


def _report(
    found: TestFigures, rows: list[list[str]], scores: list[list[float | None]], key: list[str] | None
) -> dict[str, Any]:
    report: dict[str, Any] = _rounded(asdict(found))
    totals = [sum(score or 0.0 for score in row) for row in scores]
    for at, item in enumerate(found.items):
        use: list[item_statistics.OptionUse] = []
        if key:
            choices = [_letters(row[at]) if row[at] else None for row in rows]
            options = sorted({letter for chosen in choices for letter in chosen or ""} | set(key[at]))
            use = item_statistics.option_use(choices, options, totals)
            report["items"][at]["options"] = [_rounded(asdict(each)) for each in use]
        flags = item_statistics.flags(item, use, key[at] if key else "")
        report["items"][at]["flags"] = [{"code": code, **params} for code, params in flags]
    return report


def _rounded(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _rounded(value) for name, value in data.items()}
    if isinstance(data, list):
        return [_rounded(value) for value in data]
    return round(data, 4) if isinstance(data, float) else data


def _tell(report: dict[str, Any]) -> None:
    names = ("people", "mean", "median", "deviation", "alpha", "standard_error")
    click.echo("  ".join(f"{name} {report[name]}" for name in names))
    click.echo("\t".join(("item", "seen", "facility", "rest_correlation", "discrimination", "alpha_without", "")))
    for item in report["items"]:
        figures = [str(item[name]) for name in ("name", "seen", "facility", "rest_correlation", "discrimination")]
        said = "; ".join(_flag(**each) for each in item["flags"])
        click.echo("\t".join([*figures, str(item["alpha_without"]), said]))


def _flag(code: str, **params: str) -> str:
    words = FLAG_WORDS[code]
    return str(gettext(words, **params))
