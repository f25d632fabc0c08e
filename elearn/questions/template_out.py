"""The empty Excel template that trainers download: columns to fill in, and a sheet that says how. Pure."""

import io

import xlsxwriter

from elearn.questions.formats.xlsx_out import OWN_TAIL
from elearn.questions.grading import letters
from elearn.questions.parsed import DIFFICULTY_WORDS, KIND_WORDS

HEAD = ("题号", "题型", "题干", *(f"选项{letter}" for letter in letters(6)), *OWN_TAIL)
ROWS = 1_000
"""So many rows are ready to be filled in, as text and with lists to choose from."""
CASE = "案例"
HOW = (
    ("题号", "可不填。"),
    ("题型", "从下拉框里选；不填时按选项和答案判断。案例题请用 Word 或直接粘贴，一行放不下。"),
    ("题干", "必填。填空题在要填的地方打四个下划线：____；不要把答案留在括号里。"),
    ("选项A 到 选项F", "一格一个选项。判断、填空、简答不用填；配对写成“左 = 右”；排序按正确的先后填。"),
    (
        "答案",
        "单选写 B，多选写 ABD，判断写 正确 或 错误。填空几个空用“|”隔开，一个空的几种答案用“；”隔开。配对、排序不填。",
    ),
    ("要点", "只有简答题要填，一行一个，后面写分数，例如：先保证安全（2分）"),
    ("解析", "学员答完会看到，最好都写。"),
    ("依据", "哪部法律、文件，带上年份。"),
    ("知识点", "用来归类和抽题，例如：五社联动的含义"),
    ("难度", "易、中、难；不填算中。"),
    ("用途", "练习、考试、游戏，可以写几个，用空格隔开；不填就按题库的设置。"),
    ("施行日期、复核日期", "写成 2027-03-01；规定可能会变的，填上复核日期，到期会提醒。"),
)


def write_template() -> bytes:
    """Return the template as .xlsx; read back as it is, it holds no question."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    base = {"font_name": "宋体", "font_size": 11, "valign": "top", "text_wrap": True, "num_format": "@"}
    bold, plain = book.add_format(base | {"bold": True, "bg_color": "#EFEBE3", "border": 1}), book.add_format(base)
    sheet = book.add_worksheet("题库")
    for at, name in enumerate(HEAD):
        sheet.set_column(at, at, 40 if name == "题干" else 16 if name in ("解析", "依据") else 11, plain)
        sheet.write_string(0, at, name, bold)
    lists = {"题型": [word for word in KIND_WORDS.values() if word != CASE], "难度": list(DIFFICULTY_WORDS.values())}
    for name, known in lists.items():
        at = HEAD.index(name)
        # A warning, not a stop: whoever types “单选题” is understood too.
        rule = {"validate": "list", "source": known, "error_type": "warning"}
        sheet.data_validation(1, at, ROWS, at, rule)
    sheet.freeze_panes(1, 0)
    how = book.add_worksheet("填写说明")
    how.set_column(0, 0, 22, bold)
    how.set_column(1, 1, 90, plain)
    for row, (name, words) in enumerate(HOW):
        how.write_string(row, 0, name, bold)
        how.write_string(row, 1, words, plain)
    book.close()
    return buffer.getvalue()
