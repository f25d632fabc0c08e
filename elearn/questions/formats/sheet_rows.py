"""Rows of a table that are no questions: headings, instructions under a header, footers. Pure."""

import re
from collections.abc import Sequence

from elearn.questions.formats import marks
from elearn.questions.formats.cell_text import Cell
from elearn.questions.formats.columns import Columns
from elearn.questions.grading import Kind

_ASKS_TO_FILL = re.compile(
    r"必填|选填|非必填|可不填|不填|可为空|请填写|请输入|请选择|填写说明|如[:：]|例如|默认为|多个.{0,8}(?:隔开|分隔)"
    r"|\((?:required|optional|default)\b|\brequired\b|\boptional\b|leave blank",
    re.I,
)
_FOOTER = re.compile(
    r"(?:合计|总计|小计|总分|以上共|共计)\s*[:：]?\s*\d*\s*[题分道]?"
    r"|共\s*\d+\s*(?:道)?题.{0,10}"
    r"|(?:制表|填表|审核|出题|命题|校对|编制|复核|填报|制作|日期|时间|单位|联系)[人单位日期电话时间部门]{0,4}\s*[:：].{0,30}"
)
# What stands beside a heading: 共20题, 每题2分, 40分.
_COUNTS = re.compile(r"(?:共\s*\d+\s*(?:道|小)?题|每(?:道|小)?题\s*[\d.]+\s*分|共?\s*[\d.]+\s*分|\d{2,3})[，,。]?")
_REMARK = re.compile(r"(?:填写)?(?:说明|注意|提示|备注|注)(?:事项)?\s*[:：].*", re.S)
_EXAMPLE = re.compile(r"(?:[（(【]?(?:示例|样例|例题|例|example)[)）】]?)\s*\d*\s*[:：]?", re.I)
_LONGEST_HEADING = 40


def heading(row: Sequence[Cell]) -> tuple[Kind | None, str] | None:
    """“二、多项选择题（每题3分）” alone in a row names the kind of what follows; “二 | 多项选择题” does as well."""
    texts = [text for text in dict.fromkeys(cell.text for cell in row if cell.text) if not _COUNTS.fullmatch(text)]
    if not texts or len(texts) > 2 or len("".join(texts)) > _LONGEST_HEADING * 2:
        return None
    if len(texts) == 2 and not re.fullmatch(marks.ORDINAL.rstrip(r"\s*") + r"\s*|[（(]?\d{1,2}[)）]?", texts[0]):
        return None
    return marks.section_of("".join(texts)) if len(texts) == 1 else marks.section_of(texts[1])


def is_chapter(row: Sequence[Cell]) -> bool:
    """Say whether a row holds the name of a chapter alone."""
    texts = {cell.text for cell in row if cell.text}
    return len(texts) == 1 and bool(
        re.fullmatch(r"第[一二三四五六七八九十百\d]{1,4}(?:章|节|编|单元|部分|篇).{0,30}", texts.pop())
    )


def is_instruction(row: Sequence[Cell], columns: Columns) -> bool:
    """Say whether a row under the header says how to fill the columns."""
    filled = [column for column, cell in enumerate(row) if cell.text]
    asks = [column for column in filled if _ASKS_TO_FILL.search(row[column].text)]
    stems = [column for column in columns.of("stem") if column in filled]
    return len(asks) > 1 and len(asks) * 2 >= len(filled) and all(column in asks for column in stems)


def is_footer(row: Sequence[Cell], columns: Columns) -> bool:
    """Say whether a row sums up or says who made the table: every text in it is of that form, numbers apart."""
    texts = [cell.text for column, cell in enumerate(row) if cell.text and columns.roles.get(column) != "number"]
    words = [text for text in texts if not re.fullmatch(r"\d+(?:\.\d+)?\s*[题分道]?", text)]
    if not words:
        words = [cell.text for cell in row if cell.text and not cell.text.isdecimal()]
    return bool(words) and all(_FOOTER.fullmatch(word) for word in words)


def is_comment(row: Sequence[Cell]) -> bool:
    """Say whether a row is a remark or an example of the template: “# 提示（本行可删）…”, “示例 | …”."""
    texts = [cell.text for cell in row if cell.text]
    first = texts[0] if texts else ""
    if _EXAMPLE.fullmatch(first) or (len(texts) == 1 and _REMARK.fullmatch(first)):
        return True
    return bool(re.match(r"(?:#|//|＃)\s*\S*(?:提示|说明|注|示例|可删|note|example)", first, re.I))
