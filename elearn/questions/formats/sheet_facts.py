"""What a table tells beyond the values of its cells: how they are shown, what failed, what is hidden. Pure."""

from dataclasses import dataclass, field

Spot = tuple[int, int]
"""Row from 1, column from 0."""


UNSAVED, EMPTY = "=", "=?"


@dataclass
class Facts:
    """`wrong`: the sign of a cell that could not be worked out; UNSAVED for a formula whose value was not saved.

    EMPTY for a formula whose value is nothing, or was perhaps not saved.
    """

    formats: dict[Spot, str] = field(default_factory=dict)
    wrong: dict[Spot, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    rows: int = 0
    columns: int = 0
    """How far its cells reach."""
    cells: int = 0
    """How many there are."""
    notes: list[tuple[int, str]] = field(default_factory=list)
    """What stands over the cells, by row: comments, text boxes, files inside."""


# The built-in formats that change what is seen; in Chinese programs 27 to 36 and 50 to 58 are days.
BUILT_IN = {2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "yyyy-m-d", 16: "d-mmm", 17: "mmm-yy"}
BUILT_IN |= {18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-m-d h:mm", 27: 'yyyy"年"m"月"'}
BUILT_IN |= {57: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 58: 'm"月"d"日"', 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"'}
PLAIN = ("", "general", "@", "g/通用格式")


def changes(code: str) -> bool:
    """Say whether a format shows a number or a day otherwise than plain."""
    return code.casefold() not in PLAIN
