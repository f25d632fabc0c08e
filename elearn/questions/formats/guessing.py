"""What the columns of a table without a known header may hold: its names where some are known, else its cells. Pure."""

import re
from collections.abc import Callable, Sequence

from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.columns import Columns, named
from elearn.questions.formats.raw import kind_of

_NUMBER = re.compile(r"\d{1,4}")
_KEY = re.compile(r"[A-Ha-hＡ-Ｈ](?:[\s,，、;；]*[A-Ha-hＡ-Ｈ])*|对|错|正确|错误|√|×|✓|✗")
_NAMES = 3
Rows = Sequence[tuple[int, list[Cell]]]


def guess(rows: Rows) -> Columns:
    """Guess columns: kinds, keys, the longest texts, and options between; names in the first rows count before that."""
    columns, rest = _named(rows)
    width = max((len(row) for _, row in rows), default=0)
    texts = [[row[column].text for _, row in rest if column < len(row) and row[column].text] for column in range(width)]
    free = [column for column in range(width) if texts[column] and column not in columns.roles]
    _claim(columns, free, texts, "number", 0.9, _NUMBER.fullmatch)
    _claim(columns, free, texts, "kind", 0.8, lambda text: len(text) <= 6 and kind_of(text) is not None)
    _claim(columns, free, texts, "answer", 0.8, _KEY.fullmatch)
    if free and not columns.of("stem"):
        stem = max(free, key=lambda column: sum(map(len, texts[column])) / len(texts[column]))
        columns.roles[stem] = "stem"
    if not columns.options and not columns.of("options"):
        columns.set_options(_between(columns, free))
    return columns


def looks_like_questions(rows: Rows) -> bool:
    """Say whether rows without a header may be questions: a column of keys, and texts beside it."""
    found = guess(rows)
    return bool(found.of("stem") and found.of("answer") and (found.options or found.of("kind") or found.of("number")))


def header_of(rows: Rows) -> int | None:
    """Return the index of the row that names the columns: by known names, or as it alone has no key; None for none."""
    for index, (_, row) in enumerate(rows[:_NAMES]):
        if len(set(named(row).roles.values())) > 1:
            return index
    first = next((index for index, (_, row) in enumerate(rows) if _filled(row) > 1), None)
    if first is None:
        return None
    for column in range(len(rows[first][1])):
        keys = [
            bool(_KEY.fullmatch(row[column].text)) for _, row in rows[first:] if column < len(row) and row[column].text
        ]
        if len(keys) > 2 and not keys[0] and all(keys[1:]):
            return first
    return None


def _filled(row: Sequence[Cell]) -> int:
    return sum(bool(cell.text) for cell in row)


def layout_of(rows: Rows) -> list[str]:
    """Return what tables of one layout share: the names of their columns, else what seems to stand in them."""
    index = header_of(rows)
    if index is not None:
        return [cell.text for cell in rows[index][1]]
    found = guess(rows)
    width = max((len(row) for _, row in rows), default=0)
    return ["", *(found.roles.get(column, "") for column in range(width))]


def _named(rows: Rows) -> tuple[Columns, Rows]:
    """Return what the names above give, and the rows below them, titles apart."""
    index = header_of(rows)
    found = Columns() if index is None else named(rows[index][1])
    rest = rows if index is None else rows[index + 1 :]
    return found, [row for row in rest if _filled(row[1]) > 1] or rest


def _claim(
    columns: Columns, free: list[int], texts: list[list[str]], role: str, share: float, fits: Callable[[str], object]
) -> None:
    if columns.of(role):
        return
    for column in free:
        if sum(bool(fits(text)) for text in texts[column]) >= share * len(texts[column]):
            columns.roles[column] = role
            free.remove(column)
            return


def _between(columns: Columns, free: Sequence[int]) -> list[int]:
    stem, answer = columns.of("stem")[:1], columns.of("answer")[:1]
    after = [column for column in free if column not in columns.roles and stem and column > stem[0]]
    return [column for column in after if not answer or column < answer[0] or answer[0] < stem[0]][:10]
