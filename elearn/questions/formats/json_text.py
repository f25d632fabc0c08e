"""Values of JSON as text: words of HTML, numbers, lists and objects. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from elearn.questions.formats.json_keys import ROLE, folded, is_empty
from elearn.questions.formats.rich import maybe_html
from elearn.questions.formats.taken_pictures import NO_PICTURE
from elearn.questions.parsed import Wrong

TEXT_KEYS = (
    "text",
    "content",
    "value",
    "label",
    "title",
    "name",
    "option",
    "description",
    "choice",
    "内容",
    "选项内容",
)


def text_of(value: Any) -> str:
    """Return a value as plain text, the parts of lists and objects as lines. Raises Wrong for a picture in it."""
    if isinstance(value, list | dict):
        return "\n".join(text_of(each) for each in leaves(value))
    if isinstance(value, bool):
        return "正确" if value else "错误"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    rich = maybe_html(str(value))
    if rich.images:
        raise Wrong("picture-missing", NO_PICTURE, file=rich.images[0][0][:80])
    return rich.text


def leaves(value: Any) -> Iterator[Any]:
    """Yield the parts of lists and objects that are neither; an object with a key for its text is that text."""
    if isinstance(value, dict):
        folded_keys = {folded(key): each for key, each in value.items()}
        own = next((folded_keys[key] for key in TEXT_KEYS if not is_empty(folded_keys.get(key))), None)
        value = [own] if own is not None else list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif not is_empty(value):
        yield value


def has_picture(value: Mapping[str, Any]) -> str:
    """Return the address of a picture that an object names, "" for none."""
    for key, each in value.items():
        if ROLE.get(folded(key)) == "pictures" and not is_empty(each):
            return str(next(leaves(each), ""))
    return ""
