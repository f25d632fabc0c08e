"""Keys as people write them: （ABD）, A、B、D, √, 对, 9月5日；九月初九, 3;三|1;一. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from elearn.errors import marked
from elearn.questions import field_text
from elearn.questions.grading import Kind, letters, normalise
from elearn.questions.parsed import Wrong, truth

EMPTY_BRACKET = "（　）"
BLANK = re.compile(r"_{2,}|＿{1,}|﹍{2,}|（\s*）|\(\s*\)|（\s+）|【\s*】")
# A bracket in the stem that holds letters or a sign of right and wrong.
_LETTERS_IN_BRACKET = r"[（(]\s*(?P<key>[A-ZＡ-Ｚ](?:[\s,，、;；]*[A-ZＡ-Ｚ])*)\s*[）)]"
_LETTER_BRACKETS = re.compile(rf"{_LETTERS_IN_BRACKET}(?:[\s、,，]*[（(]\s*[A-ZＡ-Ｚ]\s*[）)])*")
_TRUTH_BRACKET = re.compile(r"[（(]\s*(?P<key>√|×|✓|✔|✗|✘|对|错|正确|错误|是|否|T|F)\s*[）)]")
_MARKED_RIGHT = re.compile(r"\s*[（(【\[]\s*正确\s*(?:答案|选项)\s*[）)】\]]")
_GROUP = re.compile(r"[（(]([^（）()]*)[）)]")


def take_marks(options: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], str]:
    """Take “(正确答案)” off the ends of options; return the options and the letters so marked."""
    cleaned, marked_letters = [], ""
    for letter, text in options:
        flat = re.sub(r"正确\n+答案", "正确答案", text)
        bare = _MARKED_RIGHT.sub("", flat)
        if bare != flat:
            marked_letters += letter
        cleaned.append((letter, bare.strip()))
    return cleaned, marked_letters


def take_from_stem(stem: str, kind: Kind | None, option_count: int) -> tuple[str, str]:
    """Blank out a key that stands in the stem's bracket; return the stem and the key ("" where there is none)."""
    if option_count and kind is not Kind.TRUE_FALSE:
        return _take_letters(stem, option_count)
    found = _TRUTH_BRACKET.match(stem) or _last(_TRUTH_BRACKET, stem)
    if kind not in (None, Kind.TRUE_FALSE) or found is None:
        return stem, ""
    rest = (stem[: found.start()] + stem[found.end() :]).strip()
    return rest, found["key"]


def _last(pattern: re.Pattern[str], stem: str) -> re.Match[str] | None:
    """Return the bracket at the very end of a stem, a full stop after it does not matter."""
    found = None
    for each in pattern.finditer(stem):
        found = each
    return found if found and not stem[found.end() :].strip("。．. 　") else None


def _take_letters(stem: str, option_count: int) -> tuple[str, str]:
    for found in _LETTER_BRACKETS.finditer(stem):
        key = re.sub(r"[^A-Z]", "", unicodedata.normalize("NFKC", found[0]).upper())
        if all(letter in letters(option_count) for letter in key) and len(set(key)) == len(key):
            return stem[: found.start()] + EMPTY_BRACKET + stem[found.end() :], key
    return stem, ""


def choice(kind: Kind | None, given: str, options: Sequence[str]) -> tuple[Kind, str]:
    """Return kind and letters of a choice's key. Raises Wrong: a bare number could mean two things, so it is none."""
    folded = unicodedata.normalize("NFKC", given).strip().strip("。.()（）")
    if re.fullmatch(r"[\d\s,，、.]+", folded) and folded not in options:
        raise Wrong("number-answer", marked("The answer “%(answer)s” is a number; write the letter."), answer=given)
    same = [letter for letter, text in zip(letters(26), options, strict=False) if normalise(text) == normalise(given)]
    bare = re.sub(r"[\s,，、;；和及.]", "", folded).upper()
    is_letters = bool(bare) and all(letter in letters(26) for letter in bare)
    text = same[0] if len(same) == 1 and not is_letters else bare
    if len(set(text)) != len(text) and is_letters:
        raise Wrong("double-letter", marked("The answer %(answer)s names an option twice."), answer=given)
    chosen = kind or (Kind.MULTIPLE if len(text) > 1 else Kind.SINGLE)
    return chosen, field_text.choice_answer(chosen, text or given, len(options))


def truth_key(given: str, options: Sequence[str]) -> bool:
    """Return the key of a statement. A, B, 1 and 0 count only where options, if any, are words of right and wrong."""
    word = unicodedata.normalize("NFKC", given).strip().strip("。.()（）[]【】")
    if (plain := truth(word)) is not None:
        return plain
    meant = [truth(text) for text in options] or [True, False]
    place = {"A": 0, "B": 1, "1": 0, "0": 1}.get(word.upper())
    if place is None or set(meant) != {True, False}:
        raise Wrong("answer", marked("The answer must be 正确 or 错误."))
    if word in "10":
        return word == "1"
    return bool(meant[place])


def fill_key(given: str, stem: str) -> list[list[str]]:
    """Return the accepted strings of every blank; the stem says how many blanks there are. Raises Wrong."""
    blanks = max(1, len(BLANK.findall(stem)))
    groups = _GROUP.findall(given)
    if groups and not _GROUP.sub("", given).strip(" 、,，;；"):
        parts = [_alternatives(group) for group in groups]
    elif "|" in given or blanks == 1:
        parts = field_text.split_blanks(given)
    else:
        parts = [_alternatives(part) for part in _parted(given, blanks)]
    if len(parts) != blanks or not all(parts):
        message = marked("The question has %(blanks)s blanks, the answer %(answers)s parts.")
        raise Wrong("blanks", message, blanks=blanks, answers=len(parts))
    return [[_range(text) for text in part] for part in parts]


def _parted(given: str, blanks: int) -> list[str]:
    """Part an answer into as many pieces as there are blanks, by the first sign that gives so many."""
    for sign in (r"\n", r"[;；]", r"\s{2,}", r"[、,，]", r"\s+"):
        parts = [part.strip() for part in re.split(sign, given.strip()) if part.strip()]
        if len(parts) == blanks:
            return parts
    return [part.strip() for part in re.split(r"[;；]", given) if part.strip()]


def _alternatives(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;；/]", text) if part.strip()]


def _range(text: str) -> str:
    """“1-9” is how a range of numbers is typed elsewhere; our own form is 1~9."""
    return re.sub(r"^(-?\d+(?:\.\d+)?)\s*[-—～~]\s*(\d+(?:\.\d+)?)$", r"\1~\2", text)
