"""JSON and JSON lines with the keys of real programs: read right, or refused by entry."""

import json
from typing import Any

import pytest

from elearn.questions import bank_text
from elearn.questions.formats.reading import Reading, Unreadable
from elearn.questions.formats.sniff import read_file
from elearn.questions.grading import Kind
from elearn.questions.parsed import as_json


def _read(data: Any) -> Reading:
    return read_file("q.json", json.dumps(data, ensure_ascii=False).encode())


SINGLE = (Kind.SINGLE, "问？", ("甲", "乙", "丙"), "B")


MULTIPLE = (Kind.MULTIPLE, "问？", ("甲", "乙", "丙"), "AC")
ITEMS = [{"prefix": letter, "content": text} for letter, text in zip("ABC", "甲乙丙", strict=True)]
MARKED = [{"text": "甲", "correct": False}, {"text": "乙", "correct": True}, {"text": "丙"}]
THREE = {"question": "问？", "options": ["甲", "乙", "丙"]}
PAIRS = [["甲", "一"], ["乙", "二"]]
BLANKS = [["甲", "乙;丙"], "丁"]


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (THREE | {"answer": "B"}, SINGLE),
        ({"question": "问？", "options": ["A. 甲", "B. 乙", "C. 丙"], "answer": "乙"}, SINGLE),
        ({"stem": "问？", "options": {"A": "甲", "B": "乙", "C": "丙"}, "correct_answer": ["B"]}, SINGLE),
        ({"title": "问？", "A": "甲", "B": "乙", "C": "丙", "答案": "B", "type": "单选题"}, SINGLE),
        ({"题干": "问？", "选项A": "甲", "选项B": "乙", "选项C": "丙", "正确答案": "B"}, SINGLE),
        ({"q": "问？", "a": ["甲", "乙", "丙"], "ans": "乙"}, SINGLE),
        ({"content": "<p>问？</p>", "items": ITEMS, "correct": "B"}, SINGLE),
        ({"question": "问？", "answers": MARKED}, SINGLE),
        (THREE | {"answer": "AC", "type": "multiple_choice"}, MULTIPLE),
        (THREE | {"answers": ["甲", "丙"]}, MULTIPLE),
        ({"question": "1+1=?", "options": ["1", "2"], "answer": 2}, (Kind.SINGLE, "1+1=?", ("1", "2"), "B")),
        ({"question": "对吗。", "type": "true_false", "answer": True}, (Kind.TRUE_FALSE, "对吗。", (), True)),
        ({"question": "对吗。", "options": ["正确", "错误"], "answer": "B"}, (Kind.TRUE_FALSE, "对吗。", (), False)),
        ({"question": "省会是____。", "answer": ["太原"]}, (Kind.FILL, "省会是____。", (), [["太原"]])),
        (
            {"question": "____和____。", "type": "填空题", "answer": BLANKS},
            (Kind.FILL, "____和____。", (), [["甲", "乙;丙"], ["丁"]]),
        ),
        ({"question": "谈谈。", "type": "简答", "answer": ["一", "二"]}, (Kind.ESSAY, "谈谈。", (), "一\n二")),
        ({"question": "连。", "type": "match", "answer": PAIRS}, (Kind.MATCH, "连。", (), PAIRS)),
        (
            {"question": "排。", "type": "排序", "answer": ["一", "二", "三"]},
            (Kind.ORDER, "排。", (), ["一", "二", "三"]),
        ),
    ],
)
def test_the_keys_of_many_programs(entry: dict[str, Any], found: tuple[Any, ...]) -> None:
    [draft] = _read([entry]).drafts
    assert draft.rejected == []
    assert draft.question
    assert (draft.question.kind, draft.question.stem, draft.question.options, draft.question.answer) == found


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("一句话", "no-object"),
        ({"question": "问？", "options": ["甲", "乙"], "answer": 1}, "number-answer"),
        ({"question": "问？", "options": ["甲", "乙", "丙"], "answer": [1]}, "number-answer"),
        ({"question": "问？", "options": ["甲", "乙"]}, "no-answer"),
        ({"question": "问？", "options": ["甲", "乙"], "answer": "C"}, "answer"),
        ({"options": ["甲", "乙"], "answer": "A"}, "no-stem"),
        ({"question": "问？", "type": "画图题", "answer": "A"}, "unknown-kind"),
        ({"question": "问？", "stem": "又问？", "options": ["甲", "乙"], "answer": "A"}, "two-keys"),
        ({"question": "看图", "image": "a.png", "options": ["甲", "乙"], "answer": "A"}, "picture-missing"),
        ({"question": "材料", "children": [{"question": "一"}], "answer": "A"}, "no-kind"),
        ({"question": "连。", "type": "match", "answer": ["甲"]}, "pair"),
    ],
)
def test_entries_that_are_not_understood_are_refused_by_place(entry: Any, code: str) -> None:
    good = {"question": "问？", "options": ["甲", "乙"], "answer": "A"}
    reading = _read({"questions": [good, entry]})
    assert [draft.is_sound for draft in reading.drafts] == [True, False]
    assert [(doubt.code, doubt.where.item) for doubt in reading.drafts[1].rejected] == [(code, "[2]")]


def test_lines_of_json_and_the_line_that_is_broken() -> None:
    good = '{"q": "问？", "a": ["甲", "乙"], "ans": "A"}'
    text = f'{good}\n\n{{"q": "问？", "a": [}}\n{good.replace("问", "又问")}\n'
    reading = read_file("q.jsonl", text.encode())
    assert [(draft.where.line, draft.is_sound) for draft in reading.drafts] == [(1, True), (3, False), (4, True)]


def test_keys_that_are_not_known_are_named() -> None:
    reading = _read([{"question": "对。", "answer": "对", "积分": 3, "空": ""}])
    assert [text for _, text in reading.ignored] == ["积分"]


def test_what_the_command_line_prints_can_be_read_again() -> None:
    with open("question_banks/wushe.txt", encoding="utf-8") as file:
        bank, _ = bank_text.read(file.read())
    reading = _read({"questions": [as_json(each) for each in bank.questions]})
    assert [draft.question for draft in reading.drafts] == list(bank.questions)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"question": "问？"', "json"),
        ('{"a": 1}', "json"),
        ('{"question": ' + "[" * 100_000, "too-deep"),
        ("[\n{}", "json"),
    ],
)
def test_broken_files_are_refused(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_file("q.json", text.encode())
    assert refused.value.code == code
