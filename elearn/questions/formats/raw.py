"""A question as somebody typed it, before it is understood: its parts as text. Pure."""

import re
from dataclasses import dataclass, field
from typing import Any

from elearn.errors import marked
from elearn.questions.formats.reading import Place
from elearn.questions.grading import Kind
from elearn.questions.parsed import Picture

# What people call the kinds, the longest first; “选择题” alone says nothing about how many are right.
KIND_NAMES: dict[str, Kind | None] = {
    "单项选择": Kind.SINGLE,
    "单选": Kind.SINGLE,
    "多项选择": Kind.MULTIPLE,
    "多选": Kind.MULTIPLE,
    "不定项选择": Kind.INDEFINITE,
    "不定项": Kind.INDEFINITE,
    "判断正误": Kind.TRUE_FALSE,
    "判断": Kind.TRUE_FALSE,
    "对错": Kind.TRUE_FALSE,
    "是非": Kind.TRUE_FALSE,
    "填空": Kind.FILL,
    "简答": Kind.ESSAY,
    "问答": Kind.ESSAY,
    "论述": Kind.ESSAY,
    "主观": Kind.ESSAY,
    "客观": None,
    "名词解释": Kind.ESSAY,
    "配对": Kind.MATCH,
    "匹配": Kind.MATCH,
    "连线": Kind.MATCH,
    "排序": Kind.ORDER,
    "案例分析": Kind.CASE,
    "案例": Kind.CASE,
    "材料": Kind.CASE,
    "选择": None,
}
TWO_ANSWERS = marked("The question has two different answers: %(first)s and %(second)s.")
_KEY = re.compile(r"[A-HＡ-Ｈ]{1,8}|[√×✓✗]|对|错|正确|错误")
KIND_PATTERN = "|".join(sorted(KIND_NAMES, key=len, reverse=True))
FIELD_NAMES = {
    "answer": (
        "正确答案",
        "标准答案",
        "参考答案",
        "正确选项",
        "答案要点",
        "答题要点",
        "答案",
        "答",
        "ANSWER",
        "Answer",
    ),
    "explanation": (
        "答案解析",
        "试题解析",
        "题目解析",
        "详细解析",
        "参考解析",
        "解析",
        "详解",
        "分析",
        "改正",
        "更正",
        "理由",
        "解释",
    ),
    "source": ("依据", "出处", "来源", "法律依据", "政策依据", "依据文件"),
    "topic": ("知识点", "考点", "考察考点", "考查点", "考察点", "考查知识点", "所属知识点", "章节", "所属章节"),
    "difficulty": ("难易程度", "难易度", "难度"),
    "uses": ("用途",),
    "effective_on": ("施行日期",),
    "review_on": ("复核日期",),
    "points": ("要点", "评分要点", "采分点"),
    "marks": ("分值", "分数"),
}


@dataclass
class Raw:
    """The parts of one question as they were found. `kind_is_certain`: it was written at the question itself."""

    number: str
    where: Place
    kind: Kind | None = None
    kind_is_certain: bool = False
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    key_from_table: bool = False
    section: int = -1
    """Which heading it stands under, from 0."""
    material: int = -1
    """Which material it belongs to, from 0."""
    group: int = 0
    """Among which questions its number is there once."""
    is_term: bool = False
    """It stands below a heading 名词解释: a term, and what it means."""
    key_by_order: bool = False
    """Its key was given by number alone, no heading said to which of several counts it belongs."""
    glued: bool = False
    """Its options have no sign between letter and text."""
    looks: dict[str, str] = field(default_factory=dict)
    """Which options stand out, by the look that makes them."""
    stem_looks: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    """What its carrier found wrong with it: code, marked message, parameters."""
    remarks: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    """What its carrier found doubtful."""

    def add(self, name: str, text: str) -> None:
        """Add text to a field; a second one of the same name follows on a new line."""
        before = self.fields.get(name, "").strip()
        if name == "answer" and _KEY.fullmatch(before) and _KEY.fullmatch(text.strip()):
            # Two keys are never one longer key.
            if before != text.strip():
                self.refuse("two-answers", TWO_ANSWERS, first=before, second=text.strip())
            return
        self.fields[name] = f"{self.fields[name]}\n{text}" if self.fields.get(name) else text

    def refuse(self, code: str, message: str, **params: Any) -> None:
        """Note what keeps the question out."""
        self.refused.append((code, message, params))

    def remark(self, code: str, message: str, **params: Any) -> None:
        """Note a doubt that does not."""
        self.remarks.append((code, message, params))


def kind_of(word: str) -> Kind | None:
    """Return the kind that a word such as “单选题” names, None for none or for a bare “选择题”."""
    found = re.search(KIND_PATTERN, word)
    return KIND_NAMES[found[0]] if found else None
