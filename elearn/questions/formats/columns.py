"""Which column of a table holds what: by the names in its header, or guessed from what stands in it. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from elearn.questions.formats.raw import kind_of
from elearn.questions.formats.sheet import Cell

# Names as real templates have them, folded by header_word().
NAMES = {
    "number": ("序号", "题号", "编号", "no", "id"),
    "kind": ("题型", "试题类型", "题目类型", "类型", "type", "试题题型"),
    "stem": ("题干", "题目", "题目内容", "试题", "试题内容", "题干内容", "问题", "question", "stem", "试题题干"),
    "options": ("选项", "备选答案", "候选答案", "选项内容", "options", "备选项"),
    "answer": ("答案", "正确答案", "标准答案", "参考答案", "正确选项", "answer", "试题答案"),
    "explanation": ("解析", "答案解析", "试题解析", "题目解析", "说明", "详解", "explanation"),
    "source": ("依据", "出处", "来源", "法律依据", "依据文件", "政策依据", "source"),
    "topic": ("知识点", "章节", "考点", "分类", "所属章节", "topic"),
    "difficulty": ("难度", "难易度", "难易程度", "difficulty"),
    "uses": ("用途",),
    "effective_on": ("施行日期",),
    "review_on": ("复核日期",),
    "points": ("要点", "评分要点"),
    "marks": ("分值", "分数", "得分", "score"),
}
ROLES = (*NAMES, "option", "ignored")
_BY_NAME = {name: role for role, names in NAMES.items() for name in names}
_OPTION = re.compile(
    r"(?:选项|选择项|备选项|答案选项|option)?([a-j])(?:选项|项)?|(?:选项|选择项|备选项|option)(\d{1,2})"
)
SEARCHED_ROWS = 30


@dataclass
class Columns:
    """The roles of a table's columns, by index from 0. `options` in the order of their letters."""

    roles: dict[int, str] = field(default_factory=dict)
    options: list[int] = field(default_factory=list)

    def of(self, role: str) -> list[int]:
        """Return the columns of a role."""
        return [column for column, own in sorted(self.roles.items()) if own == role]

    @property
    def makes_questions(self) -> bool:
        """Say whether questions can be read: there is a stem, and something to answer it with."""
        return bool(self.of("stem")) and bool(self.of("answer") or self.options or self.of("options"))


def header_word(text: str) -> str:
    """Fold a header: no width, stars, spaces, remarks in brackets; “正确答案H” and “答案1” are answers."""
    word = unicodedata.normalize("NFKC", text).casefold()
    word = re.sub(r"[（(【\[].*?[)）】\]]", "", word)
    word = re.sub(r"[\s*＊:：_]", "", word)
    return word


def named(row: Sequence[Cell]) -> Columns:
    """Return what the names in a row say."""
    found = Columns()
    options: dict[int, int] = {}
    for column, cell in enumerate(row):
        word = header_word(cell.text) if len(cell.text) <= 40 else ""
        if not word:
            continue
        if option := _OPTION.fullmatch(word):
            options[column] = ord(option[1]) - ord("a") if option[1] else int(option[2]) - 1
            continue
        role = _BY_NAME.get(word) or _BY_NAME.get(re.sub(r"(?:\d{1,2}|(?<=答案)[a-z])$", "", word)) or _first_part(word)
        if role:
            found.roles[column] = role
    found.options = sorted(options, key=lambda column: options[column])
    found.roles |= dict.fromkeys(found.options, "option")
    return found


def _first_part(word: str) -> str | None:
    """“依据文件/施行日期” is read by its first name."""
    first = re.split(r"[/、或和,，]", word)[0]
    return _BY_NAME.get(first) if first != word else None


def find_header(rows: Sequence[tuple[int, list[Cell]]]) -> tuple[int, Columns] | None:
    """Return index and columns of the header row: the row near the top that names most columns; None for none."""
    best: tuple[int, Columns] | None = None
    for index, (_, row) in enumerate(rows[:SEARCHED_ROWS]):
        columns = named(row)
        is_header = columns.makes_questions or bool(columns.of("answer") and columns.of("number"))
        if is_header and (best is None or len(columns.roles) > len(best[1].roles)):
            best = index, columns
    return best


def guess(rows: Sequence[tuple[int, list[Cell]]]) -> Columns:
    """Guess columns without a header, from what stands in them: kinds, keys, the longest texts, and options between."""
    width = max((len(row) for _, row in rows), default=0)
    texts = [[row[column].text for _, row in rows if column < len(row) and row[column].text] for column in range(width)]
    columns = Columns()
    free = [column for column in range(width) if texts[column]]

    def claim(role: str, share: float, fits: re.Pattern[str]) -> None:
        for column in free:
            if sum(bool(fits.fullmatch(text)) for text in texts[column]) >= share * len(texts[column]):
                columns.roles[column] = role
                free.remove(column)
                return

    claim("number", 0.9, re.compile(r"\d{1,4}"))
    for column in list(free):
        if sum(kind_of(text) is not None and len(text) <= 6 for text in texts[column]) >= 0.8 * len(texts[column]):
            columns.roles[column] = "kind"
            free.remove(column)
            break
    claim("answer", 0.8, re.compile(r"[A-Ha-h](?:[\s,，、;；]*[A-Ha-h])*|对|错|正确|错误|√|×"))
    if free:
        stem = max(free, key=lambda column: sum(map(len, texts[column])) / len(texts[column]))
        columns.roles[stem] = "stem"
        after = [column for column in free if column > stem]
        answer = columns.of("answer")
        columns.options = [column for column in after if not answer or column < answer[0] or answer[0] < stem][:10]
        columns.roles |= dict.fromkeys(columns.options, "option")
    return columns
