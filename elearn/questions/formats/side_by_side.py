"""Lists of questions side by side in one table, as people print them: “题目 | 答案 | | 题目 | 答案”. Pure."""

from collections.abc import Sequence

from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.columns import named
from elearn.questions.formats.header_names import header_word

_NOTHING = Cell("")


def spans_of(header: Sequence[Cell]) -> list[range]:
    """Return the columns of each list where the header names the same columns several times; [] for one list."""
    words = [header_word(cell.text) for cell in header]
    first = next((at for at, word in enumerate(words) if word), 0)
    starts = [at for at, word in enumerate(words) if word and word == words[first]]
    spans = [range(start, end) for start, end in zip(starts, [*starts[1:], len(words)], strict=True)]
    lists = {tuple(word for word in words[span.start : span.stop] if word) for span in spans}
    if len(spans) < 2 or len(lists) > 1 or not named(header[spans[0].start : spans[0].stop]).makes_questions:
        return []
    return spans


def within(row: Sequence[Cell], span: range) -> list[Cell]:
    """Return a row with only the cells of a list; columns keep their places."""
    return [cell if at in span else _NOTHING for at, cell in enumerate(row[: span.stop])]
