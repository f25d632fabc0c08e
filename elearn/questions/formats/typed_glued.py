"""Questions run together in one line, as text copied from web pages has them, are set apart. Pure.

A line is parted only where the next number in order stands between two things that each look like a question; what
stays together although it looks like two is refused later, never read as one.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from elearn.questions.formats import marks
from elearn.questions.formats.raw import KIND_PATTERN

_KEY = r"(?:[A-Ha-h]{1,8}|[√×✓✗]|对|错|正确|错误)"
_ANSWER = r"(?:正确|参考|标准)?答案"
_HEAD = re.compile(
    rf"(?P<head>(?:第?[一二三四五六七八九十]{{1,3}}(?:部分|大题)?\s*[、.．:：]?|[（(][一二三四五六七八九十]{{1,2}}[）)])\s*"
    rf"(?:{KIND_PATTERN})题(?:\s*[（(][^（）()]{{0,60}}[）)])?)[:：]?"
)
# A heading at the end of a line, as where a line break was lost behind it.
_HEAD_AT_END = re.compile(
    rf"(?<=\s)(?P<head>(?:[一二三四五六七八九十]{{1,3}}\s*[、.．]|第[一二三四五六七八九十]{{1,3}}(?:部分|大题)[、:：\s]*"
    rf"|[（(][一二三四五六七八九十]{{1,2}}[）)])\s*(?:{KIND_PATTERN})题(?:\s*[（(][^（）()]{{0,60}}[）)])?)[:：]?$"
)
_CHAPTER_FIRST = re.compile(
    r"(?P<head>(?:第[一二三四五六七八九十百\d]{1,4}(?:章|节|编|单元|部分|篇)|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}\s*、)"
    r"[^。？?，,；;（(_]{0,30}?)\s+(?P<rest>(?P<number>\d{1,4})\s*[.、．](?!\d).*)",
    re.S,
)
_KIND_FIRST = re.compile(rf"(?P<head>(?:{KIND_PATTERN})题)\s*[:：]?\s*(?=1\s*[.、．](?!\d)\s*\S)")
_NAMED = re.compile(r"【(?:题干|题目|试题|第)\s*(?P<number>\d{1,4})\s*(?:题)?】\s*")
_OPTIONS_WORD = re.compile(r"【(?:选项|备选项|选项内容)】\s*")
_TITLE = re.compile(r"(?<=[\u4e00-\u9fff_）)】\s])1\s*[.、．](?!\d)\s*(?=\S)")
_ASKS = re.compile(
    r"[（(]\s*[A-Ha-h√×✓✗对错]{0,8}\s*[）)]|_{2,}|[\[［【](?:" + KIND_PATTERN + r")|[（(](?:正确|错误)[）)]"
)
_OPTION_A = re.compile(r"(?<![A-Za-z])[Aa]\s*[.、．:：)）]")
_OPTION_B = re.compile(r"(?<![A-Za-z])[Bb]\s*[.、．:：)）]")
_HAS_ANSWER = re.compile(rf"{_ANSWER}[】\]]?\s*[:：]?\s*{_KEY}|[（(]\s*(?:{_KEY})\s*[）)]")
_AFTER_KEY = re.compile(rf"(?:{_ANSWER})[】\]]?\s*[:：]?\s*{_KEY}[\s。.]*$")
_NUMBER = re.compile(r"(?<![\d.．~～\-—])(?P<number>\d{1,4})\s*[.、．](?!\d)\s*(?=\S)")
_ANSWERS = re.compile(r"(?<=[。？?！!；;\s）)])答(?:案)?\s*[:：]")
_MOST_MISSING = 30
_MOST_TRIES = 40
_NEAR = 800
"""How far a question is looked at to see whether it is one: long lines must not be read over and over."""
_ANSWERS_BEFORE = re.compile(r"(?:参考|标准|正确)?答案(?:及解析|与解析)?[:：]?$")
_LONG = 12


def spaced_words(text: str) -> str:
    """“答 案：” and “解 析：” are written with a space to look even."""
    return re.sub(r"(?<![\u4e00-\u9fff])(答|解)[ \u3000]+(案|析|答)(?=[】\]]?\s*[:：])", r"\1\2", text)


def parted(texts: Sequence[str]) -> list[list[str]]:
    """Return for each line the lines it holds."""
    found: list[list[str]] = []
    last = 0
    for text in texts:
        pieces = list(_pieces(text, last)) if len(text) > _LONG else [text]
        found.append([piece for piece in pieces if piece] or [text])
        for piece in found[-1]:
            if (number := marks.number_of(piece)) and not marks.section_of(piece):
                last = number.number
            elif marks.section_of(piece):
                last = 0
    return found


def _pieces(text: str, last: int) -> Iterator[str]:
    named = _OPTIONS_WORD.sub("\n", _NAMED.sub(lambda each: f"\n{each['number']}、", text))
    for line in named.split("\n"):
        rest, before = line.strip(), last
        if kind := _KIND_FIRST.match(rest):
            # “判断题：1.…（√）2.…（×）”
            yield kind["head"]
            rest, before = rest[kind.end() :], 0
        while head := _heading_within(rest):
            before_head = rest[: head.start()].strip()
            if answers := _ANSWERS_BEFORE.search(before_head):
                yield from _numbered(before_head[: answers.start()], before)
                yield answers[0]
            else:
                yield from _numbered(before_head, before)
            yield head["head"]
            rest, before = rest[head.end() :].strip(), 0
        if tail := _HEAD_AT_END.search(rest) if not marks.section_of(rest) else None:
            yield from _numbered(rest[: tail.start()].strip(), before)
            rest = tail["head"]
        elif (chapter := _CHAPTER_FIRST.fullmatch(rest)) and int(chapter["number"]) in (1, before + 1):
            yield chapter["head"]
            rest = chapter["rest"]
        yield from _numbered(rest, before)


def _heading_within(text: str) -> re.Match[str] | None:
    """Return a heading with its ordinal where questions follow it in the same line."""
    for found in islice(_HEAD.finditer(text), _MOST_TRIES):
        rest = text[found.end() : found.end() + _NEAR]
        if (_OPTION_A.search(rest) and _ASKS.search(rest)) or re.match(r"\s*1\s*[.、．](?!\d)", rest):
            return found
    return None


def _numbered(text: str, last: int) -> Iterator[str]:
    """Part a text where the next numbers stand in it."""
    first = marks.number_of(text)
    if marks.table_keys(text):
        yield text
        return
    if pairs := _answered(text):
        yield from pairs
        return
    if not first and (title := _title(text)):
        yield text[: title.start()].strip()
        text, first = text[title.start() :], marks.number_of(text[title.start() :])
    number, begin = (first.number if first else last), 0
    while number:
        place, number = _next(text, begin, number)
        if number:
            yield text[begin:place].strip()
            begin = place
    yield text[begin:].strip()


def _answered(text: str) -> list[str]:
    """Part “1.甲？答：子。2.乙？答：丑。” where each next number stands once between two answers; [] if unsure."""
    first = marks.number_of(text)
    answers = [found.start() for found in islice(_ANSWERS.finditer(text), _MOST_TRIES)]
    if first is None or len(answers) < 2:
        return []
    begins = [0]
    for at, (answer, following) in enumerate(pairwise(answers), 1):
        number = first.number + at
        places = [each.start() for each in _NUMBER.finditer(text, answer, following) if int(each["number"]) == number]
        if len(places) != 1 or not text[: places[0]].rstrip().endswith(tuple("。；;？?！!")):
            return []
        begins.append(places[0])
    return [text[begin:end].strip() for begin, end in zip(begins, [*begins[1:], len(text)], strict=True)]


def _title(text: str) -> re.Match[str] | None:
    """Return where question 1 begins behind a title in the same line."""
    found = _TITLE.search(text)
    if not found or found.start() > 120 or marks.field_of(text) or marks.options_of(text, "A"):
        return None
    rest = text[found.end() : found.end() + _NEAR]
    return found if _is_question(rest) and not _ASKS.search(text[: found.start()]) else None


def _next(text: str, begin: int, last: int) -> tuple[int, int]:
    """Return where the next number begins a question, the one before being whole, and that number; 0 for none."""
    tries = 0
    for found in _NUMBER.finditer(text, begin + 1):
        number, place = int(found["number"]), found.start()
        if not last < number <= last + _MOST_MISSING:
            continue
        tries += 1
        if tries > _MOST_TRIES:
            break
        before, rest = text[max(begin, place - _NEAR) : place], text[found.end() : found.end() + _NEAR]
        if _AFTER_KEY.search(before[-40:]):
            return place, number
        if number == last + 1 and _is_whole(before) and _is_question(rest):
            # “2.” within an explanation comes before the number that the options follow.
            option = _OPTION_A.search(rest)
            again = re.search(rf"(?<=[。；;）)]){number}\s*[.、．](?!\d)", rest[: option.start()] if option else "")
            return (found.end() + again.start() if again else place), number
    return -1, 0


def _is_whole(text: str) -> bool:
    if (_OPTION_A.search(text) and _OPTION_B.search(text)) or _HAS_ANSWER.search(text):
        return True
    return bool(_ASKS.search(text) and re.search(r"[）)。？?_]\s*$", text))


def _is_question(text: str) -> bool:
    return bool(_ASKS.search(text) or (_OPTION_A.search(text) and _OPTION_B.search(text)))
