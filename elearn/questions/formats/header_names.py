"""The names that columns have in real tables: templates of quiz programs, exports, what people type. Pure."""

import re
import unicodedata

# Folded by header_words(): no spaces, stars, remarks in brackets.
NAMES = {
    role: tuple(names.split())
    for role, names in {
        "number": "序号 题号 编号 试题编号 题目编号 题目序号 题目id 试题id xuhao no id # question# questionno qno qid "
        "questionnumber questionid",
        "kind": "题型 试题类型 题目类型 类型 type 试题题型 题目题型 题类 questiontype qtype kind 题型名称 试题种类",
        "sub_kind": "小题题型 子题型 小题类型 子题类型",
        "material": "材料 案例 背景 案例材料 背景材料 题干材料 阅读材料 情景 公共题干 共用题干 案例内容 材料内容",
        "stem": "题干 题目 题目内容 试题 试题内容 题干内容 问题 question stem 试题题干 试题题目 大题题干 题面 题文 "
        "试题名称 题目名称 题目标题 试题标题 题目描述 问题描述 问题内容 题目正文 试题正文 questiontext questiontitle "
        "questioncontent questionbody questionstem prompt 考题 试题题面 考题内容 题目题干",
        "sub_stem": "小题题干 子题干 小题 小题内容 子题 小题题目",
        "options": "选项 备选答案 候选答案 选项内容 options 备选项 答案选项 选项列表 备选选项 可选项 候选项 选择项 "
        "全部选项 试题选项 题目选项 choices 选项集合 optionlist 可选答案",
        "answer": "答案 正确答案 标准答案 参考答案 正确选项 answer 试题答案 题目答案 本题答案 标答 correctanswer "
        "correctoption rightanswer 正确项 答案项 correctanswers correctoptions correct correctchoice rightoption "
        "rightanswers answers answerkey correctindex answerindex 正确答案选项 正确答案序号 正确选项序号 标准选项 ans "
        "客观题答案 主观题答案",
        "answer_text": "正确答案文本 正确答案内容 答案内容 答案文本 正确选项内容 正确项内容 answertext "
        "correctanswertext",
        "explanation": "解析 答案解析 试题解析 题目解析 说明 详解 explanation 试题分析 答案说明 解答 分析 详细解析 "
        "解题思路 题解 analysis 解释 标准解析 解析内容 答案详解 试题详解 答案解释 analyse answerexplanation rationale "
        "解析说明 答题解析 参考解析",
        "source": "依据 出处 来源 法律依据 依据文件 政策依据 source 出题依据 答案依据 参考依据 法条依据 命题依据 "
        "题目出处 试题来源 题目来源 答案出处 reference 试题依据",
        "topic": "知识点 章节 考点 分类 所属章节 topic 知识点名称 所属知识点 知识标签 试题分类 题目分类 章节名称 "
        "考点分类",
        "difficulty": "难度 难易度 难易程度 难度系数 难度等级 difficulty 试题难度 题目难度 难易 difficultylevel "
        "难度级别 questionlevel",
        "uses": "用途",
        "effective_on": "施行日期",
        "review_on": "复核日期",
        "points": "要点 评分要点 得分要点 采分点",
        "marks": "分值 分数 得分 score 单题分值 每题分值 试题分数 题目分值 默认分值 points marks defaultmark "
        "单题分数 题目分数 满分 选项数 选项个数 optioncount 本题分值",
        "picture": "图片 题目图片 试题图片 图 配图 image picture 图片url 图片地址 图片链接 图片路径 imageurl imagelink "
        "attachmenturl 题图 附件 img 题干图片 附图 插图 图像 media mediaurl 音频 视频 图片文件 题干图",
    }.items()
}
# Names that mean these only where no surer name stands in the same row.
WEAK = {
    "stem": "title content name text body 标题 内容 名称 描述 正文 description 题",
    "kind": "题目类别 试题类别 问题类型 category类型",
    "topic": "标签 tag tags category 模块 章 chapter 类别",
    "answer": "答 key solution",
    "explanation": "备注说明 提示说明 注释 解读",
    "difficulty": "level 等级",
}
# “序号 | 判断题 | 答案”: the column of the questions is called after their kind.
KINDS = frozenset(["判断题", "单选题", "多选题", "选择题", "单项选择题", "多项选择题", "填空题", "简答题", "问答题"])
_BY_NAME = {name: role for role, names in NAMES.items() for name in names}
_WEAK = {name: role for role, names in WEAK.items() for name in names.split()}
_CHINESE = "一二三四五六七八九十"
_ONE_OF = (
    r"(?:选项|选择项|备选项|备选答案|答案选项|选择支|备选|候选项|候选答案|可选项|选择|选|options?|choices?|opt|item)"
    r"(?:内容|text)?"
)
_OPTION = re.compile(
    rf"{_ONE_OF}(?P<letter>[a-l])(?:内容|text|选项)?"
    r"|(?P<alone>[a-j])(?:选项|项|答案|选项内容)?"
    rf"|{_ONE_OF}(?P<number>\d{{1,2}}|[{_CHINESE}])(?:内容|text)?"
)
_PLACE = rf"(?:(?P<letter>[a-j])|(?P<number>\d{{1,2}}|[{_CHINESE}]))"
_RIGHT_WORD = r"(?:是否正确|是否为正确答案|是否为答案|是否答案|正误|iscorrect|isright|isanswer|correct|right)"
_NUMBERED = (
    ("answer", re.compile(rf"(?:答案|answer){_PLACE}")),
    ("answer", re.compile(rf"(?:正确答案|正确选项|correctanswer)(?P<number>\d{{1,2}}|[{_CHINESE}])")),
    ("right", re.compile(rf"{_RIGHT_WORD}{_PLACE}|{_ONE_OF}{_PLACE.replace('<', '<o')}{_RIGHT_WORD}")),
    ("wrong", re.compile(r"(?:incorrect|wrong|false)(?:answers?|options?|choices?)(?P<number>\d{1,2})?")),
    ("wrong", re.compile(r"(?:错误(?:答案|选项)|干扰(?:项|选项|答案)|distractors?)(?P<number>\d{1,2})?")),
)


def header_words(text: str) -> list[str]:
    """Return what a header may be called, the whole first: without remarks in brackets, or by its first words.

    “题型（必填）” is 题型, “Answer 1 - max 75 characters” is answer1, “依据文件/施行日期” is read by its first name.
    """
    whole = re.sub(r"[(【\[]\s*([a-z\d])\s*[)】\]]", r"\1", unicodedata.normalize("NFKC", text).casefold())
    open_part = re.sub(r"[(【\[][^()【】\[\]]*[)】\]]", "", whole)
    open_part = re.sub(r"[(【\[].*", "", open_part, flags=re.S) or open_part
    parts = [
        open_part,
        re.split(r"[:,，;；。\n]|\s+[-–—]+\s+", open_part.strip())[0],
        re.split(r"[/、或和]", open_part)[0],
    ]
    found = (re.sub(r"[\s*＊:：_.、．'\"“”￥-]", "", part) for part in parts)
    return list(dict.fromkeys(word for word in found if word and len(word) <= 30))


def header_word(text: str) -> str:
    """Return what a header is called."""
    return next(iter(header_words(text)), "")


def role_of(word: str) -> str | None:
    """Return the role that a folded name stands for."""
    return _BY_NAME.get(word) or _BY_NAME.get(re.sub(r"(?:\d{1,2}|(?<=答案)h)$", "", word))


def weak_role_of(word: str) -> str | None:
    """Return the role that a folded name may stand for where no other column has it."""
    return _WEAK.get(word)


def option_place(word: str) -> tuple[int, bool] | None:
    """Return which option a folded name means, from 0, and whether it counts instead of lettering; None for none."""
    found = _OPTION.fullmatch(word)
    if not found:
        return None
    if letter := found["letter"] or found["alone"]:
        return ord(letter) - ord("a"), False
    return _counted(found["number"]) - 1, True


def numbered_role(word: str) -> tuple[str, int, bool] | None:
    """Return the role of a column of which there are several, its place from 0, and whether it is counted.

    答案1, isCorrect2, 错误答案3; 答案A is lettered.
    """
    for role, pattern in _NUMBERED:
        if found := pattern.fullmatch(word):
            groups = found.groupdict()
            letter = groups.get("letter") or groups.get("oletter")
            number = groups.get("number") or groups.get("onumber")
            return role, ord(letter) - ord("a") if letter else _counted(number or "1") - 1, not letter
    return None


def _counted(digits: str) -> int:
    return int(digits) if digits.isdecimal() else _CHINESE.index(digits) + 1
