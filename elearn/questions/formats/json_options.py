"""The options of a JSON entry, in every form that programs write them. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from elearn.errors import marked
from elearn.questions.formats import cell_options
from elearn.questions.formats.json_keys import folded, is_empty, lettered_place
from elearn.questions.formats.json_text import TEXT_KEYS, has_picture, text_of
from elearn.questions.formats.taken_pictures import IN_OPTION
from elearn.questions.grading import letters
from elearn.questions.parsed import Wrong, truth

LETTER_KEYS = ("key", "letter", "prefix", "label", "id", "code", "name", "选项", "序号", "value", "option", "index")
RIGHT_KEYS = ("iscorrect", "correct", "isright", "right", "isanswer", "istrue", "answer", "是否正确")
_NAMES = ("id", "key", "value", "code", "optionid", "index")
MOST = 26
TOO_MANY = marked("More than 26 options can't be taken over.")
EMPTY = marked("Option %(letter)s has no text.")


@dataclass
class Options:
    """Options with their letters; `right`: those that the list itself marks; `names`: what the key may call each."""

    listed: list[tuple[str, str]] = field(default_factory=list)
    right: str = ""
    names: dict[str, str] = field(default_factory=dict)


def options_of(entry: Mapping[str, Any], given: Any) -> Options:
    """Return the options of an entry: those of its list, else those under keys of their own. Raises Wrong."""
    found = _of_value(given) if not is_empty(given) else _under_keys(entry)
    while found.listed and not found.listed[-1][1]:
        found.listed.pop()  # empty columns of a table that became JSON
    if len(found.listed) > MOST:
        raise Wrong("options", TOO_MANY)
    for letter, text in found.listed:
        if not text:
            raise Wrong("empty-option", EMPTY, letter=letter)
    return found


def _under_keys(entry: Mapping[str, Any]) -> Options:
    """Options under A, B, C or optionA, 选项1 …"""
    places = {place: value for key, value in entry.items() if (place := lettered_place(key))}
    if len(places) < 2 and not any(
        re.search("option|选项|choice", folded(key)) for key in entry if lettered_place(key)
    ):
        return Options()
    if min(places, default=1) < 1 or max(places, default=0) > MOST:
        raise Wrong("options", TOO_MANY)
    highest = max((place for place, value in places.items() if not is_empty(value)), default=0)
    texts = ["" if is_empty(places.get(at)) else text_of(places[at]) for at in range(1, highest + 1)]
    return _of_texts(texts)


def _of_value(given: Any) -> Options:
    if isinstance(given, str):
        return Options([(letter, text_of(text)) for letter, text in cell_options.of_cell(given.strip())])
    if isinstance(given, dict):
        return _of_object(given)
    if not isinstance(given, list):
        raise Wrong("options", marked("The options are no list."))
    if all(isinstance(each, dict) for each in given):
        return _of_objects(given)
    pairs = [each for each in given if isinstance(each, list)]
    if len(pairs) == len(given) and all(len(each) == 2 and _is_letter(each[0]) for each in pairs):
        return Options([(str(letter).strip().upper(), text_of(text)) for letter, text in pairs])
    if any(isinstance(each, dict | list) for each in given):
        raise Wrong("options", marked("The options are no list."))
    return _of_texts(["" if is_empty(each) else text_of(each) for each in given])


def _is_letter(value: Any) -> bool:
    return bool(re.fullmatch(r"\s*[A-Za-z]\s*", str(value)))


def _of_texts(texts: list[str]) -> Options:
    own = cell_options.of_columns(texts) if all(texts) else []
    return Options(own or list(zip(letters(MOST), texts, strict=False)) + [("?", text) for text in texts[MOST:]])


def _of_object(given: Mapping[str, Any]) -> Options:
    """Options by letters {"A": …}, by numbers {"1": …}, or words that stand for themselves {"正确": "正确"}."""
    keys = [unicodedata.normalize("NFKC", key).strip().upper() for key in given]
    texts = ["" if is_empty(each) else text_of(each) for each in given.values()]
    lettered = [re.fullmatch(r"(?:OPTION|选项)?[\s_]?([A-Z])", key) for key in keys]
    if all(lettered):
        listed = sorted((each[1], text) for each, text in zip(lettered, texts, strict=True) if each)
        return Options(listed, names={key: key for key, _ in listed})
    named = dict(zip(keys, letters(MOST), strict=False))
    if all(key.isdecimal() for key in keys) or keys == [text.upper() for text in texts] or _are_truths(keys, texts):
        return Options(list(zip(letters(MOST), texts, strict=False)), names=named)
    raise Wrong("options", marked("The options are no list."))


def _are_truths(keys: list[str], texts: list[str]) -> bool:
    return len(keys) == 2 and all(
        truth(key) is not None and truth(key) == truth(text) for key, text in zip(keys, texts, strict=True)
    )


def _of_objects(given: list[dict[str, Any]]) -> Options:
    found = Options()
    for letter, each in zip([*letters(MOST), *"?" * len(given)], given, strict=False):
        if picture := has_picture(each):
            raise Wrong("picture-in-answer", IN_OPTION, file=picture[:80])
        own, text, is_right = _one(each)
        found.listed.append((own or letter, text))
        found.right += (own or letter) if is_right else ""
        for name in {str(v).strip() for k, v in each.items() if folded(k) in _NAMES and isinstance(v, str | int)}:
            found.names[name] = "" if name in found.names else own or letter
    typed = cell_options.of_columns([text for _, text in found.listed])
    if [letter for letter, _ in typed] == [letter for letter, _ in found.listed]:
        # “A. 甲” under the key A: the letter is there twice.
        found.listed = typed
    return found


def _one(each: Mapping[str, Any]) -> tuple[str, str, bool]:
    """Return letter, text and whether it is right, of {"key": "A", "text": …, "isCorrect": true} or {"A": …}."""
    if len(each) == 1:
        [(key, value)] = each.items()
        if _is_letter(key):
            return key.strip().upper(), text_of(value), False
    keys = {folded(key): value for key, value in each.items()}
    letter_key = next((key for key in LETTER_KEYS if _is_letter(keys.get(key, ""))), "")
    text_key = next((key for key in TEXT_KEYS if not is_empty(keys.get(key)) and key != letter_key), "")
    right = next((keys[key] for key in RIGHT_KEYS if key in keys), False)
    is_right = (
        right is True or right == 1 or (isinstance(right, str) and (truth(right) is True or right.strip() == "1"))
    )
    letter = str(keys.get(letter_key, "")).strip()
    if not text_key:
        # The only thing it says is a letter: that is its text.
        return "", letter, is_right
    return letter.upper(), text_of(keys[text_key]), is_right
