"""Typed questions that went wrong in real life: each text with exactly what a careful person would type in.

The wording is our own; the shapes are those of files that people copy from web pages and export from programs.
"""

import re
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.questions.formats.reading import Reading, draft_json
from elearn.questions.formats.text_file import read_text
from tests.questions.formats.shapes import outcome

SHAPES: dict[str, tuple[str, list[str]]] = {
    "title, heading and question in one line": (
        "社工题库100道第一部分单选题(100题)1、低保由谁审批()。\n"
        "A.乡镇\n"
        "B.县里\n"
        "【答案】:B2、站里缺什么()。\n"
        "A.人\n"
        "B.钱\n"
        "【答案】:A",
        ["single: 低保由谁审批（\u3000）。 | 乡镇/县里 | B", "single: 站里缺什么（\u3000）。 | 人/钱 | A"],
    ),
    "all in one line with tags": (
        "题库及答案1.【单项选择】先做哪步A.建档B.走访答案:B2.【单项选择】后做哪步A.建档B.走访C.结案答案:C",
        ["single: 先做哪步 | 建档/走访 | B", "single: 后做哪步 | 建档/走访/结案 | C"],
    ),
    "all in one line with explanations": (
        "一、单选题(共2题)1.谁审核()。A.乡镇B.村里答案:A解析:办法有规定。2.谁公示()。A.乡镇B.村里答案:B解析:村里公示。",
        [
            "single: 谁审核（\u3000）。 | 乡镇/村里 | A | 办法有规定。",
            "single: 谁公示（\u3000）。 | 乡镇/村里 | B | 村里公示。",
        ],
    ),
    "numbers with a gap in one line": (
        "1.颜色是()。A.红B.绿【答案】A3.形状是()。A.方B.圆【答案】B",
        ["single: 颜色是（\u3000）。 | 红/绿 | A", "single: 形状是（\u3000）。 | 方/圆 | B"],
    ),
    "per cent sign before an option": (
        "1.比例为()。A.10%B.20%C.30%\n答案：C",
        ["single: 比例为（\u3000）。 | 10%/20%/30% | C"],
    ),
    "named parts in brackets": (
        "【题干1】谁来管?【选项】A.乡镇B.村里【参考答案】A【详细解析】职责如此。【题干2】谁来看?【选项】A.站长B.社工【参考答案】B【详细解析】分工如此。",
        ["single: 谁来管? | 乡镇/村里 | A | 职责如此。", "single: 谁来看? | 站长/社工 | B | 分工如此。"],
    ),
    "small letters throughout": (
        "一、选择题1、日子是(b)。a、春b、秋2、先到(a)去。a、村里、镇上b、县里",
        ["single: 日子是（\u3000）。 | 春/秋 | B", "single: 先到（\u3000）去。 | 村里、镇上/县里 | A"],
    ),
    "a slip of the keyboard in the letters": (
        "1、谁提出(a)。a、老李b、老王c;老张",
        ["@1 two-in-one"],
    ),
    "statements and blanks in one line": (
        "一、填空题(共2题)1.协助________。2.经过________结案。二、判断题(共2题)1.能收礼。()2.要保密。()参考答案一、填空题1.他人\n"
        "2.评估\n"
        "二、判断题1.×2.√",
        [
            "fill: 协助________。 | [['他人']]",
            "fill: 经过________结案。 | [['评估']]",
            "true_false: 能收礼。（\u3000） | False",
            "true_false: 要保密。（\u3000） | True",
        ],
    ),
    "answers of blanks run together": (
        "一、填空题\n1.协助________。\n2.经过________结案。\n参考答案\n一、填空题\n1.他人2.评估",
        ["@2 two-in-one", "@3 no-answer"],
    ),
    "essays run together": (
        "一、简答题\n1.简述步骤。2.什么是自助？\n答案：先接案。2.自己帮自己。",
        ["@2 two-in-one"],
    ),
    "spaces within the words": (
        "1、谁审批( )。\nA.乡镇\nB.县里\n答 案:B\n解 析:看办法。",
        ["single: 谁审批（\u3000）。 | 乡镇/县里 | B | 看办法。"],
    ),
    "bullets before everything": (
        "• 1.【单选题】谁审批( )。\n• A.乡镇\n• B.县里\n• 参考答案:B\n• 解析:看办法。",
        ["single: 谁审批（\u3000）。 | 乡镇/县里 | B | 看办法。"],
    ),
    "options counted by a list and bold": (
        "1.  谁审批？\n"
        "     1.   A、乡镇\n"
        "     2.   **B、县里**\n"
        "\n"
        "2.  谁公示？\n"
        "     1.   **A、乡镇**\n"
        "     2.   B、县里",
        ["single: 谁审批？ | 乡镇/县里 | B", "single: 谁公示？ | 乡镇/县里 | A"],
    ),
    "v before the right one": (
        "谁审批？\nA. 乡镇\nv B. 县里",
        ["single: 谁审批？ | 乡镇/县里 | B"],
    ),
    "key on a line": (
        "1.审批由__B__负责。\nA.乡镇\nB.县里\n",
        ["single: 审批由（\u3000）负责。 | 乡镇/县里 | B"],
    ),
    "key after the colon": (
        "1.审批的是：B\nA.乡镇\nB.县里\n",
        ["single: 审批的是：（\u3000） | 乡镇/县里 | B"],
    ),
    "key behind the bracket": (
        "1.审批的是（ ）B\nA.乡镇\nB.县里\n",
        ["single: 审批的是（\u3000） | 乡镇/县里 | B"],
    ),
    "key and reason after a full stop": (
        "1.谁审批()\nA.乡镇\nB.县里\n答案:B。因为办法这样规定。",
        ["single: 谁审批（\u3000） | 乡镇/县里 | B | 因为办法这样规定。"],
    ),
    "key and reason with brackets within": (
        "1.谁审批()\nA.乡镇\nB.县里\n答案:B(根据《镇(乡)办法》,每年一次)",
        ["single: 谁审批（\u3000） | 乡镇/县里 | B | 根据《镇(乡)办法》,每年一次"],
    ),
    "a learner's answer in the same line": (
        "1. (单选题) 谁审批？\nA. 乡镇\nB. 县里\n我的答案: A:乡镇; 正确答案: B:县里;\n5分",
        ["single: 谁审批？ | 乡镇/县里 | B"],
    ),
    "several letters with texts": (
        "1. (多选题) 原则有\nA. 公平\nB. 公开\nC. 公正\n我的答案: AB:公平;公开; 正确答案: ABC:公平;公开;公正;",
        ["multiple: 原则有 | 公平/公开/公正 | ABC"],
    ),
    "words for the parts": (
        "题目：谁审批？\n"
        "选项：A.乡镇 B.县里\n"
        "答案：B\n"
        "解析：看办法。\n"
        "\n"
        "题目：帮什么？\n"
        "选项：A.吃 B.穿 C.住\n"
        "答案：AB",
        ["single: 谁审批？ | 乡镇/县里 | B | 看办法。", "multiple: 帮什么？ | 吃/穿/住 | AB"],
    ),
    "question in a bracketed word": (
        "1. 【问题】 谁审批( )。A.乡镇B.县里【答案】 B2. 【问题】 谁公示( )。A.乡镇B.县里【答案】 A",
        ["single: 谁审批（\u3000）。 | 乡镇/县里 | B", "single: 谁公示（\u3000）。 | 乡镇/县里 | A"],
    ),
    "answers in words below the questions": (
        "1. 五社联动是指什么？\n2. 站里做什么？\n参考答案\n1. 社区和社工等。\n2. 服务。\n（1）走访\n（2）建档",
        ["essay: 五社联动是指什么？ | 社区和社工等。", "essay: 站里做什么？ | 服务。\n（1）走访\n（2）建档"],
    ),
    "a case with its answers in a list": (
        "一、案例分析题\n"
        "【案例】:\n"
        "小张十五岁，跟奶奶过。\n"
        "问题:\n"
        "1.请评估需要。\n"
        "2.请写出计划。\n"
        "【答案要点】\n"
        "1.需要陪伴。\n"
        "2.先走访后建档。",
        ["case: 小张十五岁，跟奶奶过。 | None > essay 请评估需要。 = 需要陪伴。 > essay 请写出计划。 = 先走访后建档。"],
    ),
    "question and answer in a line": (
        "1、(简答题)何时施行?答:十月一日起施行。\n2、(简答题)谁负责?\n答:乡镇负责。",
        ["essay: 何时施行? | 十月一日起施行。", "essay: 谁负责? | 乡镇负责。"],
    ),
    "two answers, one in the stem": (
        "1.谁审批（A）。\nA.乡镇\nB.县里\n答案：B",
        ["@1 two-answers"],
    ),
    "answer left in an option": (
        "1.谁审批（ ）。\nA.乡镇\nB.县里 参考答案就是B",
        ["@1 hidden-answer"],
    ),
    "two questions in an option": (
        "1.成立于()年A.1919B.1921最终目标是()A.实现B.建成\n答案：A",
        ["@1 two-in-one"],
    ),
    "either of two": (
        "1.谁审批（ ）。\nA.乡镇\nB.县里\n答案：A或B",
        ["@1 answer"],
    ),
    "no answer but a word": (
        "1.谁审批（ ）。\nA.乡镇\nB.县里\n答案：略",
        ["@1 answer"],
    ),
    "an option without text": (
        "1.谁审批（A）。\nA.乡镇\nB.\nC.县里",
        ["@1 empty-option"],
    ),
    "a list in an explanation": (
        "1. 谁审批？\n"
        "A.乡镇\n"
        "B.县里\n"
        "答案：B\n"
        "解析：依据：\n"
        "1. 第一条；\n"
        "2. 第二条。\n"
        "2. 谁公示？\n"
        "A.乡镇\n"
        "B.县里\n"
        "答案：A",
        ["single: 谁审批？ | 乡镇/县里 | B | 依据：\n1. 第一条；\n2. 第二条。", "single: 谁公示？ | 乡镇/县里 | A"],
    ),
    "bold that is not in every question": (
        "1. 谁审批？\nA. 乡镇\n**B. 县里**\n2. 谁公示？\nA.乡镇\nB.县里\n3. 谁入户？\nA.乡镇\nB.县里\n",
        ["@1 no-answer+told-by-look", "@4 no-answer", "@7 no-answer"],
    ),
    "bold that denies a written key": (
        "1. 谁审批？\nA. 乡镇\n**B. 县里**\n答案：A\n2. 谁公示？\nA. 乡镇\n**B. 县里**",
        ["single: 谁审批？ | 乡镇/县里 | A", "@5 no-answer+told-by-look"],
    ),
    "keys by kind after the questions": (
        "一、单选题\n"
        "1、谁审批（ ）\n"
        "A、乡镇  B、县里\n"
        "二、判断题\n"
        "1、要公示。（ ）\n"
        "2、能收费。（ ）\n"
        "答案：\n"
        "一、1.B\n"
        "二、1.√ 2.×",
        [
            "single: 谁审批（\u3000） | 乡镇/县里 | B",
            "true_false: 要公示。（\u3000） | True",
            "true_false: 能收费。（\u3000） | False",
        ],
    ),
    "year behind the number": (
        "1.2016年谁审批（ ）\nA.乡镇\nB.县里\n答案：A\n2.2020年谁审批（ ）\nA.乡镇\nB.县里\n答案：B",
        ["single: 2016年谁审批（\u3000） | 乡镇/县里 | A", "single: 2020年谁审批（\u3000） | 乡镇/县里 | B"],
    ),
    "sign before the number": (
        "（√）1.要公示。\n（×）2.能收费。",
        ["true_false: 要公示。 | True", "true_false: 能收费。 | False"],
    ),
    "statement mended": (
        "1.能收费。（×）改正：不能收费。\n2.要公示。（√）",
        ["true_false: 能收费。 | False | 改正：不能收费。", "true_false: 要公示。 | True"],
    ),
    "letters that are no options": (
        "1.维生素A和B族从哪来（ ）\nA.乡镇\nB.县里\n答案：A",
        ["single: 维生素A和B族从哪来（\u3000） | 乡镇/县里 | A"],
    ),
    "topic and difficulty": (
        "1、谁审批( )。\nA.乡镇\nB.县里\n正确答案：B\n难易程度：难\n知识点：社会救助",
        ["single: 谁审批（\u3000）。 | 乡镇/县里 | B"],
    ),
}


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_is_read_exactly_or_refused_by_place(name: str) -> None:
    text, expected = SHAPES[name]
    assert outcome(read_text(text)) == expected


def test_a_key_told_by_bold_asks_to_be_checked() -> None:
    (draft,) = read_text("1. 谁审批？\nA. 乡镇\n**B. 县里**").drafts
    assert "told-by-look" in {doubt.code for doubt in draft.warnings}


def test_long_garbage_ends_soon() -> None:
    for unit in ("（", "_", "1. a 2. b ", "1.？2.？", "一、单选题", "答案：A", "A.甲B.乙"):
        line = "1. 问（ ）" + (unit * 18_000)[:18_000]
        read_text(f"{line}\n{line}")


LINES = (
    """
1. {}（ ）|2、{}|A. {}|B．{}|C {}|答案：{}|答案：A|解析：{}|{}|{}。（√）|一、单选题（{}）|参考答案|1-3 ABC|（1）{}|① {}
[判断] {}|案例一：{}|知识点：{}|{}____{}|3. {}？4. {}？||二、{}|**B. {}**|题目：{}|选项：A.{} B.{}
{}1.{}（ ）A.{}B.{}答案：A2.{}（ ）A.{}B.{}|1.{} 2.{}
""".strip()
    .replace("\n", "|")
    .split("|")
)


def _told(reading: Reading) -> str:
    drafts = " ".join(str(draft_json(draft)) for draft in reading.drafts)
    return drafts + " ".join(text for _, text in reading.ignored)


@given(st.lists(st.sampled_from(LINES), max_size=14))
def test_every_line_is_in_a_question_or_told(shapes: list[str]) -> None:
    numbers = count(1)
    text = "\n".join(re.sub(r"{}", lambda _: f"词{next(numbers)}条", shape) for shape in shapes)
    told = _told(read_text(text))
    assert [word for word in re.findall(r"词\d+条", text) if word not in told] == []


@given(
    st.text(
        st.sampled_from("1２.、A B甲乙（）()答案解析：√×[]【】单选题判断填空①\n_；|ＡＢ-5*a二?？。正确"), max_size=120
    )
)
def test_no_text_at_all_raises(text: str) -> None:
    for draft in read_text(text).drafts:
        assert draft.question or draft.rejected
