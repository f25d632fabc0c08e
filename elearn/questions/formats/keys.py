"""Keys as people write them: （ABD）, A、B、D, √, 对, 9月5日；九月初九, 3;三|1;一. Pure."""

import re
import unicodedata
from collections.abc import Sequence

from elearn.errors import marked
from elearn.questions import field_text
from elearn.questions.fill_text import normalise
from elearn.questions.grading import Kind, letters
from elearn.questions.parsed import Wrong, truth

EMPTY_BRACKET = "（　）"
BLANK = re.compile(r"_{2,}|＿{1,}|﹍{2,}|（\s*）|\(\s*\)|（\s+）|【\s*】")
# “[填空1]” of other programs; only where the kind is known do other signs count as blanks.
NAMED_BLANK = re.compile(r"[\[［【{(（]\s*(?:填空|空)\s*\d+\s*[\]］】})）]")
LOOSE_BLANK = re.compile(r"\{\s*\}|(?<![A-Za-z0-9_])_(?![A-Za-z0-9_])|―{2,}|﹍|[\[［]\s*[\]］]|…{3,}")
# A bracket in the stem that holds letters or a sign of right and wrong.
_LETTERS_IN_BRACKET = r"[（(]\s*(?P<key>[A-ZＡ-Ｚ](?:[\s,，、;；]*[A-ZＡ-Ｚ])*)\s*[）)]"
_LETTER_BRACKETS = re.compile(rf"{_LETTERS_IN_BRACKET}(?:[\s、,，]*[（(]\s*[A-ZＡ-Ｚ]\s*[）)])*")
_TRUTH_SIGN = r"√|×|✓|✔\ufe0f?|✗|✘|╳|✅|❌|对|错|正确|错误|是|否|T|F|Y|N"
_TRUTH_BRACKET = re.compile(rf"[（(]\s*(?P<key>{_TRUTH_SIGN})\s*[）)]")
# 【√】 only where it stands at an end: 【对】 within a text may be a label.
_TRUTH_BOX = re.compile(r"[【\[［]\s*(?P<key>[√×✓✗✔✘✅❌]\ufe0f?|对|错|正确|错误)\s*[】\]］]")
# Where a question is known to be a statement, more signs and looser forms count: V, x, 【×】, ——×, （×.
_TRUTH_LOOSE = re.compile(
    rf"[（(【\[]\s*(?P<key>{_TRUTH_SIGN}|[VvXxＸ])\s*(?:[）)】\]]|$)|(?:(?<=[\s。.！!])|[—-]{{2,}})(?P<bare>{_TRUTH_SIGN}|[VvXx])$"
    r"|^(?P<front>[√×✓✗✔✘])\ufe0f?\s*(?=\S)"
)
# “（A）” at the end of a statement, where a heading says that A is right.
_LETTER_OF_TRUTH = re.compile(r"[（(]\s*(?P<key>[ABＡＢ])\s*[）)]\s*[。.]?$(?P<bare>)(?P<front>)")
_MARKED_RIGHT = re.compile(
    r"\s*(?:[（(【\[]\s*(?:正确\s*(?:答案|选项)|√|✓|✔\ufe0f?|✅|对|正确)\s*[）)】\]]|[√✓✔✅]\ufe0f?)\s*$"
)
_AT_END = re.compile(r"(?:(?<=[）):：])|(?<=[\u4e00-\u9fff]\s))\s*(?P<key>[A-H]{1,6})\s*[。.]?$")
_ON_LINE = re.compile(r"[_＿]{1,}\s*(?P<key>[A-ZＡ-Ｚ](?:[\s,，、]*[A-ZＡ-Ｚ])*)\s*[_＿]{1,}")


_MORE_TRUTHS = {"X": False, "x": False, "V": True, "v": True, "✅": True, "❌": False, "不正确": False, "不对": False}
_MORE_TRUTHS |= {
    "不是": False,
    "是的": True,
    "对的": True,
    "错的": False,
    "☑": True,
    "╳": False,
    "⭕": True,
    "○": True,
    "㐅": False,
}


def take_marks(options: Sequence[tuple[str, str]]) -> tuple[list[tuple[str, str]], str]:
    """Take “(正确答案)” off the ends of options; return the options and the letters so marked."""
    cleaned, marked_letters = [], ""
    for letter, text in options:
        flat = re.sub(r"正确\n+答案", "正确答案", text)
        bare = _MARKED_RIGHT.sub("", flat)
        if bare != flat and bare.strip():
            marked_letters += letter
        cleaned.append((letter, bare.strip()))
    return cleaned, marked_letters


def take_from_stem(stem: str, kind: Kind | None, option_count: int) -> tuple[str, str]:
    """Blank out a key that stands in the stem's bracket; return the stem and the key ("" where there is none)."""
    if option_count and (kind is not Kind.TRUE_FALSE or re.search(r"[（(]\s*[ABＡＢ]\s*[）)]", stem)):
        return _take_letters(stem, option_count)
    if kind is Kind.TRUE_FALSE:
        return _take_truth(stem)
    found = _TRUTH_BRACKET.match(stem) or _last(_TRUTH_BRACKET, stem) or _last(_TRUTH_BOX, stem)
    if kind is not None or found is None:
        return stem, ""
    return (stem[: found.start()] + stem[found.end() :]).strip(), found["key"]


def _take_truth(stem: str) -> tuple[str, str]:
    """Take the one sign of right or wrong out of a statement; two of them are none."""
    found = list(_TRUTH_LOOSE.finditer(stem)) or list(_LETTER_OF_TRUTH.finditer(stem))
    if len(found) != 1:
        return stem, ""
    groups = found[0].groupdict()
    key = groups["key"] or groups["bare"] or groups["front"]
    rest = stem[: found[0].start()] + stem[found[0].end() :]
    return rest.strip(), key.replace("\ufe0f", "")


def _last(pattern: re.Pattern[str], stem: str) -> re.Match[str] | None:
    """Return the bracket at the very end of a stem, a full stop after it does not matter."""
    found = None
    for each in pattern.finditer(stem):
        found = each
    return found if found and not stem[found.end() :].strip("。．. 　") else None


def _take_letters(stem: str, option_count: int) -> tuple[str, str]:
    if (lined := _ON_LINE.search(stem)) and len(_ON_LINE.findall(stem)) == 1:
        return _without(stem, lined, option_count)
    if re.search(r"[（(]\s*[）)]", stem):
        # An empty bracket waits for the answer; letters in another one, as in 维生素（A）, are text, except at the end.
        found = _last(_LETTER_BRACKETS, stem)
        return _without(stem, found, option_count) if found else _take_last(stem, option_count)
    for each in _LETTER_BRACKETS.finditer(stem):
        blanked, key = _without(stem, each, option_count)
        if key:
            return blanked, key
    return _take_last(stem, option_count)


def _take_last(stem: str, option_count: int) -> tuple[str, str]:
    """Take the letters at the very end of a stem: “…的是：AB”, “…（ ）C”."""
    found = _AT_END.search(stem)
    if not found:
        return stem, ""
    _, key = _without(stem, found, option_count)
    head = stem[: found.start()].rstrip()
    bracket = "" if head.endswith(("）", ")")) else EMPTY_BRACKET
    return (head + bracket, key) if key else (stem, "")


def take_text(stem: str, options: Sequence[str]) -> tuple[str, str]:
    """Blank out a bracket that holds the very text of one option: “核心价值是（以人为本）。”."""
    texts = [normalise(text) for text in options]
    for found in re.finditer(r"[（(]\s*(?P<text>[^（）()]{2,60}?)\s*[）)]", stem):
        if texts.count(normalise(found["text"])) == 1:
            key = letters(26)[texts.index(normalise(found["text"]))]
            return stem[: found.start()] + EMPTY_BRACKET + stem[found.end() :], key
    return stem, ""


def _without(stem: str, found: re.Match[str], option_count: int) -> tuple[str, str]:
    key = re.sub(r"[^A-Z]", "", unicodedata.normalize("NFKC", found[0]).upper())
    if all(letter in letters(option_count) for letter in key) and len(set(key)) == len(key):
        return stem[: found.start()] + EMPTY_BRACKET + stem[found.end() :], key
    return stem, ""


def choice(kind: Kind | None, given: str, options: Sequence[str]) -> tuple[Kind, str]:
    """Return kind and letters of a choice's key. Raises Wrong: a bare number could mean two things, so it is none."""
    folded = unicodedata.normalize("NFKC", given).strip().strip("。.()（）\"'“”")
    _check_number(folded, given, options)
    if short := _letters_of(folded, options):
        folded = short
    same = [letter for letter, text in zip(letters(26), options, strict=False) if normalise(text) == normalise(given)]
    if not same and (texts := _letters_of_texts(given, options)):
        folded = texts
    bare = re.sub(r"[\s,，、;；和及.]", "", folded).upper()
    is_letters = bool(bare) and all(letter in letters(26) for letter in bare)
    text = same[0] if len(same) == 1 and not is_letters else bare
    if len(set(text)) != len(text) and is_letters:
        raise Wrong("double-letter", marked("The answer %(answer)s names an option twice."), answer=given)
    chosen = kind or (Kind.MULTIPLE if len(text) > 1 else Kind.SINGLE)
    return chosen, field_text.choice_answer(chosen, text or given, len(options))


def _bare_word(given: str) -> str:
    return unicodedata.normalize("NFKC", given).replace("\ufe0f", "").strip().strip("。.()（）[]【】 ")


def plain_truth(given: str) -> bool | None:
    """Return what a word or sign of right and wrong means, with or without brackets; None for all else."""
    word = _bare_word(given)
    return _MORE_TRUTHS[word] if word in _MORE_TRUTHS else truth(word)


def option_truth(text: str) -> bool | None:
    """Return what an option means that is a word of right and wrong; x and V are options like any other."""
    return False if _bare_word(text) in ("不正确", "不对") else truth(text)


def _check_number(folded: str, given: str, options: Sequence[str]) -> None:
    """A number is no key where it may be the option's place as well as its text."""
    if not re.fullmatch(r"[\d\s,，、.]+", folded):
        return
    place = int(folded) if folded.isdecimal() else 0
    if folded in options and not (1 <= place <= len(options) and options[place - 1] != folded):
        return
    raise Wrong("number-answer", marked("The answer “%(answer)s” is a number; write the letter."), answer=given)


def _letters_of(folded: str, options: Sequence[str]) -> str:
    """Return the letters of “A.甲”, “选项A”, “A|C”, “ABCD（全选）”; "" where they disagree, and for all else."""
    bare = re.sub(r"^(?:应?选(?!项)|(?:正确)?(?:答案|选项)\s*[:：为是]?)\s*|选项$|项$", "", folded).strip(" []【】()")
    bare = re.sub(r"(?<=[\s,，、;；|])选项\s*(?=[A-Za-z](?:[\s,，、;；|]|$))", "", bare)
    bare = re.sub(r"\s*\(?全选\)?$|\s*\(全部\)$", "", bare)
    if re.fullmatch(r"[A-Za-z](?:[\s,，、;；|/&+$]*[A-Za-z])*", bare) and len(re.findall("[A-Za-z]", bare)) <= 10:
        return re.sub(r"[^A-Za-z]", "", bare)
    if listed := re.fullmatch(r"(?P<letters>[A-Z]{2,10})\s*:\s*(?P<texts>.+)", bare):
        # “ABC:自愿;无偿;平等;”, as 学习通 writes it.
        theirs = [
            normalise(options[letters(26).index(each)]) for each in listed["letters"] if each in letters(len(options))
        ]
        texts = [normalise(each) for each in re.split(r"[;；]", listed["texts"]) if each.strip()]
        return listed["letters"] if theirs == texts else ""
    found = re.fullmatch(r"(?P<letter>[A-Z])\s*[.、．:：)]?\s*(?P<text>.+)", bare.rstrip(";；"), re.S)
    if found and found["letter"] in letters(len(options)):
        own = options[letters(26).index(found["letter"])]
        return found["letter"] if normalise(own) == normalise(found["text"]) else ""
    return ""


def _letters_of_texts(given: str, options: Sequence[str]) -> str:
    """Return the letters of “老年人；失能老人”: texts of several options, by the first sign that parts them."""
    own = [normalise(text) for text in options]
    for sign in (r"[;；|\n#]", r"[,，]", r"、"):
        texts = [normalise(part) for part in re.split(sign, given.strip(" 。;；")) if part.strip()]
        if len(texts) > 1 and len(set(texts)) == len(texts) and all(own.count(text) == 1 for text in texts):
            return "".join(sorted(letters(26)[own.index(text)] for text in texts))
    return ""


def truth_key(given: str, options: Sequence[str]) -> bool:
    """Return the key of a statement. A, B, 1 and 0 count only where options, if any, are words of right and wrong."""
    if (plain := plain_truth(given)) is not None:
        return plain
    word = _bare_word(given)
    meant = [option_truth(text) for text in options] or [True, False]
    if sign := re.fullmatch(r"(?P<letter>[AB])[.、:：\s]*(?P<word>.+)", word):
        # “A.正确”: letter and word must agree.
        own = truth(sign["word"])
        if own is None or own != meant["AB".index(sign["letter"])]:
            raise Wrong("answer", marked("The answer must be 正确 or 错误."))
        return own
    place = {"A": 0, "B": 1, "1": 0, "0": 1}.get(word.upper())
    if place is None or set(meant) != {True, False}:
        raise Wrong("answer", marked("The answer must be 正确 or 错误."))
    if word in "10":
        return word == "1"
    return bool(meant[place])
