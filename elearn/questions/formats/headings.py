"""Lines that head what follows: 一、单选题（每题2分）, 三、公文写作题, 第二章 社会救助. Pure."""

import re

from elearn.questions.formats.raw import KIND_PATTERN, kind_of
from elearn.questions.grading import Kind

CHINESE = "一二三四五六七八九十"
ORDINAL = rf"(?:第?[{CHINESE}]{{1,3}}(?:部分|大题)?\s*[、.．:：]?|[（(][{CHINESE}]{{1,3}}[)）]|[Ⅰ-Ⅻ]\s*[、.．])\s*"
SECTION = re.compile(
    rf"(?:{ORDINAL}|【)?(?P<kind>{KIND_PATTERN})题?(?:部分)?】?\s*"
    r"(?:[,，]?\s*[并且]?(?:说明|写出|阐述|简述)(?:其)?(?:理由|原因))?\s*(?P<rest>[（(:：].*|(?:下列|以下|下面).{{0,20}})?"
)
# Headings that name no kind: 第二章 社会救助, （二）儿童福利.
CHAPTER = re.compile(
    rf"第[{CHINESE}百\d]{{1,4}}(?:章|节|编|单元|部分)(?:\s.{{0,30}}|[^。？?，,（(]{{0,30}})"
    rf"|[（(][{CHINESE}]{{1,3}}[)）]\s*[^。？?，,；;（(:：]{{1,20}}"
)


def section_of(line: str) -> tuple[Kind | None, str] | None:
    """Return the kind that a heading names (None for a bare “选择题”), and the rest of it; None for other lines."""
    if found := SECTION.fullmatch(line):
        return kind_of(found["kind"]), found["rest"] or ""
    other = _OTHER_SECTION.fullmatch(line)
    if not other:
        return None
    # What several questions may be asked about; alone it is an essay all the same.
    is_case = re.search("实务|综合|分析|应用|操作", other["name"])
    return kind_of(other["name"]) or (Kind.CASE if is_case else Kind.ESSAY), other["rest"] or ""


# “三、公文写作题（20分）”: what is asked there is answered in words.
_OTHER_SECTION = re.compile(
    rf"(?:第?[{CHINESE}]{{1,3}}(?:部分|大题)?\s*[、.．:：]|[（(][{CHINESE}]{{1,2}}[)）])\s*"
    r"(?P<name>[\u4e00-\u9fff]{0,6}(?:写作|作文|计算|辨析|分析|实务|操作|应用|改错|综合|论述|设计)题)\s*(?P<rest>[（(:：].*)?"
)
