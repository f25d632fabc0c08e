"""Questions as JSON: a list of objects, or an object a line, with the keys that quiz programs use. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any

from elearn.errors import marked
from elearn.questions.field_text import pair
from elearn.questions.formats import assembled
from elearn.questions.formats.json_keys import (
    KIND_WORDS,
    LISTS,
    OPTION_LETTER,
    OPTION_RIGHT,
    OPTION_TEXT,
    ROLE,
)
from elearn.questions.formats.raw import Raw, kind_of
from elearn.questions.formats.reading import Draft, Place, Reading, Unreadable
from elearn.questions.formats.rich import maybe_html
from elearn.questions.formats.understand import typed_again, understand
from elearn.questions.grading import CHOICE_KINDS, Kind, letters
from elearn.questions.parsed import Wrong, clean, from_json, truth

NOT_JSON = marked("Line %(line)s is not valid JSON: %(why)s.")
NO_LIST = marked("The file holds no list of questions.")
NO_OBJECT = marked("This entry is no question: it is not an object with keys.")
TWO_KEYS = marked("Two keys of this entry mean the same: %(first)s and %(second)s.")
UNKNOWN_KIND = marked("“%(kind)s” is no kind of question.")
COUNTED_ANSWER = marked("The answer %(answer)s is a number; it may count from 0 or from 1. Write the letter.")


def is_json(text: str) -> bool:
    """Say whether a text is JSON or JSON lines, right or broken."""
    start = text.lstrip("\ufeff \r\n\t")
    return bool(re.match(r'\{\s*"|\[\s*(?:\{|\]|$)', start))


def read_json(text: str) -> Reading:
    """Read a list of questions. Raises Unreadable for a file that is not JSON at all."""
    entries = _entries(text.lstrip("\ufeff"))
    reading = Reading("json")
    unknown: dict[str, None] = {}
    for number, (where, entry) in enumerate(entries, 1):
        reading.drafts.append(_draft(str(number), where, entry, unknown))
    reading.ignored = [(Place(), key) for key in unknown]
    return reading


def _entries(text: str) -> list[tuple[Place, Any]]:
    try:
        whole = _loaded(text)
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
        if len(lines) > 1 and lines[0][1].strip().startswith("{") and lines[0][1].strip().endswith("}"):
            return [_line(number, line) for number, line in lines]
        raise Unreadable("json", NOT_JSON, line=error.lineno, why=error.msg) from None
    if isinstance(whole, dict):
        found = next((value for key, value in whole.items() if key in LISTS and isinstance(value, list)), None)
        whole = found if found is not None else [whole] if _roles(whole).keys() & {"stem"} else None
    if not isinstance(whole, list):
        raise Unreadable("json", NO_LIST)
    return [(Place(item=f"[{number}]"), entry) for number, entry in enumerate(whole, 1)]


def _line(number: int, line: str) -> tuple[Place, Any]:
    where = Place(line=number)
    try:
        return where, _loaded(line.strip().rstrip(","))
    except json.JSONDecodeError as error:
        return where, Wrong("json", NOT_JSON, line=number, why=error.msg)


def _loaded(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda word: word)
    except RecursionError:
        raise Unreadable("too-deep", marked("The file is nested far deeper than a question bank.")) from None
    except json.JSONDecodeError:
        raise
    except ValueError as error:
        raise Unreadable("json", NOT_JSON, line=1, why=str(error)) from None


def _key(key: str) -> str:
    return re.sub(r"[\s_\-]", "", key).casefold()


def _roles(entry: Mapping[str, Any]) -> dict[str, tuple[str, Any]]:
    """Return what each key of an entry means: role → (key, value). Raises Wrong where two mean the same."""
    found: dict[str, tuple[str, Any]] = {}
    for key, value in entry.items():
        role = ROLE.get(_key(key), "")
        if _key(key) in ("a", "answers") and _is_answer(entry, value):
            role = "answer"
        if _key(key) == "a" and any(_key(each) == "b" for each in entry):
            role = ""  # the letters A, B, C … are options of their own
        if not role or value is None or value in ("", [], {}):
            continue
        if role in found and found[role][1] != value:
            if role in ("stem", "answer", "options"):
                raise Wrong("two-keys", TWO_KEYS, first=found[role][0], second=key)
            continue
        found[role] = (key, value)
    return found


def _is_answer(entry: Mapping[str, Any], value: Any) -> bool:
    """“a” and “answers” are the key where nothing else is it, and options where something else is."""
    others = {ROLE.get(_key(key)) for key in entry if _key(key) not in ("a", "answers")}
    return "answer" not in others and (
        not isinstance(value, list | dict) or "options" in others or bool(_lettered(entry))
    )


def _draft(number: str, where: Place, entry: Any, unknown: dict[str, None]) -> Draft:
    draft = Draft(number, where, None, text=json.dumps(entry, ensure_ascii=False, default=str)[:5000])
    try:
        if isinstance(entry, Wrong):
            raise entry
        if not isinstance(entry, dict):
            raise Wrong("no-object", NO_OBJECT)
        if own := _own(number, where, entry):
            return own
        raw = _raw(number, where, entry, unknown)
    except Wrong as wrong:
        draft.reject(wrong.code, wrong.message, **wrong.params)
        return draft
    draft.text = typed_again(raw)
    return understand(raw)


def _own(number: str, where: Place, entry: dict[str, Any]) -> Draft | None:
    """Return the draft of an entry in the form that `elearn bank import --json` prints."""
    if not {"ref", "kind", "stem", "options", "answer", "difficulty", "pictures"} <= entry.keys():
        return None
    try:
        question = from_json(entry)
    except (ValueError, KeyError, TypeError, ArithmeticError):
        return None
    return assembled.draft(question.ref or number, where, lambda: question)


def _raw(number: str, where: Place, entry: Mapping[str, Any], unknown: dict[str, None]) -> Raw:
    roles = _roles(entry)
    values = {role: value for role, (_, value) in roles.items()}
    raw = Raw(assembled.own_ref(str(values.get("number", ""))) or number, where)
    raw.kind = _kind(values.get("kind"))
    raw.kind_is_certain = raw.kind is not None
    if "children" in values or raw.kind is Kind.CASE:
        raise Wrong(
            "case", marked("A case with questions of its own is typed as “[案例]”; see the form of bank texts.")
        )
    if "pictures" in values:
        raise Wrong("picture-missing", NO_PICTURE, file=_text(values["pictures"])[:80])
    raw.stem = [_text(values.get("stem", ""))]
    right = _options(raw, values.get("options") if "options" in values else _lettered(entry))
    answer = values.get("answer", "")
    if raw.kind is Kind.MATCH and not raw.options and isinstance(answer, list):
        raw.options = [(letter, _pair(each)) for letter, each in zip(letters(26), answer, strict=False)]
        answer = ""
    raw.fields["answer"] = _answer(raw, answer) if answer != "" else right
    for role in ("explanation", "source", "topic", "difficulty", "uses", "effective_on", "review_on", "points"):
        if role in values:
            raw.fields[role] = _text(values[role])
    known = {key for key, _ in roles.values()}
    for key, value in entry.items():
        if key not in known and not ROLE.get(_key(key)) and not _is_letter(key) and value not in (None, "", [], {}):
            unknown[key] = None
    return raw


NO_PICTURE = marked("The picture %(file)s is not in the file. Put it in again, or send a package that holds it.")


def _pair(each: Any) -> str:
    sides = list(each.values()) if isinstance(each, dict) else each
    if isinstance(sides, str):
        return " = ".join(pair(sides))
    if not isinstance(sides, list) or len(sides) != 2:
        raise Wrong("pair", marked("A pair lacks one of its sides."))
    left, right = (_text(side) for side in sides)
    return f"{re.sub(r'([=＝])', chr(92) * 2 + '1', left)} = {right}"


def _kind(value: Any) -> Kind | None:
    """Return the kind that a word names; bare numbers mean different kinds in different programs, so they name none."""
    if value is None or isinstance(value, int | float) or re.fullmatch(r"\d+", str(value)):
        return None
    word = _key(str(value)).removesuffix("question")
    if word in KIND_WORDS:
        return KIND_WORDS[word]
    if kind := kind_of(str(value)):
        return kind
    if "选择" in word:
        return None
    raise Wrong("unknown-kind", UNKNOWN_KIND, kind=str(value)[:30])


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_text(each) for each in value)
    if isinstance(value, dict):
        return _text(next((value[key] for key in OPTION_TEXT if key in value), ""))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    rich = maybe_html(str(value))
    if rich.images:
        raise Wrong("picture-missing", NO_PICTURE, file=rich.images[0][0][:80])
    return rich.text


def _is_letter(key: str) -> bool:
    return bool(re.fullmatch(r"(?:option|选项|choice|answer)?[a-jA-J]", _key(key)))


def _lettered(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return options that stand under keys of their own: A, B, C or optionA, 选项B."""
    found = {
        _key(key)[-1].upper(): value for key, value in entry.items() if _is_letter(key) and value not in (None, "")
    }
    return dict(sorted(found.items()))


def _options(raw: Raw, given: Any) -> str:
    """Put the options in; return the letters of those that are marked as right in the list itself."""
    if not given:
        return ""
    if isinstance(given, str):
        given = [part for part in re.split(r"\$;\$|\n|\|", given) if part.strip()]
    if isinstance(given, dict):
        given = [{"key": key, "text": value} for key, value in given.items()]
    if not isinstance(given, list):
        raise Wrong("options", marked("The options are no list."))
    right = ""
    texts = []
    for letter, each in zip(letters(26), given, strict=False):
        own, text, is_right = _option(each)
        texts.append((own or letter, text))
        right += (own or letter) if is_right else ""
    if len(given) > 26:
        raise Wrong("options", marked("More than 26 options can't be taken over."))
    raw.options = _unlettered(texts)
    return right


def _option(each: Any) -> tuple[str, str, bool]:
    if not isinstance(each, dict):
        return "", _text(each), False
    folded = {_key(key): value for key, value in each.items()}
    letter_key = next((key for key in OPTION_LETTER if re.fullmatch("[A-Za-z]", str(folded.get(key, "")))), "")
    text_key = next((key for key in OPTION_TEXT if key in folded and key != letter_key), "")
    right = next((folded[key] for key in OPTION_RIGHT if key in folded), False)
    is_right = right is True or right == 1 or (isinstance(right, str) and truth(right) is True)
    return str(folded.get(letter_key, "")).upper(), _text(folded.get(text_key, "")), is_right


def _unlettered(options: list[tuple[str, str]]) -> list[tuple[str, str]]:
    found = [re.fullmatch(r"[（(]?([A-Z])[）).、．:：]\s*(.+)", text, re.S) for _, text in options]
    if all(found) and [each[1] for each in found if each] == list(letters(len(options))):
        return [(each[1], each[2]) for each in found if each]
    return options


def _answer(raw: Raw, answer: Any) -> str:
    texts = [text for _, text in raw.options]
    if isinstance(answer, bool):
        return "正确" if answer else "错误"
    if isinstance(answer, int | float):
        if texts and _text(answer) in texts:
            return _text(answer)
        if texts or raw.kind in CHOICE_KINDS:
            raise Wrong("number-answer", COUNTED_ANSWER, answer=_text(answer))
        return _text(answer)
    if isinstance(answer, list):
        return _several(raw, answer, texts)
    return _text(answer)


def _several(raw: Raw, answer: list[Any], texts: list[str]) -> str:
    if raw.kind is Kind.ORDER and not raw.options:
        raw.options = [(letter, _text(each)) for letter, each in zip(letters(26), answer, strict=False)]
        return ""
    if texts:
        if any(isinstance(each, int | float) and not isinstance(each, bool) for each in answer):
            raise Wrong("number-answer", COUNTED_ANSWER, answer=", ".join(map(str, answer)))
        plain = [_text(each) for each in answer]
        known = {text: letter for letter, text in raw.options}
        if all(each in known for each in plain):
            return "".join(known[each] for each in plain)
        return "".join(each.split(".")[0] if re.match(r"[A-Z]\.", each) else each for each in plain)
    if raw.kind is Kind.ESSAY:
        return _text(answer)
    blanks = [each if isinstance(each, list) else [each] for each in answer]
    return "|".join(";".join(re.sub(r"([\\|;；])", r"\\\1", clean(_text(one))) for one in blank) for blank in blanks)
