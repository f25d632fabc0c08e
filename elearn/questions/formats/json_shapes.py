"""Shapes of JSON entries: nested texts, options within a text, right and wrong answers apart, words for kinds. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from elearn.errors import marked
from elearn.questions.field_text import pair
from elearn.questions.formats import cell_options, json_answer
from elearn.questions.formats.json_answer import Counting
from elearn.questions.formats.json_find import Entry, named_kind
from elearn.questions.formats.json_keys import KIND_WORDS, ROLE, folded, is_empty, roles_of
from elearn.questions.formats.json_options import Options, options_of
from elearn.questions.formats.json_text import text_of
from elearn.questions.formats.raw import Raw, kind_of
from elearn.questions.grading import CHOICE_KINDS, Kind, letters
from elearn.questions.parsed import Wrong, clean, truth

UNKNOWN_KIND = marked("“%(kind)s” is no kind of question.")


def flat(entry: Any) -> Any:
    """A question may be an object within the entry, with the options beside its text."""
    for key, value in entry.items() if isinstance(entry, dict) else ():
        if ROLE.get(folded(key)) == "stem" and isinstance(value, dict):
            inner = {ROLE.get(folded(each)) for each in value}
            if "stem" in inner:
                return {**value, **{each: own for each, own in entry.items() if each != key}}
    return entry


def are_numbered(entries: list[Entry]) -> bool:
    """Say whether every text of a file begins with a number, which then is none of its words."""
    stems = [value for each in entries if isinstance(each.value, dict) for value in _stems(each.value)]
    return len(stems) > 1 and all(NUMBERED.match(stem) for stem in stems)


def _stems(entry: Mapping[str, Any]) -> list[str]:
    return [value for key, value in entry.items() if ROLE.get(folded(key)) == "stem" and isinstance(value, str)]


NUMBERED = re.compile(r"\s*(?:<p[^<>]*>)?\s*(?:第\s*)?\d{1,4}\s*(?:题\s*)?[.、．:：]\s*(?!\d)")


def counting_of(entries: list[Entry]) -> Counting:
    """Return from where numbers count, by every entry that can be read so far; the others are refused on their own."""
    keys = []
    for entry in entries:
        for each in [entry.value, *_children(entry.value)]:
            try:
                roles = roles_of(each) if isinstance(each, dict) else {}
                answer = roles["answer"][1] if "answer" in roles else None
                if answer is not None:
                    keys.append((options_of(each, roles["options"][1] if "options" in roles else None), answer))
            except Wrong:
                continue
    return json_answer.counting(keys)


def _children(entry: Any) -> list[Any]:
    if not isinstance(entry, dict):
        return []
    return [each for value in entry.values() if isinstance(value, list) for each in value if isinstance(each, dict)]


def kind_by_word(value: Any, hint: Kind | None) -> Kind | None:
    """Return the kind that a word names; bare numbers mean different kinds in different programs, so they name none."""
    if value is None or isinstance(value, int | float) or re.fullmatch(r"\d+", str(value)):
        return hint
    word = folded(str(value)).removesuffix("question")
    if word in KIND_WORDS:
        return KIND_WORDS[word] or hint
    if kind := kind_of(str(value)) or named_kind(str(value)):
        return kind
    if "选择" in word:
        return hint
    raise Wrong("unknown-kind", UNKNOWN_KIND, kind=str(value)[:30])


def with_wrong(values: Mapping[str, Any], options: Options, raw: Raw) -> Options:
    """Some programs keep the right answer and the wrong ones apart; together they are the options."""
    if "wrong" not in values or options.listed or is_empty(values.get("answer")):
        return options
    right = values["answer"] if isinstance(values["answer"], list) else [values["answer"]]
    wrong = values["wrong"] if isinstance(values["wrong"], list) else [values["wrong"]]
    texts = [text_of(each) for each in [*right, *wrong]]
    if len(texts) > 26:
        raise Wrong("options", marked("More than 26 options can't be taken over."))
    raw.kind = None if raw.kind is Kind.TRUE_FALSE else Kind.SINGLE if len(right) == 1 else Kind.MULTIPLE
    return Options(list(zip(letters(26), texts, strict=False)))


def comparable(answer: str, options: Options) -> str:
    """Return a key in the form in which two ways to write it are equal: letters in order, words for truths."""
    texts = dict(options.listed)
    word = texts.get(answer.strip(), answer)
    meant = truth(word)
    return str(meant) if meant is not None else "".join(sorted(re.sub(r"[\s,，、;；|]", "", answer).upper()))


def in_stem(raw: Raw) -> Options | None:
    """Options may stand at the end of the text itself."""
    if raw.kind not in (*CHOICE_KINDS, None) or not raw.stem:
        return None
    stem = raw.stem[-1]
    found = re.search(r"[\n\s]+[（(]?[AＡ][.、．:：)）]", stem)
    listed = cell_options.of_cell(stem[found.start() :].strip()) if found else []
    if found is None or len(listed) < 2 or [letter for letter, _ in listed] != list(letters(len(listed))):
        return None
    raw.stem[-1] = clean(stem[: found.start()])
    return Options([(letter, clean(text)) for letter, text in listed])


def pair_text(each: Any) -> str:
    """Return a pair, in whatever form, as bank texts write it. Raises Wrong."""
    sides = list(each.values()) if isinstance(each, dict) else each
    if isinstance(sides, str):
        return " = ".join(pair(sides))
    if not isinstance(sides, list) or len(sides) != 2:
        raise Wrong("pair", marked("A pair lacks one of its sides."))
    left, right = (text_of(side) for side in sides)
    return f"{re.sub(r'([=＝])', chr(92) * 2 + '1', left)} = {right}"
