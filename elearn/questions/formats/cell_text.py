"""A cell's value as the text that people see in their program. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from elearn.questions.parsed import clean

# What a number is shown by: signs before it, whether thousands are parted, zeros around the point, signs after it.
_PLAIN = re.compile(
    r'(?P<before>(?:"[^"]*"|\\.|[¥￥$€])*)(?P<whole>#,##0|0+|#+0?)(?:\.(?P<after>0+))?(?P<end>(?:"[^"]*"|\\.)*)'
)
_HALF_PERCENT = re.compile(r"\.([0#]+)\s*%")


@dataclass(frozen=True)
class Cell:
    """A cell as text. `was_date`: the program that wrote the table took what was typed for a date.

    `lost`: a number so long that the program no longer has its last digits. `wrong`: the program could not work it
    out: its sign, such as #REF!, or a sign for a formula without a value. `spread`: it stands here only because
    the cell above is merged downwards.
    """

    text: str
    was_date: bool = False
    lost: bool = False
    wrong: str = ""
    spread: bool = False


def cell_of(value: Any, code: str = "") -> Cell:
    """Return a value as its program shows it by the format `code`."""
    match value:
        case bool():
            return Cell("TRUE" if value else "FALSE")
        case float() | int() if "%" in code and '"%"' not in code:
            return Cell(_share(float(value), code))
        case float() | int() if abs(value) >= 1e15:
            return Cell(f"{value:.0f}", lost=True)
        case float() | int():
            return Cell(_number(value, code))
        case datetime() | date():
            return Cell(_day(value, code), was_date=True)
        case time() | timedelta():
            return Cell(_time(value, code), was_date=True)
        case None:
            return Cell("")
    return Cell(clean(str(value)))


def _share(value: float, code: str) -> str:
    decimals = _HALF_PERCENT.search(code)
    return f"{value * 100:.{len(decimals[1]) if decimals else 0}f}%"


def _number(value: float, code: str) -> str:
    """Show a number by a plain format such as 000, 0.00 or #,##0"元"; by any other as it is, 15 digits at most."""
    found = _PLAIN.fullmatch(code.split(";")[0].strip().removesuffix("_ "))
    if not found:
        return str(int(value)) if float(value).is_integer() else _shortest(float(value))
    decimals = len(found["after"] or "")
    whole = f"{abs(value):{',' if ',' in found['whole'] else ''}.{decimals}f}"
    zeros = found["whole"].count("0") if "," not in found["whole"] else 1
    head, point, tail = whole.partition(".")
    shown = f"{'-' if value < 0 else ''}{head.rjust(zeros, '0')}{point}{tail}"
    return _literal(found["before"]) + shown + _literal(found["end"])


def _shortest(value: float) -> str:
    text = f"{value:.15g}"
    return f"{value:.15f}".rstrip("0") if "e" in text and abs(value) > 1e-12 else text


def _literal(signs: str) -> str:
    return re.sub(r'"([^"]*)"|\\(.)', lambda each: each[1] or each[2] or "", signs)


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
