"""The options of a table's row: each in a column of its own, or all in one cell with signs between them. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from elearn.questions.formats import marks, option_list
from elearn.questions.grading import letters

Option = tuple[str, str]
_SIGN = r"(?:[)）]\s*[.、．:：]?|\s*[.、．:：\-—])\s*"
_PREFIX = re.compile(rf"[（(]?(?P<letter>[A-Z]){_SIGN}")
_GLUED = re.compile(r"(?P<letter>[A-Z])\s*(?=[^\x00-\x7f])")
# Signs that people put between the options of a cell, the surest first.
_SEPARATORS = (r"\$;\$", r"\n+", r"(?:\\n)+", r"<br\s*/?>", r"#{2,}", r"\s*[|｜]\s*", r"&&+", r"[;；]\s*", r"[,，]\s*")
_BETWEEN = " \t\n,，;；|｜$　"


def of_columns(texts: Sequence[str]) -> list[Option]:
    """Return options that have a column each; letters typed before them are taken off, or kept where they differ."""
    found = [(letter, text.strip()) for letter, text in zip(letters(26), texts, strict=False) if text.strip()]
    own = _own_letters([text for _, text in found])
    return own or found


def of_row(text: str) -> list[Option]:
    """Return the one option of a row; several only where their letters say so."""
    lettered = _by_letters(text)
    return lettered if len(lettered) > 1 else _own_letters([text]) or [("A", text)]


def of_cell(joined: str) -> list[Option]:
    """Return options that stand in one cell: by their letters, else by the signs between them."""
    if listed := option_list.read(joined):
        texts = [text for _, text in listed]
        return listed if listed[0][0] else _own_letters(texts) or list(zip(letters(26), texts, strict=False))
    if len(lettered := _by_letters(joined)) > 1:
        return lettered
    for sign in _SEPARATORS:
        parts = [part.strip() for part in re.split(sign, joined) if part.strip()]
        if len(parts) > 1:
            return _own_letters(parts) or list(zip(letters(26), parts, strict=False))
    if " " not in joined and len(parts := [part for part in re.split(r"[、/／]", joined) if part.strip()]) > 2:
        return list(zip(letters(26), parts, strict=False))
    return marks.options_of(joined, "A") or _own_letters([joined]) or [("A", joined)]


def _own_letters(texts: Sequence[str]) -> list[Option]:
    """Return texts by the letters that all of them begin with, whatever their order; [] where one has none."""
    found = [_PREFIX.match(_folded(text)) for text in texts]
    if all(found):
        return [(each["letter"], text[each.end() :]) for each, text in zip(found, texts, strict=True) if each]
    glued = [_GLUED.match(_folded(text)) for text in texts]
    if len(texts) > 1 and "".join(each["letter"] for each in glued if each) == letters(len(texts)):
        return [(each["letter"], text[each.end() :]) for each, text in zip(glued, texts, strict=True) if each]
    return []


def _by_letters(joined: str) -> list[Option]:
    """Return options by letters that rise from A; [] where letters stand in the texts out of order."""
    folded = _folded(joined)
    begins = re.match(rf"\s*[（(]?A{_SIGN}", folded)
    if not begins:
        return []
    places = [(0, begins.end())]
    for letter in letters(26)[1:]:
        found = re.compile(rf"(?:(?<=[\s,;|$>])|(?<=[^\x00-\x7f]))[（(]?{letter}{_SIGN}").search(folded, places[-1][1])
        if not found:
            break
        places.append((found.start(), found.end()))
    ends = [start for start, _ in places[1:]] + [len(joined)]
    texts = [joined[after:end].strip(_BETWEEN) for (_, after), end in zip(places, ends, strict=True)]
    if any(re.search(rf"[\n;；|][（(]?[A-Z]{_SIGN}", _folded(text)) for text in texts):
        return []
    return list(zip(letters(26), texts, strict=False))


def _folded(text: str) -> str:
    """Fold full-width letters sign by sign, so that places stay."""
    return "".join(unicodedata.normalize("NFKC", sign) if "Ａ" <= sign <= "Ｚ" else sign for sign in text)
