"""The keys and words that quiz programs use in JSON. Pure."""

from elearn.questions.grading import Kind

# Keys as they occur, folded by _key().
KEYS = {
    "kind": "kind type questiontype qtype 题型 类型 题目类型 试题类型 typename",
    "stem": "stem question title content q text body 题干 题目 问题 题目内容 试题内容 name questiontext questiontitle",
    "options": "options choices items a answers optionlist choicelist 选项 备选项 option selects",
    "answer": "answer ans correct correctanswer rightanswer key correctoption right solution answerkey 答案 正确答案 "
    "标准答案 参考答案 correctanswers correctarray rightanswers correctindex answerindex",
    "explanation": "explanation analysis analyze explain parse rationale comment feedback 解析 答案解析 试题解析 说明 "
    "desc description remark",
    "source": "source reference basis 依据 出处 来源",
    "topic": "topic knowledge knowledgepoint chapter tag category 知识点 章节 考点 分类 subject",
    "difficulty": "difficulty difficult level 难度 难易度 难易程度",
    "uses": "uses 用途",
    "effective_on": "effectiveon 施行日期",
    "review_on": "reviewon 复核日期",
    "points": "points 要点 评分要点",
    "number": "ref id no index number 题号 序号 编号",
    "children": "children subquestions 子题",
    "pictures": "pictures image images img picture pic 图片 图",
}
ROLE = {key: role for role, keys in KEYS.items() for key in keys.split()}
LISTS = ("questions", "data", "items", "list", "rows", "results", "records", "题目", "试题", "题库")
OPTION_TEXT = ("text", "content", "value", "label", "title", "name", "option", "内容", "选项内容")
OPTION_LETTER = ("key", "letter", "prefix", "label", "id", "code", "name", "选项", "序号", "value")
OPTION_RIGHT = ("iscorrect", "correct", "isright", "right", "isanswer", "istrue", "answer", "是否正确")
KIND_WORDS = {
    "single": Kind.SINGLE,
    "singlechoice": Kind.SINGLE,
    "radio": Kind.SINGLE,
    "multiplechoice": None,
    "choice": None,
    "mcq": None,
    "multiple": Kind.MULTIPLE,
    "multi": Kind.MULTIPLE,
    "checkbox": Kind.MULTIPLE,
    "multiselect": Kind.MULTIPLE,
    "indefinite": Kind.INDEFINITE,
    "truefalse": Kind.TRUE_FALSE,
    "judge": Kind.TRUE_FALSE,
    "judgement": Kind.TRUE_FALSE,
    "judgment": Kind.TRUE_FALSE,
    "boolean": Kind.TRUE_FALSE,
    "fill": Kind.FILL,
    "blank": Kind.FILL,
    "fillblank": Kind.FILL,
    "fillintheblank": Kind.FILL,
    "completion": Kind.FILL,
    "essay": Kind.ESSAY,
    "shortanswer": Kind.ESSAY,
    "match": Kind.MATCH,
    "matching": Kind.MATCH,
    "order": Kind.ORDER,
    "ordering": Kind.ORDER,
    "case": Kind.CASE,
}
