"""What stands in the fields of a question's text: keys, pairs, points, pictures, words and days. Pure."""

import re
import unicodedata
from datetime import date
from decimal import Decimal

from elearn.errors import marked
from elearn.questions.grading import Difficulty, Kind, Use, letters
from elearn.questions.parsed import DIFFICULTY_WORDS, USE_WORDS, Picture, Point, Wrong

_USES = {word: use for use, word in USE_WORDS.items()}
_DIFFICULTIES = {word: difficulty for difficulty, word in DIFFICULTY_WORDS.items()}
_POINT = re.compile(r"(?P<text>.*?)\s*[（(](?P<marks>\d+(?:\.\d+)?)\s*分[）)]")
# A backslash in the left side takes the next sign as it is, so that it may hold an equals sign.
_PAIR = re.compile(r"(?P<left>(?:\\.|[^\\])+?)\s+[=＝]\s+(?P<right>.+)", re.S)


def choice_answer(kind: Kind, given: str, option_count: int) -> str:
    """Return the sorted letters of a choice's key; raises Wrong for letters that are no options or too many."""
    chosen = re.sub(r"[\s,，、;；和及]", "", unicodedata.normalize("NFKC", given)).upper()
    if not chosen or any(letter not in letters(option_count) for letter in chosen):
        raise Wrong("answer", marked("The answer %(answer)s is none of the options."), answer=given)
    chosen = "".join(sorted(set(chosen)))
    if kind is Kind.SINGLE and len(chosen) > 1:
        raise Wrong("several", marked("A single choice has one answer only."))
    if kind is Kind.MULTIPLE and len(chosen) < 2:
        raise Wrong("too-few", marked("A multiple choice has at least two answers."))
    return chosen


def split_blanks(given: str) -> list[list[str]]:
    """Return the accepted strings of every blank, parted by | and ; — a backslash takes the next sign as it is."""
    blanks: list[list[str]] = [[]]
    for part in re.findall(r"(?:\\.|[^|;；\\])+|[|;；]", given):
        if part == "|":
            blanks.append([])
        elif part not in (";", "；") and (text := re.sub(r"\\(.)", r"\1", part).strip()):
            blanks[-1].append(text)
    if not all(blanks):
        raise Wrong("empty-blank", marked("A blank has no accepted answer."))
    return blanks


def pair(text: str) -> list[str]:
    """Return the two sides of “left = right”."""
    found = _PAIR.fullmatch(text)
    if not found:
        raise Wrong("pair", marked("“%(text)s” is no pair; write “left = right”."), text=text)
    return [re.sub(r"\\(.)", r"\1", found["left"]), found["right"]]


def points(text: str) -> tuple[Point, ...]:
    """Return what an essay is marked for, a line each: “text（2分）”; one mark where none is given."""
    points = []
    for line in filter(None, text.split("\n")):
        found = _POINT.fullmatch(line)
        points.append(Point(found["text"], Decimal(found["marks"])) if found else Point(line, Decimal(1)))
    return tuple(points)


def picture(text: str) -> Picture:
    """Return a picture of “file | words that stand for it”."""
    file, _, alt = (part.strip() for part in text.partition("|"))
    if not re.fullmatch(r"[\w.-]{1,100}\.(?:svg|png|jpe?g|webp)", file) or file.startswith("."):
        raise Wrong("picture", marked("“%(file)s” is no name of a picture."), file=file)
    if not alt:
        raise Wrong("no-alt", marked("The picture %(file)s needs words: 图: file | words."), file=file)
    return Picture(file, alt)


def difficulty(word: str) -> Difficulty:
    """Return what 易, 中 or 难 means."""
    if word not in _DIFFICULTIES:
        raise Wrong("difficulty", marked("难度 is 易, 中 or 难."))
    return _DIFFICULTIES[word]


def uses(text: str) -> tuple[Use, ...]:
    """Return the uses in their own order."""
    words = re.split(r"[\s,，、;；]+", text.strip())
    if not all(word in _USES for word in words):
        raise Wrong("uses", marked("用途 is one or more of 练习, 考试, 游戏."))
    return tuple(use for use in Use if use in {_USES[word] for word in words})


def day(text: str) -> date | None:
    """Return a day, None for an empty field."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong("date", marked("“%(text)s” is no date; write 2027-03-01."), text=text) from None
