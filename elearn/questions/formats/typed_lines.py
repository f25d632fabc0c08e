"""Lines of typed text before they are read: signs of markup taken off, what stands side by side set apart. Pure."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from elearn.questions.formats import (
    marks,
    typed_glued,
    typed_letters,
    typed_order,
    typed_pairs,
    typed_slips,
    typed_tables,
    typed_traditional,
    typed_web,
)
from elearn.questions.formats.raw import FIELD_NAMES
from elearn.questions.formats.reading import Place
from elearn.questions.formats.typed_marked import Looks, bold_in
from elearn.questions.parsed import Picture, clean_line


@dataclass(frozen=True)
class Line:
    """A line of a document with its place. `blank_before`: an empty line stands in front of it."""

    text: str
    where: Place
    blank_before: bool = False
    pictures: tuple[Picture, ...] = ()
    looks: Looks = ()


_EXPLANATIONS = "|".join(FIELD_NAMES["explanation"])
_PAGE = re.compile(r"第\s*\d+\s*页.{0,12}|\d+\s*/\s*\d+|[-—–]\s*\d+\s*[-—–]|Page\s+\d+.{0,12}", re.I)
_KEY = r"[A-Ha-hＡ-Ｈ√×✓✗对错正确误、,，;；\s]{1,14}"
# An answer in the line of its question or of the last option.
_INLINE_ANSWER = re.compile(
    r"(?<=\S)\s*(?:"
    r"[（(]\s*(?:正确)?答案\s*[:：]\s*(?P<round>[^（）()]{1,30})[）)]"
    r"|【(?:正确|参考|标准)?答案(?:[:：]\s*(?P<square>[^】]{1,30}))?】\s*[:：]?"
    r"|(?:(?<=[\s。？！?!）)；;，,])|(?<=\S)(?=(?:正确|参考|标准)?答案\s*[:：]\s*"
    + _KEY
    + r"(?:$|[（(【\[]|(?:答案|试题)?解析)))"
    r"(?:正确答案|参考答案|标准答案|正确选项|答案)\s*(?:是|为)?\s*[:：]"
    r"|\s(?:正确答案|参考答案|答案)\s+(?=[A-H√×对错]{1,8}$)"
    r"|(?<=[)）。？?])\s*(?:正确|参考|标准)?答案\s*(?=[A-H√×]{1,8}[。.]?$)"
    r"|(?<=[？?。；;])\s*答\s*[:：]"
    r"|【\s*(?P<boxed>[A-HＡ-Ｈ]{1,8})\s*】\s*$"
    r")\s*"
)
_INLINE_EXPLANATION = re.compile(
    rf"(?<=\S)\s*(?:[【\[](?:{_EXPLANATIONS})[】\]]\s*[:：]?"
    rf"|(?<=[\s。；;，,A-H√×误确对错）)])(?:[\u4e00-\u9fff]{{2}})?(?:答案|试题)?解析\s*[:：]"
    r"|(?<=[）)])\s*(?=(?:正确|改正|更正|应为|理由|原因|说明|解释)[:：]))"
)
_INLINE_FIELD = re.compile(r"\s+(?=(?:难度|难易程度|知识点|考点|章节|依据|分值)\s*[:：])")
_ANSWER_FIELD = re.compile(r"(?:[【\[]?(?:正确答案|参考答案|标准答案|答案)[】\]]?\s*[:：]?)\s*(?P<text>\S.*)")
_TRUTH_AND_WHY = re.compile(
    r"(?P<key>[（(]?(?:√|×|✓|✗|正确|错误|对|错)[）)]?)[\s。，,；;]+(?P<why>.*[\u4e00-\u9fff]{2}.*)"
)
_LETTER_STOP_WHY = re.compile(
    r"(?P<key>[A-H]{1,8})\s*(?:[。；;]\s*(?P<why>[^A-H\s].{4,})|[，,]\s*(?P<also>[\u4e00-\u9fff《“].{7,}))"
)
_LETTERS_AND_WHY = re.compile(r"(?P<key>[A-H]{1,8})\s*[（(](?P<why>[^（）()].{3,})[）)]。?")
_SIGN_AND_REASON = re.compile(
    r"[（(]\s*(?P<key>[√×✓✗]|正确|错误|对|错)\s*[,，。;；:：]\s*(?P<why>[^（）()]{4,}|[^（）()]*[（(][^（）()]*[）)][^（）()]*)[）)]\s*[。]?$"
)
_TRUTH_FIRST = re.compile(
    r"[（(]\s*(?P<key>[√×✓✗✔✘对错XxVvTFYN]?|[A-HＡ-Ｈ](?:[、,，\s]?[A-HＡ-Ｈ]){0,7})\s*[）)]\s*(?P<number>\d{1,4}\s*[.、．].*)",
    re.S,
)
_SECTION_AND_FIRST = re.compile(
    r"(?P<head>[^A-Da-d?？]{2,60}?题?(?:[（(][^（）()]*[）)])?[:：]?)\s+(?P<rest>1\s*[.、．]\s*\S.*)"
)
_MARKED_OPTION = re.compile(
    r"(?:[√✓✔☑✅]|[vV]\s)\s*(?P<option>[A-HＡ-Ｈ][.．、:：)）]\s*.+)|[*＊](?P<star>[A-H][.．、]\s*.+)"
)
_LABEL = re.compile(r"(?P<word>题型|试题类型|题干|题目|题目内容|选项\s*[A-Ha-h]?|[A-H]选项)\s*[:：]\s*(?P<text>.*)")
_AFTER_MARK = re.compile(r"(?<=[？?])\s*(?P<number>\d{1,4})\s*[.、．](?!\d)")
_EMPTY_BOX = re.compile(r"[□○☐◯]\s*[A-HＡ-Ｈ]\s*[.．、:：)）]")
_FILLED_BOX = re.compile(r"^[■●☒◉]\s*(?=[A-HＡ-Ｈ]\s*[.．、:：)）])")

_MOST_OF_LEARNERS = 8
_ENTITY = re.compile(r"&(?:nbsp|lt|gt|amp|quot|[lr][ds]quo|mdash|hellip|middot|#\d{1,5});")
# Nobody means anything by so many spaces; patterns that look past spaces would try each of them.
_WIDE = re.compile(r"[ \u3000]{100,}")
_GAP = " " * 40


def prepared(lines: Sequence[Line]) -> tuple[list[Line], list[tuple[Place, str]]]:
    """Return the lines to read, each holding one thing, and those that only number pages or decorate them."""
    lines = [replace(line, text=_WIDE.sub(_GAP, line.text)) if _WIDE.search(line.text) else line for line in lines]
    told = [(line.where, line.text) for line in lines if line.text and _is_bare(line.text)]
    plain = [
        replace(
            line,
            text=typed_traditional.simplified(_unmarked(_unescaped(line.text))),
            looks=line.looks + bold_in(line.text),
        )
        for line in typed_tables.joined(_ticked(lines))
        if line.text and not _is_bare(line.text)
    ]
    plain, words = typed_web.plain(plain)
    plain, learners = _without_learners(plain)
    ordered = typed_order.sorted_out(plain)
    lettered = typed_letters.lettered(_unlabelled(_unglued(typed_slips.mended(typed_pairs.numbered(ordered)))))
    parted = [part for line in lettered for part in _parts(line)]
    return parted, told + words + learners


def _without_learners(lines: list[Line]) -> tuple[list[Line], list[tuple[Place, str]]]:
    """Take out what a learner wrote below “我的答案：”, up to the right answer a few lines further down."""
    found: list[Line] = []
    told: list[tuple[Place, str]] = []
    until = 0
    for at, line in enumerate(lines):
        if at < until:
            told.append((line.where, line.text))
            continue
        found.append(line)
        if line.text.endswith((":", "：")) and marks.is_your_answer(line.text):
            near = range(at + 1, min(at + _MOST_OF_LEARNERS, len(lines)))
            until = next((each for each in near if marks.field_of(lines[each].text)), 0)
    return found, told


def _is_bare(text: str) -> bool:
    """Say whether a line only numbers a page, or has no word at all once the signs of markup are gone."""
    return bool(_PAGE.fullmatch(text)) or not _unmarked(text)


def _unmarked(text: str) -> str:
    """Take off the signs of Markdown and the little pictures that chat programs put before words."""
    bare = typed_glued.spaced_words(
        re.sub(r"^(?:#{1,6}\s+|>\s+|[•·●◆▪■★☆▲△※]\s*(?=\d|[A-H][.、．]|[\u4e00-\u9fff【]))", "", text)
    )
    bare = re.sub(r"^(?:\d{1,2}[.、]\s+)(?=(?:\*\*)?[A-H]\s*[.、．])", "", bare)  # options counted by a list as well
    bare = re.sub(rf"^[^\w\s（()【\[√×☑□○●*_]{{1,3}}\s*(?=(?:正确)?答案|(?:{_EXPLANATIONS})|题目)", "", bare)
    if "**" in bare or "\\_" in bare:
        bare = re.sub(r"\*{2,3}", "", bare).replace("\\_", "_").strip()
    return bare


def _unescaped(text: str) -> str:
    """Text copied out of web pages may have their entities: &nbsp; and &lt;."""
    return clean_line(html.unescape(text)) if "&" in text and _ENTITY.search(text) else text


def _ticked(lines: Sequence[Line]) -> Sequence[Line]:
    """Where boxes before options are empty, a filled one marks the right option."""
    if not any(_EMPTY_BOX.match(line.text) for line in lines):
        return lines
    return [replace(line, text=_FILLED_BOX.sub("√ ", line.text, count=1)) for line in lines]


def _unglued(lines: list[Line]) -> list[Line]:
    """Part lines that hold several questions, or a title and a question."""
    found: list[Line] = []
    for line, texts in zip(lines, typed_glued.parted([line.text for line in lines]), strict=True):
        for at, text in enumerate(texts):
            found.append(line if text == line.text else _piece(line, text, at))
    return found


def _piece(line: Line, text: str, at: int) -> Line:
    return replace(
        line, text=text, blank_before=line.blank_before and at == 0, pictures=line.pictures if at == 0 else ()
    )


def _unlabelled(lines: list[Line]) -> list[Line]:
    """“题型：… 题干：… 选项A：…” becomes a tagged question with lettered options."""
    labels = [found["word"][:2] for line in lines if (found := _LABEL.fullmatch(line.text))]
    if not {"题干", "题目"} & set(labels) or not {"题型", "选项", "试题"} & set(labels):
        return lines
    result: list[Line] = []
    kind = ""
    for line in lines:
        label = _LABEL.fullmatch(line.text)
        word = label["word"] if label else ""
        if label and word in ("题型", "试题类型"):
            kind = label["text"]
        elif label and word.startswith("题"):
            result.append(replace(line, text=f"[{kind}] {label['text']}" if kind else label["text"], blank_before=True))
        elif label and word == "选项":
            result.append(replace(line, text=label["text"]))
        elif label:
            result.append(replace(line, text=f"{re.sub('[^A-Ha-h]', '', word).upper()}. {label['text']}"))
        else:
            result.append(line)
    return result


def _with_reason(text: str) -> str:
    """“…（×，应为三年）”, “…（错误。应持证）” at the end of a statement: the reason gets a bracket of its own label."""
    found = _SIGN_AND_REASON.search(text)
    return f"{text[: found.start()]}（{found['key']}）理由：{found['why']}" if found else text


def key_and_why(text: str) -> tuple[str, str]:
    """Part an answer and what stands behind it: “B。因为…”, “错误，应为…”, “AB（见第三条）”; ("", "") for all else."""
    key = _TRUTH_AND_WHY.fullmatch(text) or _LETTERS_AND_WHY.fullmatch(text) or _LETTER_STOP_WHY.fullmatch(text)
    if not key:
        return "", ""
    why = (key["why"] or key["also"]) if "also" in key.groupdict() else key["why"]
    return ("", "") if re.fullmatch(r"[对错正确误√×、，,；;\s]+", why) else (key["key"], why)


def _parts(line: Line) -> Iterator[Line]:
    """Part a line that holds a heading and a question, several questions, an answer, an explanation."""
    text = line.text
    if (your := re.match(r"(?:你|您|我|考生|学生)的?答案\s*[:：].*?(?=(?:正确|参考|标准)答案)", text)) is not None:
        text = text[your.end() :]
    if found := _TRUTH_FIRST.fullmatch(text):
        text = f"{found['number']}（{found['key']}）"
    if found := _MARKED_OPTION.fullmatch(text):
        text = (found["option"] or found["star"]) + "（正确答案）"
    texts = [_with_reason(text)]
    if (first := _SECTION_AND_FIRST.fullmatch(text)) and marks.section_of(first["head"].strip()):
        texts = [first["head"].strip(), first["rest"]]
    parted = [part for each in texts for question in _questions(each) for part in _fields(question)]
    for at, part in enumerate(parted):
        yield _piece(line, part, at)


def _questions(text: str) -> Iterator[str]:
    """Part “1.甲是什么？2.乙是什么？” where the next number follows a question mark."""
    begin, number = 0, 0
    for found in _AFTER_MARK.finditer(text):
        if not number:
            first = None if marks.table_keys(text) else marks.number_of(text)
            if first is None:
                break
            number = first.number
        if int(found["number"]) == number + 1:
            yield text[begin : found.start()]
            begin, number = found.start("number"), number + 1
    yield text[begin:]


def _fields(text: str) -> Iterator[str]:
    """Part question, answer and explanation; what stands in an explanation stays there."""
    field = marks.field_of(text)
    if marks.is_your_answer(text) or (field and field[0] == "explanation"):
        yield text
        return
    answer = _INLINE_ANSWER.search(text)
    if (
        answer
        and not field
        and not re.fullmatch(r"\d{1,4}\s*[.、．)）]?\s*", text[: answer.start()])
        and not marks.table_keys(text)
    ):
        yield text[: answer.start()].rstrip()
        inner = answer["round"] or answer["square"] or answer["boxed"] or ""
        text = f"答案：{inner}{text[answer.end() :]}"
    explanation = _INLINE_EXPLANATION.search(text)
    why = f"解析：{text[explanation.end() :].strip()}" if explanation else ""
    if explanation:
        text = text[: explanation.start()].rstrip()
    if own := _ANSWER_FIELD.fullmatch(text):
        key, reason = key_and_why(own["text"])
        if key and not why:
            text, why = f"答案：{key}", f"解析：{reason}"
        yield from _INLINE_FIELD.split(text)
    else:
        yield text
    if why:
        yield why
