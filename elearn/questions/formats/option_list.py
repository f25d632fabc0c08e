"""Options that a program wrote into a cell as a list or an object: ["甲","乙"], {"A":"甲"}, [{"text":"甲"}]. Pure."""

import ast
import json
import re
from typing import Any

from elearn.questions.grading import letters

LONGEST = 20_000
_TEXTS = (
    "text",
    "content",
    "value",
    "option",
    "title",
    "name",
    "label",
    "optioncontent",
    "optiontext",
    "内容",
    "选项内容",
)
_LETTERS = ("key", "letter", "prefix", "option", "label", "optionkey", "code", "id", "选项")
_RIGHT = ("iscorrect", "correct", "isright", "right", "isanswer", "是否正确")
RIGHT_MARK = "(正确答案)"


def read(cell: str) -> list[tuple[str, str]]:
    """Return letters ("" where none are said) and texts; [] for a cell that is no such list, or holds anything else."""
    text = cell.strip()
    if not re.fullmatch(r"[\[{].*[\]}]", text, re.S) or len(text) > LONGEST:
        return []
    found = _value(text)
    if isinstance(found, dict):
        listed = [(str(key), _plain(value)) for key, value in found.items()]
    elif isinstance(found, list):
        listed = [_item(each) for each in found]
    else:
        return []
    options = [
        (letter.strip().upper().rstrip(".、．:：)） "), option) for letter, option in listed if option is not None
    ]
    if len(options) != len(listed) or not options:
        return []
    if [letter for letter, _ in options] == list(letters(len(options))):
        return options
    return [] if isinstance(found, dict) else [("", option) for _, option in options]


def text_of(cell: str) -> str:
    """Return an option's text where a program wrote the whole option as an object into its cell; else the cell."""
    if not re.fullmatch(r"\{.*\}", cell, re.S) or len(cell) > LONGEST:
        return cell
    found = _value(cell)
    _, text = _item(found) if isinstance(found, dict) else ("", None)
    return text or cell


def _value(text: str) -> Any:
    for parse in (json.loads, ast.literal_eval):
        try:
            return parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
    return None


def _plain(value: Any) -> str | None:
    return str(value).strip() if isinstance(value, str | int | float) and str(value).strip() else None


def _item(item: Any) -> tuple[str, str | None]:
    if not isinstance(item, dict):
        return "", _plain(item)
    own = {str(key).casefold().replace("_", ""): value for key, value in item.items()}
    text = next(
        (found for name in _TEXTS if (found := _plain(own.get(name))) and not re.fullmatch("[A-Za-z]", found)), None
    )
    text = text or next((found for name in _TEXTS if (found := _plain(own.get(name)))), None)
    letter = next(
        (found for name in _LETTERS if (found := _plain(own.get(name))) and re.fullmatch("[A-Za-z][.、．]?", found)), ""
    )
    is_right = any(str(own.get(name)).casefold() in ("true", "1", "是") for name in _RIGHT)
    return letter, f"{text}{RIGHT_MARK}" if text and is_right else text
