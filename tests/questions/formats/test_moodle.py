"""GIFT, Moodle XML and Aiken: what Moodle writes is read; what we write comes back the same, pictures included."""

from dataclasses import replace

import pytest

from elearn.questions.formats.gift_out import write_gift
from elearn.questions.formats.moodle_xml_out import write_moodle
from elearn.questions.formats.reading import Draft, Reading
from elearn.questions.formats.sniff import read_file
from elearn.questions.grading import Difficulty, Kind, Use
from elearn.questions.parsed import ParsedBank, ParsedQuestion, Picture
from tests.questions.formats.test_out import BASE, CASE, NO_OPTIONS, QUESTIONS

TRICKY = (
    replace(
        BASE,
        ref="b-101",
        stem="a=b ~ {c} #d: e\\f\n\n第二行（　）。".replace("\n\n", "\n"),
        options=("%50%", "[x]", "->"),
    ),
    replace(BASE, ref="b-102", stem="1 < 2 & <b>粗</b>  两格（　）", options=("<p>", "&amp;", "// 丙"), answer="A"),
    replace(NO_OPTIONS, ref="b-103", kind=Kind.FILL, stem="____是山西省会。", answer=[["太原", "太原市*"]]),
    replace(NO_OPTIONS, ref="b-104", kind=Kind.FILL, stem="满____日", answer=[["1~9"]]),
    replace(NO_OPTIONS, ref="b-105", kind=Kind.FILL, stem="省会是（　）。", answer=[["太原"]]),
    replace(
        BASE, ref="b-106", kind=Kind.MULTIPLE, answer="ABC", explanation="依据: 这不是依据\n\\斜杠", uses=(Use.EXAM,)
    ),
    replace(NO_OPTIONS, ref="b-107", kind=Kind.ESSAY, stem="谈谈。", answer="一\n二", source="", explanation=""),
    replace(BASE, ref="b-108", stem="䶮𠮷（　）", topic="", effective_on=None, review_on=None, uses=None),
)
BANK = ParsedBank("b", "题/库", (Use.PRACTICE,), (*QUESTIONS, *TRICKY))
TRICKY_MARKS = "=~#{}:"


def _questions(reading: Reading) -> list[ParsedQuestion]:
    assert [(draft.number, doubt.code) for draft in reading.drafts for doubt in draft.rejected] == []
    return [draft.question for draft in reading.drafts if draft.question]


def _one(text: str) -> Draft:
    [draft] = read_file("a.txt", text.encode()).drafts
    return draft


def test_a_bank_comes_back_from_gift() -> None:
    body, left = write_gift(BANK)
    assert [(each.ref, each.code) for each in left] == [("b-005", "blanks"), ("b-008", "order")]
    kept = [each for each in BANK.questions if each.ref not in ("b-005", "b-008")]
    assert _questions(read_file("b.txt", body)) == [replace(each, uses=each.uses or BANK.uses) for each in kept]
    assert read_file("b.txt", body).title == BANK.title


def test_a_bank_comes_back_from_moodle_xml_with_its_pictures() -> None:
    pictured = replace(BASE, ref="b-201", pictures=(Picture("b-201.svg", "关系图“甲”<乙>"),))
    bank = replace(BANK, questions=(*BANK.questions, pictured))
    body, left = write_moodle(bank, {"b-201.svg": b"<svg/>"})
    assert left == []
    reading = read_file("b.xml", body)
    assert _questions(reading) == [replace(each, uses=each.uses or BANK.uses) for each in bank.questions]
    assert reading.pictures == {"b-201.svg": b"<svg/>"}


def test_what_does_not_fit_is_named_before() -> None:
    pictured = replace(BASE, ref="b-201", pictures=(Picture("b-201.svg", "图"),))
    mixed = replace(NO_OPTIONS, ref="b-202", kind=Kind.FILL, stem="满____日。", answer=[["1~9", "不满十日"]])
    bank = replace(BANK, questions=(CASE, pictured, mixed))
    _, left = write_gift(bank)
    assert [(each.ref, each.code) for each in left] == [("b-009", "case"), ("b-201", "picture"), ("b-202", "mixed")]
    _, left = write_moodle(bank, {})
    assert [(each.ref, each.code) for each in left] == [("b-201", "picture"), ("b-202", "mixed")]


def test_a_case_comes_back_from_moodle_xml_with_its_questions() -> None:
    child = replace(
        BASE, ref="b-009.2", uses=None, topic="", effective_on=None, review_on=None, difficulty=Difficulty.HARD
    )
    pictured = replace(child, ref="b-009.1", pictures=(Picture("b-009.svg", "图"),))
    bank = replace(BANK, questions=(replace(CASE, children=(pictured, child)), BASE))
    body, left = write_moodle(bank, {"b-009.svg": b"<svg/>"})
    assert left == []
    assert _questions(read_file("b.xml", body)) == list(bank.questions)
    alone = body.replace("题型:案例".encode(), "题型:阅读".encode())
    found = [[doubt.code for doubt in draft.rejected] for draft in read_file("b.xml", alone).drafts]
    assert found == [["description"], ["no-case"], ["no-case"], []]
    broken = body.replace(b'fraction="100"', b'fraction="0"', 1)
    assert [[doubt.code for doubt in draft.rejected] for draft in read_file("b.xml", broken).drafts] == [
        ["no-answer"],
        [],
    ]
    childless = write_moodle(replace(bank, questions=(replace(CASE, children=()), BASE)), {})[0]
    assert len(read_file("b.xml", childless).drafts[0].rejected) == 1


@pytest.mark.parametrize(
    ("text", "kind", "stem", "options", "answer"),
    [
        ("谁是第一任总统？{=华盛顿 ~林肯 ~杰斐逊}", Kind.SINGLE, "谁是第一任总统？", ("华盛顿", "林肯", "杰斐逊"), "A"),
        ("五社有{=五 ~三}个。", Kind.SINGLE, "五社有（　）个。", ("五", "三"), "A"),
        ("哪些？{~%50%甲 ~%-50%乙 ~%50%丙}", Kind.MULTIPLE, "哪些？", ("甲", "乙", "丙"), "AC"),
        ("哪些？{~%100%甲 ~乙 ~丙}", Kind.INDEFINITE, "哪些？", ("甲", "乙", "丙"), "A"),
        ("太阳从东方升起。{T}", Kind.TRUE_FALSE, "太阳从东方升起。", (), True),
        ("::标题:: [html]<p>地是<b>平</b>的。</p>{FALSE#错了#对了}", Kind.TRUE_FALSE, "地是平的。", (), False),
        ("二加二等于{=四 =4}", Kind.FILL, "二加二等于____", (), [["四", "4"]]),
        ("山西省会是{=太原}市。", Kind.FILL, "山西省会是____市。", (), [["太原"]]),
        ("圆周率？{#3.14:0.005}", Kind.FILL, "圆周率？____", (), [["3.135~3.145"]]),
        ("多少？{#1..5}", Kind.FILL, "多少？____", (), [["1~5"]]),
        ("年份？{#=1822 =%50%1822:2}", Kind.FILL, "年份？____", (), [["1822"]]),
        ("连线。{=甲 -> 一 =乙 -> 二}", Kind.MATCH, "连线。", (), [["甲", "一"], ["乙", "二"]]),
        ("谈谈五社。{}", Kind.ESSAY, "谈谈五社。", (), ""),
        ("集合 \\{1\\} 对吗？{T}", Kind.TRUE_FALSE, "集合 {1} 对吗？", (), True),
    ],
)
def test_gift_as_people_write_it(text: str, kind: Kind, stem: str, options: tuple[str, ...], answer: object) -> None:
    draft = _one(text)
    assert not draft.rejected
    found = draft.question
    assert found
    assert (found.kind, found.stem, found.options, found.answer) == (kind, stem, options, answer)


def test_gift_across_empty_lines_with_comments_and_categories() -> None:
    text = "// 说明\n$CATEGORY: 甲类\n\n::一::问题{\n=对\n\n~错了\n#为什么\n}\n\n$CATEGORY: 上/乙类\n\n二。{T}\n"
    reading = read_file("a.gift", text.encode())
    assert [each.topic for each in _questions(reading)] == ["甲类", "乙类"]
    assert [draft.where.line for draft in reading.drafts] == [4, 13]
    assert _questions(reading)[0].explanation == "错了：为什么"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("问？{=甲 =乙 ~丙}", "several"),
        ("问？{~甲 ~乙}", "no-answer"),
        ("只是一段话。\n\n对。{T}", "no-answer-part"),
        ("问？{=甲 ~乙} 又问？{T}", "braces"),
        ("问？{=甲 ~乙\n\n::二::又问？{T}\n\n三。{F}", "braces"),
        ("问？{=a* ~%0%b}\n\n对。{T}", "several"),
        ("问？{=太*}", "wildcard"),
        ("问？{#三}", "number"),
        ("连。{=甲 -> =乙 -> 二}", "pair"),
        ('看图[html]<img src="x.png">？{T}', "picture-missing"),
        ("问？{甲 =乙 ~丙}\n\n对。{T}\n\n对。{F}", "answer-sign"),
    ],
)
def test_gift_that_is_not_understood_is_refused_by_line(text: str, code: str) -> None:
    reading = read_file("a.gift", text.encode())
    if code == "several" and "*" in text:
        assert reading.drafts[0].question
        return
    assert [doubt.code for doubt in reading.drafts[0].rejected] == [code]
    assert all(draft.is_sound for draft in reading.drafts[1:])
    assert reading.drafts[0].where.line == 1


def test_answers_for_part_of_the_marks_are_named() -> None:
    draft = _one("省会？{=太原 =%50%并州}")
    assert draft.question
    assert draft.question.answer == [["太原"]]
    assert "part-marks" in [doubt.code for doubt in draft.warnings]


def _xml(inner: str, kind: str = "multichoice") -> Draft:
    stem = "<questiontext format='html'><text><![CDATA[<p>问<br>什么&nbsp;？</p>]]></text></questiontext>"
    question = f"<question type='{kind}'><name><text>名</text></name>{stem}{inner}</question>"
    text = f"<?xml version='1.0'?><quiz>{question}</quiz>"
    [draft] = read_file("quiz.xml", text.encode()).drafts
    return draft


def _answers(*shares: str) -> str:
    return "".join(f"<answer fraction='{s}'><text>项{n}</text></answer>" for n, s in enumerate(shares))


@pytest.mark.parametrize(
    ("kind", "inner", "found"),
    [
        ("multichoice", "<single>true</single>" + _answers("0", "100"), (Kind.SINGLE, "B")),
        ("multichoice", "<single>false</single>" + _answers("50", "-100", "50"), (Kind.MULTIPLE, "AC")),
        ("multichoice", "<single>true</single>" + _answers("50", "50"), "no-answer"),
        ("shortanswer", _answers("100", "100"), (Kind.FILL, [["项0", "项1"]])),
        ("numerical", "<answer fraction='100'><text>3</text><tolerance>1</tolerance></answer>", (Kind.FILL, [["2~4"]])),
        ("essay", "<graderinfo format='html'><text>要说甲</text></graderinfo>", (Kind.ESSAY, "要说甲")),
        ("description", "", "description"),
        ("ddimageortext", "", "unknown-kind"),
        ("calculated", "", "unknown-kind"),
        ("truefalse", "", "no-answer"),
    ],
)
def test_moodle_xml_kind_by_kind(kind: str, inner: str, found: object) -> None:
    draft = _xml(inner, kind)
    if isinstance(found, str):
        assert [doubt.code for doubt in draft.rejected] == [found]
        assert draft.where.item == "名"
    else:
        assert draft.question
        assert (draft.question.kind, draft.question.answer) == found
        assert draft.question.stem.startswith("问\n什么 ？")


def test_matching_names_an_answer_without_partner() -> None:
    pairs = "".join(
        f"<subquestion format='html'><text>{left}</text><answer><text>{right}</text></answer></subquestion>"
        for left, right in (("甲", "一"), ("乙", "二"), ("", "三"))
    )
    draft = _xml(pairs, "matching")
    assert draft.question
    assert draft.question.answer == [["甲", "一"], ["乙", "二"]]
    assert [doubt.params for doubt in draft.warnings if doubt.code == "extra-side"] == [{"text": "三"}]


def test_embedded_answers_are_blanks_and_lists_are_refused() -> None:
    text = "<quiz><question type='cloze'><questiontext format='html'><text>%s</text></questiontext></question></quiz>"
    typed = "省会{1:SHORTANSWER:=太原~%50%并州#近}，满{2:NM:=10:1}日。"
    [draft] = read_file("q.xml", (text % typed).encode()).drafts
    assert draft.question
    assert draft.question.answer == [["太原"], ["9~11"]]
    assert draft.question.stem == "省会____，满____日。"
    [draft] = read_file("q.xml", (text % "选{1:MULTICHOICE:=甲~乙}，再{1:MC:丙~=丁}").encode()).drafts
    assert [doubt.code for doubt in draft.rejected] == ["list-gap"]
    [draft] = read_file("q.xml", (text % "选{1:MCV:=甲#对~乙}吗").encode()).drafts
    assert draft.question
    assert (draft.question.kind, draft.question.stem, draft.question.answer) == (Kind.SINGLE, "选（　）吗", "A")
    assert draft.question.explanation == "甲：对"


def test_a_picture_of_an_explanation_is_named_and_never_shown_with_the_question() -> None:
    for html, code in (("<img src='a.png'>因为", ""), ("<math><mi>x</mi></math>", "formula")):
        said = f"<generalfeedback format='html'><text><![CDATA[{html}]]></text></generalfeedback>"
        draft = _xml(said + _answers("100", "0"))
        assert [doubt.code for doubt in draft.rejected] == ([code] if code else [])
        if not code:
            assert draft.question
            assert (draft.question.explanation, draft.question.pictures) == ("因为", ())
            assert "picture-in-feedback" in [doubt.code for doubt in draft.warnings]


AIKEN = "什么是五社？\nA. 甲\nB) 乙\n第二行\nANSWER: B\n\n"
AIKEN += "多选？\nA. 一\nB. 二\nC. 三\nANSWER: A, C\n\n"
AIKEN += "没有答案？\nA. 一\nB. 二\n\n错的\nA. 一\nB. 二\nANSWER: D\n"


def test_aiken() -> None:
    reading = read_file("a.txt", AIKEN.encode())
    assert reading.format == "aiken"
    first, second, third, fourth = reading.drafts
    assert first.question
    assert (first.question.options, first.question.answer) == (("甲", "乙\n第二行"), "B")
    assert second.question
    assert (second.question.kind, second.question.answer) == (Kind.MULTIPLE, "AC")
    assert [doubt.code for doubt in third.rejected] == ["no-answer"]
    assert [(doubt.code, doubt.where.line) for doubt in fourth.rejected] == [("answer", 17)]
