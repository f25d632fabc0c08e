"""Where the questions stand in a JSON file: a list of them, lists within lists, an object a line. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from elearn.errors import marked
from elearn.questions.formats import assembled
from elearn.questions.formats.json_keys import (
    KIND_WORDS,
    LISTS,
    MOST_KEYS,
    TITLES,
    TWO_KEYS,
    folded,
    is_empty,
    is_question,
)
from elearn.questions.formats.raw import kind_of
from elearn.questions.formats.reading import Place, Unreadable
from elearn.questions.formats.rich import check_length
from elearn.questions.grading import Kind
from elearn.questions.parsed import Wrong

NOT_JSON = marked("Line %(line)s is not valid JSON: %(why)s.")
NO_LIST = marked("The file holds no list of questions.")
TOO_DEEP = marked("The file is nested far deeper than a question bank.")
MOST_DEPTH = 12
TOO_MANY_KEYS = marked("This entry has more than %(most)s keys. Is it really one question?")


@dataclass(frozen=True)
class Entry:
    """One entry with its place; `kind` and `topic` are what the list it stands in says of it."""

    where: Place
    value: Any
    kind: Kind | None = None
    topic: str = ""


@dataclass
class Found:
    """The entries of a file in order, the title it gives itself, and the keys that belong to none of them."""

    entries: list[Entry] = field(default_factory=list)
    title: str = ""
    ignored: dict[str, None] = field(default_factory=dict)


class Doubled(dict[str, Any]):
    """An object that names a key twice with two values."""

    key = ""


def find(text: str) -> Found:
    """Return the entries of a file. Raises Unreadable where it is not JSON, or holds no list of questions."""
    found = Found()
    wholes: list[tuple[int | None, Any]]
    try:
        wholes = [(None, _loaded(text))]
    except json.JSONDecodeError as error:
        wholes = [*_lines(text, error)]
    for line, whole in wholes:
        if line is not None and (isinstance(whole, Wrong) or not isinstance(whole, dict | list) or _is_entry(whole)):
            found.entries.append(Entry(Place(line=line), whole))
        else:
            _walk(found, whole, _Path("", line))
    if not found.entries:
        raise Unreadable("json", NO_LIST)
    if len(found.entries) > assembled.MOST_QUESTIONS:
        raise Unreadable("too-many", assembled.TOO_MANY, most=assembled.MOST_QUESTIONS)
    if len({place.rpartition("[")[0] for entry in found.entries if (place := entry.where.item)}) == 1:
        # One list only: its path says nothing.
        found.entries = [_short(entry) for entry in found.entries]
    return found


def _is_entry(whole: Any) -> bool:
    return isinstance(whole, dict) and is_question(whole)


def _short(entry: Entry) -> Entry:
    item = entry.where.item or ""
    return Entry(Place(item=item[item.rfind("[") :], line=entry.where.line), entry.value, entry.kind, entry.topic)


def _lines(text: str, error: json.JSONDecodeError) -> Iterator[tuple[int | None, Any]]:
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if len(lines) < 2 or not lines[0][1].strip().startswith("{") or not lines[0][1].strip().rstrip(",").endswith("}"):
        raise Unreadable("json", NOT_JSON, line=error.lineno, why=error.msg) from None
    for number, line in lines:
        try:
            yield number, _loaded(line.strip().rstrip(","))
        except json.JSONDecodeError as broken:
            yield number, Wrong("json", NOT_JSON, line=number, why=broken.msg)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda word: word, object_pairs_hook=_object)
    except RecursionError:
        raise Unreadable("too-deep", TOO_DEEP) from None
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        raise Unreadable("json", NOT_JSON, line=1, why=str(error)) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    doubled = next((key for key, value in pairs if made[key] != value), "")
    if not doubled:
        return made
    marked_up = Doubled(made)
    marked_up.key = doubled
    return marked_up


def check_doubled(entry: Any) -> None:
    """Raise Wrong for an object that names a key twice."""
    if isinstance(entry, Doubled):
        raise Wrong("two-keys", TWO_KEYS, first=entry.key, second=entry.key)


def sized(entry: Any) -> Any:
    """Return an entry; what is wrong with one that is far larger than a question, before time is spent on it."""
    try:
        _check_size(entry)
    except Wrong as wrong:
        return wrong
    return entry


def _check_size(entry: Any) -> None:
    open_values = [entry]
    while open_values:
        value = open_values.pop()
        if isinstance(value, str):
            check_length(value)
        elif isinstance(value, dict | list):
            if len(value) > MOST_KEYS:
                raise Wrong("too-many-keys", TOO_MANY_KEYS, most=MOST_KEYS)
            open_values += value.values() if isinstance(value, dict) else value


@dataclass(frozen=True)
class _Path:
    text: str
    line: int | None
    depth: int = 0
    kind: Kind | None = None
    topic: str = ""

    def at(self, number: int) -> Place:
        return Place(item=f"{self.text}[{number}]"[-120:], line=self.line)

    def below(self, key: str, kind: Kind | None, topic: str) -> "_Path":
        name = f"{self.text}.{key}" if self.text else key
        return _Path(name, self.line, self.depth + 1, kind or self.kind, topic or self.topic)


def _walk(found: Found, value: Any, path: _Path) -> None:
    if path.depth > MOST_DEPTH:
        raise Unreadable("too-deep", TOO_DEEP)
    if isinstance(value, list):
        _walk_list(found, value, path)
    elif isinstance(value, dict) and is_question(value):
        found.entries.append(Entry(path.at(1), value, path.kind, path.topic))
    elif isinstance(value, dict):
        _walk_object(found, value, path)


def _walk_list(found: Found, value: list[Any], path: _Path) -> None:
    inner = [isinstance(each, dict) and not is_question(each) and _holds_lists(each) for each in value]
    for number, (each, is_inner) in enumerate(zip(value, inner, strict=True), 1):
        if is_inner:
            _walk(found, each, path.below(f"[{number}]", None, ""))
        else:
            found.entries.append(Entry(path.at(number), each, path.kind, path.topic))


def _walk_object(found: Found, value: Mapping[str, Any], path: _Path) -> None:
    title = next((str(value[key]).strip() for key in TITLES if isinstance(value.get(key), str)), "")
    if not path.depth and not found.entries:
        found.title = title
    said = next((each for key, each in value.items() if folded(key) in ("type", "题型", "kind", "questiontype")), None)
    for key, each in value.items():
        kind = named_kind(key) or (named_kind(said) if isinstance(said, str) else None)
        below = path.below(key, kind, title if path.depth else "")
        if isinstance(each, dict) and (is_question(each) or _holds_lists(each) or _all_questions(each)):
            _walk_dict(found, each, below)
        elif isinstance(each, list) and each and _is_list_of_questions(key, each, bool(kind)):
            _walk(found, each, below)
        elif not is_empty(each) and key not in TITLES:
            found.ignored[key] = None


def _walk_dict(found: Found, value: Mapping[str, Any], path: _Path) -> None:
    """Questions may stand under numbers of their own: {"1": {…}, "2": {…}}."""
    if is_question(value) or not _all_questions(value):
        _walk(found, value, path)
        return
    for key, each in value.items():
        found.entries.append(
            Entry(Place(item=f"{path.text}.{key}"[-120:], line=path.line), each, path.kind, path.topic)
        )


def _all_questions(value: Mapping[str, Any]) -> bool:
    return bool(value) and all(isinstance(each, dict) and is_question(each) for each in value.values())


def _holds_lists(value: Mapping[str, Any], depth: int = 0) -> bool:
    if depth > MOST_DEPTH:
        return False
    for key, each in value.items():
        if isinstance(each, list) and each and _is_list_of_questions(key, each, False, depth):
            return True
        if isinstance(each, dict) and (_all_questions(each) or is_question(each) or _holds_lists(each, depth + 1)):
            return True
    return False


def _is_list_of_questions(key: str, value: list[Any], names_kind: bool, depth: int = 0) -> bool:
    objects = [each for each in value if isinstance(each, dict)]
    if any(is_question(each) or _holds_lists(each, depth + 1) for each in objects):
        return True
    return bool(objects) and (folded(key) in LISTS or names_kind)


def named_kind(word: str) -> Kind | None:
    """Return the kind that a key or word names, None for all else."""
    name = re.sub(r"questions?$", "", folded(word))
    return KIND_WORDS.get(name) or KIND_WORDS.get(name.removesuffix("s")) or kind_of(word)
