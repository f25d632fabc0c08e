"""One invented question of every kind, for the style guide: to answer, and judged with something wrong in it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from elearn.questions.grading import Kind
from elearn.questions.parsed import ParsedQuestion, Point
from elearn.web.judged_view import KeyView, key_of
from elearn.web.question_view import QuestionView, shown_whole

_WHY = "先表明身份、说明来意、征得同意，是尊重服务对象的起码做法。"
_SOURCE = "《社会工作者职业道德指引》"
_VISIT = ParsedQuestion(
    "",
    Kind.SINGLE,
    "社会工作者入户探访独居老人，老人没有开门，只在门里问“你是谁”。较为恰当的做法是（　）。",
    (
        "请邻居帮忙，先进院里看看",
        "说明身份和来意，出示工作证，征得老人同意",
        "把宣传单放在门口，改天再来",
        "给村支书打电话，请他来叫门",
    ),
    "B",
    _WHY,
    _SOURCE,
)
_SECRET = ParsedQuestion(
    "", Kind.TRUE_FALSE, "服务对象的隐私，任何情况下都可以告诉同事。", (), False, "保密有例外，但不是“任何情况”。"
)
_STEPS = ParsedQuestion(
    "",
    Kind.ORDER,
    "老人在家摔倒后，网格员怎样做？请排好先后。",
    (),
    ["看老人是否清醒，不急着搀扶", "拨打120，说清地点和情况", "通知家属", "把经过记入走访台账"],
    "先看人，再求助，再通知，最后记录。",
)
_REASON = ParsedQuestion(
    "",
    Kind.ESSAY,
    "请说一说：为什么探访前要先约好时间？",
    (),
    "先约好，是尊重老人自己的安排，也让老人有准备，见面时才说得开。",
    points=(Point("尊重老人的安排", Decimal(3)), Point("让老人有准备", Decimal(2))),
)
_QUESTIONS: list[tuple[ParsedQuestion, Any]] = [
    (_VISIT, "A"),
    (
        ParsedQuestion(
            "",
            Kind.MULTIPLE,
            "下列属于“五社联动”中“五社”的有（　）。",
            ("社区", "社会组织", "社会保险经办机构"),
            "AB",
        ),
        "AC",
    ),
    (_SECRET, False),
    (
        ParsedQuestion(
            "",
            Kind.FILL,
            "低保对象每____核查一次，核查结果要张榜____。",
            (),
            [["年", "一年"], ["公示", "公布"]],
            "家庭情况会变，所以要定期核查，并让大家看得到。",
        ),
        ["月", "公示"],
    ),
    (
        ParsedQuestion(
            "",
            Kind.MATCH,
            "把左边的情形和右边的办法对应起来。",
            (),
            [
                ["孩子突然没人照看", "由村委会先作临时生活照料"],
                ["老人想学用手机", "请志愿者来教，一次只教一样"],
                ["一户人家失火", "报民政部门申请临时救助"],
            ],
        ),
        ["A", "C", ""],
    ),
    (_STEPS, [3, 2, 1, 4]),
    (_REASON, "不打扰老人休息。"),
    (
        ParsedQuestion(
            "",
            Kind.CASE,
            "王奶奶78岁，独居，儿子在外打工。上周她在院里滑倒过一次，没有告诉任何人。",
            (),
            None,
            "发现、回应、记录，一步也不能少。",
            _SOURCE,
            children=(_SECRET, _STEPS, _REASON),
        ),
        [True, [1, 4, 3, 2], None],
    ),
]


@dataclass(frozen=True)
class Example:
    """A question as shown, something that was answered, and the key."""

    question: QuestionView
    response: Any
    key: KeyView


def examples() -> list[Example]:
    """Return one of every kind."""
    return [Example(shown_whole(question), response, key_of(question)) for question, response in _QUESTIONS]
