"""The body of a table in an .xlsx package (ECMA-376, part 1, 18.3), gone through once before anybody makes room for it.

Only opening tags are looked at: a hostile body costs no more than its length.
"""

import re
from collections.abc import Mapping

from elearn.questions.formats.sheet_facts import UNSAVED, Facts

_TAG = re.compile(rb"<(?:\w+:)?(?:(?P<row>row)|(?P<col>col)|c)(?=[\s/>])(?P<more>[^>]*)>")
_PLACE = re.compile(rb'\br="([A-Z]{1,3})?(\d{1,7})"')
_STYLE = re.compile(rb'\bs="(\d{1,5})"')
_ERROR = re.compile(rb"<(?:\w+:)?v>([^<]{1,30})<")
_FORMULA = re.compile(rb"\s*<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v>[^<]|<(?:\w+:)?t[\s>]|(?P<next></?(?:\w+:)?(?:c|row|sheetData)[\s/>])")
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_SPAN = re.compile(rb'\b(min|max)="(\d{1,5})"')
MOST_CELLS = 600_000
LONGEST_FORMULA = 20_000


class TooLarge(Exception):
    """The table has more rows or columns than anybody types."""


def facts_of(body: bytes, shown: Mapping[int, str], most_rows: int, most_columns: int) -> Facts:
    """Return what a table's body tells; `shown`: the styles that change what is seen. Raises TooLarge."""
    facts = Facts()
    row, column, rows = 0, -1, 0
    for found in _TAG.finditer(body):
        more = found["more"]
        place = _PLACE.search(more) if b"r=" in more else None
        if found["row"]:
            row, column, rows = int(place[2]) if place else row + 1, -1, rows + 1
            if b"hidden" in more and _HIDDEN.search(more):
                facts.hidden_rows.add(row)
        elif found["col"]:
            _hide_columns(facts, more, most_columns)
            continue
        else:
            column = column_index(place[1]) if place and place[1] else column + 1
            facts.cells += 1
            facts.rows, facts.columns = max(facts.rows, row), max(facts.columns, column + 1)
            _look_at(facts, body, found, (row, column), shown)
        if facts.cells > MOST_CELLS or row > most_rows or rows > most_rows or column >= most_columns:
            raise TooLarge
    return facts


def _look_at(
    facts: Facts, body: bytes, found: re.Match[bytes], spot: tuple[int, int], shown: Mapping[int, str]
) -> None:
    more, end = found["more"], found.end()
    if shown and (style := _STYLE.search(more)) and (code := shown.get(int(style[1]))):
        facts.formats[spot] = code
    if more.endswith(b"/"):
        return
    if b't="e"' in more:
        sign = _ERROR.search(body, end, end + LONGEST_FORMULA)
        facts.wrong[spot] = sign[1].decode("utf-8", "replace") if sign else "#"
    elif b't="str"' not in more and _FORMULA.match(body, end):
        value = _VALUE.search(body, end, end + LONGEST_FORMULA)
        if value is None or value["next"]:
            facts.wrong[spot] = UNSAVED


def _hide_columns(facts: Facts, more: bytes, most_columns: int) -> None:
    if _HIDDEN.search(more):
        span = {name: int(number) for name, number in _SPAN.findall(more)}
        facts.hidden_columns |= set(range(span.get(b"min", 1) - 1, min(span.get(b"max", 0), most_columns)))


def column_index(name: bytes) -> int:
    """Return a column's index from 0 by its letters."""
    number = 0
    for letter in name:
        number = number * 26 + letter - 64
    return number - 1
