"""Text copied from the page of a quiz (Moodle and its kin): the page's own words are taken off and named. Pure.

Such a page has “题目 1”, a state, “题干”, the question, “选择一项：”, letters that may stand on lines of their own,
“反馈”, and the right answer by its text: “正确答案是：县里”.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from elearn.questions.fill_text import normalise
from elearn.questions.formats.reading import Place
from elearn.questions.grading import letters

if TYPE_CHECKING:
    from elearn.questions.formats.typed_lines import Line

_SELECT = re.compile(
    r"(?:请)?(?:选择|选出)(?:一项|一个|一项或多项|一个或多个|至少一项)(?:答案|选项)?\s*[:：]?|单选\s*[:：]|多选\s*[:：]"
    r"|(?:Select|Choose) one(?: or more)?\s*:",
    re.I,
)
_NUMBER = re.compile(r"(?:题目|试题|问题|Question|第)\s*(?P<number>\d{1,4})\s*题?", re.I)
_STEM = re.compile(r"题干|试题正文|试题文本|题目正文|题目文本|Question text", re.I)
_FEEDBACK = re.compile(r"反馈|试题反馈|总体反馈|Feedback", re.I)
_KEY = re.compile(r"(?:正确的?答案|答案|The correct answers?)\s*(?:是|为|is|are)\s*[:：]?\s*(?P<text>.*)", re.I | re.S)
_PAGE_WORD = re.compile(
    r"(?:已?完成|未完成|未作答|还未作答|尚未作答|已保存答案|答案已保存|正确|不正确|部分正确|未评分|等待评分|已答|未回答)"
    r"|(?:获得|得到|得|满)\s*分\s*(?:了)?\s*[:：]?\s*\d+(?:\.\d+)?\s*(?:/|[（(]|分，?满分|满分)?\s*(?:满分)?[:：]?\s*\d*(?:\.\d+)?\s*[）)]?分?"
    r"|得分\s*\d+(?:\.\d+)?\s*[/／]\s*\d+(?:\.\d+)?|(?:未)?标记(?:标记)?(?:试题|题目)|(?:取消)?(?:标记|Flag)(?:此题)?|编辑(?:试题|题目)"
    r"|Flag question|Not yet answered|Not answered|Complete|Correct|Incorrect|Partially correct|Answer saved"
    r"|Mark(?:ed)? (?:out of )?\d+(?:\.\d+)?(?: out of \d+(?:\.\d+)?)?|Points? out of \d+(?:\.\d+)?"
    r"|清除我的选择|Clear my choice",
    re.I,
)
_SAYS_NOTHING = re.compile(
    r"(?:(?:你|您)的(?:答案|回答)(?:是)?(?:正确|不正确|部分正确|错误)(?:的)?|回答(?:正确|错误))[。.!！]?"
    r"|Your answer is (?:correct|incorrect|partially correct)\.?|That answer is .*",
    re.I,
)
_LETTER = re.compile(r"(?P<letter>[A-Ha-h])\s*[.、．)）]\s*(?P<text>.*)", re.S)
_TRUTH = re.compile(r"[“\"'‘「]?(?P<word>对|错|正确|错误|True|False)[”\"'’」]?\s*[。.]?", re.I)


@dataclass
class _Page:
    """What has been taken of a page; `awaits`: what the next line must be."""

    lines: list["Line"] = field(default_factory=list)
    words: list[tuple[Place, str]] = field(default_factory=list)
    options: list[str] = field(default_factory=list)
    number: str = ""
    part: str = ""
    awaits: str = ""


def is_page(texts: Sequence[str]) -> bool:
    """Say whether lines come from such a page."""
    if not any(_SELECT.fullmatch(text) or _STEM.fullmatch(text) for text in texts):
        return False
    return any(_NUMBER.fullmatch(text) or _KEY.fullmatch(text) or _PAGE_WORD.fullmatch(text) for text in texts)


def plain(lines: Sequence["Line"]) -> tuple[list["Line"], list[tuple[Place, str]]]:
    """Return the questions of a page as they are typed elsewhere, and the words of the page; other text as it is."""
    if not is_page([line.text for line in lines]):
        return list(lines), []
    page = _Page()
    for line in lines:
        _take(page, line)
    return page.lines, page.words


def _take(page: _Page, line: "Line") -> None:
    text = line.text
    if page.awaits and _awaited(page, line):
        return
    if found := _NUMBER.fullmatch(text):
        page.number, page.part, page.options = found["number"], "head", []
        page.words.append((line.where, text))
    elif _STEM.fullmatch(text) or _SELECT.fullmatch(text) or _FEEDBACK.fullmatch(text):
        page.part = "stem" if _STEM.fullmatch(text) else "options" if _SELECT.fullmatch(text) else "feedback"
        page.words.append((line.where, text))
    elif key := _KEY.fullmatch(text):
        page.part = "feedback"
        if key["text"].strip():
            _give(page, line, key["text"])
        else:
            page.awaits = "key"
    elif page.part in ("head", "feedback") and (_PAGE_WORD.fullmatch(text) or _SAYS_NOTHING.fullmatch(text)):
        page.words.append((line.where, text))
    elif page.part == "feedback":
        page.lines.append(replace(line, text=f"解析：{text}"))
        page.part = "more feedback"
    else:
        _content(page, line)


def _content(page: _Page, line: "Line") -> None:
    """The question's own words: the first line gets the number, options are counted, what goes on goes on."""
    text = line.text
    option = _LETTER.fullmatch(text) if page.part in ("options", "stem") else None
    if option and option["letter"].upper() == letters(26)[len(page.options)]:
        page.part = "options"
        if option["text"].strip():
            _option(page, line, option["text"].strip())
        else:
            page.awaits = "option"
        return
    if page.number:
        text, page.number = f"第{page.number}题 {text}", ""
        page.part = "stem"
    elif page.part == "options" and not page.options and not _TRUTH.fullmatch(text):
        # Options without letters: one line each.
        page.part = "bare options"
    if page.part == "bare options":
        _option(page, line, text)
        return
    page.lines.append(replace(line, text=text))


def _option(page: _Page, line: "Line", text: str) -> None:
    page.lines.append(replace(line, text=f"{letters(26)[len(page.options)]}. {text}"))
    page.options.append(text)


def _awaited(page: _Page, line: "Line") -> bool:
    """Take the text that belongs to a letter, or to “正确答案是：”, in the line above."""
    awaits, page.awaits = page.awaits, ""
    if _NUMBER.fullmatch(line.text) or _FEEDBACK.fullmatch(line.text) or _STEM.fullmatch(line.text):
        return False
    if awaits == "option":
        _option(page, line, line.text)
    else:
        _give(page, line, line.text)
    return True


def _give(page: _Page, line: "Line", text: str) -> None:
    truth = _TRUTH.fullmatch(text.strip())
    key = truth["word"] if truth else _letters_of(text, page.options)
    page.lines.append(replace(line, text=f"答案：{key or text.strip()}"))


def _letters_of(text: str, options: Sequence[str]) -> str:
    """Return the letters of options whose texts stand there one behind the other, "" where something is left over."""
    rest, chosen = normalise(text).strip("。. "), set()
    texts = sorted(enumerate(map(normalise, options)), key=lambda each: -len(each[1]))
    while rest:
        at = next((at for at, each in texts if each and at not in chosen and _leads(rest, each)), None)
        if at is None:
            return ""
        chosen.add(at)
        rest = rest[len(normalise(options[at])) :].lstrip(" ,，、;；.。")
    return "".join(letters(26)[at] for at in sorted(chosen))


def _leads(rest: str, text: str) -> bool:
    return rest.startswith(text) and (len(rest) == len(text) or rest[len(text)] in " ,，、;；.。")
