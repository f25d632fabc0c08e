"""A cell's value as the text that people see in their program. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from elearn.questions.parsed import clean


@dataclass(frozen=True)
class Cell:
    """A cell as text. `was_date`: the program that wrote the table took what was typed for a date.

    `lost`: a number so long that the program no longer has its last digits.
    """

    text: str
    was_date: bool = False
    lost: bool = False


def cell_of(value: Any, code: str = "") -> Cell:
    """Return a value as its program shows it by the format `code`."""
    match value:
        case bool():
            return Cell("TRUE" if value else "FALSE")
        case float() | int() if "%" in code:
            return Cell(_share(float(value), code))
        case float() if abs(value) >= 1e15:
            return Cell(f"{value:.0f}", lost=True)
        case float() if value.is_integer():
            return Cell(str(int(value)))
        case datetime() | date():
            return Cell(_day(value, code), was_date=True)
        case time() | timedelta():
            return Cell(_time(value, code), was_date=True)
        case None:
            return Cell("")
    return Cell(clean(str(value)))


def _share(value: float, code: str) -> str:
    decimals = re.search(r"\.(0+)%", code)
    return f"{value * 100:.{len(decimals[1]) if decimals else 0}f}%"


def _day(value: date, code: str) -> str:
    """“2012年11月” has neither more nor less; without words in its format a day is written 2012-11-1."""
    if "年" in code and "日" in code:
        return f"{value.year}年{value.month}月{value.day}日"
    if "年" in code:
        return f"{value.year}年{value.month}月"
    if "月" in code or re.fullmatch(r"d+-mmm|m+[-/]d+", code):
        return f"{value.month}月{value.day}日"
    if isinstance(value, datetime) and "h" in code and "y" not in code:
        return _time(value.time(), code)
    return f"{value.year}-{value.month}-{value.day}"


def _time(value: time | timedelta, code: str) -> str:
    seconds = value.total_seconds() if isinstance(value, timedelta) else 0.0
    hour, minute, second = (
        (value.hour, value.minute, value.second)
        if isinstance(value, time)
        else (int(seconds) // 3600, int(seconds) // 60 % 60, int(seconds) % 60)
    )
    return f"{hour}:{minute:02}" + (f":{second:02}" if second or "ss" in code else "")
