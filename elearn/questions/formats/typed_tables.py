"""Answer tables that became lines: a row of numbers above a row of keys. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from elearn.questions.formats.typed_lines import Line

_NUMBERS = re.compile(r"(?:题\s*号|序\s*号)\s*[:：]?\s*(?P<numbers>\d{1,4}(?:[\s,，、|]+\d{1,4})*)[\s|]*")
_KEYS = re.compile(
    r"答\s*案\s*[:：]?\s*(?P<keys>(?:[A-H]{1,8}|[√×]|对|错)(?:[\s,，、|]+(?:[A-H]{1,8}|[√×]|对|错))*)[\s|]*"
)


def joined(lines: Sequence["Line"]) -> list["Line"]:
    """Make “题号 1 2” and “答案 B A” below it one line of answers: “1.B 2.A”; rows that don't fit stay as they are."""
    found: list[Line] = []
    for line in lines:
        numbers = _NUMBERS.fullmatch(found[-1].text) if found else None
        keys = _KEYS.fullmatch(line.text) if numbers else None
        if numbers and keys:
            pairs = list(
                zip(re.findall(r"\d+", numbers["numbers"]), re.findall(r"[A-H]+|[√×对错]", keys["keys"]), strict=False)
            )
            if (
                len(pairs)
                == len(re.findall(r"\d+", numbers["numbers"]))
                == len(re.findall(r"[A-H]+|[√×对错]", keys["keys"]))
            ):
                found[-1] = replace(found[-1], text=" ".join(f"{number}.{key}" for number, key in pairs))
                continue
        found.append(line)
    return found
