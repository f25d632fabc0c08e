"""Lines below the last option: more of it, or a remark, a heading, the foot of a page that belongs to none. Pure.

A line that goes on with a long one was wrapped by a program and belongs to the option. What is plainly no option is
named among the ignored lines. Where neither is sure the question is refused: an option must not gain or lose words.
"""

import re
from dataclasses import dataclass

from elearn.errors import marked
from elearn.questions.formats.raw import KIND_PATTERN, Raw
from elearn.questions.formats.reading import Place

UNSURE = marked(
    "“%(text)s” stands below the last option. Put it in the option's line, or take it out if it belongs to none."
)
LONG = 24
"""From so many signs on a line may have been wrapped."""
_REMARK = re.compile(
    r"[（(【\[].*[）)】\]]|(?:附?注|备注|说明|提示|温馨提示|注意|来源|资料来源|摘自|出题|命题|审核|审题|整理|编辑|作者|打印|版权|https?:|www\.).*"
    r"|(?:以上|以下|上述|本(?:题|卷|页|部分|节|章|套)|下面).{2,}|.*(?:未完待续|题库|试卷|培训班|答题卡|到此(?:结束|为止)|全卷完|试题结束)"
    r"|(?:19|20)\d\d年.{0,30}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}.*|共\s*\d+\s*[页题分].*|[A-Z]?卷|姓名.*|单位.*(?:[:：]|_).*|得分.*|评卷人.*",
    re.S,
)
_HEADING = re.compile(
    rf".{{1,20}}(?:部分|篇|类|章|节|单元|专题|模块|知识|版块|板块|领域|常识|法规|条例|办法|(?:{KIND_PATTERN})题?)|第.{{1,30}}"
    r"|[一二三四五六七八九十]{1,3}、.{1,24}|[（(][一二三四五六七八九十]{1,3}[)）].{1,24}"
)


@dataclass(frozen=True)
class Tail:
    """A line below an option, until it is known which option is the last."""

    text: str
    where: Place
    option: Place
    """Where the option's own line stands; the same place is one paragraph with line breaks in it."""
    blank_before: bool


def keep(raw: Raw, tails: list[Tail]) -> None:
    """Give lines that stand between two options to the first of them."""
    for tail in tails:
        _append(raw, tail.text)
    tails.clear()


def settle(raw: Raw, tails: list[Tail], *, is_followed: bool) -> list[tuple[Place, str]]:
    """Decide over the lines below the last option; return those that belong to nothing.

    `is_followed`: the next question begins right below, so a short line in between may be a heading.
    """
    told: list[tuple[Place, str]] = []
    texts = [text for _, text in raw.options]
    wrapped = any("\n" in text for text in texts[:-1])
    for at, tail in enumerate(tails):
        before = raw.options[-1][1].split("\n")[-1]
        if tail.where == tail.option:
            _append(raw, tail.text)
        elif told or _is_foreign(tail, is_followed=is_followed and at == len(tails) - 1):
            told.append((tail.where, tail.text))
        elif not tail.blank_before and (wrapped or _goes_on(before)):
            _append(raw, tail.text)
        else:
            _append(raw, tail.text)
            raw.refuse("after-options", UNSURE, text=tail.text[:30])
    tails.clear()
    return told


def _is_foreign(tail: Tail, *, is_followed: bool) -> bool:
    return bool(_REMARK.fullmatch(tail.text) or (is_followed and _HEADING.fullmatch(tail.text)))


def _goes_on(before: str) -> bool:
    return len(before) >= LONG and before[-1] not in "。！？!?；;"


def _append(raw: Raw, text: str) -> None:
    letter, before = raw.options[-1]
    raw.options[-1] = (letter, f"{before}\n{text}")
