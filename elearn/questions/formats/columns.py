"""Which column of a table holds what: by the names in its header, or guessed from what stands in it. Pure."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from elearn.questions.formats.raw import kind_of
from elearn.questions.formats.sheet import Cell

# Names as real templates have them, folded by header_word().
NAMES = {
    role: tuple(names.split())
    for role, names in {
        "number": "序号 题号 编号 no id",
        "kind": "题型 试题类型 题目类型 类型 type 试题题型 questiontype",
        "material": "材料 案例 背景 案例材料 背景材料 题干材料 阅读材料 情景 公共题干 共用题干",
        "stem": "题干 题目 题目内容 试题 试题内容 题干内容 问题 question stem 试题题干 试题题目",
        "options": "选项 备选答案 候选答案 选项内容 options 备选项 答案选项 选项列表 备选选项",
        "answer": "答案 正确答案 标准答案 参考答案 正确选项 answer 试题答案 题目答案 本题答案 标答 correctanswer "
        "correctoption rightanswer key",
        "explanation": "解析 答案解析 试题解析 题目解析 说明 详解 explanation 试题分析 答案说明 解答 分析 详细解析 "
        "解题思路 题解 analysis",
        "source": "依据 出处 来源 法律依据 依据文件 政策依据 source",
        "topic": "知识点 章节 考点 分类 所属章节 topic",
        "difficulty": "难度 难易度 难易程度 难度系数 难度等级 difficulty",
        "uses": "用途",
        "effective_on": "施行日期",
        "review_on": "复核日期",
        "points": "要点 评分要点 得分要点 采分点",
        "marks": "分值 分数 得分 score",
        "picture": "图片 题目图片 试题图片 图 配图 image picture",
    }.items()
}
ROLES = (*NAMES, "option", "ignored")
_BY_NAME = {name: role for role, names in NAMES.items() for name in names}
_CHINESE = "一二三四五六七八九十"
_OPTION = re.compile(
    r"(?:选项|选择项|备选项|备选答案|答案选项|选择|选|option|choice)(?P<letter>[a-z])"
    r"|(?P<alone>[a-j])(?:选项|项)?"
    rf"|(?:选项|选择项|备选项|option|choice)(?P<number>\d{{1,2}}|[{_CHINESE}])"
)
_NUMBERED_ANSWER = re.compile(r"(?:答案|answer)(?:(?P<letter>[a-j])|(?P<number>\d{1,2}))")
SEARCHED_ROWS = 30


@dataclass
class Columns:
    """The roles of a table's columns, by index from 0. `options` in the order of their letters."""

    roles: dict[int, str] = field(default_factory=dict)
    options: list[int] = field(default_factory=list)

    def of(self, role: str) -> list[int]:
        """Return the columns of a role."""
        return [column for column, own in sorted(self.roles.items()) if own == role]

    def set_options(self, columns: Sequence[int]) -> None:
        """Say which columns hold one option each, in the order of their letters."""
        self.options = list(columns)
        self.roles |= dict.fromkeys(self.options, "option")

    @property
    def makes_questions(self) -> bool:
        """Say whether questions can be read: there is a stem, and something to answer it with."""
        return bool(self.of("stem")) and bool(self.of("answer") or self.options or self.of("options"))

    @property
    def makes_answers(self) -> bool:
        """Say whether it is a table of numbers and answers alone."""
        return not self.of("stem") and bool(self.of("answer") and self.of("number"))


def header_word(text: str) -> str:
    """Fold a header: no width, stars, spaces, remarks in brackets, signs at the end."""
    word = unicodedata.normalize("NFKC", text).casefold()
    word = re.sub(r"[（(【\[].*?[)）】\]]", "", word)
    return re.sub(r"[\s*＊:：_.、．]", "", word)


def option_place(word: str) -> int | None:
    """Return which option a header's word names, from 0; None for none."""
    found = _OPTION.fullmatch(word)
    if not found:
        return None
    if letter := found["letter"] or found["alone"]:
        return ord(letter) - ord("a")
    number = found["number"]
    return (int(number) if number.isdecimal() else _CHINESE.index(number) + 1) - 1


def named(row: Sequence[Cell]) -> Columns:
    """Return what the names in a row say."""
    found = Columns()
    options: dict[int, int] = {}
    numbered: dict[int, int] = {}
    for column, cell in enumerate(row):
        word = header_word(cell.text) if len(cell.text) <= 40 else ""
        if not word:
            continue
        if (place := option_place(word)) is not None:
            options[column] = place
        elif answer := _NUMBERED_ANSWER.fullmatch(word):
            numbered[column] = ord(answer["letter"]) - ord("a") if answer["letter"] else int(answer["number"]) - 1
        elif role := _BY_NAME.get(word) or _BY_NAME.get(re.sub(r"(?:\d{1,2}|(?<=答案)h)$", "", word)) or _first(word):
            found.roles[column] = role
    if numbered and not options and len(numbered) > 1 and found.of("answer"):
        # “答案A … 答案D” beside “正确答案” are the options.
        options = numbered
    else:
        found.roles |= dict.fromkeys(numbered, "answer")
    found.set_options(sorted(options, key=lambda column: options[column]))
    return found


def _first(word: str) -> str | None:
    """“依据文件/施行日期” is read by its first name."""
    first = re.split(r"[/、或和,，]", word)[0]
    return _BY_NAME.get(first) if first != word else None


def is_header(row: Sequence[Cell]) -> bool:
    """Say whether a row names columns and little else, so that it heads what stands below it."""
    columns = named(row)
    filled = [column for column, cell in enumerate(row) if cell.text]
    known = [column for column in filled if column in columns.roles]
    return (columns.makes_questions or columns.makes_answers) and len(known) * 2 > len(filled)


def find_header(rows: Sequence[tuple[int, list[Cell]]]) -> tuple[int, Columns] | None:
    """Return index and columns of the header row: the row near the top that names most columns; None for none."""
    best: tuple[int, Columns] | None = None
    for index, (_, row) in enumerate(rows[:SEARCHED_ROWS]):
        columns = named(row)
        fits = columns.makes_questions or columns.makes_answers
        if fits and (best is None or len(columns.roles) > len(best[1].roles)):
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
        columns.set_options([column for column in after if not answer or column < answer[0] or answer[0] < stem][:10])
    return columns
