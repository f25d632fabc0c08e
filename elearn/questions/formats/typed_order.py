"""Options in an order that their letters do not have, as a paper set in columns gives them: A C / B D. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from elearn.questions.formats import marks
from elearn.questions.grading import letters

if TYPE_CHECKING:
    from elearn.questions.formats.typed_lines import Line

_OPTION = re.compile(r"(?:^|(?<=\s))[（(]?(?P<letter>[A-H])[)）]?[.．、:：)）]\s*(?=\S)")
_MOST_LINES = 4


def sorted_out(lines: Sequence["Line"]) -> list["Line"]:
    """Return the lines with such options one to a line in the order of their letters; all else as it is."""
    found: list[Line] = []
    at = 0
    while at < len(lines):
        run = _run(lines, at)
        found += run or [lines[at]]
        at += len(_block(lines, at)) if run else 1
    return found


def _block(lines: Sequence["Line"], at: int) -> list["Line"]:
    """Return the lines from here on that begin with an option's letter."""
    block: list[Line] = []
    while at < len(lines) and len(block) < _MOST_LINES and _OPTION.match(marks.folded(lines[at].text)):
        block.append(lines[at])
        at += 1
    return block


def _run(lines: Sequence["Line"], at: int) -> list["Line"]:
    """Return the options of a block whose letters are A to the last once each, but not in order; [] for all else."""
    if not marks.folded(lines[at].text).lstrip("（(").startswith("A"):
        return []
    parts: list[tuple[str, Line]] = []
    for line in _block(lines, at):
        starts = list(_OPTION.finditer(marks.folded(line.text)))
        ends = [each.start() for each in starts[1:]] + [len(line.text)]
        for each, end in zip(starts, ends, strict=True):
            parts.append((each["letter"], replace(line, text=line.text[each.start() : end].strip())))
    found = [letter for letter, _ in parts]
    if found == sorted(found) or sorted(found) != list(letters(len(found))):
        return []
    return [line for _, line in sorted(parts, key=lambda part: part[0])]
