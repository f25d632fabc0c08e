"""Tables as people lay them out in workbooks. Each expectation is exact: the row, and what becomes of it."""

from datetime import date, datetime

import pytest

from tests.questions.formats.books import Rows, book
from tests.questions.formats.tables import outcome

H = ["题目", "A", "B", "答案"]
ONE, TWO = ["甲？", "一", "二", "A"], ["乙？", "三", "四", "B"]
PLATFORM = ["目录", "题目类型", "大题题干", "小题题型", "小题题干", "正确答案", "答案解析", "选项数", "选项A", "选项B"]
KAHOOT = [None, "Question - max 120 characters", "Answer 1 - max 75 characters", "Answer 2 - max 75 characters"]
KAHOOT += ["Time limit (sec) – 5, 10, 20 secs", "Correct answer(s) - choose at least one"]
LAYOUTS: dict[str, tuple[dict[str, Rows], str]] = {
    "kinds in the names of tables": (
        {
            "1-单选题": [["序号", *H], [1, *ONE]],
            "多选题（1道）": [["序号", *H], [1, "乙？", "一", "二", "AB"]],
            "判断题": [["序号", "题目", "答案"], [1, "丙。", "×"]],
            "填空题": [["序号", "题目", "答案"], [1, "为____。", "人民"]],
            "简答": [["序号", "题目", "答案"], [1, "谈谈。", "略谈"]],
        },
        "2 S:A / 2 M:AB / 2 T:0 / 2 F:人民 / 2 E:略谈",
    ),
    "answers in a second table": (
        {
            "题": [["题号", "题干", "A", "B"], [1, "甲？", "一", "二"], [2, "乙？", "一", "二"]],
            "答案": [["题号", "答案"], [1, "B"], [2, "A"]],
        },
        "2 S:B / 3 S:A",
    ),
    "a second table without a header": (
        {"题": [H, ONE], "续": [TWO, ["丙？", "五", "六", "A"]]},
        "2 S:A / 1 no-header / 2 no-header",
    ),
    "instructions in a table of their own": (
        {"填写说明": [["说明"], ["1", "题型必填"], ["2", "答案大写"]], "题": [H, ONE]},
        "2 S:A",
    ),
    "rows above the header that are questions": (
        {"题": [TWO, ["丙？", "五", "六", "A"], H, ONE]},
        "1 no-header / 2 no-header / 4 S:A",
    ),
    "a title, instructions, a header": ({"题": [["某县题库"], ["说明：答案用字母"], H, ONE]}, "4 S:A"),
    "titles and chapters between": (
        {"题": [H, ["第一章 总则"], ONE, ["第二章 分则"], TWO, ["小计：2题"]]},
        "3 S:A / 5 S:B",
    ),
    "a title and a header per part": ({"题": [["第一章 总则"], H, ONE, ["第二章 分则"], H, TWO]}, "3 S:A / 6 S:B"),
    "headings with an ordinal beside": (
        {
            "题": [
                ["序号", *H[:3], "C", "答案"],
                ["一", "单选题（每题2分）"],
                [1, "甲？", 1, 2, 3, "A"],
                ["二", "多选题"],
                [1, "乙？", 1, 2, 3, "A"],
            ]
        },
        "3 S:A / 5 too-few",
    ),
    "a header in two rows": ({"题": [["题目", "备选答案", None, "正确答案"], [None, "A", "B", None], ONE]}, "3 S:A"),
    "sums and signatures below": (
        {"题": [[*H, "分值"], [*ONE, 2], ["合计", None, None, None, 2], ["制表人：张三", None, None, "审核：李四"]]},
        "2 S:A",
    ),
    "blank rows between": ({"题": [H, [], ONE, [], [], TWO]}, "3 S:A / 6 S:B"),
    "two lists side by side": (
        {"题": [["题目", "答案", None, "题目", "答案"], ["甲。", "对", None, "乙。", "错"], ["丙。", "错"]]},
        "2 T:1 / 3 T:0 / 2 T:0",
    ),
    "every line in a cell of its own": (
        {"题": [["1. 几月？（ ）"], ["A. 三月"], ["B. 四月"], ["答案：A"], [], ["2. 五社包括社区。（√）"]]},
        "1 S:A / 6 T:1",
    ),
    "numbers and letters beside": (
        {
            "题": [
                [1, "几月？"],
                ["A", "三月"],
                ["B", "四月"],
                ["答案", "A"],
                [2, "哪个？"],
                ["A", "甲"],
                ["B", "乙"],
                ["答案", "B"],
            ]
        },
        "1 S:A / 5 S:B",
    ),
    "everything in one cell": (
        {"题": [["试题"], ["1. 几月？（ ）\nA. 三月\nB. 四月\n答案：A"], ["2. 五社包括社区。\n答案：对"]]},
        "2 S:A / 3 T:1",
    ),
    "options in rows below": (
        {
            "题": [
                ["题目", "选项", "答案"],
                ["甲？", "A.一", "B"],
                [None, "B.二，三", None],
                ["乙？", "一，二", "A"],
                [None, "三"],
            ]
        },
        "2 S:B / 4 S:A",
    ),
    "parts of a case by their columns": (
        {
            "题": [
                PLATFORM,
                ["/", "案例题", "王奶奶独居。"],
                ["/", "案例题", None, "单选题", "需要？", "A", None, 2, "陪伴", "工作"],
                ["/", "案例题", None, "判断题", "该管。", "对"],
            ]
        },
        "2 CASE:S:A+T:1",
    ),
    "plain questions of the same form": (
        {
            "题": [
                PLATFORM,
                ["/", "单选题", "甲？", None, None, "A", "因", 2, "一", "二"],
                ["/", "判断题", "乙。", None, None, "正确"],
            ]
        },
        "2 S:A / 3 T:1",
    ),
    "parts of a case by their numbers": (
        {
            "题": [
                ["序号", "题型", *H],
                [1, "案例题", "王奶奶独居。"],
                ["1.1", "单选", *ONE],
                [None, "单选", *TWO],
                [2, "单选", "丙？", 1, 2, "B"],
            ]
        },
        "2 CASE:S:A+S:B / 5 S:B",
    ),
    "a case whose end nothing tells": (
        {"题": [["题型", *H], ["案例题", "王奶奶独居。"], ["单选", *ONE], ["单选", *TWO]]},
        "2 case / 3 material / 4 material",
    ),
    "a part without its case": ({"题": [PLATFORM, ["/", "案例题", None, "判断题", "该管。", "对"]]}, "2 material"),
    "a case with an answer": (
        {"题": [["题型", "题干", "答案"], ["案例分析题", "材料。怎么办？", "先接案"]]},
        "2 E:先接案",
    ),
    "Kahoot": (
        {
            "Sheet1": [
                ["Quiz template"],
                [],
                ["Remember the limit of 120 characters"],
                KAHOOT,
                [1, "One?", "x", "y", 20, 2],
                [2, "Two?", "x", "y", 20, "1,2"],
                [3],
            ]
        },
        "5 S:B / 6 M:AB",
    ),
    "an exam app with long headers": (
        {
            "题": [
                ["题干（必填）", "题型 （必填）", "选项 A", "选项 B", "选项E\n(勿删)", "正确答案H\n（必填）"],
                ["甲？", "单选题", "一", "二", None, "B"],
            ]
        },
        "2 S:B",
    ),
    "three rows of facts before the header": (
        {
            "题": [
                ["标题", "x"],
                ["描述", "y"],
                ["用时", "60"],
                ["题干", "题型", "选择项1", "选择项2", "答案1", "答案2", "得分1"],
                ["甲？", "多选题", 1, 2, "A", "B", 1],
            ]
        },
        "5 M:AB",
    ),
    "numbers, shares, truths as the program keeps them": (
        {
            "题": [
                ["序号", "题型", *H],
                [1.0, "单选", "几个？", 1.5, 2.0, "B"],
                [2.0, "判断", "对。", None, None, True],
                [3, "填空", "____%", None, None, 0.3],
            ]
        },
        "2 S:B / 3 T:1 / 4 F:0.3",
    ),
    "days that were an answer": (
        {"题": [["题型", "题干", "答案"], ["填空", "____", datetime(2026, 3, 1)], ["填空", "____", date(2026, 9, 5)]]},
        "2 F:3月1日 / 3 F:9月5日",
    ),
    "formulas whose values were not saved": (
        {"题": [H, ["甲？", "=1+1", "二", "A"], ["=B1", "一", "二", "A"], TWO]},
        "2 missing-option+wrong-cell / 3 no-stem+wrong-cell / 4 S:B",
    ),
    "errors of the program": (
        {"题": [H, ["甲？", "#REF!", "二", "B"], ["乙？", "一", "二", "#N/A"]]},
        "2 wrong-cell / 3 answer+wrong-cell",
    ),
    "statements with other options": (
        {"题": [["题型", *H], ["判断", "甲。", "社区", "社保", "对"], ["判断", "乙。", "对", "错", "A"]]},
        "2 other-options / 3 T:1",
    ),
    "blanks with options": (
        {"题": [["题型", *H], ["填空", "____", "一", "二", "A"], ["填空", "是____", "太原", None, None]]},
        "2 options-of-blank / 3 F:太原",
    ),
    "short answers with options": ({"题": [["题型", *H], ["简答", "谈谈。", "一", "二", "A"]]}, "2 options-of-essay"),
    "options twice": (
        {
            "题": [
                ["题目", "A", "B", "选项", "答案"],
                ["甲？", "一", "二", "A.一 B.二", "A"],
                ["乙？", "一", "二", "A.三 B.四", "A"],
            ]
        },
        "2 S:A / 3 two-options",
    ),
    "fill-ins with every sign": (
        {
            "题": [
                ["题型", "题干", "答案"],
                *(["填空", "____和____", text] for text in ("甲|乙", "甲；乙", "甲  乙", "甲、乙", "①甲②乙", "甲")),
            ]
        },
        "2 F:甲|乙 / 3 F:甲|乙 / 4 F:甲|乙 / 5 F:甲|乙 / 6 F:甲|乙 / 7 blanks",
    ),
    "true and false with every sign": (
        {
            "题": [
                ["题型", "题干", "答案"],
                *(["判断题", f"句{at}。", sign] for at, sign in enumerate("√×对错TFYN✔✘VX是否")),
            ]
        },
        " / ".join(f"{at} T:{at % 2 == 0:d}" for at in range(2, 16)),
    ),
    "full-width letters": (
        {"题": [["题目", "Ａ", "Ｂ", "Ｃ", "答案"], ["甲？", 1, 2, 3, "Ｂ"], ["乙？", 1, 2, 3, "Ａ、Ｃ"]]},
        "2 S:B / 3 M:AC",
    ),
    "the answer in full": (
        {
            "题": [
                ["题目", "A", "B", "C", "答案"],
                ["甲？", "一级", "二级", "三级", "三级"],
                ["乙？", "一级", "二级", "三级", "一级,三级"],
                ["丙？", "一级", "二级", "三级", "四级"],
            ]
        },
        "2 S:C / 3 M:AC / 4 answer",
    ),
    "nothing at all": ({"题": [[None]]}, "empty"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_read_exactly(layout: str) -> None:
    tables, expected = LAYOUTS[layout]
    assert " / ".join(outcome("题库.xlsx", book(tables))) == expected
