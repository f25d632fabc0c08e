"""What begins a text that several questions share, and what names such a case among the answers. Pure."""

import re

from elearn.questions.formats import marks

_COUNT = rf"[{marks.CHINESE}]{{1,3}}|\d{{1,2}}"
_CASE = r"(?:背景)?(?:案例|材料|资料|情景|情境|背景)(?:分析)?(?:题)?"
MATERIAL = re.compile(
    rf"(?:{marks.ORDINAL}|[【\[（(])?\s*(?:"
    # 根据以下材料，回答第1～3题
    r"(?:请)?(?:根据|阅读|结合|依据)(?:以下|下列|下面|上述|下述|所给|如下)?.{0,6}(?:材料|案例|资料|情景|情境|内容|短文)"
    r".{0,12}(?:回答|完成|作答|解答).{0,16}?[。:：题】\]]"
    # 1-3题共用题干
    r"|第?\s*\d{1,4}\s*[-—–~～至到、]\s*\d{1,4}\s*题?\s*(?:共用(?:题干|材料)|(?:根据|依据|结合).{0,12}?(?:材料|案例|资料)(?:作答|回答)?)\s*[。:：题】\]）)]?"
    r"|共用题干.{0,14}?[:：】\]）)]"
    # 案例一：…, 【材料2】…, 案例一 alone in its line
    rf"|{_CASE}\s*(?P<label>{_COUNT})?\s*(?:[:：】\]）)]|(?<=[{marks.CHINESE}\d])(?:\s+(?=\S)|$))"
    r")\s*(?P<text>.*)",
    re.S,
)
# “案例一：1.A 2.B”, “案例二答案” among the answers.
CASE_ANSWERS = re.compile(
    rf"(?:{marks.ORDINAL}|[【\[（(])?{_CASE}\s*(?P<label>{_COUNT})\s*[】\]）)]?\s*(?P<word>(?:的)?(?:参考|标准|正确)?答案(?:要点)?)?"
    r"\s*[】\]）)]?\s*[:：、.．]?\s*(?P<rest>.*)",
    re.S,
)
