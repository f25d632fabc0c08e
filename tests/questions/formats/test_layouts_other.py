"""Tables in other carriers: an old .xls, a web page, lines of another program, cards."""

from typing import Any

import pytest

from elearn.questions.formats.sniff import read_file
from tests.questions.formats.tables import OLD_XLS, outcome


def test_an_old_xls_is_read_as_it_is_shown() -> None:
    assert outcome("旧.xls", OLD_XLS) == ["2 S:A", "3 S:B", "4 missing-option", "5 S:A", "2 T:1"]
    reading = read_file("旧.xls", OLD_XLS)
    first, second = (draft.question.options for draft in reading.drafts[:2] if draft.question)
    assert (first, second) == (("30%", "50%", "30.5%"), ("3月1日", "2026-3-2", "007"))
    told = [doubt.code for draft in reading.drafts for doubt in draft.warnings if doubt.code[:3] != "no-"]
    assert told == ["hidden", "empty-formula", "empty-formula", "hidden"]


# Laid beside the repository; see their README for what each must give.
PAGE = "<html><head><meta charset={}></head><body><p>导出</p><table>{}</table></body></html>"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_web_page_named_xls_is_read_as_the_table_it_is(encoding: str) -> None:
    rows: list[list[Any]] = [["题干", "A", "B", "答案"], ["甲&nbsp;？", "一<br>行", "二", "B"]]
    body = "<tr><td colspan=4>题库导出</td></tr>" + "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows
    )
    assert outcome("导出.xls", PAGE.format(encoding, body).encode(encoding)) == ["3 S:B"]
    assert outcome("页.html", b"<html><p>x</p></html>") == ["html"]
    assert outcome("页.xls", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<table>") == ["html"]


def test_lines_of_blackboard() -> None:
    lines = [
        "MC\t一加一？\t二\tcorrect\t三\tincorrect",
        "MA\t哪些？\t一\tcorrect\t二\tcorrect\t三\tincorrect",
        "TF\t天热\ttrue",
        "MAT\t配\t甲\t一\t乙\t二",
        "NUM\t几\t2.5\t0.5",
        "FIB\t省会\t太原\t太原市",
        "FIB_PLUS\t[x]和[y]\ty\t乙\t\tx\t甲\t一",
        "ORD\t排\t一\t二",
        "ESS\t谈\t要点",
        "OP\t看法",
        "MC\t缺\t一\tcorrect\t二",
    ]
    assert outcome("bb.txt", "\n".join(lines).encode()) == [
        "1 S:A",
        "2 M:AB",
        "3 T:1",
        "4 MATCH:甲=一|乙=二",
        "5 F:2~3",
        "6 F:太原;太原市",
        "7 F:甲;一|乙",
        "8 ORDER:一|二",
        "9 E:要点",
        "10 unknown-kind",
        "11 bad-mark",
    ]


def test_files_of_cards() -> None:
    cards = "#separator:tab\n#html:true\n#tags column:3\n接案是什么？\t初次接触\t社工\n三月有社工日。\t对\t社工\n"
    assert outcome("cards.txt", cards.encode()) == ["4 no-kind", "5 T:1"]
