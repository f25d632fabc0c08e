"""Still more shapes of real papers: cases, headings and numbers of every habit, words of web pages.

Each text stands with exactly what a careful person would type in.
"""

import pytest

from elearn.questions.formats.text_file import read_text
from tests.questions.formats.shapes import outcome

# ## name, the text, ->, what becomes of it; □ is the wide space in an empty bracket.
TEXTS = """\
## counted in English
Question 1: Who?
A. he
B. she
Answer: B
Q2) Where?
A. here
B. there
Answer: A
->
single: Who? | he/she | B
single: Where? | here/there | A
## short answers
1、国家宪法日是哪一天？答：12月4日。
2、谁来记？
答：社工。
->
essay: 国家宪法日是哪一天？ | 12月4日。
essay: 谁来记？ | 社工。
## cases with numbers of their own
案例分析题
1.老李独居，不愿出门活动。
(1)先做什么（ ）
A.走访 B.结案
答案：A
(2)谁来做（ ）
A.社工 B.路人
答案：A
2.小王逃学，常去网吧上网。
(1)后做什么（ ）
A.建档 B.放弃
答案：A
->
case: 老李独居，不愿出门活动。 | None > single 先做什么（□） = A > single 谁来做（□） = A
case: 小王逃学，常去网吧上网。 | None > single 后做什么（□） = A
## headings of other kinds
一、判断题
1.站里要公示。（√）
二、辨析题
1.社会工作就是做好事。
答：错误。它是专业活动。
三、公文写作题（20分）
1.写一份通知。
答案要点：标题、正文
->
true_false: 站里要公示。 | True
essay: 社会工作就是做好事。 | 错误。它是专业活动。
essay: 写一份通知。 | 标题、正文
## entities of web pages
1.谁&nbsp;来看（&nbsp;&nbsp;）
A.&lt;站长&gt;
B.社工&amp;村干部
答案：B
->
single: 谁 来看（□） | <站长>/社工&村干部 | B
## decimals behind the number
1.1.5米以下儿童乘车（ ）
A.免票 B.半票
答案：A
2.3.15是（ ）
A.消费者权益日 B.植树节
答案：A
->
single: 1.5米以下儿童乘车（□） | 免票/半票 | A
single: 3.15是（□） | 消费者权益日/植树节 | A
## the kind before the question
1、单选 谁来看
A 站长 B 社工
答案 A
2、判断 站里要公示
答案 对
->
single: 谁来看 | 站长/社工 | A
true_false: 站里要公示 | True
## other words of right and wrong
1.村里能收费。
A、正确 B、不正确
答案：B
2.站里要公示。
A. √ B. ×
答案：A
判断题（正确的选A，错误的选B）
3.村里能收礼。（B）
->
true_false: 村里能收费。 | False
true_false: 站里要公示。 | True
true_false: 村里能收礼。 | False
## a number left out
1.谁来看（A）
A.站长
B.社工
谁来记（B）
A.站长
B.社工
3.谁来管（A）
A.站长
B.社工
->
single: 谁来看（□） | 站长/社工 | A
single: 谁来记（□） | 站长/社工 | B
single: 谁来管（□） | 站长/社工 | A
## statements behind their heading in one line
判断题：1.站里要公示（√）2.村里能收费（×）
->
true_false: 站里要公示 | True
true_false: 村里能收费 | False
## an answer with another in brackets
1.应保护居民的____。
答案：隐私（或秘密）
->
fill: 应保护居民的____。 | [['隐私', '秘密']]
## a case below a heading of another name
五、综合实务题
1.老李独居，不愿出门活动。
(1)先做什么（ ）
A.走访 B.结案
答案：A
(2)谁来做（ ）
A.社工 B.路人
答案：A
->
case: 老李独居，不愿出门活动。 | None > single 先做什么（□） = A > single 谁来做（□） = A
## numbers with a sign in front
★1.谁来看（A）
A.站长 B.社工
★2.谁来记（B） 2分
A.站长 B.社工
->
single: 谁来看（□） | 站长/社工 | A
single: 谁来记（□） | 站长/社工 | B
## numbers of chapter and question
1-1 谁来看（ ）
A.站长 B.社工
答案：A
1-2 谁来记（ ）
A.站长 B.社工
答案：B
->
single: 谁来看（□） | 站长/社工 | A
single: 谁来记（□） | 站长/社工 | B
## 题目 and a number above the question
题目1
谁来看（ ）
A.站长 B.社工
答案：A
题目2
谁来记（ ）
A.站长 B.社工
答案：B
->
single: 谁来看（□） | 站长/社工 | A
single: 谁来记（□） | 站长/社工 | B
## 题目 with a Chinese number, 选项 before each letter
题目一：谁来看？
A. 站长
B. 社工
C. 老人
答案：选项A,选项C
题目二：谁来记？
A. 站长
B. 社工
答案：A
->
multiple: 谁来看？ | 站长/社工/老人 | AC
single: 谁来记？ | 站长/社工 | A
"""
SHAPES = [shape.partition("\n") for shape in TEXTS.replace("□", "\u3000").split("## ")[1:]]


@pytest.mark.parametrize(("name", "shape"), [(name, shape) for name, _, shape in SHAPES])
def test_each_shape_is_read_exactly(name: str, shape: str) -> None:
    text, _, expected = shape.strip().partition("\n->\n")
    assert outcome(read_text(text)) == expected.split("\n"), name
