"""What a typed line is: a heading, a question's number, options, a field, an answer table. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from elearn.questions.formats.headings import CHAPTER as CHAPTER
from elearn.questions.formats.headings import CHINESE as CHINESE
from elearn.questions.formats.headings import ORDINAL as ORDINAL
from elearn.questions.formats.headings import section_of as section_of
from elearn.questions.formats.raw import FIELD_NAMES
from elearn.questions.grading import letters

ANSWERS_HEAD = re.compile(
    rf"(?:第?[{CHINESE}]{{0,3}}[、.．]?\s*)?(?:附[:：]?\s*)?[【\[]?(?:答题卡|试题|试卷)?(?:参考|标准|正确)?答案(?:及解析|与解析|部分|汇总|表)?"
    r"[】\]]?\s*[:：]?"
)
NUMBERS = {
    "dot": re.compile(r"(?P<number>\d{1,4})\s*[.．](?!\d)\s*(?P<rest>.*)", re.S),
    "comma": re.compile(r"(?P<number>\d{1,4})\s*[、:：]\s*(?P<rest>.*)", re.S),
    "bracket": re.compile(r"[（(](?P<number>\d{1,4})[)）]\s*[.、]?\s*(?P<rest>.*)", re.S),
    "half": re.compile(r"(?P<number>\d{1,4})[)）]\s*(?P<rest>.*)", re.S),
    "word": re.compile(r"第\s*(?P<number>\d{1,4})\s*题\s*[.、．:：]?\s*(?P<rest>.*)", re.S),
    "circle": re.compile(r"(?P<number>[①-⑳])\s*(?P<rest>.*)", re.S),
    "q": re.compile(r"[Qq](?:uestion)?\s*(?P<number>\d{1,4})\s*[.、．:：)）]\s*(?P<rest>.*)", re.S),
    "item": re.compile(r"(?:题目|试题|题)\s*(?P<number>\d{1,4})\s*[.、．:：]\s*(?P<rest>.*)", re.S),
    "boxed": re.compile(r"[【\[](?P<number>\d{1,4})[】\]]\s*(?P<rest>.*)", re.S),
    "cnword": re.compile(
        rf"(?:第(?=\S{{1,3}}题)|题目(?=\S{{1,3}}[.、．:：]))(?P<number>[{CHINESE}]{{1,3}})题?\s*[.、．:：]?\s*(?P<rest>.*)",
        re.S,
    ),
    "chinese": re.compile(rf"(?P<number>[{CHINESE}]{{1,3}})\s*[、.．]\s*(?P<rest>.*)", re.S),
    "space": re.compile(r"(?P<number>\d{1,3})\s+(?P<rest>[\u4e00-\u9fff“《（(].*)", re.S),
    "pair": re.compile(r"\d{1,2}[.．—-](?P<number>\d{1,3})\s+(?P<rest>\S.*)", re.S),
    "hash": re.compile(r"[#＃]\s*(?P<number>\d{1,4})(?:\s*[.、．:：]\s*|\s+)(?P<rest>\S.*)", re.S),
    "title": re.compile(r"(?:题目|试题)\s*(?P<number>\d{1,4})(?P<rest>)"),
}
# “2.2023年…”: the sign after the number may be read as a decimal point; the reader decides by what was expected.
_LOOSE = re.compile(r"(?P<number>\d{1,3})\s*[.．](?P<rest>\d.*)", re.S)
# “1.” and “1、” are one habit: five colleagues type both in one list.
STYLES = {name: name for name in NUMBERS} | {"dot": "plain", "comma": "plain"}
_BY_WORD = {word: name for name, words in FIELD_NAMES.items() for word in words}
_WORDS = "|".join(sorted(_BY_WORD, key=len, reverse=True))
FIELD = re.compile(
    rf"(?:[【\[](?P<boxed>{_WORDS})[】\]]\s*[:：]?|(?P<word>{_WORDS})\s*(?:是|为)?\s*[:：])\s*(?P<text>.*)", re.S
)
# “答案 D” without a colon: only where a key follows and nothing else.
_BARE_ANSWER = re.compile(
    r"(?P<word>正确答案|参考答案|标准答案|正确选项|答案)\s*(?:是|为)?\s*(?P<text>[A-Z\s,，、√×对错正确误]{1,16})"
)
_YOUR_ANSWER = re.compile(
    r"[\s,，;；]*(?:(?:你|您|我|考生|学生)的?答案\s*(?:是|为)?\s*[:：]?.*"
    r"|(?:本题|我的)?得分\s*[:：].*|\d+(?:\.\d+)?\s*分|回答(?:正确|错误))",
    re.S,
)
_BULLET = r"(?:[-•·]\s*)?[○●◯□■☐☑√]?\s*"
_WITH_SIGN = r"[（(]?\s*{letter}\s*(?:[)）]\s*[.、．:：]?|[.、．:：\-—])\s*"
_RANGE = re.compile(
    r"(?P<first>\d{1,4})\s*(?:[-—–~～至]+\s*(?P<last>\d{1,4}))?\s*(?:题)?\s*[:：.、．)）]?\s*(?P<keys>[^\d].*)"
)


@dataclass(frozen=True)
class Number:
    """A question's number at the beginning of a line."""

    style: str
    number: int
    rest: str


def number_of(line: str) -> Number | None:
    """Return the number that a line begins with, None for none."""
    for name, pattern in NUMBERS.items():
        if found := pattern.fullmatch(line):
            return Number(STYLES[name], _value(found["number"]), found["rest"])
    return None


def loose_number_of(line: str) -> Number | None:
    """Return the number of a line such as “2.2023年3月…”, which may as well be a decimal."""
    found = _LOOSE.fullmatch(line)
    return Number("plain", int(found["number"]), found["rest"]) if found else None


def _value(digits: str) -> int:
    if digits.isdecimal():
        return int(digits)
    if digits[0] in CHINESE:
        return chinese_value(digits)
    return ord(digits[0]) - ord("①") + 1


def chinese_value(digits: str) -> int:
    """Return the number that Chinese signs up to 九十九 write; “二二” is written by nobody, but must not stop us."""
    tens, ten, ones = digits.rpartition("十")
    first = CHINESE.index(tens[0]) + 1 if tens else 1
    return first * 10 * bool(ten) + (CHINESE.index(ones[-1]) + 1 if ones else 0)


def field_of(line: str) -> tuple[str, str] | None:
    """Return name and text of a field line; the answer that a learner once gave is dropped."""
    found = FIELD.fullmatch(line) or _BARE_ANSWER.fullmatch(line)
    if not found:
        return None
    groups = found.groupdict()
    name = _BY_WORD[groups.get("boxed") or groups["word"]]
    text = _YOUR_ANSWER.sub("", found["text"]) if name == "answer" else found["text"]
    return name, text.strip()


def is_your_answer(line: str) -> bool:
    """Say whether a line only tells what a learner once answered."""
    return bool(_YOUR_ANSWER.fullmatch(line))


def is_glued(line: str) -> bool:
    """Say whether a line's first option has no sign between letter and text."""
    return not re.match(_BULLET + _WITH_SIGN.format(letter="[A-Z]"), folded(line))


def options_of(line: str, expected: str, following: str = "", glued: bool = False) -> list[tuple[str, str]]:
    """Return the options that a line holds, beginning with the expected letter (or A anew); [] for none.

    Letters need a sign after them, unless B follows A and so on in the same line or at the start of the next, or the
    options before were `glued` as well.
    """
    plain = folded(line)
    skipped = re.match(_BULLET + _WITH_SIGN.format(letter="(?P<letter>[A-H])"), plain)
    for first in (expected, "A", *([skipped["letter"]] if skipped else [])):
        starts = _starts(plain, first, glued=False)
        if not starts:
            starts = _starts(plain, first, glued=True)
            if (
                len(starts) == 1
                and not (glued and first == expected)
                and not _begins_with(folded(following), letters(26)[letters(26).index(first) + 1 :][:1])
            ):
                starts = []
        if starts:
            ends = [start for start, _ in starts[1:]] + [len(line)]
            texts = [line[after:end].strip(" ,，;；\u3000") for (_, after), end in zip(starts, ends, strict=True)]
            at = letters(26).index(first)
            return list(zip(letters(26)[at : at + len(texts)], texts, strict=True))
    return []


_HALF_WIDTH = {ord("Ａ") + at: chr(ord("A") + at) for at in range(26)}


def folded(line: str) -> str:
    """Fold full-width letters sign by sign, so that places in the line stay."""
    return line.translate(_HALF_WIDTH)


def _begins_with(line: str, letter: str) -> bool:
    return bool(letter) and bool(re.match(rf"{_BULLET}[（(]?{letter}(?![A-Za-z])", line))


def _starts(line: str, first: str, *, glued: bool) -> list[tuple[int, int]]:
    """Return where each option begins and where its text does, letter after letter."""
    after = rf"{first}(?![A-Za-z0-9/])\s*" if glued else _WITH_SIGN.format(letter=first)
    found = re.match(_BULLET + after, line)
    if not found:
        return []
    places = [(0, found.end())]
    for letter in letters(26)[letters(26).index(first) + 1 :]:
        place = _next_start(line, letter, places[-1][1], glued)
        if place is None:
            break
        places.append(place)
    return places if glued else places + _bare_starts(line, places)


def _bare_starts(line: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where options without a sign go on behind those with one: “A.甲 B、乙 C丙 D 丁”.

    One such letter alone may be a word.
    """
    found: list[tuple[int, int]] = []
    begin = places[-1][1]
    for letter in letters(26)[len(places) : 10] if line[: places[0][1]].strip(" （(○●□").startswith("A") else "":
        bare = re.compile(rf"(?<=\s){letter}(?![A-Za-z0-9/])\s*(?=\S)|(?<=\s)[（(]?{letter}[)）.、．:：]\s*").search(
            line, begin
        )
        if bare is None:
            break
        found.append((bare.start(), bare.end()))
        begin = bare.end()
    return found if len(found) > 1 else []


# What may stand in front of the next option in a line: “A.1B.2” and “10%D.” have a sign after the letter.
_BEFORE = {True: r"(?:(?<=\s)|(?<=[^\x00-\x7f]))", False: r"(?:(?<=\s)|(?<=[^\x00-\x7f])|(?<=[\d%)\]]))"}


def _next_start(line: str, letter: str, begin: int, glued: bool) -> tuple[int, int] | None:
    """Find the next option in the line: after white space or after a sign that is no Latin letter."""
    sign = (
        rf"{_BULLET}[（(]?{letter}(?:[)）][.、．:：]?|[.、．:：])\s*" if not glued else rf"{letter}(?![A-Za-z0-9/])\s*"
    )
    found = re.compile(rf"{_BEFORE[glued]}{sign}").search(line, begin + 1)
    return (found.start(), found.end()) if found else None


def split_stem(line: str) -> tuple[str, str]:
    """Part a line into stem and options where options stand in it: “…有（ ）A.甲 B.乙”; ("…", "") where none do."""
    # A、B in a sentence name people or villages: before the sign 、 there must be a space or the end of the stem.
    shape = r"(?<=[\s）)】？?。：:，,；;_])[（(]?A[)）]?[.、．:：)）]\s*\S|(?<=[^A-Za-z（(])[（(]?A[.．]\s*\S"
    found = re.compile(shape).search(folded(line)) or _bare_options(folded(line))
    if found and len(options_of(line[found.start() :], "A")) > 1:
        return line[: found.start()].strip(), line[found.start() :]
    return line, ""


_BARE_OPTIONS = re.compile(
    r"(?<=[\u4e00-\u9fff）)。？?])A(?=[\u4e00-\u9fff][^A-Z]*[\u4e00-\u9fff）)。]B[\u4e00-\u9fff][^A-Z]*[\u4e00-\u9fff）)。]C[\u4e00-\u9fff])"
)


def _bare_options(line: str) -> re.Match[str] | None:
    """“…由（）发放A民政部门B教育部门C财政部门”: bare letters are options behind a bracket for the key."""
    found = _BARE_OPTIONS.search(line)
    return found if found and re.search(r"[（(]\s*[A-H]{0,8}\s*[）)]", line[: found.start()]) else None


def split_stem_lines(text: str) -> tuple[str, str]:
    """Part a text of several lines where options begin in it, at the start of a line or within one."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        if at and len(options_of("\n".join(lines[at:]), "A")) > 1:
            return "\n".join(lines[:at]).strip(), "\n".join(lines[at:])
        stem, options = split_stem(line)
        if options:
            return "\n".join([*lines[:at], stem]).strip(), "\n".join([options, *lines[at + 1 :]])
    return text, ""


def table_keys(line: str) -> dict[int, str]:
    """Return the keys of a line of an answer table by number: “1-5 ABCDE”, “6-8 AB ACD BC”, “1.A 2.B”, “21-23：√×√”."""
    if compact := _compact_keys(line):
        return compact
    found: dict[int, str] = {}
    for part in re.split(r"(?<=[A-Z√×✓✗对错确误])[\s,，;；。]+(?=\d)", folded(line.strip())):
        match = _RANGE.fullmatch(part.strip(" ,，;；。"))
        keys = _parted_keys(match["keys"]) if match else []
        if not match or not keys:
            return {}
        first, last = int(match["first"]), int(match["last"] or match["first"])
        if last - first + 1 != len(keys):
            if match["last"]:
                return {}
            keys = ["".join(keys)]
        found |= dict(zip(range(first, last + 1), keys, strict=True))
    return found


_COMPACT = re.compile(
    r"(\d{1,4})\s*[.、．:：)）]?\s*[（(]?([A-H]{1,8}|[√×✓✗]|对|错|正确|错误)[)）]?(?=[\s,，;；、。]|\d|$)[\s,，;；、。]*"
)


def _compact_keys(line: str) -> dict[int, str]:
    """Read “6A7B8A”, “1、√2、×”, “4.(B) 5.（A）”: at least two numbers that rise."""
    text = folded(line.strip())
    found = list(_COMPACT.finditer(text))
    numbers = [int(each[1]) for each in found]
    if len(found) < 2 or "".join(each[0] for each in found) != text or numbers != sorted(set(numbers)):
        return {}
    return {int(each[1]): each[2] for each in found}


def looks_like_question(text: str, following: str) -> bool:
    """Say whether a numbered line asks: it has a bracket or blank for the answer, or options or the answer follow."""
    if re.search(r"[（(]\s*(?:[A-Z]{1,8}|[√×✓✗对错]|正确|错误)?\s*[）)]|_{2,}|[？?]\s*$", text):
        return True
    field = field_of(following)
    return bool(options_of(following, "A")) or bool(field and field[0] == "answer")


def _parted_keys(text: str) -> list[str]:
    """Part a run of keys: by white space where there is some, else sign by sign; [] for anything else."""
    words = re.split(r"[\s,，、;；]+", text.strip(" 。"))
    known = [word for word in words if re.fullmatch(r"[A-Z]{1,8}|[√×✓✗]+|(?:对|错|正确|错误)+", word)]
    if len(known) != len(words):
        return []
    if len(words) > 1 and all(len(word) <= 8 for word in words) and len({len(word) for word in words}) > 1:
        return words
    return [key for word in words for key in re.findall(r"正确|错误|.", word)] if len(words) == 1 else words
