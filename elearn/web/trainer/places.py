"""Where something stands in a file, in words."""

from typing import Any

from flask_babel import gettext

from elearn.questions.formats.reading import Doubt, Place


def place_words(place: Place) -> str:
    """Return “表 Sheet1 第 8 行”, “第 3 段”, “第 12 行” or the name of an item."""
    words = []
    if place.sheet:
        words.append(gettext("sheet %(sheet)s", sheet=place.sheet))
    if place.row is not None:
        words.append(gettext("row %(row)s", row=place.row))
    if place.paragraph is not None:
        words.append(gettext("paragraph %(paragraph)s", paragraph=place.paragraph))
    if place.line is not None:
        words.append(gettext("line %(line)s", line=place.line))
    if place.item:
        words.append(place.item)
    return " ".join(str(word) for word in words)


def doubt_words(doubt: Doubt) -> str:
    """Return a doubt as a sentence in the user's language."""
    return str(gettext(doubt.message, **_words(doubt.params)))


def _words(params: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) for name, value in params.items()}
