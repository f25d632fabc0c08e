"""More shapes of real papers: columns out of order, keys above, cases counted in brackets, slips, old characters.

Each text stands with exactly what a careful person would type in; what nobody could be sure of is refused by its place.
"""

import pytest

from elearn.questions.formats.sniff import read_file
from elearn.questions.formats.text_file import read_text
from tests.questions.formats.files import docx, paragraph
from tests.questions.formats.shapes import outcome

# ## name, the text, ->, what becomes of it; □ is the wide space in an empty bracket.
TEXTS = """\
## options in columns
1.站里缺什么（ ）
A.人 C.车
B.钱 D.房
答案：B
->
single: 站里缺什么（□） | 人/钱/车/房 | B
## answers above their questions
答案：B
1.谁审批（ ）
A.村里 B.乡镇
答案：A
2.谁公示（ ）
A.村里 B.县里
->
@1 no-question
@2 answers-above
@5 no-answer+answers-above
## cases counted in brackets
案例分析题
（一）老李独居，不愿出门。
1.先做什么（ ）
A.走访 B.结案
答案：A
（二）小王逃学，常去网吧。
2.后做什么（ ）
A.建档 B.放弃
答案：A
->
case: 老李独居，不愿出门。 | None > single 先做什么（□） = A
case: 小王逃学，常去网吧。 | None > single 后做什么（□） = A
## a question without number above all others
谁来管？
A. 村里
B. 乡镇
答案：B
1. 谁来看？
A. 站长
B. 社工
答案：A
2. 谁来记？
A. 站长
B. 社工
答案：A
->
@1 no-question
single: 谁来看？ | 站长/社工 | A
single: 谁来记？ | 站长/社工 | A
## full stops for the signs
1。谁来看（ ）
A。站长
B。社工
答案。A
->
single: 谁来看（□） | 站长/社工 | A
## numbers on lines of their own
1
谁来看（ ）
A.站长
B.社工
答案：A
2
谁来记（ ）
A.站长
B.社工
答案：B
->
single: 谁来看（□） | 站长/社工 | A
single: 谁来记（□） | 站长/社工 | B
## what a learner wrote
1. (填空题)站里最缺___。
我的答案:
(1) 房
正确答案:
(1) 人
->
fill: 站里最缺___。 | [['人']]
## bare letters behind the bracket
1.补贴由（）发放A民政部门B教育部门C财政部门。答案：A
->
single: 补贴由（□）发放 | 民政部门/教育部门/财政部门。 | A
## a sign in front of the statement
判断题
1.√ 站里要公示。
2.× 村里能收费。
->
true_false: 站里要公示。 | True
true_false: 村里能收费。 | False
## the reason in the bracket of the sign
判断并说明理由
1.村里能收费。（×，办法不许收费）
2.站里要公示。（√）理由：办法要求公示
->
true_false: 村里能收费。 | False | 理由：办法不许收费
true_false: 站里要公示。 | True | 理由：办法要求公示
## numbered answers between digits
填空题
1.每年（  ）月的第（  ）个周日
答案：（1）3（2）2
2.由【  】安排
答案：县里
->
fill: 每年（□）月的第（□）个周日 | [['3'], ['2']]
fill: 由____安排 | [['县里']]
## the kind between stem and bracket
1.要记什么（多选）（ ）。
A.时间 B.地点
答案：AB
->
multiple: 要记什么（□）。 | 时间/地点 | AB
## texts of options as the answer
1.谁来看（多选题）
A.老人
B.儿童
C.社工
答案：老人；社工
->
multiple: 谁来看 | 老人/儿童/社工 | AC
## traditional characters
單選題
1.誰來看（ ）
A.站長
B.社工
答案：A
是非題
2.站裡要公示。
答案：對
3.村裡能收費。
答案：錯
->
single: 誰來看（□） | 站長/社工 | A
true_false: 站裡要公示。 | True
true_false: 村裡能收費。 | False
"""
SHAPES = [shape.partition("\n") for shape in TEXTS.replace("□", "\u3000").split("## ")[1:]]


@pytest.mark.parametrize(("name", "shape"), [(name, shape) for name, _, shape in SHAPES])
def test_each_shape_is_read_exactly(name: str, shape: str) -> None:
    text, _, expected = shape.strip().partition("\n->\n")
    assert outcome(read_text(text)) == expected.split("\n"), name


def test_a_question_that_is_there_twice_with_two_keys_is_refused() -> None:
    asks = "这件事由谁来看"
    text = f"1.{asks}（A）\nA.站长 B.社工\n2.{asks}（B）\nA.站长 B.社工\n3.{asks}（B）\nA.村民 B.社工"
    expected = ["@1 two-keys", "@3 two-keys", "single: 这件事由谁来看（\u3000） | 村民/社工 | B"]
    assert outcome(read_file("a.txt", text.encode())) == expected


def test_a_question_that_is_there_twice_with_one_key_is_named_where_it_stands_again() -> None:
    text = "1.这件事由谁来看（A）\nA.站长 B.社工\n\n2.这件事，由谁来看？（B）\nA.社工 B.站长"
    first, again = read_file("a.txt", text.encode()).drafts
    assert "repeated" not in {each.code for each in first.warnings}
    assert [each.params["place"] for each in again.warnings if each.code == "repeated"] == ["1"]


def test_a_hidden_key_behind_the_bracket_is_taken_off() -> None:
    lines = ["1.谁来看（ ）答案B", "A.站长 B.社工", "答案：B"]
    expected = ["single: 谁来看（\u3000） | 站长/社工 | B"]
    assert outcome(read_file("a.docx", docx("".join(map(paragraph, lines))))) == expected


def test_a_column_called_after_its_kind_holds_the_questions() -> None:
    csv = "序号,判断题,答案\n1,站里要公示,√\n2,村里能收费,×\n"
    expected = ["true_false: 站里要公示 | True", "true_false: 村里能收费 | False"]
    assert outcome(read_file("a.csv", csv.encode())) == expected
