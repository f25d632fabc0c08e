"""Questions as people type them: what occurs in real files, one habit at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.questions.formats.reading import Reading, Unreadable
from elearn.questions.formats.text_file import decode, read_text
from elearn.questions.grading import Kind


def _one(text: str) -> tuple[Kind, str, tuple[str, ...], object]:
    reading = read_text(text)
    (draft,) = reading.drafts
    assert draft.question, [doubt.code for doubt in draft.rejected]
    assert not draft.rejected, [doubt.code for doubt in draft.rejected]
    question = draft.question
    return question.kind, question.stem, question.options, question.answer


def _codes(reading: Reading) -> list[list[str]]:
    return [[doubt.code for doubt in draft.rejected] for draft in reading.drafts]


@pytest.mark.parametrize(
    "options",
    [
        "A.甲\nB.乙\nC.丙",
        "A、甲  B、乙  C、丙",
        "Ａ．甲\nＢ．乙\nＣ．丙",
        "（A）甲\n（B）乙\n（C）丙",
        "A)甲 B)乙 C)丙",
        "A：甲\nB：乙\nC：丙",
        "A-甲\nB-乙\nC-丙",
        "- A. 甲\n- B. 乙\n- C. 丙",
        "○A、甲\n○B、乙\n○C、丙",
        "A 甲\nB 乙\nC 丙",
        "A甲B乙C丙",
        "A甲    B乙    C丙",
        "A. 甲 B. 乙\nC. 丙",
    ],
)
def test_options_in_every_habit(options: str) -> None:
    assert _one(f"1. 选一个（ ）\n{options}\n答案：B") == (Kind.SINGLE, "选一个（　）", ("甲", "乙", "丙"), "B")


@pytest.mark.parametrize(
    "answer",
    [
        "答案：B",
        "答案:B",
        "【答案】B",
        "正确答案：B",
        "标准答案：Ｂ",
        "参考答案: b",
        "答：B",
        "答案 B",
        "正确选项：B",
        "[答案]B",
    ],
)
def test_answers_in_every_habit(answer: str) -> None:
    assert _one(f"1、选一个（ ）\nA. 甲\nB. 乙\n{answer}")[3] == "B"


@pytest.mark.parametrize("number", ["1.", "1、", "1．", "1 .", "（1）", "1)", "第1题 ", "①"])
def test_numbers_in_every_habit(number: str) -> None:
    text = f"{number}甲是乙。（√）\n" + f"{number.replace('1', '2').replace('①', '②')}乙是甲。（×）"
    reading = read_text(text)
    assert [draft.question and draft.question.answer for draft in reading.drafts] == [True, False]


@pytest.mark.parametrize(
    ("stem", "kind", "key", "kept"),
    [
        ("期限为（ C ）年。", Kind.SINGLE, "C", "期限为（　）年。"),
        ("（ABD）属于残疾。", Kind.MULTIPLE, "ABD", "（　）属于残疾。"),
        ("包括（A、B、C）", Kind.MULTIPLE, "ABC", "包括（　）"),
        ("原则有（A)、(B）", Kind.MULTIPLE, "AB", "原则有（　）"),
    ],
)
def test_a_key_in_the_stem_is_taken_out(stem: str, kind: Kind, key: str, kept: str) -> None:
    assert _one(f"1. {stem}\nA. 甲\nB. 乙\nC. 丙\nD. 丁")[:2] == (kind, kept)
    assert _one(f"1. {stem}\nA. 甲\nB. 乙\nC. 丙\nD. 丁")[3] == key


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("1. （√）老年节在农历九月。", True),
        ("1. (×) 志愿者可以收费。", False),
        ("1. 保护令不超过六个月。（对）", True),
        ("1. 证明可以收费。（ 错 ）", False),
        ("1. [判断] 儿童主任优先由女性担任。\n答案：是", True),
        ("1. 公示三天即可。\nA. 正确\nB. 错误\n答案：B", False),
        ("1. 公示三天即可。\nA. 错误\nB. 正确\n答案：A", False),
        ("1. 低保金按月发给。 [判断题] *(5分)\n对(正确答案)\n错", True),
    ],
)
def test_statements_in_every_habit(text: str, answer: bool) -> None:
    found = _one(text)
    assert (found[0], found[3]) == (Kind.TRUE_FALSE, answer)
    assert "√" not in found[1]
    assert "分" not in found[1]


@pytest.mark.parametrize(
    ("stem", "answer", "key"),
    [
        ("每年____是慈善日。", "9月5日", [["9月5日"]]),
        ("____和____是两样。", "甲；乙", [["甲"], ["乙"]]),
        ("____和____是两样。", "（甲）（乙）", [["甲"], ["乙"]]),
        ("不超过____年，最长____年。", "3;三|1;一", [["3", "三"], ["1", "一"]]),
        ("____、____、____", "甲、乙、丙", [["甲"], ["乙"], ["丙"]]),
        ("有____家。", "1-9", [["1~9"]]),
    ],
)
def test_blanks_in_every_habit(stem: str, answer: str, key: list[list[str]]) -> None:
    assert _one(f"1. [填空] {stem}\n答案：{answer}")[3] == key


def test_answers_at_the_end_of_the_document_by_range_and_one_by_one() -> None:
    questions = "".join(f"{n}. 第{n}问（ ）\nA. 甲\nB. 乙\nC. 丙\nD. 丁\n" for n in range(1, 9))
    reading = read_text(questions + "参考答案\n1-5 ABCDA\n6.B 7.C\n8 AD")
    assert [draft.question and draft.question.answer for draft in reading.drafts] == [
        "A",
        "B",
        "C",
        "D",
        "A",
        "B",
        "C",
        "AD",
    ]


def test_a_table_of_answers_by_kind_serves_each_section() -> None:
    text = "一、单选题\n1. 甲（ ）\nA. 一\nB. 二\n2. 乙（ ）\nA. 一\nB. 二\n二、判断题\n1. 丙。\n2. 丁。\n"
    text += "参考答案\n一、单选题\n1-2 BA\n二、判断题\n1-2 √×"
    assert [draft.question and draft.question.answer for draft in read_text(text).drafts] == ["B", "A", True, False]


def test_lists_within_a_question_stay_its_text() -> None:
    text = "1. 下列说法正确的是（ ）\n①甲对\n②乙对\nA. ①\nB. ②\nC. ①②\n答案：C\n"
    text += "2. [简答] 谈谈。\n答案：（1）先说；\n（2）再说。"
    first, second = (draft.question for draft in read_text(text).drafts)
    assert first is not None
    assert second is not None
    assert first.stem == "下列说法正确的是（　）\n①甲对\n②乙对"
    assert first.options == ("①", "②", "①②")
    assert second.answer == "（1）先说；\n（2）再说。"


def test_two_questions_in_one_line_are_parted() -> None:
    reading = read_text("36.甲。（√）\n37.乙是丙。（√）38.丁是戊。（×）")
    assert [draft.number for draft in reading.drafts] == ["36", "37", "38"]


def test_options_glued_into_the_stem_are_found() -> None:
    assert _one("1. 包括（ ）A.甲 B.乙 C.丙\n答案：AC")[1:] == ("包括（　）", ("甲", "乙", "丙"), "AC")


def test_words_with_letters_are_no_options() -> None:
    assert _one("1. 下列缺维生素A/AB卷的说法（ ）\nA. 维生素A\nB. B超\n答案：A")[2] == ("维生素A", "B超")


def test_what_a_learner_once_answered_is_dropped() -> None:
    assert _one("1. 选（ ）\nA. 甲\nB. 乙\n正确答案：A 你的答案：B")[3] == "A"


def test_nothing_is_dropped_in_silence() -> None:
    reading = read_text("某县题库\n（内部资料）\n1. 甲是乙。（√）\n您的姓名： [填空题] *\n____________")
    assert [text for _, text in reading.ignored] == [
        "某县题库",
        "（内部资料）",
        "您的姓名： [填空题] *",
        "____________",
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1. 选（ ）\nA. 甲\nB. 乙\n答案：C", "answer"),
        ("1. [单选] 选（ ）\nA. 甲\nB. 乙\n答案：AB", "several"),
        ("1. [多选] 选（ ）\nA. 甲\nB. 乙\n答案：A", "too-few"),
        ("1. 选（ ）\nA. 甲\nA. 乙\n答案：A", "double-option"),
        ("1. 选（ ）\nA. 甲\nC. 乙\n答案：A", "missing-option"),
        ("1. 选（ ）\nA. 甲\nB. 乙", "no-answer"),
        ("1. 选（ ）\nA. 甲\nB. 乙\n答案：2", "number-answer"),
        ("1. 选（A）\nA. 甲\nB. 乙\n答案：B", "two-answers"),
        ("1. [填空] 一____二____\n答案：甲", "blanks"),
        ("1. [判断] 甲是乙。\n答案：大概", "answer"),
        ("1. 这是什么", "no-kind"),
        ("1. 选（ ）\nA. 甲\nB. 甲 \n答案：A", "same-options"),
    ],
)
def test_what_is_not_understood_is_refused_with_its_line(text: str, code: str) -> None:
    reading = read_text("\n\n" + text)
    assert _codes(reading) == [[code]]
    assert reading.drafts[0].where.line == 3
    assert reading.drafts[0].text


def test_the_text_of_a_refused_question_can_be_mended_and_read_again() -> None:
    (draft,) = read_text("1. [单选题] 选（ ）\nA、甲  B、乙\n答案：AB\n解析：因为。").drafts
    assert _codes(read_text(draft.text)) == [["several"]]
    assert _one(draft.text.replace("[单选]", "[多选]")) == (Kind.MULTIPLE, "选（　）", ("甲", "乙"), "AB")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    text = "1. 䶮家沟村的老人𠮷大爷是特困人员。（√）\n答案：对\n" * 3
    assert decode(text.encode(encoding)).lstrip("\ufeff") == text


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Unreadable):
        decode(bytes(range(128, 256)) * 4)


@given(st.text(st.sampled_from("1２.、A B甲乙（）()答案：√×[]单选题判断填空①\n_；|ＡＢ-5")))
def test_no_text_breaks_the_reader(text: str) -> None:
    for draft in read_text(text).drafts:
        assert draft.question or draft.rejected
