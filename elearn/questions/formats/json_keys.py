"""The keys and words that quiz programs use in JSON, and what an entry's keys mean. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from elearn.errors import marked
from elearn.questions.grading import Kind
from elearn.questions.parsed import Wrong

# Keys as they occur, folded by folded().
KEYS = {
    "kind": "kind type questiontype qtype typename questiontypecn typecn questypestr typetext typestr "
    "题型 类型 题目类型 试题类型 题型名称",
    "stem": "stem question title content q text body prompt statement problem questiontext questiontitle name "
    "questioncontent questionname quesname tigan 题干 题目 问题 题目内容 试题内容 题干内容 题面 试题",
    "options": "options choices items a answers optionlist choicelist answerlist answeroptions optionslist option "
    "selects selectlist alternatives 选项 备选项 备选答案 选项列表",
    "answer": "answer ans correct correctanswer rightanswer key correctoption right solution answerkey correctanswers "
    "correctarray rightanswers correctindex answerindex correctoptionindex correctoptions rightoptions rightoption "
    "correctoptionid answeroptionid standardanswer referenceanswer correctletter pairs "
    "答案 正确答案 标准答案 参考答案 正确选项",
    "wrong": "incorrectanswers wronganswers incorrect distractors",
    "explanation": "explanation explanations analysis analyze analyse explain exp parse rationale comment feedback "
    "answeranalysis answerexplanation desc description remark 解析 答案解析 试题解析 题目解析 说明 解释",
    "source": "source reference basis 依据 出处 来源",
    "topic": "topic knowledge knowledgepoint knowledgepoints chapter tag tags category subcategory subject "
    "知识点 章节 考点 分类",
    "difficulty": "difficulty difficult level difficultylevel 难度 难度值 难度系数 难易度 难易程度",
    "uses": "uses 用途",
    "effective_on": "effectiveon 施行日期",
    "review_on": "reviewon 复核日期",
    "points": "points scoringpoints 要点 评分要点",
    "marks": "score marks mark grade fullscore 分值 分数",
    "number": "ref id no index number num idx questionid questionnumber 题号 序号 编号",
    "children": "children subquestions childquestions questionitems 子题 小题",
    "material": "passage material background context 材料 案例 背景材料",
    "pictures": "pictures image images img imgs picture pic pics imageurl imgurl picurl pictureurl imagepath imgsrc "
    "figure 图片 图 题目图片 配图 图片地址 图片链接",
    "media": "audio video audiourl videourl sound 音频 视频",
    # A list of questions goes by these, and by some of the names above.
    "list": "questions data list rows results records result quiz quizzes exercises questionlist problems "
    "题库 习题 列表",
}
ROLE = {key: role for role, keys in KEYS.items() if role != "list" for key in keys.split()}
LISTS = frozenset(KEYS["list"].split()) | {"items", "content", "题目", "试题", "小题"}
TITLES = ("title", "name", "标题", "试卷标题", "题库名称", "名称", "chapter", "章节")
# What a stem is called where nothing else is one.
LESS_LIKELY_STEMS = ("topic", "subject", "description", "desc")
# A stem of this name may be the title of a list as well.
WEAK_STEMS = frozenset(["title", "name", "content", "text"])
KIND_WORDS: dict[str, Kind | None] = {
    "single": Kind.SINGLE,
    "singlechoice": Kind.SINGLE,
    "singleselect": Kind.SINGLE,
    "radio": Kind.SINGLE,
    "multiplechoice": None,
    "choice": None,
    "select": None,
    "mcq": None,
    "multiple": Kind.MULTIPLE,
    "multi": Kind.MULTIPLE,
    "checkbox": Kind.MULTIPLE,
    "multiselect": Kind.MULTIPLE,
    "multipleselect": Kind.MULTIPLE,
    "multiplechoicemultiselect": Kind.MULTIPLE,
    "multiplechoicesingle": Kind.SINGLE,
    "multichoice": Kind.MULTIPLE,
    "multipleanswer": Kind.MULTIPLE,
    "multipleanswers": Kind.MULTIPLE,
    "indefinite": Kind.INDEFINITE,
    "truefalse": Kind.TRUE_FALSE,
    "tf": Kind.TRUE_FALSE,
    "judge": Kind.TRUE_FALSE,
    "judgement": Kind.TRUE_FALSE,
    "judgment": Kind.TRUE_FALSE,
    "boolean": Kind.TRUE_FALSE,
    "bool": Kind.TRUE_FALSE,
    "fill": Kind.FILL,
    "blank": Kind.FILL,
    "fillblank": Kind.FILL,
    "fillinblank": Kind.FILL,
    "fillintheblank": Kind.FILL,
    "fillintheblanks": Kind.FILL,
    "completion": Kind.FILL,
    "essay": Kind.ESSAY,
    "subjective": Kind.ESSAY,
    "shortanswer": Kind.ESSAY,
    "match": Kind.MATCH,
    "matching": Kind.MATCH,
    "order": Kind.ORDER,
    "ordering": Kind.ORDER,
    "case": Kind.CASE,
}
DIFFICULTY_WORDS = {
    "easy": "易",
    "simple": "易",
    "basic": "易",
    "low": "易",
    "beginner": "易",
    "初级": "易",
    "基础": "易",
}
DIFFICULTY_WORDS |= {
    "medium": "中",
    "normal": "中",
    "moderate": "中",
    "intermediate": "中",
    "middle": "中",
    "中级": "中",
}
DIFFICULTY_WORDS |= {"hard": "难", "difficult": "难", "high": "难", "advanced": "难", "expert": "难", "高级": "难"}
DIFFICULTY_WORDS |= {word: word for word in ("易", "容易", "简单", "低", "1", "中", "中等", "一般", "适中", "2")}
DIFFICULTY_WORDS |= {word: word for word in ("难", "较难", "困难", "高", "3")}
TWO_KEYS = marked("Two keys of this entry mean the same: %(first)s and %(second)s.")
ONCE = ("stem", "answer", "options")

Roles = dict[str, tuple[str, Any]]
MOST_KEYS = 500
"""No question has more."""


def folded(key: str) -> str:
    """Return a key without the signs and capitals that differ between programs."""
    return re.sub(r"[\s_\-（(].*$" if re.search("[（(]", key) else r"[\s_\-]", "", key).casefold()


def is_empty(value: Any) -> bool:
    """Say whether a value holds nothing; 0 and false are something."""
    return value is None or value == "" or value == [] or value == {}


def roles_of(entry: Mapping[str, Any]) -> Roles:
    """Return what each key of an entry means: role → (key, value). Raises Wrong where two mean the same."""
    found: Roles = {}
    for key, value in entry.items():
        role = _role(entry, key, value)
        if not role or is_empty(value) or (role == "marks" and role in found):
            continue
        if role in found and found[role][1] != value:
            if role == "answer" and "answer2" not in found:
                found["answer2"] = (key, value)
                continue
            if role in ONCE:
                raise Wrong("two-keys", TWO_KEYS, first=found[role][0], second=key)
            continue
        found[role] = (key, value)
    if "stem" not in found:
        for name in LESS_LIKELY_STEMS:
            key = next((key for key, value in entry.items() if folded(key) == name and isinstance(value, str)), "")
            if key and entry[key].strip():
                found = {role: pair for role, pair in found.items() if pair[0] != key} | {"stem": (key, entry[key])}
                break
    return found


def _role(entry: Mapping[str, Any], key: str, value: Any) -> str:
    name = folded(key)
    role = ROLE.get(name, "")
    if name in ("a", "answers") and _is_answer(entry, value):
        return "answer"
    if name == "a" and any(folded(each) == "b" for each in entry):
        return ""  # the letters A, B, C … are options of their own
    if role == "points" and isinstance(value, int | float):
        return "marks"
    if role in ("stem", "material") and isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return "children"
    if name in LISTS and isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return "children" if any(_has_stem(each) for each in value) else role
    return role


def _has_stem(entry: Mapping[str, Any]) -> bool:
    """Say whether an entry of a list is a question and not an option."""
    names = {ROLE.get(folded(key), "") for key in entry}
    strong = {folded(key) for key in entry} - WEAK_STEMS
    return bool({"answer", "options"} & names) and any(ROLE.get(name) == "stem" for name in strong | WEAK_STEMS)


def _is_answer(entry: Mapping[str, Any], value: Any) -> bool:
    """“a” and “answers” are the key where nothing else is it, and options where something else is."""
    others = {ROLE.get(folded(key)) for key in entry if folded(key) not in ("a", "answers")}
    return "answer" not in others and (
        not isinstance(value, list | dict) or "options" in others or any(lettered_place(key) for key in entry)
    )


def lettered_place(key: str) -> int:
    """Return the place from 1 of an option that stands under a key of its own (A, optionB, 选项1), 0 for other keys."""
    found = re.fullmatch(r"(?:option|选项|choice|answer)?([a-j])|(?:option|选项|choice)(\d{1,2})", folded(key))
    if not found:
        return 0
    return ord(found[1]) - ord("a") + 1 if found[1] else int(found[2])


def is_question(entry: Mapping[str, Any]) -> bool:
    """Say whether an object is a question of its own, and not what holds a list of them."""
    if len(entry) > MOST_KEYS:
        return False
    try:
        roles = roles_of(entry)
    except Wrong:
        return True
    if "children" in roles:
        return "material" in roles or ("stem" in roles and folded(roles["stem"][0]) not in WEAK_STEMS)
    return "stem" in roles and bool(
        {"answer", "options", "wrong"} & roles.keys() or sum(map(bool, map(lettered_place, entry))) > 1
    )
